"""The one sentence under each question of the overview, worked out from the same figures as the table below it."""

import datetime as dt
from collections.abc import Sequence

from collab_portal.toolkit.words import and_list, count, how_far, weekday
from initiatives.dashboards.figures import Figure
from initiatives.dashboards.gains import Gains
from initiatives.dashboards.shares import Share
from initiatives.reviews.filters import DUE_WITHIN

NO_WORK = "There is no live work that you can see."
SMALL = {0: "none", 1: "one"}


def number(value: int) -> str:
    """A number inside a sentence: none, one, 2, 1,204."""
    return SMALL.get(value, f"{value:,}")


def what_is_late(late: Figure, today: dt.date) -> str:
    """3 reports are late. Joint fleet workshop has waited longest: 14 days late."""
    if not late.value:
        return "Nothing is late."
    longest = late.rows[0].request
    head = "One report is late." if late.value == 1 else f"{late.value:,} reports are late."
    waited = "is" if late.value == 1 else "has waited longest:"
    named = f"{longest.initiative.name} {waited} {how_far(longest.due_on, today)}."
    return " ".join(filter(None, [head, named, nobody_named(late)]))


def what_is_due(due: Figure, today: dt.date) -> str:
    """“One report is due in the next 20 working days: Tri-service review, on Friday 31 October 2014.”"""
    if not due.value:
        return f"Nothing is due in the next {DUE_WITHIN} working days."
    nearest = due.rows[0].request
    when = f"{nearest.initiative.name}, on {weekday(nearest.due_on)}, {how_far(nearest.due_on, today)}."
    if due.value == 1:
        head = f"One report is due in the next {DUE_WITHIN} working days: {when}"
    else:
        head = f"{due.value:,} reports are due in the next {DUE_WITHIN} working days. The nearest is {when}"
    return " ".join(filter(None, [head, nobody_named(due)]))


def nobody_named(figure: Figure) -> str:
    """The finding that reminders of these reports reach nobody; empty where everything is in order."""
    if not figure.unnamed:
        return ""
    if figure.value == 1:
        return "Nobody is named to write it, so no author is reminded."
    return f"Nobody is named to write {number(figure.unnamed)} of them, so no author is reminded."


def what_waits(sent: Figure, decisions: Figure) -> str:
    """“One report waits to be accepted or returned. 2 decisions are asked for.”"""
    if not sent.value and not decisions.value:
        return "Nothing waits for your answer."
    reports = {0: "No report waits", 1: "One report waits"}.get(sent.value, f"{sent.value:,} reports wait")
    asked = {0: "No decision is", 1: "One decision is"}.get(decisions.value, f"{decisions.value:,} decisions are")
    return f"{reports} to be accepted or returned. {asked} asked for."


def where_work_is(stages: Sequence[Share], live: Figure) -> str:
    """“Delivery is the commonest stage: 4 of 7 live initiatives. The stage of 2 is not known.”"""
    if not live.value:
        return NO_WORK
    unknown = [f"The stage of {number(share.value)} is not known." for share in stages if not share.is_known]
    return " ".join([*most(stages, live, "{} is the commonest stage", "{} are the commonest stages"), *unknown])


def what_each_gained(gains: Gains) -> str:
    """“£60,000 of yearly cashable savings is confirmed for 2014/15 so far. Most by Cheshire Fire: £40,000. …”"""
    if gains.in_all is None:
        other = "Other benefits stand below, each type apart." if gains.others else ""
        return f"No cashable savings that come every year are entered that you can see. {other}".strip()
    confirmed, claimed, plan = gains.in_all.confirmed, gains.in_all.claimed, gains.in_all.plan
    said = [
        f"{confirmed.shown if confirmed.sum else 'None'} of the yearly cashable savings is confirmed for {gains.year} so far."
    ]
    largest = max(row.confirmed.sum.amount for row in gains.services)
    leading = [row for row in gains.services if row.confirmed.sum.amount == largest]
    if largest and len(gains.services) > 1 and len(leading) == 1:
        said.append(f"Most by {leading[0].label}: {leading[0].confirmed.shown}.")
    if claimed.sum:
        said.append(f"{claimed.shown} is claimed and waits for finance.")
    said.append(
        f"The plan is {plan.shown} a year, once all of it is reached." if plan.is_known else "The plan is not known."
    )
    return " ".join([*said, *how_far_it_should_be(gains)])


def how_far_it_should_be(gains: Gains) -> list[str]:
    """“£70,000 was planned for April to September. Westmere Fire is furthest behind: £31,000 of £45,000.”

    Nobody is called behind whose plan is only partly by quarter.
    """
    by_now = gains.in_all.expected
    if by_now is None or not by_now.is_known:
        return []
    said = [f"{by_now.shown} was planned for {gains.so_far}."]
    last = max(gains.services, key=lambda row: row.falls_short)
    if last.falls_short:
        said.append(f"{last.label} is furthest behind: {last.confirmed.shown} of {last.expected.shown}.")
    return said


def most(shares: Sequence[Share], live: Figure, one: str, many: str) -> list[str]:
    """A sentence about the largest shares that have a name; none where nothing has one, or more than three lead."""
    named = [share for share in shares if share.is_named]
    largest = max((share.value for share in named), default=0)
    labels = [share.label for share in named if share.value == largest]
    if not 0 < len(labels) <= 3:
        return []
    head = (one if len(labels) == 1 else many).format(and_list(labels))
    return [f"{head}: {number(largest)}{' each' if labels[1:] else ''} of {count(live.value, 'live initiative')}."]
