"""The records as the portal knew them at the end of a date: the last version of each row that it kept by then.

How far a record reaches and how it is marked is always as today, so that nothing comes out that has been closed since.
"""

from django.db import models

from initiatives.agreements.models import Agreement, AgreementParty
from initiatives.benefits.models import Benefit, BenefitReading, PlannedQuarter
from initiatives.costs.models import Apportionment, Cost
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.meetings.models import Board, Meeting
from initiatives.past.copies import Copy, is_seen, links_of, real
from initiatives.past.facts import Reminder, of_a_seen_benefit, of_a_seen_request
from initiatives.past.then import once
from initiatives.register.models import Initiative, Milestone, Participation
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from services.directory.models import Budget, Organisation
from services.history.models import Entry

#: Read from today's row: who may see a record, and what may be said of it, is never a matter of the past.
AS_TODAY = ("reach", "marking", "handling")


def versions_of(model: type[models.Model]) -> type[models.Model]:
    """The model of its versions (django-pghistory)."""
    return model._meta.get_field("row_versions").related_model


def version(model: type[models.Model], where: str = "TRUE") -> Copy:
    """The last version of each row that was kept by then, of those rows that are still there."""
    kept = {each.column for each in model._meta.concrete_fields}
    return Copy(
        model,
        {name: f"today.{name}" for name in AS_TODAY if name in kept},
        f"now.pgh_created_at < %(end)s AND {where}",
        source=f"{real(versions_of(model))} now JOIN {real(model)} today ON today.id = now.pgh_obj_id",
        newest="now.pgh_id",
    )


def version_of_what_may_go(model: type[models.Model], where: str) -> Copy:
    """The same of a table whose rows can be taken back: a row that went later was still there."""
    versions = real(versions_of(model))
    went_later = f"SELECT FROM {versions} last WHERE last.pgh_obj_id = now.pgh_obj_id AND last.pgh_label = 'delete' AND last.pgh_created_at >= %(end)s"
    return Copy(
        model,
        where=f"now.pgh_created_at < %(end)s AND (today.id IS NOT NULL OR EXISTS ({went_later})) AND {where}",
        source=f"{versions} now LEFT JOIN {real(model)} today ON today.id = now.pgh_obj_id",
        newest="now.pgh_id",
    )


def names_of_then() -> Copy:
    """Organisations as they were called; one that the portal was told of later goes by its first name, as rows point to it.

    Such a one begins after the day, so that whoever asks which organisations there were does not find it.
    """
    kept = "now.pgh_created_at < %(end)s"
    return Copy(
        Organisation,
        {"valid_from": f"CASE WHEN {kept} THEN now.valid_from ELSE to_char(%(day)s::date + 1, 'YYYY-MM-DD') END"},
        source=f"{real(versions_of(Organisation))} now JOIN {real(Organisation)} today ON today.id = now.pgh_obj_id",
        newest=f"({kept}) DESC, CASE WHEN {kept} THEN now.pgh_id ELSE -now.pgh_id END",
    )


COPIES = (
    names_of_then(),
    version(Initiative, is_seen("now.id")),
    version(Participation, is_seen("now.initiative_id")),
    version(Milestone, is_seen("now.initiative_id")),
    version(Board),
    version(Meeting),
    links_of(Meeting, "initiatives"),
    version(Agreement),
    links_of(Agreement, "initiatives"),
    version(AgreementParty),
    version(LeadershipReview),
    version(ReportRequest, is_seen("now.initiative_id")),
    Copy(ReportEvent, where=f"now.at < %(end)s AND {of_a_seen_request()}"),
    version(Report, of_a_seen_request()),
    version(Benefit, is_seen("now.initiative_id")),
    version_of_what_may_go(PlannedQuarter, of_a_seen_benefit()),
    version(BenefitReading, of_a_seen_benefit()),
    version(Cost, is_seen("now.initiative_id")),
    version(Apportionment, is_seen("now.initiative_id")),
    version(ReviewCycle, is_seen("now.id", ReviewCycle)),
    version(CycleDate),
    version(Evaluation, is_seen("now.initiative_id")),
    version(Lesson, is_seen("now.id", Lesson)),
    version(Budget),
    Copy(Entry, where="now.at < %(end)s"),
    Copy(
        Reminder,
        {
            "state": "CASE WHEN now.decided_at >= %(end)s THEN 'planned' ELSE now.state END",
            "decided_at": once("decided_at", "decided_at"),
        },
    ),
)
