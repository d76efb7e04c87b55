"""What the outbox tells the rooms above it, without knowing them. All inside the transaction that keeps the news."""

from django.dispatch import Signal

#: A letter came back, was refused for good, could not be made, or is held because its address takes none.
#: Receivers get: letter (as it is now), at (UTC).
not_reached = Signal()
#: An address turned from good to doubtful or dead. Receivers get: health (AddressHealth), letter (the last), at (UTC).
address_in_trouble = Signal()
#: The reader of a letter called it unwanted. Receivers get: letter, person, at (UTC). Digests stop, duties go on.
complained = Signal()
#: Letters were held for so long that they are not worth sending any more. Receivers get: letters (ids), at (UTC).
given_up = Signal()
