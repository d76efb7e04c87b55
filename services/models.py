"""A list for Django; code imports from the rooms."""

from services.directory.models import BankHoliday, Budget, Closure, Organisation
from services.history.models import Entry, Touch
from services.letters.models import Allowance, Envelope, Hold, Letter, Pulse
from services.letters.returns import AddressHealth, DeliveryEvent
from services.people.models import Leave, LetterPreferences, Membership, User

__all__ = [
    "AddressHealth",
    "Allowance",
    "BankHoliday",
    "Budget",
    "Closure",
    "DeliveryEvent",
    "Entry",
    "Envelope",
    "Hold",
    "Leave",
    "Letter",
    "LetterPreferences",
    "Membership",
    "Organisation",
    "Pulse",
    "Touch",
    "User",
]
