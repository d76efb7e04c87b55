"""What people do about themselves, by subject: accounts, roles, leave, the digests they want."""

from services.people.actions.accounts import ask_for_new_password, take_on, tell_of_new_password
from services.people.actions.digests import choose_digests, stop_digests
from services.people.actions.leave import change_leave, enter_leave, take_back_leave
from services.people.actions.roles import end_role, give_role

__all__ = [
    "ask_for_new_password",
    "change_leave",
    "choose_digests",
    "end_role",
    "enter_leave",
    "give_role",
    "stop_digests",
    "take_back_leave",
    "take_on",
    "tell_of_new_password",
]
