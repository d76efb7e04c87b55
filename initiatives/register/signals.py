"""What the register tells the rooms above it, in the transaction in which it happens."""

from django.dispatch import Signal

#: Who sees a piece of work, or how it is marked, has changed. Arguments: `initiative`, `by`, and the UTC instant `at`.
audience_changed = Signal()
