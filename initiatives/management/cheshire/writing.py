"""Puts a checked file into the rooms, once.

A record that is not there is made. In one that is there, a field still belongs to the file as long as its provenance says
where it came from; whoever changes the field in the portal takes that entry away (initiatives.register.actions), and from
then on the file leaves the field alone. Fields without provenance (standing, reach, marking) are written once, at the start.
Organisations of a meeting or a board, readers and parties of an agreement are written with their record only.
"""

import datetime as dt
from typing import Any

from django.db import connection, models, transaction

from initiatives.agreements.models import Agreement, AgreementKind, AgreementParty, AgreementState
from initiatives.management.cheshire.meanings import AGREEMENTS, LED_TO
from initiatives.management.cheshire.records import Record, Review, Work
from initiatives.management.cheshire.register_file import RegisterFile
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Participation, Standing
from initiatives.reviews.models import LeadershipReview, ReportEvent, ReportRequest, ReviewReader
from services.directory.models import BankHoliday
from services.history import actions as history

VERB = "loaded from the Cheshire register"


class Loading:
    """One run: what it is told by, at which UTC instant, and what it has changed so far, by reference."""

    def __init__(self, file: RegisterFile, at: dt.datetime) -> None:
        self.file = file
        self.at = at
        self.changed: list[str] = []

    @transaction.atomic
    def run(self) -> list[str]:
        """Everything or nothing. Returns the references of the records that were made or changed; none on a second run."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_register'))")
        for work in self.file.works:
            self.keep_work(work)
        for meeting in self.file.meetings:
            self.keep_meeting(meeting)
        for board in self.file.boards:
            row, is_new = self.keep(Board, board)
            if is_new:
                row.members.set(board.organisations)
        for review in self.file.reviews:
            self.keep_review(review)
        return self.changed

    def keep_work(self, work: Work) -> None:
        """An initiative, who takes part, and a placeholder for its agreement if nobody has found that."""
        extra = {"standing": Standing.LIVE, "registered_at": self.at}
        initiative, is_new = self.keep(Initiative, work, **extra)
        for party in work.parties:
            part = Record(f"{work.ref} {party.organisation.slug}", party.values, party.provenance)
            self.keep(
                Participation, part, key={"initiative": initiative, "organisation": party.organisation}, told=not is_new
            )
        if work.ref in AGREEMENTS:
            self.keep_placeholder(work, initiative)

    def keep_placeholder(self, work: Work, initiative: Initiative) -> None:
        """An agreement of which nothing is known but who would have signed: those that took part, or were named, at the snapshot."""
        told = {
            key: value
            for key, value in work.provenance.get("agreement_type", {"source": "unknown"}).items()
            if key != "value"
        }
        values = {
            "title": f"Agreement for {initiative.name}"[:160],
            "kind": AgreementKind.UNKNOWN,
            "state": AgreementState.NOT_FOUND,
            "next_step": "Find the signed copy",
        }
        provenance = {
            "kind": told,
            "made_on": {"source": "unknown"},
            "expires_on": {"source": "unknown"},
            "parties": {"source": "inferred"},
        }
        agreement, is_new = self.keep(Agreement, Record(AGREEMENTS[work.ref], values, provenance))
        if not is_new:
            return
        agreement.initiatives.set([initiative])
        snapshot = self.file.snapshot.isoformat()
        for party in work.parties:
            begins, is_named = party.values["from_on"], party.provenance["organisation"]["source"] == "seed"
            there = begins is None or begins.text <= snapshot
            if (there or is_named) and not party.values["is_planned"]:
                AgreementParty.objects.create(
                    agreement=agreement, organisation=party.organisation, legal_party=party.organisation.legal_party
                )

    def keep_meeting(self, meeting: Record) -> None:
        """An occasion, who attended, and the work it led to."""
        row, is_new = self.keep(Meeting, meeting)
        if is_new:
            row.attended_by.set(meeting.organisations)
            row.initiatives.set(Initiative.objects.filter(ref=LED_TO.get(meeting.ref)))

    def keep_review(self, review: Review) -> None:
        """A review, its readers, and the one report it asks for, due on the last working day of what its date can mean."""
        row, is_new = self.keep(LeadershipReview, review)
        if not is_new:
            return
        for organisation, known_as in review.readers:
            ReviewReader.objects.create(review=row, organisation=organisation, known_as=known_as)
        due_on = BankHoliday.objects.working_days().due(row.due)
        asked = ReportRequest.objects.create(
            review=row, initiative=Initiative.objects.get(ref=review.about), due_on=due_on
        )
        ReportEvent.objects.create(request=asked, kind=ReportEvent.Kind.ASKED, at=self.at, by=None)
        history.record("asked for the report", asked, by=None, at=self.at, why=self.file.told_by)

    def keep(
        self,
        model: type[models.Model],
        record: Record,
        *,
        key: dict[str, Any] | None = None,
        told: bool = True,
        **extra: Any,
    ) -> tuple[Any, bool]:
        """Make the row, or bring those of its fields that still belong to the file up to date. Returns it and whether it is new."""
        key = key or {"ref": record.ref}
        row = model._default_manager.select_for_update(of=("self",)).filter(**key).first()
        if row is None:
            row = model._default_manager.create(**key, **record.values, provenance=record.provenance, **extra)
            self.tell(row, record.ref, told)
            return row, True
        changes = self.bring_up_to_date(row, record)
        if changes:
            self.tell(row, record.ref, told, changes)
        return row, False

    def bring_up_to_date(self, row: Any, record: Record) -> list[dict[str, str]]:
        """Write what the file now says into the fields that nobody has changed in the portal. Returns the changes in words."""
        ours = {name for name in record.provenance if name in row.provenance}
        stale = {name for name in ours if row.provenance[name] != record.provenance[name]}
        values = {name: value for name, value in record.values.items() if name in ours and getattr(row, name) != value}
        if not stale and not values:
            return []
        labels = {name: row._meta.get_field(name).verbose_name for name in values}
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.provenance = {**row.provenance, **{name: record.provenance[name] for name in stale}}
        if hasattr(row, "version"):
            row.version += 1
        row.save()
        noted = {"field": "Where it is known from", "before": "not known", "after": ", ".join(sorted(stale))}
        return history.changes_between(before, values, labels) or [noted]

    def tell(self, row: Any, ref: str, told: bool, changes: list[dict[str, str]] | tuple = ()) -> None:
        """Count the record as changed and write it into the timeline, by the portal itself."""
        self.changed.append(ref)
        if told:
            history.record(VERB, row, by=None, at=self.at, why=self.file.told_by, changes=changes)
