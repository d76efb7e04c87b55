"""What must be decided at the next leadership review: the decisions that reports ask for, with the state of their papers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from collab_portal.toolkit.words import and_list, count, day, how_far, sentence, weekday
from initiatives.dashboards.answers import number
from initiatives.dashboards.pictures.life import lead_of as short_lead
from initiatives.dashboards.pictures.page import Cell, Fact, Line, Picture, line
from initiatives.dashboards.pictures.punctual import where
from initiatives.register.models import Status
from initiatives.reviews.models import LeadershipReview, Report, ReportRequest

NOT_COME = "Not known: the report has not come"
SENSITIVE = "The decision is marked OFFICIAL-SENSITIVE"
MOST_NAMED = 3
NO_REPORTS = {"owed": 0, "late": 0, "ids": None}


def what_must_be_decided(user: Any, today: dt.date) -> Picture:
    """Decisions asked for at the next review of each board on a local date, then the reports not come, in two queries."""
    reviews = in_order(LeadershipReview.objects.visible_to(user).next_on(today).select_related("cycle_date"))
    asked = reports_for_them(user, today)
    asking = [each for each in asked if each.asks]
    owed = [each for each in asked if each.is_owed]
    late = sum(each.due_on < today for each in owed)
    place = {review.pk: at for at, review in enumerate(reviews)}
    listed = sorted(asking + [each for each in owed if not each.asks], key=lambda each: in_rows(each, place))
    days = {review.pk: day(review.when) for review in reviews}
    return Picture(
        answer=what_is_asked(reviews, Counter(each.review_id for each in asking), len(owed)),
        chart=None,
        heads=("Initiative", "Decision needed", "Papers", "Report due", "Led by", "Leadership review", "Review date"),
        rows=tuple(report_line(each, days[each.review_id], today) for each in listed),
        scope=f"{count(len(asked), 'report')} you can see for the next leadership reviews.",
        notes=what_to_know(asked, len(owed), late),
        facts=(
            Fact(len(asking), "asking for a decision", where("next-decisions")),
            Fact(len(owed), "not come yet", where("next-owed")),
            Fact(late, "late", where("next-late")),
        ),
    )


def reports_for_them(user: Any, today: dt.date) -> list[ReportRequest]:
    """Each with `asks`, a decision in answers this person may read, and `is_read`, whether they may read them."""
    found = ReportRequest.objects.visible_to(user).for_the_next_reviews(user, today)
    asks = Exists(ReportRequest.objects.with_a_decision_for(user).filter(pk=OuterRef("pk")))
    is_read = Exists(Report.objects.visible_to(user).filter(request=OuterRef("pk")))
    return list(found.annotate(asks=asks, is_read=is_read).for_list())


def next_reviews(user: Any, today: dt.date) -> list[LeadershipReview]:
    """The next review of each board on a local date, the soonest first, with the numbers of its reports, in one query."""
    ahead = LeadershipReview.objects.visible_to(user).next_on(today).with_numbers_for(user, today)
    reviews = in_order(ahead.select_related("cycle_date", "board"))
    for review in reviews:
        found = review.numbers or NO_REPORTS
        review.numbers = {**found, "asking": len(found["ids"] or [])}
    return reviews


def in_order(reviews: Any) -> list[LeadershipReview]:
    """The soonest first."""
    return sorted(reviews, key=lambda review: (review.when.last, review.title, review.pk))


def in_rows(asked: ReportRequest, place: dict[int, int]) -> tuple:
    """Decisions before what has not come, by review, then by the day the report is due."""
    return (not asked.asks, place[asked.review_id], asked.due_on, asked.initiative.name, asked.pk)


def report_line(asked: ReportRequest, review_day: str, today: dt.date) -> Line:
    return line(
        Cell(asked.initiative.name, asked.get_absolute_url()),
        decision_of(asked),
        papers_of(asked, today),
        asked.due_on,
        sentence(asked.initiative.lead_in_words),
        Cell(asked.review.title, asked.review.get_absolute_url()),
        review_day,
    )


def decision_of(asked: ReportRequest) -> str:
    """In the report's words; a marked one is read on its own page."""
    if not asked.asks:
        return NOT_COME
    return SENSITIVE if asked.is_sensitive else asked.report.decision or "Not written yet"


def papers_of(asked: ReportRequest, today: dt.date) -> str:
    """“Draft, waiting to be cleared, 3 days late”."""
    said = [asked.get_state_display()]
    if asked.waits_for_clearing:
        said.append("waiting to be cleared")
    if asked.is_owed and asked.due_on < today:
        said.append(how_far(asked.due_on, today))
    return ", ".join(said)


def what_is_asked(reviews: Sequence[LeadershipReview], asking: Mapping[int, int], owed: int) -> str:
    """“2 decisions are asked for at the next leadership review, Initial outcomes, October 2014. 3 reports have not come, …”

    `asking` has the number of decisions by review (its id).
    """
    if not reviews:
        return "No leadership review is ahead that you can see."
    in_all = sum(asking.values())
    asked = {0: "No decision is", 1: "One decision is"}.get(in_all, f"{in_all:,} decisions are")
    return f"{asked} asked for at {which(reviews, asking)}. {what_is_missing(owed)}"


def what_the_next_ask(reviews: Sequence[LeadershipReview]) -> str:
    """The same from the numbers that `next_reviews` brings."""
    return what_is_asked(
        reviews, {each.pk: each.numbers["asking"] for each in reviews}, sum(each.numbers["owed"] for each in reviews)
    )


def which(reviews: Sequence[LeadershipReview], asking: Mapping[int, int]) -> str:
    """The review by name and date; of several, those at which something is asked for."""
    if len(reviews) == 1:
        return f"the next leadership review, {named(reviews[0])}"
    head = f"the next leadership reviews of {len(reviews):,} boards"
    said = [f"{number(asking[each.pk])} at {named(each)}" for each in reviews if asking.get(each.pk)]
    return f"{head}: {and_list(said)}" if 0 < len(said) <= MOST_NAMED else head


def named(review: LeadershipReview) -> str:
    """“Initial outcomes (October 2014)”; a title that says the day already says it once."""
    when = day(review.when)
    return review.title if when in review.title else f"{review.title} ({when})"


def what_is_missing(owed: int) -> str:
    if not owed:
        return "Every report you can see has come."
    return f"{sentence(number(owed))} {'report has' if owed == 1 else 'reports have'} not come, so there may be more."


@dataclass(frozen=True)
class Meeting:
    """When the next leadership review is: who meets, the words before its day, the day, and how far it is."""

    who: str
    verb: str
    day: str
    how_far: str
    href: str


def next_meeting(reviews: Sequence[LeadershipReview], today: dt.date) -> Meeting | None:
    """“Chief officers’ board meets on Friday 11 December 2026, in 14 days”, of the soonest; None where nothing is ahead."""
    if not reviews:
        return None
    review = reviews[0]
    when, is_exact = review.when, review.when.precision == "day"
    verb = ("meets" if review.board else "is next") + (" on" if is_exact else " in")
    who = review.board.name if review.board else review.title
    address = review.get_absolute_url()
    if not is_exact:
        return Meeting(who, verb, str(when), "", address)
    return Meeting(who, verb, weekday(when.first), how_far(when.first, today), address)


@dataclass(frozen=True)
class Wanted:
    """A decision asked for: its words, where it is read, what work it is about, who asks, the papers' state and the review."""

    decision: str
    href: str
    work: str
    lead: str
    status: str
    papers: str
    review: str
    when: str


def decisions_in_short(rows: Iterable[Any], reviews: Sequence[LeadershipReview], today: dt.date) -> tuple[Wanted, ...]:
    """Rows of the overview from its lines (`figures.Line`)."""
    days = {review.pk: day(review.when) for review in reviews}
    return tuple(
        Wanted(
            decision=row.decision,
            href=row.request.get_absolute_url(),
            work=row.request.initiative.name,
            lead=short_lead(row.request.initiative),
            status=standing_of(row.request, today),
            papers=papers_of(row.request, today),
            review=row.request.review.title,
            when=days[row.request.review_id],
        )
        for row in rows
    )


def standing_of(asked: ReportRequest, today: dt.date) -> str:
    """The shape beside the papers' state: a circle once they came, a triangle before, a square when they are late."""
    if not asked.is_owed:
        return Status.ON_TRACK
    return Status.OFF_TRACK if asked.due_on < today else Status.AT_RISK


def what_to_know(asked: Sequence[ReportRequest], owed: int, late: int) -> tuple[str, ...]:
    """What drafts, late reports and answers that others read do to the figures."""
    drafts = sum(each.asks and each.is_owed for each in asked)
    unread = sum(not each.is_owed and not each.is_read for each in asked)
    drafted = f"{count(drafts, 'decision')} {'is' if drafts == 1 else 'are'} in a draft that only some people read."
    hidden = f"{count(unread, 'report')} came with answers you may not read, and {'is' if unread == 1 else 'are'} not counted."
    lateness = f"Of those that have not come, {number(late)} {'is' if late == 1 else 'are'} late."
    said = (drafted if drafts else "", hidden if unread else "", lateness if owed else "No report is late.")
    return tuple(filter(None, said))
