"""What becomes of one report in Westmere: written, cleared, sent on time or late, returned, accepted, or never sent."""

import datetime as dt
from typing import Any

from initiatives.cycles.models import CycleDate
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.management.westmere.works import WORKS, Work
from initiatives.register.models import Status
from initiatives.reviews import actions as reviews
from initiatives.reviews import clearing
from initiatives.reviews.choices import Outlook, RequestState
from initiatives.reviews.models import ReportRequest
from initiatives.reviews.sheet import NOT_ON_TRACK, Point, Sheet
from services.people.models import User

#: The round whose board is still to come.
COMING = 6
STATUS = {"G": Status.ON_TRACK, "A": Status.AT_RISK, "R": Status.OFF_TRACK}
#: For the coming board: by key, how many working days ago the report was begun. Others follow by their number.
BEGUN = {"control": 9, "firearms": 9, "falls": 7, "missing": 8, "cardiac": 6}
#: What leaders are asked at the coming board.
DECISIONS = {
    "control": "Approve the full business case for the joint control room, £3.4 million over 4 years",
    "firearms": "Extend the firearms alliance with Northshire by two years, with no new money",
    "falls": "Close the falls response pilot in March, or continue it for £118,000",
}
EARLIER = (
    "The people of both sides met every fortnight and agreed what comes first.",
    "What was planned for this quarter was done. Two open questions went to the sponsors.",
    "The work went on as planned. The figures for the quarter are with finance.",
    "A change of staff cost three weeks. The rest went as planned.",
    "Partners agreed how they share the work at weekends.",
)
MISSING = "No report came, and the board met without it."
TOO_SHORT = "Say what it means for the money, and by when it is put right."


def work_of(request: ReportRequest) -> Work:
    """What this report is about, as it stands in the list."""
    return next(work for work in WORKS if work.name == request.initiative.name)


def plan(story: Story, request: ReportRequest, date: CycleDate, number: int) -> None:
    """Put the life of a report for round `number` on its days: most are in time, some late, returned or missing."""
    index = WORKS.index(work_of(request))
    if number < COMING and (index * 5 + number) % 23 == 4:
        story.on(story.calendar.after(date.on, 1), 10, withdrawn(story, request))
        return
    is_late = number < COMING and (index * 7 + number * 3) % 11 == 0
    begun_on = story.calendar.before(date.draft_due_on, 1 + index % 4)
    if number == COMING:
        begun_on = story.work_day(-BEGUN.get(work_of(request).key, 7 - index % 11))
    sent_on = story.calendar.after(begun_on, 4 + index % 3)
    if is_late:
        sent_on = story.calendar.after(date.papers_due_on, 1 + index % 4)
    to_sponsor = story.calendar.before(sent_on, 2)
    decides = work_of(request).key in DECISIONS if number == COMING else (index + number) % 5 == 0
    story.on(begun_on, 10, drafted(story, request, number, needs_decision=decides))
    story.on(to_sponsor, 11, ready(story, request))
    story.on(story.calendar.after(to_sponsor, 1), 12, cleared(story, request))
    story.on(sent_on, 14, sent(story, request))
    answered(story, request, sent_on, is_returned=(index + number) % 7 == 3)


def answered(story: Story, request: ReportRequest, sent_on: dt.date, *, is_returned: bool) -> None:
    """The office accepts it two working days later; or returns it, and accepts what comes then."""
    first = story.calendar.after(sent_on, 1 if is_returned else 2)
    if not is_returned:
        story.on(first, 15, accepted(story, request))
        return
    again = story.calendar.after(first, 2)
    story.on(first, 15, returned(story, request))
    story.on(again, 9, improved(story, request))
    story.on(again, 10, ready(story, request))
    story.on(again, 11, cleared(story, request))
    story.on(again, 13, sent(story, request))
    story.on(story.calendar.after(again, 1), 15, accepted(story, request))


def drafted(story: Story, request: ReportRequest, number: int, *, needs_decision: bool) -> Step:
    """Its author writes it."""

    def step(moment: Moment) -> None:
        said = answers(story, request, number, moment.day, needs_decision=needs_decision)
        reviews.save_draft(request, by=author(story, request, moment), at=moment.at, **said)

    return unless_taken_back(request, step)


def improved(story: Story, request: ReportRequest) -> Step:
    """Its author adds what the office asked for."""

    def step(moment: Moment) -> None:
        report = ReportRequest.objects.get(pk=request.pk).report
        changed = f"{report.changed} It costs nothing more, and is put right by the end of next month."
        by = author(story, request, moment)
        reviews.save_draft(request, by=by, at=moment.at, expected_version=report.version, changed=changed)

    return unless_taken_back(request, step)


def author(story: Story, request: ReportRequest, moment: Moment) -> User:
    return story.cast.lead(work_of(request).lead, moment.day)


def ready(story: Story, request: ReportRequest) -> Step:
    return unless_taken_back(
        request, lambda moment: clearing.say_ready(request, by=author(story, request, moment), at=moment.at)
    )


def cleared(story: Story, request: ReportRequest) -> Step:
    lead = work_of(request).lead
    return unless_taken_back(
        request, lambda moment: clearing.clear(request, by=story.cast.sponsor(lead, moment.day), at=moment.at)
    )


def sent(story: Story, request: ReportRequest) -> Step:
    return unless_taken_back(
        request, lambda moment: reviews.send(request, by=author(story, request, moment), at=moment.at)
    )


def accepted(story: Story, request: ReportRequest) -> Step:
    return unless_taken_back(request, lambda moment: reviews.accept(request, by=officer(story, moment), at=moment.at))


def returned(story: Story, request: ReportRequest) -> Step:
    return unless_taken_back(
        request, lambda moment: reviews.send_back(request, by=officer(story, moment), at=moment.at, why=TOO_SHORT)
    )


def withdrawn(story: Story, request: ReportRequest) -> Step:
    return unless_taken_back(
        request, lambda moment: reviews.withdraw(request, by=officer(story, moment), at=moment.at, why=MISSING)
    )


def officer(story: Story, moment: Moment) -> User:
    return story.cast.person("officer", moment.day)


def unless_taken_back(request: ReportRequest, step: Step) -> Step:
    """The same, but not once the portal asks for this report no longer, because its work was parked or has closed."""

    def checked(moment: Moment) -> None:
        if ReportRequest.objects.get(pk=request.pk).state != RequestState.WITHDRAWN:
            step(moment)

    return checked


def answers(story: Story, request: ReportRequest, number: int, day: dt.date, *, needs_decision: bool) -> dict[str, Any]:
    """Every answer that the sheet of a report asks for, as its author would give them on a local date."""
    work, asked = work_of(request), ReportRequest.objects.select_related("review", "initiative").get(pk=request.pk)
    status, sheet = STATUS[work.statuses[number]], Sheet.of(asked)
    index = WORKS.index(work)
    parts: dict[str, str] = {}
    for aspect in sheet.aspects:
        is_worry = status in NOT_ON_TRACK and aspect == ("time", "money")[index % 2]
        parts[f"{aspect}_status"] = status.value if is_worry else Status.ON_TRACK.value
        if is_worry:
            parts[f"{aspect}_why"] = work.news if number >= COMING - 1 else "It takes longer than planned."
    for point in sheet.points:
        parts |= outlook(story, point, day)
    said = {"status": status.value, "parts": parts, "risk": work.risk, "needs_decision": needs_decision}
    said["changed"] = work.news if number >= COMING - 1 else EARLIER[(index + number) % len(EARLIER)]
    said["planned"] = "The next milestone, as it stands in the list." if sheet.points else "More of the same."
    if needs_decision and number == COMING:
        said["decision"] = DECISIONS[work.key]
    elif needs_decision:
        said["decision"] = f"Agree the next step of {work.name[0].lower()}{work.name[1:]}"
    if status in NOT_ON_TRACK:
        said |= way_back(story, work, day)
    return said


def way_back(story: Story, work: Work, day: dt.date) -> dict[str, Any]:
    """How it gets back on track."""
    by = story.calendar.on_or_after(day + dt.timedelta(days=75))
    owner = story.cast.sponsor(work.lead, day).name
    return {"path_to_green": "The sponsors meet every week until it is.", "path_owner": owner, "path_by": by}


def outlook(story: Story, point: Point, day: dt.date) -> dict[str, str]:
    """What the author says of a milestone that is still to be reached; nothing of one that has been."""
    if point.done_on:
        return {}
    if point.forecast_on > day:
        return {point.key: Outlook.ON_TIME.value}
    later = story.calendar.on_or_after(max(day, point.forecast_on) + dt.timedelta(days=60))
    return {point.key: Outlook.LATE.value, f"{point.key}_new": later.isoformat()}
