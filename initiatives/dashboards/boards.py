"""Which figures each audience sees, read at one moment by code that cannot write.

The services see their own work (my_work.py). The commissioner's office, officers and commissioner alike, sees the
overview.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.charts import BarChart, bar_chart
from collab_portal.toolkit.readonly import read_only
from initiatives.dashboards import answers, figures, shares
from initiatives.dashboards.figures import Figure
from initiatives.dashboards.gains import Gains, gains
from initiatives.dashboards.net import NetPosition, positions
from initiatives.dashboards.shares import Share
from services.access.roles import OVERSIGHT


@dataclass(frozen=True)
class Split:
    """Live work by one of its properties: the sentence, the picture, and all rows of the table below it."""

    answer: str
    chart: BarChart
    shares: tuple[Share, ...]

    @property
    def has_more(self) -> bool:
        """Whether the table says more than the picture."""
        return len(self.shares) > len(self.chart.drawings[0].bars)


@dataclass(frozen=True)
class Overview:
    """Everything the overview shows."""

    office: str
    late: Figure
    due: Figure
    sent: Figure
    decisions: Figure
    live: Figure
    late_answer: str
    due_answer: str
    waiting_answer: str
    stages: Split
    leads: Split
    gains: Gains
    gains_answer: str

    @property
    def tiles(self) -> tuple[Figure, ...]:
        """The four numbers at the head of the page."""
        return (self.late, self.due, self.decisions, self.live)


def overview(user: Any, today: dt.date) -> Overview:
    """What the commissioner's office sees on a local date, in five queries of one read-only transaction."""
    with read_only():
        reports = figures.reports(user, today)
        groups = figures.live_initiatives(user, today)
        gained = gains(user, today)
    live = figures.live_work(groups)
    return Overview(
        office=office_of(user),
        late=reports.late,
        due=reports.due,
        sent=reports.sent,
        decisions=reports.decisions,
        live=live,
        late_answer=answers.what_is_late(reports.late, today),
        due_answer=answers.what_is_due(reports.due, today),
        waiting_answer=answers.what_waits(reports.sent, reports.decisions),
        stages=split("stages", "Live initiatives by stage", shares.by_stage(groups), live, answers.where_work_is),
        leads=split("leads", "Live initiatives by lead", shares.by_lead(groups), live, answers.who_leads),
        gains=gained,
        gains_answer=answers.what_each_gained(gained),
    )


def net_position(user: Any, asked: str, today: dt.date) -> NetPosition:
    """What each organisation paid and saved in the year of an address, in three queries of one read-only transaction."""
    with read_only():
        return positions(user, asked, today)


def split(name: str, title: str, parts: tuple[Share, ...], live: Figure, answer: Any) -> Split:
    """A picture of the largest parts, and all of them for the table."""
    drawn = [part.bar for part in shares.worth_drawing(parts)]
    return Split(answer(parts, live), bar_chart(name, title, drawn), parts)


def office_of(user: Any) -> str:
    """The name of the office whose overview this person opens."""
    offices = [each.organisation for each in user.standing.memberships if each.role in OVERSIGHT]
    return offices[0].name if offices else ""
