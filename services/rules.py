"""Who may do what with organisations, people and the portal itself. A page an auditor can read."""

from typing import Any

from services.access.rule import OPEN, Denied, Rule, anyone_signed_in

ONLY_THEIR_ADMINISTRATOR = "Only a portal administrator of an organisation that this person belongs to can do this."


def look_after_the_portal(user: Any, thing: Any = None) -> bool | Denied:
    return user.standing.is_administrator or Denied("Only a portal administrator can change how the portal runs.")


def look_after_roles_in(user: Any, organisation: Any) -> bool | Denied:
    """Its own administrators; where it has none, any of the portal's, so that there can be a first one."""
    if user.standing.administers({organisation.pk}):
        return True
    if not user.standing.is_administrator:
        return Denied("Only a portal administrator can give and end roles.")
    if organisation.memberships.on(user.standing.day).that_administer().exists():
        return Denied("This organisation has a portal administrator of its own, who gives and ends its roles.")
    return True


def end_role(user: Any, membership: Any) -> bool | Denied:
    return look_after_roles_in(user, membership.organisation)


def enter_leave_in(user: Any, organisation: Any) -> bool | Denied:
    return user.standing.administers({organisation.pk}) or Denied(ONLY_THEIR_ADMINISTRATOR)


def enter_leave_for(user: Any, person: Any) -> bool | Denied:
    """Somebody who is suddenly ill cannot do it themselves."""
    theirs = person.as_of(user.standing.day).standing.member_ids
    return user.standing.administers(theirs) or Denied(ONLY_THEIR_ADMINISTRATOR)


def change_leave(user: Any, leave: Any) -> bool | Denied:
    return (
        leave.person_id == user.pk
        or bool(enter_leave_for(user, leave.person))
        or Denied(
            "Only the person who is away, or a portal administrator of an organisation of theirs, can change this."
        )
    )


def say_when_closed(user: Any, organisation_or_closure: Any) -> bool | Denied:
    """An administrator of that very organisation is one of the portal's: the role is one, wherever it is held."""
    return user.standing.is_administrator or Denied(
        "Only a portal administrator can say when an organisation is closed."
    )


def enter_budget(user: Any, organisation: Any) -> bool | Denied:
    return may_say_what_is_spent(user, organisation.pk)


def correct_budget(user: Any, budget: Any) -> bool | Denied:
    return may_say_what_is_spent(user, budget.organisation_id)


def may_say_what_is_spent(user: Any, organisation_id: int) -> bool | Denied:
    """Whoever keeps its books; and whoever runs the portal, as many organisations have nobody of finance here."""
    return (
        organisation_id in user.standing.finance_ids
        or user.standing.is_administrator
        or Denied(
            "Only a finance officer of this organisation, or a portal administrator, can enter or change its budget."
        )
    )


def remove_bank_holiday(user: Any, holiday: Any) -> bool | Denied:
    if holiday.is_seeded:
        return Denied("This day is on the list that comes with the portal. Only days added by hand can be removed.")
    return look_after_the_portal(user)


def look_after_addresses(user: Any, health: Any = None) -> bool | Denied:
    return user.standing.is_administrator or Denied("Only a portal administrator sees which addresses take no letters.")


SEE_OPEN_PAGE = OPEN
SEE_ORGANISATIONS = Rule("see the organisations", anyone_signed_in)
READ_MESSAGES = Rule("read the messages sent to you", anyone_signed_in)
SEE_ACCOUNT = Rule("see your own account", anyone_signed_in)
CHOOSE_DIGESTS = Rule("choose when digests come to you", anyone_signed_in)
SEE_LEAVE = Rule("see and enter your own leave", anyone_signed_in)
LOOK_AFTER_ROLES_IN = Rule("give and end roles in this organisation", look_after_roles_in)
END_ROLE = Rule("end this role", end_role)
ENTER_LEAVE_IN = Rule("enter leave for people of this organisation", enter_leave_in)
ENTER_LEAVE_FOR = Rule("enter leave for this person", enter_leave_for)
CHANGE_LEAVE = Rule("change this leave", change_leave)
CHANGE_PASSWORD = Rule("change your password", anyone_signed_in)
SEE_BANK_HOLIDAYS = Rule("see the bank holidays", anyone_signed_in)
ADD_BANK_HOLIDAY = Rule("add a bank holiday", look_after_the_portal)
SEE_ENGINE = Rule("see how the letters and reminders are doing", look_after_the_portal)
HOLD_LETTERS = Rule("stop the letters or let them go", look_after_the_portal)
TRY_LETTER_AGAIN = Rule("have a letter tried again", look_after_the_portal)
REMOVE_BANK_HOLIDAY = Rule("remove a bank holiday", remove_bank_holiday)
ADD_CLOSURE = Rule("say that an organisation is closed", say_when_closed)
SEE_BUDGET = Rule("see this budget", anyone_signed_in)
ENTER_BUDGET = Rule("enter a budget of this organisation", enter_budget)
CORRECT_BUDGET = Rule("change this budget", correct_budget)
REMOVE_CLOSURE = Rule("say that an organisation is open after all", say_when_closed)
LOOK_AFTER_ADDRESSES = Rule("see which addresses take no letters, and say that one works again", look_after_addresses)
