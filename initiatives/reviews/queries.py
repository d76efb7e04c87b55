"""Finding reviews and the reports they ask for."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import CharField, Count, F, OuterRef, Prefetch, Q, Subquery, Value, Window
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, RowNumber, TruncMonth

from collab_portal.toolkit.dates import last_of_month, months_before
from initiatives.register.queries import not_over_on, of_visible, taking_part
from initiatives.register.sight import among_the_kept
from initiatives.reviews.choices import OWED, TAKEN
from initiatives.rules import stands_for

#: Months that are told of where no review has been held.
WITHOUT_A_REVIEW = 3


class Reviews(models.QuerySet):
    """Leadership reviews."""

    def visible_to(self, user: Any) -> "Reviews":
        """Who asked, the readers’ organisations, and whoever may see an initiative that is asked about."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reach = user.standing.reach_ids
        everything = self.model._default_manager.all()
        read = everything.filter(readers__organisation__in=reach).values("pk")
        requests = self.model._meta.get_field("requests").related_model.objects.visible_to(user)
        return self.filter(Q(asked_by__in=reach) | Q(pk__in=read) | Q(pk__in=requests.values("review")))

    def last_held_before(self, day: dt.date) -> tuple[Any, dt.date]:
        """The one that was held last before a local date, and its day; None and three months back if there is none.

        Whatever tells of what is new counts from there: the page about changes and the update to take away.
        """
        held = self.filter(held_on__lt=day).order_by("-held_on", "-pk").first()
        return held, held.held_on if held else months_before(day, WITHOUT_A_REVIEW)

    def next_on(self, day: dt.date) -> "Reviews":
        """Of each board the next one not held yet, on a local date or after it; without a board, of each body that asks.

        Its day is the board's date where a cycle named one, else the last day that its reports' date can mean.
        """
        dated = Q(cycle_date__is_dropped=False, cycle_date__on__gte=day)
        ahead = self.filter(dated | (Q(cycle_date=None) & not_over_on(day, "due")), held_on=None)
        of_whom = Coalesce(F("board_id"), -F("asked_by_id"))
        place = Window(RowNumber(), partition_by=of_whom, order_by=["day", "pk"])
        first = ahead._with_day().annotate(place=place).filter(place=1)
        return self.model._default_manager.filter(pk__in=first.values("pk"))

    def _with_day(self) -> "Reviews":
        """Adds `day`, as text that sorts: a month comes after its days, as "2014-10~"."""
        on = Coalesce(
            Cast("cycle_date__on", CharField()),
            Cast("due", CharField()),
        )
        return self.annotate(day=Concat(on, Value("~"), output_field=CharField()))

    def with_numbers_for(self, user: Any, day: dt.date) -> "Reviews":
        """Adds `numbers` of the reports this person sees asked for, or None: {"ids": of those that ask for a decision, in
        the order they fall due, "owed", "late" on a local date}.
        """
        requests = self.model._meta.get_field("requests").related_model.objects.visible_to(user)
        here = requests.filter(review=OuterRef("pk")).still_asked_for().order_by()
        owed = Q(state__in=OWED)
        numbers = JSONObject(
            owed=Count("pk", filter=owed),
            late=Count("pk", filter=owed & Q(due_on__lt=day)),
            ids=ArrayAgg("pk", filter=here.decision_for(user), order_by=("due_on", "pk")),
        )
        return self.annotate(numbers=Subquery(here.values("review").annotate(found=numbers).values("found")))

    def for_page(self) -> "Reviews":
        """With who asked, who reads and which board."""
        return self.select_related("asked_by", "board").prefetch_related("readers__organisation")


class ReportRequests(models.QuerySet):
    """Reports asked for. Who may see the initiative may see that a report is asked; the answers once they are sent."""

    def visible_to(self, user: Any) -> "ReportRequests":
        """Those of initiatives the person may see."""
        return self.filter(of_visible(self.model, user))

    def owed(self) -> "ReportRequests":
        """Not sent yet, or returned."""
        return self.filter(state__in=OWED)

    def late_on(self, day: dt.date) -> "ReportRequests":
        """Owed, and due before a local date."""
        return self.owed().filter(due_on__lt=day)

    def due_between(self, start: dt.date, end: dt.date) -> "ReportRequests":
        """Owed, and due from one local date to another, both included."""
        return self.owed().filter(due_on__range=(start, end))

    def waiting_for_an_answer(self) -> "ReportRequests":
        """Sent, neither accepted nor returned yet."""
        return self.filter(state="sent")

    def accepted(self) -> "ReportRequests":
        """Sent, and good enough for the office that asked; presented ones among them."""
        return self.filter(state__in=TAKEN)

    def waiting_for_the_leaders(self) -> "ReportRequests":
        """Accepted, and not presented yet."""
        return self.filter(state="accepted")

    def presented(self) -> "ReportRequests":
        """Accepted, and the leaders have met about it."""
        return self.filter(state="presented")

    def returned(self) -> "ReportRequests":
        """Sent back with a reason, and not sent again yet."""
        return self.filter(state="returned")

    def asking_for_more_time(self) -> "ReportRequests":
        """Owed, with a later day asked for and not answered."""
        return self.owed().exclude(wished_due_on=None)

    def sent_late(self) -> "ReportRequests":
        """Sent on a later day than they were due."""
        return self.filter(days_late__gt=0)

    def due_in_the_year_to(self, day: dt.date) -> "ReportRequests":
        """Due in the 12 months before a local date, and still asked for."""
        return self.that_fell_due(months_before(day, 12), day - dt.timedelta(days=1))

    def that_fell_due(self, first: dt.date, last: dt.date) -> "ReportRequests":
        """Due from one local date to another, both included, and still asked for: sent or not."""
        return self.filter(due_on__range=(first, last)).exclude(state="withdrawn")

    def due_in_month_of(self, day: dt.date) -> "ReportRequests":
        """Due in the calendar month of a local date, and still asked for."""
        return self.that_fell_due(day.replace(day=1), last_of_month(day))

    def by_month(self) -> list[tuple[dt.date, int]]:
        """How many fall due in each month, by its first day; months without any are left out."""
        each = self.order_by().values_list(TruncMonth("due_on"))
        return list(each.annotate(number=Count("pk")))

    def sent_on_time(self) -> "ReportRequests":
        """Sent first on the day they were due, or before it; whether they came back later does not matter."""
        return self.filter(days_late=0)

    def never_sent(self) -> "ReportRequests":
        """Not sent even once."""
        return self.filter(days_late=None)

    def never_sent_by(self, day: dt.date) -> "ReportRequests":
        """Due before a local date, still asked for, and not sent even once."""
        return self.never_sent().filter(due_on__lt=day).exclude(state="withdrawn")

    def led_jointly(self) -> "ReportRequests":
        """Those of initiatives that no one organisation leads."""
        return self.filter(initiative__is_jointly_led=True)

    def waiting_for_clearing(self) -> "ReportRequests":
        """Owed, with a draft whose authors say that a sponsor can clear it."""
        return self.owed().filter(needs_clearing=True, is_ready=True)

    def asking_for_a_decision(self) -> "ReportRequests":
        """Sent or accepted, with a decision that leaders have not met about yet."""
        return self.filter(state__in=["sent", "accepted"], report__needs_decision=True, review__held_on=None)

    def for_the_next_reviews(self, user: Any, day: dt.date) -> "ReportRequests":
        """Still asked for, for the next review of each board as this person sees them on a local date."""
        ahead = self.model._meta.get_field("review").related_model.objects.visible_to(user).next_on(day)
        return self.for_any(ahead.values("pk"))

    def for_any(self, reviews: Any) -> "ReportRequests":
        """Still asked for, for one of these reviews: their ids, or a query."""
        return self.filter(review__in=reviews).still_asked_for()

    def still_asked_for(self) -> "ReportRequests":
        """All but those that were withdrawn."""
        return self.exclude(state="withdrawn")

    def with_a_decision_for(self, user: Any) -> "ReportRequests":
        """Those whose answers this person may read, drafts of theirs among them, and which ask for a decision."""
        return self.filter(self.decision_for(user))

    def decision_for(self, user: Any) -> Q:
        """The same as a condition."""
        answers = self.model._meta.get_field("report").related_model.objects.visible_to(user)
        return Q(report__in=answers.filter(needs_decision=True).values("pk"))

    def written_by(self, user: Any) -> "ReportRequests":
        """Those this person, or somebody they cover for, is named to write or was given to write, whatever became of them.

        Somebody who passed a report on still reads what becomes of it.
        """
        people = stands_for(user)
        return self.filter(Q(passed_to__in=people) | Q(initiative__in=self._naming(people, duty="author")))

    def to_be_written_by(self, user: Any) -> "ReportRequests":
        """Owed by this person, or by somebody they cover for, who may still see it; not by one who passed it on."""
        own = Q(passed_to__in=stands_for(user))
        for person in stands_for(user):
            own |= Q(initiative__in=self._naming([person], duty="author")) & ~Q(passed_by=person)
        return self.visible_to(user).owed().filter(own)

    def to_be_cleared_by(self, user: Any) -> "ReportRequests":
        """Waiting for this person, or for somebody they cover for, as a sponsor; neither of them changed it last."""
        own = Q(pk__in=[])
        for person in stands_for(user):
            sponsored = Q(initiative__in=self._sponsored_by([person], user.standing.day))
            own |= sponsored & ~Q(report__saved_by__in=[person, user.pk])
        return self.visible_to(user).waiting_for_clearing().filter(own)

    def with_drafts_for(self, user: Any) -> "ReportRequests":
        """Those whose drafts this person reads: their own, and those that lie with them to be cleared, or did."""
        sponsored = Q(initiative__in=self._sponsored_by(stands_for(user), user.standing.day))
        to_clear = Q(needs_clearing=True) & (Q(is_ready=True) | Q(state="cleared")) & sponsored
        return self.filter(to_clear | Q(pk__in=self.model.objects.written_by(user).values("pk")))

    def _sponsored_by(self, people: Collection[int], day: dt.date) -> models.QuerySet:
        return self._naming(people, "sponsor", Q(until=None) | Q(until__gte=day))

    def _naming(self, people: Collection[int], duty: str, *which: Q) -> models.QuerySet:
        """The initiatives on which one of these people has a duty."""
        initiatives = self.model._meta.get_field("initiative").related_model
        named = initiatives._meta.get_field("named_people").related_model._default_manager.all()
        return named.filter(*which, person__in=people, duty=duty).values("initiative")

    def led_by(self, organisation: Any) -> "ReportRequests":
        """Those of initiatives this organisation leads; None: of initiatives whose lead is not known."""
        is_one = {} if organisation else {"initiative__is_jointly_led": False}
        return self.filter(initiative__lead=organisation, **is_one)

    def for_list(self) -> "ReportRequests":
        """With initiative, its lead and the review: what one line needs."""
        return self.select_related("initiative", "initiative__lead", "review", "report")

    def for_page(self) -> "ReportRequests":
        """With everything the page of one report shows: review and readers, people, answers, events."""
        with_rows = self.select_related(
            "initiative__lead", "review__asked_by", "report__saved_by", "passed_to", "passed_by"
        )
        events = self.model._meta.get_field("events").related_model.objects.with_people()
        people = "initiative__named_people__person"
        return with_rows.prefetch_related("review__readers", people, Prefetch("events", events))


class ReportEvents(models.QuerySet):
    """What happened to reports, and the answers as they were sent."""

    def visible_to(self, user: Any) -> "ReportEvents":
        """Those of reports the person may see."""
        return self.filter(request__in=_requests_of(self).visible_to(user))

    def with_people(self) -> "ReportEvents":
        """With who did it, for whom, and to whom it went."""
        return self.select_related("by", "for_whom", "to")

    def with_answers_for(self, user: Any) -> "ReportEvents":
        """Reports as they were sent, newest first, where this person may read them."""
        sent = self.visible_to(user).filter(kind="sent", answers__isnull=False)
        return sent.filter(_readable_by(user, "answers__marking", _requests_of(self))).order_by("-id")


class Reports(models.QuerySet):
    """Answers. Who may read them is decided here and nowhere else."""

    def visible_to(self, user: Any) -> "Reports":
        """Drafts one writes or clears, and answers that lie with the office that asked, of initiatives the person may see.

        A returned report is its authors' draft again: others read it as it was sent (`ReportEvents.with_answers_for`).
        """
        requests = _requests_of(self)
        sent = Q(request__state__in=["sent", *TAKEN]) & _readable_by(user, "marking", requests)
        seen = among_the_kept(user, "request__initiative") or Q(request__in=requests.visible_to(user))
        return self.filter(seen, sent | Q(request__in=requests.with_drafts_for(user)))

    def last_accepted_before(self, request: Any, user: Any) -> "Reports":
        """Accepted answers about the same initiative for earlier dates, newest first, where the person may read them."""
        earlier = self.visible_to(user).filter(request__initiative=request.initiative_id, request__state__in=TAKEN)
        due = earlier.filter(request__due_on__lte=request.due_on).exclude(request=request.pk)
        return due.select_related("request__review").order_by("-request__due_on", "-request")


def _requests_of(records: models.QuerySet) -> ReportRequests:
    return records.model._meta.get_field("request").related_model.objects.all()


def _readable_by(user: Any, marking: str, requests: models.QuerySet) -> Q:
    """Answers not marked sensitive, or the person is inside: takes part, is named, or belongs to the office that asked.

    Only matters for initiatives that reach further than their participants (house, "Who sees what").
    """
    reach, day = user.standing.reach_ids, user.standing.day
    initiatives = requests.model._meta.get_field("initiative").related_model
    parts, named = (
        initiatives._meta.get_field(each).related_model.objects.order_by().values("initiative")
        for each in ("participations", "named_people")
    )
    takes_part = Q(pk__in=parts.filter(taking_part(day), organisation__in=reach))
    is_named = Q(pk__in=named.filter(Q(until=None) | Q(until__gte=day), person=user.pk))
    inside = Q(reach__in=["participants", "named"]) | takes_part | is_named
    known = Q(request__initiative__in=initiatives.objects.filter(inside).values("pk"))
    return Q(**{marking: "official"}) | known | Q(request__review__asked_by__in=reach)
