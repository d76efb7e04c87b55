"""Which figures each audience sees, read at one moment by code that cannot write.

The services see their own work (my_work.py). The commissioner's office, officers and commissioner alike, sees the
overview.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from collab_portal.toolkit.charts.bullets import BulletChart
from collab_portal.toolkit.readonly import read_only
from initiatives.dashboards import answers, figures
from initiatives.dashboards.figures import Figure
from initiatives.dashboards.gains import Gains, confirmed_so_far, gains
from initiatives.dashboards.net import NetPosition, positions
from initiatives.dashboards.pictures import decide, life, together, trouble
from initiatives.dashboards.pictures.gained import picture_of
from initiatives.dashboards.pictures.page import Picture
from initiatives.register.models import Initiative
from services.access.roles import OVERSIGHT

#: How many rows the overview shows of what is due next, and of the table below a picture.
NEXT, ROWS = 5, 15


@dataclass(frozen=True)
class Overview:
    """Everything the overview shows, in its order."""

    office: str
    meeting: decide.Meeting | None
    tiles: tuple[Figure, ...]
    live: Figure
    wanted: Figure
    wanted_rows: tuple[decide.Wanted, ...]
    wanted_answer: str
    late: Figure
    late_answer: str
    due: Figure
    due_answer: str
    sent: Figure
    decisions: Figure
    waiting_answer: str
    life: Picture
    trouble: Picture
    gains: Gains
    gains_answer: str
    gains_chart: BulletChart | None
    together: Picture

    @property
    def all_live(self) -> str:
        """The link to the timeline of everything."""
        return (
            f"Show all {self.live.shown}"
            if self.live.value > len(self.life.rows)
            else "See the timeline on its own page"
        )


def overview(user: Any, today: dt.date) -> Overview:
    """What the commissioner's office sees on a local date, in nine queries of one read-only transaction."""
    with read_only(), Initiative.objects.seen_once_by(user):
        reviews = decide.next_reviews(user, today)
        reports = figures.reports(user, today, reviews)
        groups = figures.live_initiatives(user, today)
        gained = gains(user, today)
        live = figures.live_work(groups)
        soonest = life.what_is_due_soonest(user, today, live.value, reviews[0] if reviews else None)
        pairs = together.beside_each_other(user, today, live.value, ROWS)
    gains_answer = answers.what_each_gained(gained)
    wanted = decide.decisions_in_short(reports.wanted.rows, reviews, today)
    return Overview(
        office=office_of(user),
        meeting=decide.next_meeting(reviews, today),
        tiles=(reports.wanted, reports.late, confirmed_so_far(gained), live),
        live=live,
        wanted=reports.wanted,
        wanted_rows=wanted,
        wanted_answer=decide.what_the_next_ask(reviews),
        late=reports.late,
        late_answer=answers.what_is_late(reports.late, today),
        due=replace(reports.due, rows=reports.due.rows[:NEXT]),
        due_answer=answers.what_is_due(reports.due, today),
        sent=reports.sent,
        decisions=without(reports.decisions, reports.wanted),
        waiting_answer=answers.what_waits(reports.sent, reports.decisions),
        life=soonest,
        trouble=trouble.in_short(groups).shortened(ROWS),
        gains=gained,
        gains_answer=gains_answer,
        gains_chart=picture_of(gained, gains_answer),
        together=pairs,
    )


def without(figure: Figure, other: Figure) -> Figure:
    """The same number without the rows that stand under another one already."""
    above = {row.request.pk for row in other.rows}
    return replace(figure, rows=tuple(row for row in figure.rows if row.request.pk not in above))


def net_position(user: Any, asked: str, today: dt.date) -> NetPosition:
    """What each organisation paid and saved in the year of an address, in three queries of one read-only transaction."""
    with read_only():
        return positions(user, asked, today)


def office_of(user: Any) -> str:
    """The name of the office whose overview this person opens."""
    offices = [each.organisation for each in user.standing.memberships if each.role in OVERSIGHT]
    return offices[0].name if offices else ""
