"""Eighteen months of leadership reviews in Westmere: reports accepted, returned, late and missing, and those late today."""

import datetime as dt

from collab_portal.toolkit.dates import months_before
from initiatives.cycles.actions import dates as cycle_dates
from initiatives.cycles.actions import setting_up
from initiatives.cycles.actions.daily import ask_for
from initiatives.cycles.choices import Every, Section
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.cycles.planning import known_days, offers
from initiatives.management.westmere import boards, writing
from initiatives.management.westmere.cast import OFFICE, ORGANISATIONS, OVERSEEN
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.meetings.models import Board
from initiatives.reviews import actions as reviews
from initiatives.reviews import asking
from initiatives.reviews.models import LeadershipReview
from services.directory.models import DEMONSTRATION_PREFIX as WM

#: The board meets next so many working days from today; the first of its rounds was so many months before that.
NEXT_BOARD, MONTHS = 10, 18
SECTIONS = (Section.TIME, Section.MONEY, Section.BENEFITS, Section.MILESTONES, Section.DECISION)
READERS = (OFFICE, *OVERSEEN)
#: A report is asked for so many days before its draft is due, and once more of work that came in meanwhile.
ASKED_BEFORE = (44, 14)
#: Reports asked for besides the cycle that are late today: the work, since how many working days, and whether one was begun.
LATE = (("hr", 12, True), ("fleet", 9, True), ("falls", 7, False), ("underwater", 5, False), ("water", 3, False))


def plan(story: Story) -> None:
    """Put the review cycle, its rounds and the reviews besides it on their days."""
    story.on(story.month(-20, 16), 10, begun(story))
    for month in (-9, -2):
        story.on(story.month(month), 10, later_dates(story))
    for key, days, is_begun in LATE:
        story.on(story.work_day(-days - 20), 10, asked_besides(story, key, story.work_day(-days), is_begun))
    story.on(story.work_day(-12), 17, coming_meeting(story))


def begun(story: Story) -> Step:
    """The office sets the quarterly cycle up and confirms its dates."""

    def step(moment: Moment) -> None:
        who = {"by": story.cast.person("officer", moment.day), "at": moment.at}
        office, board = story.cast.organisations[OFFICE], Board.objects.get(ref=boards.STRATEGIC)
        what = "Where the work stands, what it has brought, and what leaders must decide"
        cycle = setting_up.begin(title="Review of shared work", what=what, board=board, asked_by=office, **who)
        cycle = setting_up.change(
            cycle,
            **who,
            organisations=list(story.cast.organisations.values()),
            every=Every.QUARTERLY,
            first_on=months_before(story.work_day(NEXT_BOARD), MONTHS),
            sections=[each.value for each in SECTIONS],
            readers=readers(story),
        )
        setting_up.start(cycle, dates=wanted(cycle, moment), **who)
        plan_rounds(story, cycle)

    return step


def readers(story: Story) -> list[tuple[object, str]]:
    """The leaderships that read the reports."""
    return [(story.cast.organisations[key], f"Leadership of {ORGANISATIONS[key][0]}") for key in READERS]


def wanted(cycle: ReviewCycle, moment: Moment) -> list[dt.date]:
    """Every date that can be confirmed on a day."""
    offered = offers(cycle, moment.day, known=known_days(cycle.dates.all()))
    return [each.on for each in offered if not each.is_too_late]


def later_dates(story: Story) -> Step:
    """The office confirms the dates that have come within 15 months."""

    def step(moment: Moment) -> None:
        cycle = ReviewCycle.objects.get(ref=f"{WM}-C01")
        by = story.cast.person("officer", moment.day)
        cycle_dates.confirm_later(cycle, dates=wanted(cycle, moment), by=by, at=moment.at)
        plan_rounds(story, cycle)

    return step


def plan_rounds(story: Story, cycle: ReviewCycle) -> None:
    """Put what happens around each confirmed date on its days, once."""
    for number, date in enumerate(cycle.dates.exclude(review=None).select_related("review").order_by("on")):
        if story.is_new(date.history_key):
            for days in ASKED_BEFORE:
                asked_on = story.calendar.on_or_after(date.draft_due_on - dt.timedelta(days=days))
                story.on(asked_on, 8, asked(story, cycle, date, number))
            story.on(date.on, 16, held(story, date, number))


def asked(story: Story, cycle: ReviewCycle, date: CycleDate, number: int) -> Step:
    """The portal asks for the reports of a date, and each is written in its time."""

    def step(moment: Moment) -> None:
        ask_for(cycle, moment.day, moment.at)
        for request in date.review.requests.select_related("initiative", "review").order_by("initiative__ref"):
            if story.is_new(request.history_key):
                writing.plan(story, request, date, number)

    return step


def held(story: Story, date: CycleDate, number: int) -> Step:
    """The board meets, and the reports that were accepted are presented to it."""

    def step(moment: Moment) -> None:
        officer = story.cast.person("officer", moment.day)
        reviews.hold(LeadershipReview.objects.get(pk=date.review_id), by=officer, at=moment.at, held_on=moment.day)
        about = tuple(story.works)[number::4]
        boards.met(story, f"{WM}-M{number + 1:02d}", boards.STRATEGIC, moment.day, about, moment)

    return step


def coming_meeting(story: Story) -> Step:
    """The board’s next meeting is entered, with the work it will decide about."""
    ref, about = f"{WM}-M{MONTHS // 3 + 1:02d}", ("control", "firearms", "falls")
    return lambda moment: boards.met(story, ref, boards.STRATEGIC, story.work_day(NEXT_BOARD), about, moment)


def asked_besides(story: Story, key: str, due_on: dt.date, is_begun: bool) -> Step:
    """The office asks one piece of work by itself, and has no report today."""

    def step(moment: Moment) -> None:
        who, work = {"by": story.cast.person("officer", moment.day), "at": moment.at}, story.works[key]
        review = asking.open_review(
            asked_by=story.cast.organisations[OFFICE],
            title=f"Check between boards: {work.name}",
            what="What has changed since the last board",
            due_on=due_on,
            readers=readers(story),
            sections=[Section.TIME.value, Section.MONEY.value],
            **who,
        )
        days = {"draft_due_on": None, "clear_due_on": None, "needs_clearing": False}
        request = asking.ask(review, work, due_on=due_on, **days, **who)
        if is_begun:
            begun_on = story.calendar.before(due_on, 2)
            story.on(begun_on, 15, writing.drafted(story, request, writing.COMING, needs_decision=False))

    return step
