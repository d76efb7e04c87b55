"""What must be true after every fault (I1 to I8), asked by one function of three accounts: ledger, mail server, journal."""

from collections import Counter

from collab_portal.toolkit import clock, health
from initiatives.reminders.models import Reminder
from services.letters import journal
from services.letters.models import Letter
from services.watch.alarms import alarms
from services.watch.vitals import Vitals
from tests.faults.morning import Morning
from tests.faults.portal import Portal, wait_until
from tests.initiatives.reminders.oracle import Line, is_open


def hold(portal: Portal, morning: Morning, *, but_not_to: tuple[str, ...] = ()) -> None:
    """Wait until everybody's letter is decided, and two rounds more; then ask everything.

    `but_not_to`: those whom the fault itself keeps from their letter, for a reason that can be read.
    """
    wait_until(morning.is_decided, why=morning.states)  # I8: nothing is stuck
    portal.goes_round(2)  # I8: the next tick works, and says nothing more
    nobody_is_told_twice(portal)
    everybody_is_told(portal, morning, but_not_to)
    nothing_else_is_said(portal, morning)
    three_accounts_are_one(portal)
    assert not Letter.objects.filter(state__in=["claimed", "handing_over"]).exists(), "I8: a letter is stuck"
    wait_until(lambda: not alarmed(), why=alarmed)  # I7: nobody is affected any more


def nobody_is_told_twice(portal: Portal) -> None:
    """I1: twice only as a copy that is marked and has the same Message-ID. I3: one reminder a person a day."""
    taken = Counter(each.message_id for each in portal.mail.taken)
    copies = set(Letter.objects.filter(is_copy=True).values_list("message_id", flat=True))
    twice = {known: many for known, many in taken.items() if many > (2 if known in copies else 1)}
    assert not twice, f"I1: taken more often than they may be: {twice}"
    people = Counter(to for to, _ in {(each.to, each.message_id) for each in portal.mail.taken})
    assert set(people.values()) <= {1}, f"I3: more than one letter on one day: {people}"


def everybody_is_told(portal: Portal, morning: Morning, but_not_to: tuple[str, ...]) -> None:
    """I2: everything the oracle knows of was said, and the ledger says so; or the letter's row says why not."""
    got = {each.to for each in portal.mail.taken}
    missing = set(morning.authors) - got
    assert missing <= set(but_not_to), f"I2: {missing} got nothing: {morning.states()}"
    for letter in Letter.objects.filter(to__email__in=missing):
        assert letter.state in ("failed", "cancelled"), f"I2: {letter.to} got nothing and the letter is {letter.state}"
        assert letter.last_error, f"I2: nobody can read why {letter.to} got nothing"
    assert said_by_the_ledger() == morning.expected(), "I2: ledger and oracle differ"


def said_by_the_ledger() -> dict[str, set[Line]]:
    said: dict[str, set[Line]] = {}
    for row in Reminder.objects.filter(state="sent").select_related("recipient"):
        _, days, audience = row.stage.split("_")
        offset = -int(days) if row.stage.startswith("before") else int(days)
        line = Line(row.recipient.email, row.subject, offset, audience)
        said.setdefault(row.recipient.email, set()).add(line)
    return said


def nothing_else_is_said(portal: Portal, morning: Morning) -> None:
    """I4: nothing to anybody else. I5: nothing at another hour."""
    others = {each.to for each in portal.mail.taken} - set(morning.authors) - morning.others
    assert not others, f"I4: {others} were written to"
    at = [clock.local(each.at) for each in portal.mail.taken]
    early_or_late = [each for each in at if not (8 <= each.hour < 18 and is_open(each.date(), frozenset()))]
    assert not early_or_late, f"I5: letters left at {early_or_late}"


def three_accounts_are_one(portal: Portal) -> None:
    """I6: what the ledger calls sent, the mail server took and the journal wrote; only what nobody can know may differ."""
    sent = set(Letter.objects.have_left().values_list("message_id", flat=True))
    unknown = set(Letter.objects.filter(state="ambiguous").values_list("message_id", flat=True))
    taken = {each.message_id for each in portal.mail.taken}
    assert taken - unknown == sent, f"I6: taken {taken}, sent {sent}"
    written = Counter(line.message_id for line in journal.lines())
    assert set(written) == sent, f"I6: written {written}, sent {sent}"
    assert set(written.values()) <= {1}, f"I6: written twice: {written}"


def alarmed() -> list[str]:
    """I7: what manage.py check_reminders would end with at this moment."""
    reading = clock.compared()
    found = alarms(Vitals.at(reading.at), reading, broker_answers=health.broker_answers())
    return [each.sentence for each in found if each.is_broken]
