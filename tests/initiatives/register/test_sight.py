"""What a person may see, kept for one transaction: the same as before, nobody else's, and never for longer."""

import datetime as dt
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser

from initiatives.register import sight
from initiatives.register.models import Initiative, NamedPerson, Participation
from initiatives.reviews.models import Report, ReportRequest
from services.people.models import User
from tests import make
from tests.case import CastTestCase

MODELS = (Initiative, Participation, NamedPerson, ReportRequest, Report)


def seen_by(user: User) -> list[set[int]]:
    """What a person may see of each model."""
    return [set(model.objects.visible_to(user).values_list("pk", flat=True)) for model in MODELS]


class KeptForOneTransaction(CastTestCase):
    def setUp(self) -> None:
        make.report(self.request, self.police_lead)
        make.initiative("Only the fire service", (self.fire,))
        make.initiative("Elsewhere", (self.elsewhere,))
        make.initiative("Everybody", (self.elsewhere,), reach="portal")
        make.initiative("Begun", (self.police,), standing="draft", registered_by=self.police_lead)
        named = make.initiative("Named", (self.police,), reach="named")
        make.named(named, self.reader)

    def test_everybody_sees_the_same_as_by_the_rule(self) -> None:
        for who, person in self.cast.items():
            by_the_rule = seen_by(person)
            with Initiative.objects.seen_once_by(person):
                assert seen_by(person) == by_the_rule, who

    def test_nobody_else_is_answered_with_it(self) -> None:
        theirs = seen_by(self.stranger)
        with Initiative.objects.seen_once_by(self.officer):
            assert seen_by(self.stranger) == theirs
            assert not Initiative.objects.visible_to(AnonymousUser()).exists()

    def test_it_is_of_one_day(self) -> None:
        until = make.initiative("Until today")
        make.named(until, self.stranger, until=dt.date(2014, 10, 6))
        with Initiative.objects.seen_once_by(self.stranger):
            assert until in Initiative.objects.visible_to(self.stranger)
            assert until not in Initiative.objects.visible_to(self.stranger.as_of(dt.date(2014, 10, 7)))

    def test_somebody_who_has_left_sees_nothing(self) -> None:
        self.officer.is_active = False
        with Initiative.objects.seen_once_by(self.officer):
            assert seen_by(self.officer) == [set()] * len(MODELS)

    def test_the_rule_is_asked_again_afterwards(self) -> None:
        with pytest.raises(ZeroDivisionError), Initiative.objects.seen_once_by(self.officer):
            raise ZeroDivisionError
        new = make.initiative("New", (self.police,))
        assert new in Initiative.objects.visible_to(self.officer)

    def test_it_needs_a_transaction(self) -> None:
        with mock.patch.object(sight, "connection") as connection:
            connection.in_atomic_block = False
            with pytest.raises(RuntimeError), Initiative.objects.seen_once_by(self.officer):
                pass
