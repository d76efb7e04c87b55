"""How the portal writes days, times, numbers and lists. Template filters, usable from Python as well.

The style is the look guide's: "8 December 2026", "10:42am", "midday", "3 working days", "not known".
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import template

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import MONTH_NAMES, VagueDate

register = template.Library()

NOT_KNOWN = "not known"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _day_of(value: dt.date | dt.datetime) -> dt.date:
    return clock.local(value).date() if isinstance(value, dt.datetime) else value


@register.filter
def day(value: dt.date | dt.datetime | VagueDate | None) -> str:
    """8 December 2026; a vague date no more precise than it is; nothing becomes "not known"."""
    if value is None or value == "":
        return NOT_KNOWN
    if isinstance(value, VagueDate):
        return str(value)
    value = _day_of(value)
    return f"{value.day} {MONTH_NAMES[value.month]} {value.year}"


def short_day(value: VagueDate) -> str:
    """8 December, for a day that is known and near; a vague date as it is."""
    known = value.precision == "day"
    return f"{value.first.day} {MONTH_NAMES[value.first.month]}" if known else str(value)


@register.filter
def weekday(value: dt.date | dt.datetime) -> str:
    """Friday 31 October 2014."""
    value = _day_of(value)
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


@register.filter
def time(value: dt.datetime) -> str:
    """10:42am, 5pm, midday, midnight; always London time."""
    local = clock.local(value)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    hour = local.hour % 12 or 12
    minute = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minute}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """6 October 2014 at 8am."""
    return NOT_KNOWN if value is None else f"{day(value)} at {time(value)}"


@register.filter
def iso(value: dt.date | dt.datetime) -> str:
    """The machine's form, for <time datetime>."""
    return value.isoformat()


@register.filter
def how_far(due: dt.date, today: dt.date) -> str:
    """In 25 days, today, tomorrow, 3 days late. Days late are calendar days, as people say it."""
    days = (due - today).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days > 0 else f"{count(-days, 'day')} late"


@register.filter
def count(number: int, noun: str) -> str:
    """1 day, 3 days, 1,204 initiatives. "party,parties" where adding an s is wrong."""
    one, _, many = noun.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@register.filter
def and_list(items: Iterable[Any]) -> str:
    """Police, Fire and Ambulance."""
    words = [str(item) for item in items]
    return words[0] if len(words) == 1 else " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


@register.filter
def or_not_known(value: Any) -> Any:
    """The value, or the honest words for having none."""
    return NOT_KNOWN if value is None or value == "" else value


@register.filter
def lower_first(value: str) -> str:
    """The same sentence inside another one."""
    return value[:1].lower() + value[1:]


@register.filter
def sentence(value: str) -> str:
    """The same words at the start of a sentence."""
    return value[:1].upper() + value[1:]


@register.filter
def get(mapping: dict, key: str) -> Any:
    """One value of a mapping, or nothing."""
    return mapping.get(key)


@register.filter
def beside(heads: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each head of a table with the cell under it."""
    return list(zip(heads, cells, strict=True))


@register.filter
def starts_with(text: str, beginning: str) -> bool:
    """Whether an address lies under another."""
    return text.startswith(beginning)


@register.filter
def source_of(provenance: dict, field: str) -> str:
    """Where a value comes from: the first word of its source ("seed", "added", "inferred", "unknown"), or nothing."""
    return (provenance.get(field) or {}).get("source", "").partition(":")[0].strip()


@register.filter
def before(day: dt.date, other: dt.date) -> bool:
    """Whether a day lies before another."""
    return day < other


@register.filter
def blocks(text: str) -> list[dict[str, Any]]:
    """A plain text taken apart at its empty lines: paragraphs, and headings, which are lines with a line of dashes below."""
    parts = [part.strip("\n") for part in re.split(r"\n(?:[ \t]*\n)+", text.strip()) if part.strip()]
    return [{"words": _heading(part) or part, "is_heading": bool(_heading(part))} for part in parts]


def _heading(part: str) -> str:
    """The words of a heading; nothing where a part is none."""
    words, _, below = part.partition("\n")
    return words if below and not below.strip("-") else ""
