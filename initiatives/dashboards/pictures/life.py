"""Where each piece of work is in its life: bars from start to planned end, with the next report and the last status."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from collab_portal.toolkit.charts.timeline import Life, Mark, Timeline, timeline
from collab_portal.toolkit.dates import months_before
from collab_portal.toolkit.words import NOT_KNOWN, count, how_far, sentence, short_day
from initiatives.dashboards import answers, shares
from initiatives.dashboards.figures import Group, live_initiatives, live_where, live_work
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture, line
from initiatives.register.models import Initiative, Stage, Status
from initiatives.register.queries import Initiatives
from initiatives.reviews.models import LeadershipReview
from services.directory.models import Service

TITLE = "Live initiatives from start to planned end"
HEADS = ("Initiative", "Lead", "Stage", "Status", "Begins", "Planned end", "Next report due")


#: On the overview.
FEW = 10
SOON = 6  # months within which a planned end is near


def where_each_is_in_its_life(user: Any, today: dt.date) -> Picture:
    """The timeline of live work on a local date, what is due soonest first, in two queries."""
    groups = live_initiatives(user, today)
    works = list(soonest_first(user, today))
    late = late_in(groups)
    stages = shares.by_stage(groups)
    answer = answers.where_work_is(stages, live_work(groups))
    return Picture(
        answer=answer,
        chart=drawn(works, answer, today),
        heads=HEADS,
        rows=tuple(map(work_line, works)),
        scope=f"{count(len(works), 'live initiative')} you can see.",
        notes=(
            "A diamond marks the next report. A dashed bar has no known start or no known planned end.",
            what_late_reports_do(late),
        ),
        facts=(
            Fact(len(works), "live", live_where()),
            Fact(late, "with a late report", live_where(late="on")),
            *(Fact(each.value, each.label.lower(), each.href) for each in stages),
        ),
    )


def what_is_due_soonest(user: Any, today: dt.date, in_all: int, ahead: LeadershipReview | None) -> Picture:
    """The ten with something due soonest, of so many in all, in one query; the day of the next review has a line."""
    works = list(soonest_first(user, today)[:FEW])
    answer = what_the_ten_face(works, today)
    shown = f"{in_all:,}" if len(works) == in_all else f"the {len(works)} with something due soonest, of {in_all:,}"
    return Picture(
        answer=answer,
        chart=drawn(works, answer, today, ahead),
        heads=HEADS,
        rows=tuple(map(work_line, works)),
        scope=f"Showing {shown} live initiatives you can see.",
    )


def soonest_first(user: Any, today: dt.date) -> Initiatives:
    """Live work a person may see, with its lead, by the day of the next report that is owed."""
    live = Initiative.objects.visible_to(user).live_on(today)
    return live.select_related("lead").in_order_of("due")


def what_the_ten_face(works: Sequence[Initiative], today: dt.date) -> str:
    """“Of the 10 with something due soonest, 5 have a late report and 2 should end within six months.”"""
    if not works:
        return answers.NO_WORK
    until = months_before(today, -SOON)
    late = sum(work.next_due_on is not None and work.next_due_on < today for work in works)
    ends = sum(work.planned_end_on is not None and today <= work.planned_end_on.last <= until for work in works)
    if len(works) == 1:
        return f"It has {'a' if late else 'no'} late report and should {'' if ends else 'not '}end within six months."
    has = "has" if late == 1 else "have"
    beginning = f"Of the {len(works)} with something due soonest, {answers.number(late)} {has} a late report"
    return f"{beginning} and {answers.number(ends)} should end within six months."


def drawn(
    works: Sequence[Initiative], answer: str, today: dt.date, ahead: LeadershipReview | None = None
) -> Timeline | None:
    """The picture; None where there is no live work."""
    mark = (
        Mark(ahead.when.first, f"Review {short_day(ahead.when)}") if ahead and ahead.when.precision == "day" else None
    )
    lives = [life_of(work, today) for work in works]
    return timeline("life", TITLE, answer, lives, today, mark) if lives else None


def late_in(groups: Iterable[Group]) -> int:
    """How many of these have a late report."""
    return sum(group.number for group in groups if group.is_late)


def what_late_reports_do(late: int) -> str:
    """What a reader must know about statuses that may be old."""
    if not late:
        return "No report is late, so every status is as last reported."
    return (
        f"{count(late, 'initiative')} with a late report {'keeps its' if late == 1 else 'keep their'} earlier status."
    )


def life_of(work: Initiative, today: dt.date) -> Life:
    """One row of the picture."""
    due = work.next_due_on
    note = "" if due is None else f"Report {how_far(due, today)}"
    return Life(
        label=work.name,
        href=work.get_absolute_url(),
        words=f"{work.lead.short_name} leads" if work.lead else lead_of(work),
        begins=work.started_on.first if work.started_on else None,
        ends=work.planned_end_on.last if work.planned_end_on else None,
        marked=due,
        colour=(work.lead.service if work.lead else Service.PARTNER).value,
        status=work.status,
        status_words=Status(work.status).label,
        note=note,
        is_late=due is not None and due < today,
    )


def lead_of(work: Initiative) -> str:
    """The lead in a few words."""
    if work.lead:
        return work.lead.short_name
    return "Led jointly" if work.is_jointly_led else f"Lead {NOT_KNOWN}"


def work_line(work: Initiative) -> Line:
    stage = Stage(work.stage).label if work.stage else sentence(NOT_KNOWN)
    begins, ends = (str(each) if each else sentence(NOT_KNOWN) for each in (work.started_on, work.planned_end_on))
    status = Cell(Status(work.status).label, status=work.status)
    return line(Cell(work.name, work.get_absolute_url()), lead_of(work), stage, status, begins, ends, work.next_due_on)
