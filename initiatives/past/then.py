"""How a column, or what the timeline says of a row, stood by then: the pieces of SQL from which copies are made."""

from collections.abc import Iterable

from initiatives.past.copies import real
from services.history.models import Entry

#: A row of a timeline for each field that an entry says has changed.
EACH_CHANGE = "CROSS JOIN LATERAL jsonb_array_elements(entry.changes) change"


def text(value: str) -> str:
    """A word of ours as SQL. Only choices and column names come here; whoever looks has no say in them."""
    return "'{}'".format(str(value).replace("'", "''").replace("%", "%%"))


def by_label(column: str, choices: Iterable[tuple[str, str]]) -> str:
    """The value of a choice from the words that the timeline keeps; words that are no choice any more are ''."""
    return f"CASE {column} {' '.join(f'WHEN {text(label)} THEN {text(value)}' for value, label in choices)} ELSE '' END"


def until_then(column: str) -> str:
    """What a date column said by then: nothing, if its day came later."""
    return f"CASE WHEN now.{column} > %(day)s THEN NULL ELSE now.{column} END"


def once(column: str, dated_by: str) -> str:
    """A column that was filled when something happened, or NULL before it happened."""
    return f"CASE WHEN now.{dated_by} >= %(end)s THEN NULL ELSE now.{column} END"


def told(what: str, which: str, order: str, extra: str = "", place: str = "'initiative:' || now.id") -> str:
    """One thing that the timeline of an initiative, or of another place, says."""
    return (
        f"(SELECT {what} FROM {real(Entry)} entry {extra} WHERE entry.place = {place} AND {which} "
        f"ORDER BY entry.at {order}, entry.id {order} LIMIT 1)"
    )


def before_it_changed(label: str) -> str:
    """What the first change of a field after the day says it was before; NULL where it has not changed since."""
    later = "entry.at >= %(end)s AND entry.at > COALESCE(now.registered_at, '-infinity')"  # a draft has no past yet
    return told("change ->> 'before'", f"{later} AND change ->> 'field' = {text(label)}", "ASC", EACH_CHANGE)


def put_back(column: str, label: str, choices: Iterable[tuple[str, str]]) -> str:
    """A choice as it was."""
    was = before_it_changed(label)
    return f"CASE WHEN {was} IS NULL THEN now.{column} ELSE {by_label(was, choices)} END"


def was_entered(thing: str, place: str) -> str:
    """Whether the timeline of a place first speaks of a record by then. What it never speaks of was there."""
    first = (
        f"(SELECT MIN(entry.at) FROM {real(Entry)} entry WHERE entry.place = {text(place)} || now."
        f"{'id' if place == thing else 'initiative_id'} AND entry.thing = {text(thing)} || now.id)"
    )
    return f"COALESCE({first} < %(end)s, TRUE)"


def was_there(thing: str, dated_by: str) -> str:
    """Whether a record was entered by then, or dates itself by then; one that a source left undated was there."""
    of_a_source = f"now.{dated_by} IS NULL AND now.provenance <> '{{}}'"
    return f"({was_entered(thing, thing)} OR now.{dated_by} <= %(day)s::text OR ({of_a_source}))"
