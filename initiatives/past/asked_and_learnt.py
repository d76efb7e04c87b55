"""Review cycles, evaluations and lessons by the dates that they carry, as `facts` says it of all other records."""

from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.past.copies import Copy, is_seen, real
from initiatives.past.then import EACH_CHANGE, once, text, told, was_entered
from services.history.models import Entry

#: What the timeline says of a cycle and of its dates (initiatives.cycles.actions).
STARTED, ENDED, DROPPED = "confirmed the dates and started this cycle", "ended this cycle", "dropped a date"
A_DAY = "^[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}$"


def said_of_cycle(verb: str, when: str, cycle: str) -> str:
    """Whether the timeline of a cycle says something, before the end of the day or after it."""
    said = f"entry.at {when} %(end)s AND entry.verb = {text(verb)}"
    return f"EXISTS {told('entry.id', said, 'ASC', place=cycle)}"


def cycle_state() -> str:
    """A draft until it was started, running until it was ended."""
    cycle = "'review_cycle:' || now.id"
    started = said_of_cycle(STARTED, "<", cycle)
    return (
        f"CASE WHEN {said_of_cycle(STARTED, '>=', cycle)} THEN 'draft' "
        f"WHEN {said_of_cycle(ENDED, '>=', cycle)} THEN CASE WHEN {started} THEN 'running' ELSE 'draft' END "
        "ELSE now.state END"
    )


CYCLE_OF_A_DATE = "'review_cycle:' || now.cycle_id"
OF_THIS_DATE = "entry.thing = 'cycle_date:' || now.id"


def date_was_confirmed() -> str:
    """A date was there once its review was opened; one without a review, once its cycle had started."""
    review = "'review:' || now.review_id"
    opened = f"(SELECT MIN(entry.at) FROM {real(Entry)} entry WHERE entry.place = {review} AND entry.thing = {review})"
    return f"(COALESCE({opened} < %(end)s, TRUE) AND NOT {said_of_cycle(STARTED, '>=', CYCLE_OF_A_DATE)})"


def board_date() -> str:
    """The day before it moved, from the words that the timeline keeps of it."""
    moved = f"entry.at >= %(end)s AND {OF_THIS_DATE} AND change ->> 'field' = 'Board date'"
    was = told(
        "change ->> 'before'", f"{moved} AND change ->> 'before' ~ {text(A_DAY)}", "ASC", EACH_CHANGE, CYCLE_OF_A_DATE
    )
    return f"COALESCE(to_date({was}, 'DD Month YYYY'), now.\"on\")"


def is_dropped() -> str:
    """A date was dropped by somebody, with its cycle as that ended, or left out from the beginning."""
    by_itself = told(
        "entry.at >= %(end)s",
        f"{OF_THIS_DATE} AND starts_with(entry.verb, {text(DROPPED)})",
        "DESC",
        place=CYCLE_OF_A_DATE,
    )
    why = f"(SELECT cycle.ended_reason FROM {real(ReviewCycle)} cycle WHERE cycle.id = now.cycle_id)"
    with_its_cycle = f"now.dropped_reason = {why} AND {said_of_cycle(ENDED, '>=', CYCLE_OF_A_DATE)}"
    return f"now.is_dropped AND NOT COALESCE({by_itself}, {with_its_cycle})"


def is_shared() -> str:
    """Whether a lesson was shared, as the timeline of its work last said by then."""
    said = "entry.thing = 'lesson:' || now.id AND change ->> 'field' = 'Shared with everybody who signs in'"
    last = told(
        "change ->> 'after' = 'yes'",
        f"entry.at < %(end)s AND {said}",
        "DESC",
        EACH_CHANGE,
        "'initiative:' || now.initiative_id",
    )
    return f"COALESCE(now.withdrawn_at >= %(end)s, TRUE) AND COALESCE({last}, now.is_shared)"


ASKED_AND_LEARNT = (
    Copy(
        ReviewCycle,
        {"state": cycle_state()},
        f"{is_seen('now.id', ReviewCycle)} AND {was_entered('review_cycle:', 'review_cycle:')}",
    ),
    Copy(CycleDate, {"on": board_date(), "is_dropped": is_dropped()}, date_was_confirmed()),
    Copy(Evaluation, where=f"{is_seen('now.initiative_id')} AND now.done_on <= %(day)s"),
    Copy(
        Lesson,
        {
            "is_shared": is_shared(),
            "withdrawn_at": once("withdrawn_at", "withdrawn_at"),
            "withdrawn_by_id": once("withdrawn_by_id", "withdrawn_at"),
            "withdrawn_reason": "CASE WHEN now.withdrawn_at >= %(end)s THEN '' ELSE now.withdrawn_reason END",
        },
        f"{is_seen('now.id', Lesson)} AND now.written_at < %(end)s",
    ),
)
