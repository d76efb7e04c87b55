"""What the directory tells the rooms above it, and asks them, without knowing them."""

from django.dispatch import Signal

#: Sent first in a transaction that may change a calendar, before it writes anything: receivers lock the rows that may
#: follow, from the outermost (a cycle, its dates, their reviews) to the innermost (reports), as everybody locks them, and
#: do nothing else. Whoever wrote to the timeline first, which all writers share, and then waited for a row could wait for
#: somebody who waits for the timeline. Receivers get: at (UTC).
calendar_about_to_change = Signal()

#: Sent inside the transaction in which days become holidays or closures, or stop being any, so that due dates can move
#: with them. Receivers get: days (frozenset of dates), divisions (frozenset of Division values, empty for a closure),
#: organisations (frozenset of ids whose own days changed, empty for bank holidays), by (User or None), at (UTC), why.
calendar_changed = Signal()

#: Asked before that, and changing nothing: which open dates would move? Receivers get days, divisions and organisations
#: as above, calendars (Calendars as they would be) and user (who is looking), and return a list of previews.Move.
calendar_would_change = Signal()
