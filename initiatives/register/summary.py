"""Everything the page of one initiative shows, read in a handful of queries that do not grow with the rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from initiatives.register import not_arrived
from initiatives.register.how_known import Fact, also_said, fact
from initiatives.register.models import Duty, Initiative, Milestone, NamedPerson, Part, Participation, Reach
from initiatives.register.not_arrived import NotArrived
from services.directory.models import Organisation
from services.history.models import Entry

LATEST = 4
SAID = {
    "kind": "Kind",
    "scope": "Scope",
    "commissioned_by": "Commissioned by",
    "supplier": "Supplier",
    "benefits": "Benefits planned",
    "status_at_snapshot": "In October 2014",
    "status_now": "Later",
    "outcome_report": "What the report said",
    "mapping": "The 2014 words and this work",
}


@dataclass(frozen=True)
class Summary:
    """One initiative as one person sees it on one local date."""

    initiative: Initiative
    day: dt.date
    parties: Sequence[Participation]
    people: Sequence[NamedPerson]
    milestones: Sequence[Milestone]
    requests: Sequence[Any]
    latest: Sequence[Entry]
    not_arrived: Sequence[NotArrived]

    @classmethod
    def of(cls, initiative: Initiative, user: Any, day: dt.date) -> "Summary":
        """Six queries: who takes part, who is named, milestones, reports, the latest changes, letters that did not arrive."""
        parties = list(initiative.participations.for_page())
        for each in parties:
            if each.organisation_id == initiative.lead_id:
                initiative.lead = each.organisation
        asked = initiative.report_requests.visible_to(user).select_related("review", "report", "report__saved_by")
        readable = asked.model._meta.get_field("report").related_model.objects.visible_to(user)
        asked = asked.annotate(is_readable=Exists(readable.filter(request=OuterRef("pk"))))
        requests = list(asked.order_by("due_on", "id"))
        return cls(
            initiative=initiative,
            day=day,
            parties=sorted(
                parties, key=lambda party: (party.part != Part.LEAD, party.has_declined, party.organisation.name)
            ),
            people=list(initiative.named_people.current_on(day).select_related("person")),
            milestones=list(initiative.milestones.all()),
            requests=requests,
            latest=list(Entry.objects.told_on(initiative)[:LATEST]),
            not_arrived=not_arrived.about(
                day, records=[each.history_key for each in requests], place=initiative.history_key
            ),
        )

    @cached_property
    def next_due(self) -> Any:
        """The report that is owed first, if any."""
        return next((request for request in self.requests if request.is_owed), None)

    @property
    def accepted(self) -> list[Any]:
        """Accepted reports, newest first: where it stands, and where it stood before."""
        return [request for request in reversed(self.requests) if request.is_accepted]

    @property
    def last_report(self) -> Any:
        return next(iter(self.accepted), None)

    @property
    def report_before(self) -> Any:
        return next(iter(self.accepted[1:]), None)

    @property
    def taking_part(self) -> list[Participation]:
        """The organisations that take part today; an invitation that nobody has answered is not one."""
        return [party for party in self.parties if party.takes_part and party.counts_on(self.day)]

    @property
    def confirmed(self) -> list[Participation]:
        return [party for party in self.taking_part if party.purpose_confirmed_on]

    @cached_property
    def seen_by(self) -> list[Organisation]:
        """The organisations whose people see it, and the bodies that oversee them; for named people and for everyone none."""
        if self.initiative.reach != Reach.PARTICIPANTS:
            return []
        is_over = self.initiative.is_over_on(self.day)
        here = [
            each
            for each in self.parties
            if each.counts_on(self.day) or (is_over and not each.is_planned and not each.has_declined)
        ]
        found = {each.organisation_id: each.organisation for each in here}
        for each in here:
            if each.organisation.governed_by is not None:
                found.setdefault(each.organisation.governed_by_id, each.organisation.governed_by)
        return list(found.values())

    def with_duty(self, duty: str) -> list[str]:
        """The names of the people who do this."""
        return [each.person.name for each in self.people if each.duty == duty]

    @property
    def key_facts(self) -> list[Fact]:
        """The rail: who leads, who answers for it, since when and until when."""
        work, told = self.initiative, self.initiative.provenance
        lead = work.lead.name if work.lead else "Led jointly" if work.is_jointly_led else None
        lines = [
            fact(told, "Lead", "lead", lead),
            fact({}, "Sponsor", "", ", ".join(self.with_duty(Duty.SPONSOR))),
            fact({}, "Writes the reports", "", ", ".join(self.with_duty(Duty.AUTHOR))),
            fact(told, "Stage", "stage", work.get_stage_display()),
            fact(told, "Started", "started_on", work.started_on),
            fact(told, "Planned end", "planned_end_on", work.planned_end_on),
        ]
        if work.ended_on or work.is_closed:
            lines.append(fact(told, "Ended", "ended_on", work.ended_on))
        lines.append(fact(told, "Themes", "themes", ", ".join(work.theme_labels)))
        if work.handling:
            lines.append(fact(told, "Handling", "handling", work.handling))
        return lines

    @property
    def has_notes(self) -> bool:
        """Whether any key fact says more about how it is known."""
        return any(each.note for each in self.key_facts)

    @property
    def also_said(self) -> list[Fact]:
        """What the sources say beside the fields."""
        return also_said(self.initiative.provenance, SAID)
