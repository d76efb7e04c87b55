"""Where each piece of work is in its life: bars from start to planned end, with the next report and the last status."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.charts.timeline import Life, timeline
from collab_portal.toolkit.words import NOT_KNOWN, count, how_far, sentence
from initiatives.dashboards import answers, shares
from initiatives.dashboards.figures import live_initiatives, live_where, live_work
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture, line
from initiatives.register.models import Initiative, Stage, Status
from services.directory.models import Service

TITLE = "Live initiatives from start to planned end"


def where_each_is_in_its_life(user: Any, today: dt.date) -> Picture:
    """The timeline of live work on a local date, what is due soonest first, in three queries."""
    live = Initiative.objects.visible_to(user).live_on(today)
    works = list(live.select_related("lead").in_order_of("due"))
    late = live.late_on(today).count()
    groups = live_initiatives(user, today)
    stages = shares.by_stage(groups)
    answer = answers.where_work_is(stages, live_work(groups))
    lives = [life_of(work, today) for work in works]
    return Picture(
        answer=answer,
        chart=timeline("life", TITLE, answer, lives, today) if lives else None,
        heads=("Initiative", "Lead", "Stage", "Status", "Begins", "Planned end", "Next report due"),
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
