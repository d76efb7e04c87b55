"""Builders: each makes one record with sensible values, and takes only what the test is about."""

import datetime as dt
from itertools import count
from typing import Any

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, WorkingDays
from initiatives.agreements.models import Agreement, AgreementParty
from initiatives.benefits.models import Benefit, BenefitReading, PlannedQuarter
from initiatives.costs.models import Apportionment, Cost, CostShare
from initiatives.cycles.choices import CycleState, Every
from initiatives.cycles.dates import deadlines
from initiatives.cycles.models import CycleDate, CycleReader, ReviewCycle
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.exports.models import Export, ExportSheet
from initiatives.meetings.models import Board, Meeting, MeetingKind
from initiatives.register.models import Duty, Initiative, Milestone, NamedPerson, Part, Participation, Stage, Standing
from initiatives.reviews.choices import ASPECTS
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest, ReviewReader, Status
from initiatives.reviews.sheet import Sheet
from services.access.roles import Role
from services.directory.models import BankHoliday, Budget, Closure, Kind, Organisation
from services.letters.models import Letter
from services.people.models import Leave, LetterPreferences, Membership, User

PASSWORD = "three blue lights in a row"
MONDAY = dt.date(2014, 10, 6)
EIGHT = clock.at(MONDAY, 8)
#: The events that bring a report into a state.
HOW = {
    "drafting": ["started"],
    "ready": ["started", "ready_to_clear"],
    "cleared": ["started", "ready_to_clear", "cleared"],
    "sent": ["started", "sent"],
    "presented": ["started", "sent", "accepted", "presented"],
}
_numbers = count(1)


def organisation(name: str = "", kind: str = Kind.POLICE_FORCE, **fields: Any) -> Organisation:
    number = next(_numbers)
    name = name or f"Organisation {number}"
    slug = fields.pop("slug", "-".join(name.lower().replace("’", "").split()) + f"-{number}")
    defaults = {"short_name": name[:80], "legal_party": f"The legal party of {name}", "country": "England"}
    return Organisation.objects.create(slug=slug, name=name, kind=kind, **{**defaults, **fields})


def person(
    name: str = "", organisation: Organisation | None = None, role: str = Role.SERVICE_LEAD, **fields: Any
) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}.{number}@example.test")
    someone = User.objects.create_user(email, PASSWORD, name=name, **fields)
    if organisation is not None:
        membership(someone, organisation, role)
    return someone.as_of(MONDAY)


def membership(someone: User, organisation: Organisation, role: str = Role.SERVICE_LEAD, **fields: Any) -> Membership:
    return Membership.objects.create(person=someone, organisation=organisation, role=role, **fields)


def leave(someone: User, first_on: dt.date = MONDAY, last_on: dt.date | None = None, **fields: Any) -> Leave:
    """A week away from a Monday, with nobody to cover."""
    last_on = last_on or first_on + dt.timedelta(days=4)
    defaults = {"entered_by": someone, "entered_at": EIGHT}
    return Leave.objects.create(person=someone, first_on=first_on, last_on=last_on, **{**defaults, **fields})


def letter_preferences(someone: User, digest_frequency: str = "weekly", **fields: Any) -> LetterPreferences:
    return LetterPreferences.objects.create(person=someone, digest_frequency=digest_frequency, **fields)


def initiative(name: str = "", partners: tuple[Organisation, ...] = (), **fields: Any) -> Initiative:
    """A live initiative; `partners` take part with dates not known, the lead (if given) as lead."""
    number = next(_numbers)
    defaults = {
        "ref": f"TST-{number:04d}",
        "name": name or f"Initiative {number}",
        "purpose": "Send the nearest crew, whoever employs it.",
        "stage": Stage.DELIVERY,
        "standing": Standing.LIVE,
        "themes": ["response"],
    }
    values = {**defaults, **fields}
    made = Initiative.objects.create(drafted_as=values["ref"], **values)
    if made.lead is not None:
        participation(made, made.lead, part=Part.LEAD)
    for partner in partners:
        if partner != made.lead:
            participation(made, partner)
    return made


def participation(initiative: Initiative, organisation: Organisation, **fields: Any) -> Participation:
    return Participation.objects.create(initiative=initiative, organisation=organisation, **fields)


def named(initiative: Initiative, someone: User, duty: str = Duty.AUTHOR, **fields: Any) -> NamedPerson:
    return NamedPerson.objects.create(initiative=initiative, person=someone, duty=duty, **fields)


def milestone(initiative: Initiative, **fields: Any) -> Milestone:
    day = fields.pop("on", dt.date(2014, 12, 1))
    defaults = {"name": f"Milestone {next(_numbers)}", "baseline_on": day, "forecast_on": day}
    return Milestone.objects.create(initiative=initiative, **{**defaults, **fields})


def review(asked_by: Organisation, **fields: Any) -> LeadershipReview:
    number = next(_numbers)
    defaults = {
        "ref": f"TST-R{number:03d}",
        "title": f"Review {number}",
        "what": "Outcomes so far",
        "due": VagueDate("2014-10"),
    }
    readers = fields.pop("readers", ())
    made = LeadershipReview.objects.create(asked_by=asked_by, **{**defaults, **fields})
    for reader in readers:
        ReviewReader.objects.create(review=made, organisation=reader, known_as=f"Leadership of {reader}")
    return made


def report_request(
    initiative: Initiative, asked_by: Organisation, due_on: dt.date = dt.date(2014, 10, 31), **fields: Any
) -> ReportRequest:
    """A report asked for, with its first event."""
    made_review = fields.pop("review", None) or review(asked_by, due=VagueDate.on(due_on))
    made = ReportRequest.objects.create(review=made_review, initiative=initiative, due_on=due_on, **fields)
    event(made, "asked", by=None)
    return made


def event(
    request: ReportRequest, kind: str, by: User | None = None, at: dt.datetime = EIGHT, why: str = "", **fields: Any
) -> ReportEvent:
    """Something that happened; the trigger sets the request's state, which is read back."""
    made = ReportEvent.objects.create(request=request, kind=kind, by=by, at=at, why=why, **fields)
    request.refresh_from_db(fields=["state", "is_ready", "wished_due_on", "days_late"])
    return made


def report(request: ReportRequest, by: User, state: str = "drafting", **fields: Any) -> Report:
    """Answers, in one of the states drafting, sent, returned, accepted, presented; ready: a draft that waits for clearing."""
    defaults = {"status": Status.ON_TRACK, "changed": "The three services met twice.", "needs_decision": False}
    defaults["parts"] = {f"{aspect}_status": Status.ON_TRACK.value for aspect in ASPECTS}
    if state not in ("drafting", "ready", "cleared"):
        defaults["sheet"] = Sheet.of(request).as_json
    made = Report.objects.create(request=request, saved_by=by, saved_at=EIGHT, **{**defaults, **fields})
    for kind in HOW.get(state, ["started", "sent", state]):
        event(request, kind, by=by, why="Say what it costs." if kind == "returned" else "")
    return made


def meeting(convened_by: Organisation, attended_by: tuple[Organisation, ...] = (), **fields: Any) -> Meeting:
    number = next(_numbers)
    defaults = {
        "ref": f"TST-M{number:03d}",
        "title": f"Meeting {number}",
        "kind": MeetingKind.ONE_OFF,
        "held_on": VagueDate("2013-11"),
    }
    made = Meeting.objects.create(convened_by=convened_by, **{**defaults, **fields})
    made.attended_by.set(attended_by)
    return made


def board(convened_by: Organisation, members: tuple[Organisation, ...] = (), **fields: Any) -> Board:
    number = next(_numbers)
    defaults = {"ref": f"TST-B{number:03d}", "name": f"Board {number}", "kind": MeetingKind.STRATEGIC_BOARD}
    made = Board.objects.create(convened_by=convened_by, **{**defaults, **fields})
    made.members.set(members)
    return made


def cycle(
    board: Board, asked_by: Organisation, organisations: tuple[Organisation, ...] = (), **fields: Any
) -> ReviewCycle:
    """A cycle that runs every quarter from 8 December 2014; its dates are for the test to make."""
    number = next(_numbers)
    defaults = {
        "ref": f"TST-C{number:03d}",
        "title": f"Cycle {number}",
        "what": "Outcomes so far",
        "state": CycleState.RUNNING,
        "every": Every.QUARTERLY,
        "first_on": dt.date(2014, 12, 8),
    }
    readers = fields.pop("readers", ())
    made = ReviewCycle.objects.create(board=board, asked_by=asked_by, **{**defaults, **fields})
    made.organisations.set(organisations)
    for reader in readers:
        CycleReader.objects.create(cycle=made, organisation=reader, known_as=f"Leadership of {reader}")
    return made


def cycle_date(cycle: ReviewCycle, on: dt.date = dt.date(2014, 12, 8), **fields: Any) -> CycleDate:
    """A confirmed date with its review, counted in weekdays."""
    due = deadlines(on, cycle.lead_times, WorkingDays())
    asked = review(cycle.asked_by, title=f"{cycle.title}, {on}", board=cycle.board, due=VagueDate.on(due.papers_due_on))
    values = {"planned_on": on, "review": asked, **vars(due), **fields}
    return CycleDate.objects.create(cycle=cycle, on=on, **values)


def agreement(
    parties: tuple[Organisation, ...] = (), initiatives: tuple[Initiative, ...] = (), **fields: Any
) -> Agreement:
    number = next(_numbers)
    made = Agreement.objects.create(**{"ref": f"TST-A{number:03d}", "title": f"Agreement {number}", **fields})
    for party in parties:
        AgreementParty.objects.create(agreement=made, organisation=party, legal_party=party.legal_party)
    made.initiatives.set(initiatives)
    return made


def benefit(initiative: Initiative, organisation: Organisation, owner: User, **fields: Any) -> Benefit:
    """A cashable saving that comes every year, with a baseline of £300,000 and a plan of £120,000."""
    defaults = {
        "title": f"Benefit {next(_numbers)}",
        "kind": "cashable",
        "measure": "Rent paid",
        "unit": "pounds",
        "is_recurring": True,
        "price_year": "2014/15",
        "baseline_value": 300_000,
        "target_value": 120_000,
        "target_on": dt.date(2016, 3, 31),
    }
    values = {**defaults, **fields}
    if values["unit"] != "pounds":
        values["price_year"] = ""
    if values["target_value"] is None:
        values["target_on"] = None
    return Benefit.objects.create(initiative=initiative, organisation=organisation, owner=owner, **values)


def planned_quarter(benefit: Benefit, **fields: Any) -> PlannedQuarter:
    """£25,000 planned for April to June 2014."""
    return PlannedQuarter.objects.create(benefit=benefit, **{"year": 2014, "quarter": 1, "value": 25_000, **fields})


def reading(benefit: Benefit, state: str = "claimed", by: User | None = None, **fields: Any) -> BenefitReading:
    """£10,000 claimed by the owner for April to June 2014; in any other state, answered by `by` or somebody of finance."""
    defaults = {"year": 2014, "quarter": 1, "value": 10_000, "claimed_by": benefit.owner, "claimed_at": EIGHT}
    if state != "claimed":
        answered_by = by or person("", benefit.organisation, Role.FINANCE)
        reason = "No invoice." if state in ("rejected", "withdrawn") else ""
        defaults |= {"answered_by": answered_by, "answered_at": EIGHT, "answer_reason": reason}
    return BenefitReading.objects.create(benefit=benefit, state=state, **{**defaults, **fields})


def cost(initiative: Initiative, organisation: Organisation, amount: object = 10_000, **fields: Any) -> Cost:
    """An actual running cost of 2014/15."""
    defaults = {"year": 2014, "kind": "running", "stage": "actual", "source": "Ledger 4410", "entered_at": EIGHT}
    values = {**defaults, **fields}
    values.setdefault("entered_by", person("", organisation))
    return Cost.objects.create(initiative=initiative, organisation=organisation, amount=amount, **values)


def budget(organisation: Organisation, amount: object = 45_000_000, **fields: Any) -> Budget:
    """What an organisation spends in all in 2014/15."""
    defaults = {"year": 2014, "source": "Budget book 2014/15, page 12", "entered_at": EIGHT}
    values = {**defaults, **fields}
    values.setdefault("entered_by", person("", organisation, Role.FINANCE))
    return Budget.objects.create(organisation=organisation, amount=amount, **values)


def apportionment(initiative: Initiative, shares: dict[Organisation, object], **fields: Any) -> Apportionment:
    """Fixed percentages from 1 April 2014, by organisation."""
    values = {"from_on": dt.date(2014, 4, 1), "formula": "fixed", "set_at": EIGHT, **fields}
    values.setdefault("set_by", person())
    with transaction.atomic():
        made = Apportionment.objects.create(initiative=initiative, **values)
        for organisation, percentage in shares.items():
            CostShare.objects.create(apportionment=made, organisation=organisation, percentage=percentage)
    return made


def evaluation(initiative: Initiative, **fields: Any) -> Evaluation:
    """Before and after, without a comparison: it partly did what it set out to do."""
    defaults = {
        "question": f"Do people wait less? ({next(_numbers)})",
        "method": "before_after",
        "strength": 2,
        "finding": "partly",
        "summary": "They wait 4 minutes less by day, and as long as before at night.",
        "done_on": dt.date(2014, 9, 30),
        "done_by": "University of Chester",
        "entered_at": EIGHT,
    }
    values = {**defaults, **fields}
    values.setdefault("entered_by", person())
    return Evaluation.objects.create(initiative=initiative, **values)


def lesson(initiative: Initiative, organisation: Organisation, **fields: Any) -> Lesson:
    """A lesson about response, not shared."""
    defaults = {
        "title": f"Lesson {next(_numbers)}",
        "happened": "Two crews went to one call.",
        "cause": "Each control room kept a list of its own.",
        "next_time": "Agree one list before the first day.",
        "themes": ["response"],
        "written_at": EIGHT,
    }
    values = {**defaults, **fields}
    values.setdefault("written_by", person("", organisation))
    if values.get("withdrawn_at"):
        values = {"withdrawn_by": values["written_by"], "withdrawn_reason": "There is one list now.", **values}
    return Lesson.objects.create(initiative=initiative, organisation=organisation, **values)


def letter(to: User, **fields: Any) -> Letter:
    number = next(_numbers)
    defaults = {
        "key": f"test:{number}",
        "kind": "report_is_due",
        "subject": f"Letter {number}",
        "text": "Words.",
        "html": "<p>Words.</p>",
        "why": "you write its reports",
        "posted_at": EIGHT,
        "not_before": EIGHT,
        "next_try_at": EIGHT,
    }
    return Letter.objects.create(to=to, **{**defaults, **fields})


def bank_holiday(day: dt.date, **fields: Any) -> BankHoliday:
    return BankHoliday.objects.create(day=day, **{"name": "A holiday", **fields})


def closure(organisation: Organisation, first_on: dt.date, last_on: dt.date | None = None, **fields: Any) -> Closure:
    defaults = {"name": "A closure", "why": "The boiler is being replaced.", "added_at": EIGHT}
    values = {**defaults, **fields}
    values.setdefault("added_by", person())
    return Closure.objects.create(organisation=organisation, first_on=first_on, last_on=last_on or first_on, **values)


def export(someone: User, what: str = "extent", **fields: Any) -> Export:
    """One that is ready, with one row."""
    through = sorted(someone.standing.reach_ids)
    ready = {"state": "ready", "ready_at": EIGHT, "workbook": b"PK", "rows_done": 1}
    made = {"day": MONDAY, "year": 2014, "asked_at": EIGHT, "seen_through": through, **ready, **fields}
    asked = Export.objects.create(person=someone, what=what, **made)
    ExportSheet.objects.create(export=asked, number=1, name="Extent of collaboration", text="Reference\r\nCHS-007\r\n")
    return asked
