"""The records as at a date, by the dates that they carry: what had begun, been said, claimed and answered by its end.

What a record does not date stays as it is today: names, purposes, planned ends, targets. A stage, a status or a lead is
taken back through the timeline, which keeps what each was before. Organisations are no copy, because rows point to those
that are over too: their list asks by its day which of them there were.
"""

from collections.abc import Iterable

from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.costs.models import Apportionment, Cost
from initiatives.meetings.models import Board, Meeting
from initiatives.past.asked_and_learnt import ASKED_AND_LEARNT
from initiatives.past.copies import Copy, is_seen, links_of, real
from initiatives.past.then import (
    before_it_changed,
    by_label,
    once,
    put_back,
    text,
    told,
    until_then,
    was_entered,
    was_there,
)
from initiatives.register.models import Initiative, Milestone, Participation, Stage, Status
from initiatives.reviews.choices import ENDS_A_WISH, MOVES, EventKind
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from services.directory.models import Budget, Organisation
from services.history.models import Entry
from services.people.models import User

Reminder = User._meta.get_field("reminders").related_model

#: How the timeline begins to say where work stands (initiatives.register.actions.standing).
SAID_OF_STANDING = {
    "parked this": "parked",
    "looked at this again": "parked",
    "closed this": "closed",
    "took this up again": "live",
}


READY = f"event.kind = '{EventKind.READY.value}'"
WISHED = f"CASE WHEN event.kind = '{EventKind.MORE_TIME_ASKED.value}' THEN event.due_on END"


def standing() -> str:
    """Live, parked or closed: as last said by then; live where it is said later only, or where a known end came later."""
    begins = {verb: f"starts_with(entry.verb, {text(verb)})" for verb in SAID_OF_STANDING}
    meaning = (
        "CASE " + " ".join(f"WHEN {begins[verb]} THEN {text(to)}" for verb, to in SAID_OF_STANDING.items()) + " END"
    )
    any_of_them = f"({' OR '.join(begins.values())})"
    said = told(meaning, f"entry.at < %(end)s AND {any_of_them}", "DESC")
    later = told("'live'", f"entry.at >= %(end)s AND {any_of_them}", "ASC")
    ended_later = "now.standing = 'closed' AND now.ended_on > %(day)s::text"
    return f"COALESCE({said}, {later}, CASE WHEN {ended_later} THEN 'live' ELSE now.standing END)"


def last_event(what: str, kinds: Iterable[str], extra: str = "TRUE") -> str:
    """What the last event of these kinds by then says of a report."""
    among = ", ".join(text(kind) for kind in kinds)
    return (
        f"(SELECT {what} FROM {real(ReportEvent)} event WHERE event.request_id = now.id AND event.at < %(end)s "
        f"AND event.kind IN ({among}) AND {extra} ORDER BY event.id DESC LIMIT 1)"
    )


def due_on() -> str:
    """When a report was due by what was agreed then: more time that was given later does not count yet."""
    since = f"EXISTS (SELECT FROM {real(ReportEvent)} event WHERE event.request_id = now.id AND event.at >= %(end)s AND event.kind = 'more_time_given')"
    given = last_event("event.due_on", ["more_time_given"])
    return f"CASE WHEN {since} THEN COALESCE({given}, now.first_due_on, now.due_on) ELSE now.due_on END"


def begun() -> str:
    """Whether work was there: registered by then, or by its own start, which counts as come where a source left it out."""
    undated = "now.started_on IS NULL AND (now.registered_at IS NULL OR now.as_first_named <> '')"
    return f"(now.registered_at < %(end)s OR now.started_on <= %(day)s::text OR ({undated}))"


def reading_state() -> str:
    """A value was claimed until it was answered, and confirmed until another took its place."""
    later = (
        f"EXISTS (SELECT FROM {real(BenefitReading)} other WHERE other.benefit_id = now.benefit_id AND other.year = now.year "
        "AND other.quarter = now.quarter AND other.id > now.id AND other.answered_at < %(end)s "
        "AND other.state IN ('confirmed', 'replaced'))"
    )
    return (
        "CASE WHEN now.answered_at >= %(end)s THEN 'claimed' "
        f"WHEN now.state = 'replaced' AND NOT {later} THEN 'confirmed' ELSE now.state END"
    )


def of_a_seen_benefit() -> str:
    return f"now.benefit_id IN (SELECT id FROM {real(Benefit)} WHERE {is_seen('initiative_id')})"


def of_a_seen_request() -> str:
    return f"now.request_id IN (SELECT id FROM {real(ReportRequest)} WHERE {is_seen('initiative_id')})"


LEAD = (
    f"CASE WHEN {before_it_changed('Lead')} IS NULL THEN now.lead_id ELSE (SELECT id FROM {real(Organisation)} "
    f"WHERE name = {before_it_changed('Lead')} ORDER BY id LIMIT 1) END"
)
VERSION = Report._meta.get_field("row_versions").related_model

COPIES = (
    Copy(
        Initiative,
        {
            "stage": put_back("stage", "Stage", Stage.choices),
            "status": put_back("status", "Status", Status.choices),
            "status_on": until_then("status_on"),
            "standing": standing(),
            "lead_id": LEAD,
        },
        f"{is_seen('now.id')} AND {begun()}",
    ),
    Copy(
        Participation,
        {
            "answer": "CASE WHEN now.invited_at IS NOT NULL AND now.answered_at >= %(end)s THEN 'invited' ELSE now.answer END",
            "answered_at": once("answered_at", "answered_at"),
            "answered_by_id": once("answered_by_id", "answered_at"),
            "purpose_confirmed_on": until_then("purpose_confirmed_on"),
            "purpose_confirmed_by_id": "CASE WHEN now.purpose_confirmed_on > %(day)s THEN NULL ELSE now.purpose_confirmed_by_id END",
        },
        f"{is_seen('now.initiative_id')} AND COALESCE(now.invited_at < %(end)s, TRUE)",
    ),
    Copy(Milestone, {"done_on": until_then("done_on")}, is_seen("now.initiative_id")),
    Copy(Board, where=was_there("board:", "began_on")),
    Copy(Meeting, where=was_there("meeting:", "held_on")),
    links_of(Meeting, "initiatives"),
    Copy(Agreement, where=was_there("agreement:", "made_on")),
    links_of(Agreement, "initiatives"),
    Copy(
        LeadershipReview,
        {"held_on": until_then("held_on")},
        f"({was_entered('review:', 'review:')} OR now.provenance <> '{{}}')",
    ),
    Copy(
        ReportRequest,
        {
            "state": f"COALESCE({last_event(by_label('event.kind', [(state, kind) for kind, state in MOVES.items()]), MOVES)}, 'asked')",
            "is_ready": f"COALESCE({last_event(READY, [*MOVES, EventKind.READY])}, FALSE)",
            "wished_due_on": last_event(WISHED, [EventKind.MORE_TIME_ASKED, *ENDS_A_WISH]),
            "days_late": f"(SELECT event.days_late FROM {real(ReportEvent)} event WHERE event.request_id = now.id AND event.at < %(end)s AND event.days_late IS NOT NULL ORDER BY event.id LIMIT 1)",
            "due_on": due_on(),
        },
        f"{is_seen('now.initiative_id')} AND COALESCE((SELECT MIN(event.at) FROM {real(ReportEvent)} event WHERE event.request_id = now.id) < %(end)s, TRUE)",
    ),
    Copy(ReportEvent, where=f"now.at < %(end)s AND {of_a_seen_request()}"),
    Copy(
        Report,
        {"marking": "CASE WHEN today.marking = 'sensitive' THEN today.marking ELSE now.marking END"},
        f"now.saved_at < %(end)s AND {of_a_seen_request()}",
        source=f"{real(VERSION)} now JOIN {real(Report)} today ON today.id = now.pgh_obj_id",
        newest="now.pgh_id",
    ),
    Copy(Benefit, where=f"{is_seen('now.initiative_id')} AND {was_entered('benefit:', 'initiative:')}"),
    Copy(
        BenefitReading,
        {
            "state": reading_state(),
            "answered_at": once("answered_at", "answered_at"),
            "answered_by_id": once("answered_by_id", "answered_at"),
            "answer_reason": "CASE WHEN now.answered_at >= %(end)s THEN '' ELSE now.answer_reason END",
        },
        f"now.claimed_at < %(end)s AND {of_a_seen_benefit()}",
    ),
    Copy(Cost, where=f"{is_seen('now.initiative_id')} AND now.entered_at < %(end)s"),
    Copy(
        Apportionment,
        {"replaced_at": once("replaced_at", "replaced_at"), "replaced_by_id": once("replaced_by_id", "replaced_at")},
        f"{is_seen('now.initiative_id')} AND now.set_at < %(end)s",
    ),
    Copy(Budget, where="now.entered_at < %(end)s"),
    Copy(Entry, where="now.at < %(end)s"),
    Copy(
        Reminder,
        {
            "state": "CASE WHEN now.decided_at >= %(end)s THEN 'planned' ELSE now.state END",
            "decided_at": once("decided_at", "decided_at"),
        },
    ),
    *ASKED_AND_LEARNT,
)
