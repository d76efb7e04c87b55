"""What the page about addresses shows: the rows it needs, read in a fixed number of queries."""

import datetime as dt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from services.letters.models import Letter
from services.letters.queries import RECENT, Addresses, Letters
from services.letters.returns import AddressHealth, DeliveryEvent

MOST = 25


def addresses_in_trouble(user: Any, now: dt.datetime, today: dt.date) -> Addresses:
    """Addresses in trouble at a UTC instant that somebody has, each with `reader` (a name), `organisations` on a local
    date, and `held`, the number of letters that wait for it.
    """
    people = Letter._meta.get_field("to").related_model
    memberships = people._meta.get_field("memberships").related_model.objects.on(today)
    there = memberships.filter(person__email=OuterRef("address")).order_by("organisation__name")
    held = Letter.objects.held_for_their_address().filter(to__email=OuterRef("address")).order_by()
    return (
        AddressHealth.objects.visible_to(user)
        .in_trouble(now)
        .annotate(
            reader=Subquery(people.objects.active().filter(email=OuterRef("address")).values("name")[:1]),
            organisations=ArraySubquery(there.values("organisation__name").distinct()),
            held=Subquery(held.values("to").annotate(number=Count("pk")).values("number")),
        )
        .exclude(reader=None)
    )


def other_letters(now: dt.datetime) -> Letters:
    """Letters of late that were refused or came back, though nothing is known against their address: too big for the
    server, an address that it cannot write, somebody's policy. Each with `reason`, in the server's words if it gave any.
    """
    said = DeliveryEvent.objects.filter(letter=OuterRef("pk"), kind="bounced").exclude(words="").order_by("-pk")
    reason = Coalesce(Subquery(said.values("words")[:1]), "last_error")
    lost = Letter.objects.in_trouble().not_made_good().exclude(state="held").filter(posted_at__gt=now - RECENT)
    known = AddressHealth.objects.in_trouble(now).values("address")
    return lost.exclude(address__in=known).annotate(reason=reason).select_related("to").for_list()[:MOST]
