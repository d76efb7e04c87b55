"""What the directory tells the rooms above it, and asks them, without knowing them."""

from django.dispatch import Signal

#: Sent inside the transaction in which days become holidays or closures, or stop being any, so that due dates can move
#: with them. Receivers get: days (frozenset of dates), divisions (frozenset of Division values, empty for a closure),
#: organisations (frozenset of ids whose own days changed, empty for bank holidays), by (User or None), at (UTC), why.
calendar_changed = Signal()

#: Asked before that, and changing nothing: which open dates would move? Receivers get days, divisions and organisations
#: as above, calendars (Calendars as they would be) and user (who is looking), and return a list of previews.Move.
calendar_would_change = Signal()
