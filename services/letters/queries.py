"""Finding letters: mine to read, or due to leave."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import TruncDate

from collab_portal.toolkit import clock

UNSENT = ("waiting", "claimed", "handing_over", "held")
HAVE_LEFT = ("sent", "delivered", "bounced")
DID_NOT_ARRIVE = ("failed", "bounced", "held")
#: Why a letter is held whose reader's address takes none.
CANNOT_REACH = "We cannot reach this address."
#: Trouble with an address is news for as long as this.
RECENT = dt.timedelta(days=14)
#: What can have become of letters, as the page about the engine counts them and links to them.
BECAME = {
    "written": Q(),
    "sent": Q(state__in=HAVE_LEFT),
    "waiting": Q(state__in=["waiting", "claimed", "handing_over"]),
    "failed": Q(state="failed"),
    "bounced": Q(state="bounced"),
    "held": Q(state="held"),
    "ambiguous": Q(state="ambiguous"),
}


class Letters(models.QuerySet):
    """The outbox."""

    def visible_to(self, user: Any) -> "Letters":
        """Everybody reads every letter that was sent to them, and no other."""
        return self.filter(to=user.pk) if user.is_authenticated and user.is_active else self.none()

    def about(self, thing: Any) -> "Letters":
        """What was said about a record the gate has already shown."""
        return self.filter(about=thing.history_key).select_related("to")

    def to_made_up_people(self) -> "Letters":
        """What a demonstration shows to everybody who may move its clock: letters to addresses that end in .test.

        Nobody real has such an address (RFC 2606), so no real reader's letter is among them. Letters about signing in
        are shown to their reader alone, even then.
        """
        return self.filter(to__email__iendswith=".test").exclude(sort="account")

    def written_on(self, day: dt.date) -> "Letters":
        """Those written on a local date."""
        return self.filter(posted_at__gte=clock.at(day, 0), posted_at__lt=clock.at(day + dt.timedelta(days=1), 0))

    def by_day(self, first: dt.date, last: dt.date) -> dict[dt.date, int]:
        """How many were written on each of these local dates, both ends included; dates without any are left out."""
        those = self.filter(posted_at__gte=clock.at(first, 0), posted_at__lt=clock.at(last + dt.timedelta(days=1), 0))
        days = those.order_by().values(day=TruncDate("posted_at", tzinfo=clock.LONDON))
        return dict(days.annotate(many=models.Count("pk")).values_list("day", "many"))

    def leaving_by(self, now: dt.datetime) -> "Letters":
        """Letters whose time has come (UTC instant), the longest waiting first."""
        return self.filter(state="waiting", next_try_at__lte=now, not_before__lte=now).order_by("next_try_at", "id")

    def abandoned_by(self, now: dt.datetime) -> "Letters":
        """Letters of senders whose lease ran out by a UTC instant."""
        return self.filter(state__in=["claimed", "handing_over"], lease_until__lte=now)

    def unsent(self) -> "Letters":
        """Everything that still has to leave."""
        return self.filter(state__in=UNSENT)

    def have_left(self) -> "Letters":
        """Everything that the mail server took, whatever became of it."""
        return self.filter(state__in=HAVE_LEFT)

    def in_trouble(self) -> "Letters":
        """Everything that did not arrive: refused or not to be made, come back, or held."""
        return self.filter(state__in=DID_NOT_ARRIVE)

    def not_made_good(self) -> "Letters":
        """Those since which no other letter to the same reader has left. One about signing in makes nothing good."""
        later = self.model._default_manager.filter(to=OuterRef("to"), posted_at__gt=OuterRef("posted_at"))
        return self.exclude(Exists(later.exclude(sort="account").filter(state__in=["sent", "delivered"])))

    def held_for_their_address(self) -> "Letters":
        """Those that wait because their reader's address takes none."""
        return self.filter(state="held", last_error=CANNOT_REACH)

    def for_list(self) -> "Letters":
        """Newest first, without the bodies."""
        return self.defer("text", "html").order_by("-posted_at", "-id")

    def oldest_waiting(self, now: dt.datetime) -> dt.timedelta | None:
        """How long the oldest letter that should have left by a UTC instant has waited, or None."""
        first = self.should_have_left(now).aggregate(first=models.Min("not_before"))["first"]
        return None if first is None else now - first

    def should_have_left(self, now: dt.datetime) -> "Letters":
        """Whose time had come by a UTC instant, whatever keeps them."""
        return self.filter(BECAME["waiting"], not_before__lte=now)


class Envelopes(Letters):
    """Letters from outside, without their words."""

    def visible_to(self, user: Any) -> "Envelopes":
        """Administrators run the portal, and see of every letter what a postman would."""
        runs_it = user.is_authenticated and user.is_active and user.standing.is_administrator
        return self.defer("subject", "text", "html", "why") if runs_it else self.none()

    def that_became(self, what: str) -> "Envelopes":
        """Those of which this became, by a key of BECAME. Raises KeyError for another word."""
        return self.filter(BECAME[what])

    def written_since(self, at: dt.datetime) -> "Envelopes":
        """Those written at a UTC instant or later."""
        return self.filter(posted_at__gte=at)

    def volumes(self, **since: dt.datetime) -> dict[str, dict[str, int]]:
        """How many became what, for each span named by the UTC instant it begins at: {"today": {"sent": 3, …}}. One query."""
        counts = {
            f"{span}_{what}": models.Count("pk", filter=BECAME[what] & Q(posted_at__gte=at))
            for span, at in since.items()
            for what in BECAME
        }
        known = self.written_since(min(since.values())).order_by().aggregate(**counts)
        return {span: {what: known[f"{span}_{what}"] for what in BECAME} for span in since}

    def newest_first(self) -> "Envelopes":
        """With their readers' names."""
        return self.select_related("to").order_by("-posted_at", "-id")


class Holds(models.QuerySet):
    """Why letters do not leave."""

    def visible_to(self, user: Any) -> "Holds":
        """Administrators run the portal; everybody else reads the banner."""
        return self if user.is_authenticated and user.is_active and user.standing.is_administrator else self.none()

    def in_force(self, now: dt.datetime) -> "Holds":
        """Those that hold letters back at a UTC instant."""
        return self.filter(Q(until=None) | Q(until__gt=now), released_at=None)


class Pulses(models.QuerySet):
    """Signs of life."""

    def visible_to(self, user: Any) -> "Pulses":
        """Administrators run the portal."""
        return self if user.is_authenticated and user.is_active and user.standing.is_administrator else self.none()

    def last(self, name: str) -> dt.datetime | None:
        """When a part of the engine was last alive (UTC), or None."""
        return self.filter(name=name).values_list("at", flat=True).first()

    def by_name(self) -> dict[str, Any]:
        """Every part's last pulse. One query."""
        return {pulse.name: pulse for pulse in self}


class Allowances(models.QuerySet):
    """How many letters may leave now."""

    def visible_to(self, user: Any) -> "Allowances":
        """Nobody's to read: it is the engine's own."""
        return self.none()


class DeliveryEvents(models.QuerySet):
    """What the mail system told us about letters."""

    def visible_to(self, user: Any) -> "DeliveryEvents":
        """Administrators see to addresses; everybody else reads what became of a letter in its state."""
        return self if user.is_authenticated and user.is_active and user.standing.is_administrator else self.none()

    def against(self, address: str, since: dt.datetime | None) -> "DeliveryEvents":
        """What speaks against an address, heard after a UTC instant if one is given."""
        said = self.filter(address=address, kind__in=["bounced", "deferred"]).exclude(meaning="nothing")
        return said if since is None else said.filter(at__gt=since)


class Addresses(models.QuerySet):
    """Whether addresses take our letters."""

    def visible_to(self, user: Any) -> "Addresses":
        """Administrators see to addresses."""
        return self if user.is_authenticated and user.is_active and user.standing.is_administrator else self.none()

    def hard(self) -> "Addresses":
        """Those that take no letters, so that none is sent to them."""
        return self.filter(state="hard")

    def in_trouble(self, now: dt.datetime) -> "Addresses":
        """Dead ones; and those of which something was heard lately, seen from a UTC instant. The dead come first."""
        lately = Q(state="soft", last_at__gt=now - RECENT) | Q(complained_at__gt=now - RECENT)
        dead_first = Case(When(state="hard", then=0), default=1)
        return self.filter(Q(state="hard") | lately).order_by(dead_first, "-last_at", "-id")

    def of(self, person: Any, now: dt.datetime) -> Any:
        """The health of a person's address if it is in trouble at a UTC instant, else None."""
        return self.in_trouble(now).filter(address=person.email).first()
