"""What is wrong with the engine, in sentences that say what to do: the page about it and check_reminders say the same.

Broken is an alarm: somebody misses mail, or is about to. Busy is a warning: everything leaves, only later.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from collab_portal.toolkit.clock import Reading
from collab_portal.toolkit.words import count, day, moment
from services.letters import canary, lateness
from services.letters.models import Letter
from services.letters.reconciling import ACCOUNT
from services.letters.rounds import MOST_APART, NO_JOURNAL, WRONG_CLOCK
from services.watch.vitals import Vitals

#: A door that refused to work within this time may refuse again.
STILL_WRONG = dt.timedelta(minutes=10)
#: Letters move if a round within this time sent any.
MOVING = dt.timedelta(minutes=5)
DOORS = ("tick", "delivery")
HELD = "held"


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong: a name that stays the same, a sentence, and whether somebody misses mail by it."""

    name: str
    sentence: str
    is_broken: bool = True

    @property
    def is_hold(self) -> bool:
        return self.name.startswith(HELD)


def alarms(known: Vitals, reading: Reading | None = None, *, broker_answers: bool = True) -> list[Alarm]:
    """Everything that is wrong, what is broken first. `reading` compares the asking machine's clock with the database's."""
    found = [
        *silent(known),
        *asleep(known),
        *no_journal(known),
        *waiting(known),
        *held(known),
        *missed_canary(known),
        *wrong_clocks(known, reading),
        *wrong_account(known),
        *(Alarm("holidays", each) for each in known.shortfall),
    ]
    if not broker_answers:
        found.append(broker_away(nothing_moves=any(each.name in ("silent", "waiting") for each in found)))
    return sorted(found, key=lambda alarm: not alarm.is_broken)


def silent(known: Vitals) -> Iterator[Alarm]:
    """No tick for five minutes, at whatever hour: who sleeps at night sleeps at 8am."""
    last = known.last("tick")
    if last is None:
        yield Alarm("silent", "The engine has never run. Start worker and beat, or “manage.py remind --loop”.")
    elif known.now - last > lateness.SILENT_AFTER:
        what = f"The engine last looked at what is due on {moment(last)}."
        yield Alarm("silent", f"{what} Restart worker and beat, or start “manage.py remind --loop”.")


def asleep(known: Vitals) -> Iterator[Alarm]:
    """Ticks come and nobody has looked for letters for five minutes."""
    last = known.last("delivery")
    if last is None or known.now - last <= lateness.SILENT_AFTER or any(silent(known)) or any(no_journal(known)):
        return
    what = f"Nobody has looked for letters that wait since {moment(last)}."
    yield Alarm("asleep", f"{what} Restart the mail worker, or start “manage.py remind --loop”.")


def no_journal(known: Vitals) -> Iterator[Alarm]:
    """The last round could not write the journal, so it sent nothing."""
    refused, last = known.pulses.get(NO_JOURNAL), known.last("delivery")
    if refused and (last is None or refused.at > last):
        what = f"The journal of letters sent cannot be written, so no letter leaves: {refused.did.get('said', '')}."
        yield Alarm("journal", f"{what} Make room on its disk, or let the portal write there (SEND_JOURNAL).")


def wrong_account(known: Vitals) -> Iterator[Alarm]:
    """Yesterday's letters and the journal are not the same: nobody misses mail by that today."""
    did = known.pulses[ACCOUNT].did if ACCOUNT in known.pulses else {}
    if without_line := did.get("without_line"):
        what = f"{count(without_line, 'letter')} of {day(dt.date.fromisoformat(did['day']))} left without a line in the journal."
        yield Alarm("account line", f"{what} Look whether all mail workers write to one SEND_JOURNAL.", is_broken=False)
    if without_letter := did.get("without_letter"):
        what = f"The journal of {day(dt.date.fromisoformat(did['day']))} has {count(without_letter, 'letter')} that the database has not."
        yield Alarm("account letter", f"{what} Run “manage.py after_restore” and read what it says.", is_broken=False)


def waiting(known: Vitals) -> Iterator[Alarm]:
    """A duty letter is over fifteen minutes late, and no hold says why.

    If none was tried in vain and letters leave, they are only many.
    """
    if known.holds or not known.letters_wait_too_long:
        return
    late = Letter.objects.should_have_left(known.now - lateness.LATE_AFTER)
    number, oldest = late.count(), moment(known.signs.due_at)
    what = f"{count(number, 'letter')} should have left by now, the oldest duty letter on {oldest}."
    if letters_move(known) and not late.filter(state="waiting", attempts__gt=0).exists():
        yield Alarm("waiting", f"{what} They leave one after the other.", is_broken=False)
    else:
        yield Alarm("waiting", f"{what} See what the mail server says, and whether the mail worker runs.")


def letters_move(known: Vitals) -> bool:
    """Whether the last round of the delivery was a moment ago and sent something."""
    last = known.pulses.get("delivery")
    return last is not None and known.now - last.at <= MOVING and bool(last.did.get("sent"))


def held(known: Vitals) -> Iterator[Alarm]:
    """Letters are held back, for each reason once."""
    for each in known.holds:
        yield Alarm(f"{HELD} {each.reason}", f"Letters have been held since {moment(each.since)}: {each.words}")


def missed_canary(known: Vitals) -> Iterator[Alarm]:
    """The day's canary did not arrive."""
    if known.canary == canary.State.MISSED:
        what = "The canary was not seen by 7:50am, so other letters may not arrive either."
        yield Alarm("canary", f"{what} Look into its box and into the mail server’s log.")


def wrong_clocks(known: Vitals, reading: Reading | None) -> Iterator[Alarm]:
    """A machine whose clock is far from the database's does no work; or it is the one that asks."""
    for door in DOORS:
        pulse = known.pulses.get(WRONG_CLOCK.format(door=door))
        if pulse and known.now - pulse.at <= STILL_WRONG:
            who = f"A machine that does the {door}"
            yield Alarm(f"clock {door}", off_by(who, pulse.did.get("seconds", 0)))
    if reading and abs(reading.ahead) > MOST_APART:
        yield Alarm("clock here", off_by("This machine", round(reading.ahead.total_seconds())))


def wrong_web_clock(reading: Reading) -> Iterator[Alarm]:
    """The machine that shows the page: pages go by its clock, so what is late on them may not be."""
    if abs(reading.ahead) > MOST_APART:
        so = "until then its pages show wrong days, and call late what is not, or the other way round"
        yield Alarm("clock web", off_by("This web machine", round(reading.ahead.total_seconds()), so))


def off_by(who: str, seconds: int, so: str = "until then it sends nothing") -> str:
    """This machine is 40 seconds ahead of the database. Set its clock: …"""
    how = f"{how_long(abs(seconds))} {'ahead of' if seconds > 0 else 'behind'} the database"
    return f"{who} is {how}. Set its clock: {so}."


def how_long(seconds: int) -> str:
    """40 seconds, 5 minutes, 3 hours."""
    for unit, noun in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * unit:
            return count(round(seconds / unit), noun)
    return count(seconds, "second")


def broker_away(*, nothing_moves: bool) -> Alarm:
    """The broker only carries nudges: it is missed where nothing else moves the letters."""
    rest = "Start it, or “manage.py remind --loop”." if nothing_moves else "Letters leave without it."
    return Alarm("broker", f"The broker does not answer. {rest}", is_broken=nothing_moves)
