"""Passing one report to a colleague, who then writes it in the place of the author who passed it on."""

import datetime as dt

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.reviews import letters
from initiatives.reviews.choices import EventKind
from initiatives.reviews.events import locked, record, tell, what_happened
from initiatives.reviews.models import ReportRequest
from initiatives.reviews.who import colleagues_for, who_may_see
from services.people.models import User


@transaction.atomic
def pass_on(request: ReportRequest, *, by: User, at: dt.datetime, person: User) -> ReportRequest:
    """Give this report to a colleague of an organisation that takes part, who is told. The same colleague twice: once.

    A colleague may pass it on again: the new one then stands in for the same author. Raises Refused if it is not owed,
    lies with somebody else's colleague, or is passed to somebody who cannot have it.
    """
    asked = locked(request)
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    if asked.passed_to_id == person.pk:
        return asked
    if asked.passed_to_id not in (None, by.pk):
        raise Refused(f"It has been passed to {asked.passed_to.name}. Take it back first.", field="person")
    day = clock.local(at).date()
    if not who_may_see(asked, colleagues_for(asked, day).filter(pk=person.pk), day):
        raise Refused("Choose a colleague of an organisation that takes part", field="person")
    asked.passed_to, asked.passed_by = person, asked.passed_by or by
    if person.pk == asked.passed_by_id:
        asked.passed_to, asked.passed_by = None, None
    asked.save(update_fields=["passed_to", "passed_by"])
    event = tell(asked, EventKind.PASSED_ON, by, at, to=person)
    record(f"passed the report to {person.name}", asked, event)
    letters.was_passed_on(asked, event, person)
    return asked


@transaction.atomic
def take_back(request: ReportRequest, *, by: User, at: dt.datetime) -> ReportRequest:
    """The authors write it themselves again, and the colleague is told. Where it was not passed on, nothing happens."""
    asked = locked(request)
    if asked.passed_to is None:
        return asked
    if not asked.is_owed:
        raise Refused(what_happened(asked, at))
    colleague = asked.passed_to
    asked.passed_to, asked.passed_by = None, None
    asked.save(update_fields=["passed_to", "passed_by"])
    event = tell(asked, EventKind.TAKEN_BACK, by, at, to=colleague)
    record(f"took the report back from {colleague.name}", asked, event)
    letters.was_taken_back(asked, event, colleague)
    return asked
