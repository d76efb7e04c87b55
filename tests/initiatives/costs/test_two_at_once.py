"""Two people at the same moment: one cost, one set of shares, and the second is told what the first did."""

from decimal import Decimal

from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit.refusals import Refused
from initiatives.costs import actions
from initiatives.costs.models import Apportionment, Cost
from services.directory.models import Kind
from services.history.models import Entry
from tests import make
from tests.case import EIGHT
from tests.initiatives.costs.case import APRIL
from tests.initiatives.register.test_two_at_once import at_once


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TwoAtOnce(TransactionTestCase):
    """Real transactions, so the locks are real too, and the shares are looked at when they end."""

    def setUp(self) -> None:
        self.fire = make.organisation("Cheshire Fire", Kind.FIRE)
        self.police = make.organisation("Cheshire Constabulary")
        self.one, self.other = (make.person(name, self.fire) for name in ("Elin Pryce", "Helen Marsh"))
        self.work = make.initiative("", (self.fire, self.police))

    def test_two_amounts_for_one_cost_become_one(self) -> None:
        said = {"organisation": self.fire, "year": 2014, "kind": "running", "stage": "plan", "at": EIGHT}
        got = at_once(
            lambda: actions.add_cost(self.work, by=self.one, amount=Decimal(10), **said),
            lambda: actions.add_cost(self.work, by=self.other, amount=Decimal(11), **said),
        )
        assert sorted(type(each).__name__ for each in got) == ["Cost", "Refused"]
        assert Cost.objects.count() == Entry.objects.filter(thing__startswith="cost:").count() == 1

    def test_two_corrections_of_one_cost_do_not_overwrite_each_other(self) -> None:
        cost = make.cost(self.work, self.fire)
        said = {"at": EIGHT, "reason": "A slip.", "expected_version": 1}
        got = at_once(
            lambda: actions.correct_cost(cost, by=self.one, amount=Decimal(1), **said),
            lambda: actions.correct_cost(cost, by=self.other, amount=Decimal(2), **said),
        )
        assert len([each for each in got if isinstance(each, Refused)]) == 1
        assert Cost.objects.get().version == 2

    def test_two_sets_of_shares_from_one_day_become_one(self) -> None:
        def shares(by, percentage):
            parts = {self.fire.pk: Decimal(percentage), self.police.pk: Decimal(100 - percentage)}
            return actions.set_shares(self.work, by=by, at=EIGHT, from_on=APRIL, formula="fixed", percentages=parts)

        got = at_once(lambda: shares(self.one, 30), lambda: shares(self.other, 60))
        assert sorted(type(each).__name__ for each in got) == ["Apportionment", "Refused"]
        assert sum(Apportionment.objects.get().shares.values_list("percentage", flat=True)) == 100
