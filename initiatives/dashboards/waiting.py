"""What waits for one person besides reports to write: each kind is found by the rooms' own querysets, in one query."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from collab_portal.toolkit.words import day
from initiatives.benefits.models import BenefitReading
from initiatives.dashboards.first import first
from initiatives.dashboards.sentences import NONE, Sentence, Some
from initiatives.register.models import Answer, Initiative, Participation, Standing
from initiatives.reviews.models import ReportEvent, ReportRequest
from services.access.roles import OVERSIGHT

MOST = 10


def waiting_for(user: Any, today: dt.date) -> tuple[Some, ...]:
    """Everything that waits for this person on a local date, kind by kind; at most five queries."""
    kinds = (
        reports_to_judge,
        reports_to_change_or_clear,
        invitations_and_purposes,
        values_to_confirm,
        drafts_and_parked_work,
    )
    return tuple(kind(user, today) for kind in kinds)


def reports_to_judge(user: Any, today: dt.date) -> Some:
    """For the office that asked: reports to accept or return and wishes for more time, what was due first on top."""
    offices = {each.organisation_id for each in user.standing.memberships if each.role in OVERSIGHT}
    if not offices:
        return NONE
    asked = ReportRequest.objects.visible_to(user).filter(review__asked_by__in=offices)
    waiting = asked.filter(
        Q(pk__in=asked.waiting_for_an_answer().values("pk")) | Q(pk__in=asked.asking_for_more_time().values("pk"))
    )
    return some(waiting.select_related("initiative").order_by("due_on", "pk"), to_judge)


def to_judge(asked: ReportRequest) -> Sentence:
    if asked.is_sent:
        return Sentence(asked.initiative.name, asked.get_absolute_url(), ": a report waits to be accepted or returned.")
    href = reverse("reports:answer_more_time", kwargs={"pk": asked.pk})
    return Sentence(asked.initiative.name, href, f": more time is asked for, until {day(asked.wished_due_on)}.")


def reports_to_change_or_clear(user: Any, today: dt.date) -> Some:
    """Reports of this person's that came back, with who returned them and why; and drafts for them to clear."""
    last = ReportEvent.objects.filter(request=OuterRef("pk"), kind="returned").order_by("-pk")
    office = Coalesce(Subquery(last.values("by__name")[:1]), Value("The office"), output_field=CharField())
    returned = ReportRequest.objects.to_be_written_by(user).returned()
    to_clear = ReportRequest.objects.to_be_cleared_by(user)
    both = ReportRequest.objects.filter(Q(pk__in=returned.values("pk")) | Q(pk__in=to_clear.values("pk")))
    is_to_clear = Exists(to_clear.filter(pk=OuterRef("pk")))
    found = both.annotate(returned_by=office, reason=Subquery(last.values("why")[:1]), is_to_clear=is_to_clear)
    return some(found.select_related("initiative").order_by("due_on", "pk"), to_change_or_clear)


def to_change_or_clear(asked: ReportRequest) -> Sentence:
    after = f": {asked.returned_by} returned the report because: “{asked.reason}”"
    if asked.is_to_clear:
        after = ": a report is ready for you to clear."
    return Sentence(asked.initiative.name, asked.get_absolute_url(), after)


def invitations_and_purposes(user: Any, today: dt.date) -> Some:
    """For people who write for an organisation: invitations it has not answered, and purposes it has not confirmed."""
    editors = user.standing.editor_ids
    if not editors:
        return NONE
    parts = Participation.objects.of_any(editors).filter(initiative__standing__in=[Standing.LIVE, Standing.PARKED])
    taking_part = parts.current_on(today).filter(answer=Answer.TAKES_PART, purpose_confirmed_on=None)
    live = Initiative.objects.live_on(today).exclude(purpose="")
    unconfirmed = Q(pk__in=taking_part.filter(initiative__in=live).values("pk"))
    invited = Q(pk__in=parts.waiting_for(editors).values("pk"))
    found = parts.visible_to(user).filter(invited | unconfirmed).select_related("initiative", "organisation")
    return some(found.order_by("answer", "initiative__name", "pk"), to_answer)


def to_answer(part: Participation) -> Sentence:
    work, organisation = part.initiative, part.organisation
    if part.answer == Answer.INVITED:
        href = reverse("register:answer_invitation", kwargs={"pk": part.pk})
        return Sentence(work.name, href, f": {organisation} is invited to take part and has not answered.")
    return Sentence(work.name, work.get_absolute_url(), f": {organisation} has not confirmed its purpose.")


def values_to_confirm(user: Any, today: dt.date) -> Some:
    """For finance officers: what their organisation's people claim to have gained, what was claimed first on top."""
    if not user.standing.finance_ids:
        return NONE
    claims = BenefitReading.objects.waiting_for(user).select_related("benefit__initiative")
    return some(claims.order_by("claimed_at", "pk"), to_confirm)


def to_confirm(claim: BenefitReading) -> Sentence:
    href = reverse("benefits:confirm_reading", kwargs={"pk": claim.pk})
    after = f": {claim.shown} for {claim.when} waits for you to confirm or reject."
    return Sentence(claim.benefit.title, href, after, f"{claim.benefit.initiative.name}, ")


def drafts_and_parked_work(user: Any, today: dt.date) -> Some:
    """Drafts this person began, and parked work of theirs whose day to look again has come."""
    standing = user.standing
    mine = standing.editor_ids | standing.officer_for_ids
    seen = Initiative.objects.visible_to(user)
    ours = Participation.objects.current_on(today).of_any(mine).values("initiative")
    parked = seen.parked().filter(look_again_on__lte=today, pk__in=ours)
    begun = seen.drafts_of(user) if standing.writes_somewhere else seen.none()
    found = seen.filter(Q(pk__in=begun.values("pk")) | Q(pk__in=parked.values("pk")))
    return some(found.order_by("look_again_on", "name", "pk"), to_finish)


def to_finish(work: Initiative) -> Sentence:
    if work.is_draft:
        href = reverse("register:draft", kwargs={"ref": work.ref})
        return Sentence(work.name or "A draft without a name", href, ": finish registering it.")
    after = f": it was parked until {day(work.look_again_on)}. Decide whether to take it up again."
    return Sentence(work.name, work.get_absolute_url(), after)


def some(found: QuerySet, said: Callable[[Any], Sentence]) -> Some:
    """The first ten as sentences and the number of all, in one query."""
    rows, numbers = first(found, MOST)
    return Some(tuple(said(row) for row in rows), numbers["in_all"])
