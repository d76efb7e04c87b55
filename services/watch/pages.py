"""What the page about the engine shows: signs of life, volumes that link to their letters, and what was given up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from collab_portal.toolkit.words import count, day, moment
from services.letters import canary
from services.letters.models import Envelope, Hold
from services.letters.queries import BECAME
from services.letters.reconciling import ACCOUNT
from services.watch.alarms import alarms, wrong_web_clock
from services.watch.vitals import Vitals

#: How many of the letters that were given up the page itself shows.
NEWEST = 10
LABELS = {
    "written": "Written",
    "sent": "Sent",
    "waiting": "Waiting",
    "failed": "Given up",
    "bounced": "Came back",
    "held": "Held back",
    "ambiguous": "May have arrived",
}
CANARIES = {
    canary.State.NONE: "None goes today",
    canary.State.NOT_YET: "Goes at 7:30am",
    canary.State.ON_ITS_WAY: "On its way",
    canary.State.SEEN: "Seen",
    canary.State.MISSED: "Not seen",
}
HEADINGS = {
    "written": "All letters",
    "sent": "Letters sent",
    "waiting": "Letters waiting",
    "failed": "Letters given up",
    "bounced": "Letters that came back",
    "held": "Letters held back",
    "ambiguous": "Letters that may have arrived",
}
SPANS = ("today", "week")
WRITTEN = {"today": ", written today", "week": ", written in the last 7 days"}


@dataclass(frozen=True)
class Sign:
    """One line about the engine: what, how it is, and more about it."""

    what: str
    how: str
    more: str = ""


@dataclass(frozen=True)
class Volume:
    """How many letters became what, by span, and the word that finds them on the list."""

    what: str
    label: str
    today: int
    week: int


def of_health(reading: Reading, viewer: Any) -> dict[str, Any]:
    """The page by a reading of the database's clock and the web machine's. At most ten queries.

    It goes by the database's, as the engine does, so that it is right even where the others show wrong days.
    """
    now = reading.at
    known = Vitals.at(now)
    envelopes = Envelope.objects.visible_to(viewer)
    given_up = list(envelopes.that_became("failed").newest_first()[: NEWEST + 1])
    return {
        "alarms": [*wrong_web_clock(reading), *(alarm for alarm in alarms(known) if not alarm.is_hold)],
        "holds": known.holds,  # not among the alarms: they have boxes of their own
        "can_stop": all(each.reason != Hold.Reason.BY_HAND for each in known.holds),
        "signs": signs(known),
        "volumes": volumes(envelopes, now),
        "given_up": given_up[:NEWEST],
        "more_given_up": len(given_up) > NEWEST,
        "lateness": known.lateness,
    }


def signs(known: Vitals) -> list[Sign]:
    """The engine's signs of life, in words."""
    due_at = known.signs.due_at if known.signs else None
    return [
        Sign("Last look at what is due", or_never(known.last("tick")), what_it_did(known, "tick", TICK)),
        Sign("Last delivery", or_never(known.last("delivery")), what_it_did(known, "delivery", DELIVERY)),
        Sign("Oldest unsent reminder", f"Since {moment(due_at)}" if due_at else "None waits"),
        Sign("Yesterday’s letters", *account(known)),
        Sign("Canary", CANARIES[known.canary], about_the_canary(known)),
        Sign("Bank holidays", f"Known up to {day(known.horizon)}" if known.horizon else "None is known"),
    ]


TICK = (("planned", "line,lines", "planned"), ("posted", "letter", "written"), ("taken_back", "letter", "taken back"))
DELIVERY = (("sent", "letter", "sent"),)


def or_never(at: dt.datetime | None) -> str:
    """A moment, or that there was none."""
    return moment(at) if at else "Never"


def what_it_did(known: Vitals, name: str, words: tuple[tuple[str, str, str], ...]) -> str:
    """2 lines planned, 3 letters written, 0 letters taken back, in 41 milliseconds."""
    did = known.pulses[name].did if name in known.pulses else {}
    said = [f"{count(did[key], noun)} {verb}" for key, noun, verb in words if key in did]
    took = [f"in {count(did['milliseconds'], 'millisecond')}"] if "milliseconds" in did else []
    return ", ".join(said + took)


def account(known: Vitals) -> tuple[str, str]:
    """How many letters left on the day before the last account, and whether the journal says the same."""
    did = known.pulses[ACCOUNT].did if ACCOUNT in known.pulses else None
    if did is None:
        return "Not counted yet", ""
    agrees = not (did["without_line"] or did["without_letter"])
    said = "The journal says the same." if agrees else "The journal says something else."
    return f"{count(did['sent'], 'letter')} left on {day(dt.date.fromisoformat(did['day']))}", said


def about_the_canary(known: Vitals) -> str:
    """When it last went and was last seen; or why there is none."""
    if not settings.CANARY_ADDRESS:
        return "No address is set for it (CANARY_ADDRESS), so nobody knows whether letters arrive."
    return f"Last sent {or_never(known.last(canary.SENT))}, last seen {or_never(known.last(canary.SEEN))}"


def volumes(envelopes: Any, now: dt.datetime) -> list[Volume]:
    """What became of the letters written today and in the last seven days."""
    known = envelopes.volumes(**{span: begins(span, now) for span in SPANS})
    return [Volume(what, label, known["today"][what], known["week"][what]) for what, label in LABELS.items()]


def begins(span: str, now: dt.datetime) -> dt.datetime:
    """The UTC instant at which "today", or the "week" of seven days that ends with it, began."""
    today = clock.local(now).date()
    return clock.at(today - dt.timedelta(days=6 if span == "week" else 0), 0)


def of_letters(now: dt.datetime, viewer: Any, what: str, span: str) -> dict[str, Any]:
    """The letters behind a number. An unknown word for what became of them means those that were given up."""
    what, span = what if what in BECAME else "failed", span if span in SPANS else ""
    found = Envelope.objects.visible_to(viewer).that_became(what).newest_first()
    return {
        "found": found.written_since(begins(span, now)) if span else found,
        "labels": LABELS.items(),
        "what": what,
        "span": span,
        "heading": HEADINGS[what] + WRITTEN.get(span, ""),
    }
