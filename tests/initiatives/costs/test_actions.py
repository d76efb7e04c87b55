"""Costs and shares: what is kept, what is refused and why, and what the database will not have whoever asks."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.costs import actions
from initiatives.costs.choices import pounds
from initiatives.costs.models import Apportionment, Cost, CostShare
from services.history.models import Entry
from tests import make
from tests.case import EIGHT
from tests.initiatives.costs.case import APRIL, CostsCase


class ACost(CostsCase):
    def add(self, **changed):
        said = {
            "by": self.fire_lead, "at": EIGHT, "organisation": self.fire, "year": 2014, "kind": "capital",
            "stage": "actual", "amount": Decimal("12400.50"), "source": "Ledger 4410",
        }  # fmt: skip
        return actions.add_cost(self.review_work, **{**said, **changed})

    def refused(self, sentence, **changed):
        with pytest.raises(Refused, match=sentence) as refused:
            self.add(**changed)
        return refused.value.field

    def test_is_kept_to_the_penny_with_who_entered_it(self):
        cost = self.add()
        cost.refresh_from_db()
        assert (cost.amount, cost.entered_by, cost.shown) == (Decimal("12400.50"), self.fire_lead, "£12,400.50")
        told = Entry.objects.get(thing=cost.history_key)
        assert told.verb == "entered actual capital costs of 2014/15 of Cheshire Fire and Rescue Service"
        assert {"field": "Amount", "before": "not known", "after": "£12,400.50"} in told.changes

    def test_entered_twice_in_the_same_way_is_one(self):
        assert self.add() == self.add()
        assert Entry.objects.filter(thing__startswith="cost:").count() == 1
        self.refused("are £12,400.50 already. Correct that instead", amount=Decimal(1))

    def test_is_refused_for_a_year_that_is_closed_or_has_not_begun(self):
        assert self.refused("2013/14 closed on 30 June 2014", year=2013) == "year"
        assert self.refused("2015/16 begins on 1 April 2015", year=2015) == "year"
        assert self.refused("2013/14 ended on 31 March 2014, so its plan", year=2013, stage="plan") == "year"
        assert self.add(year=2020, stage="plan", source="").stage == "plan"

    def test_is_of_an_organisation_that_takes_part(self):
        assert self.refused("Only an organisation that takes part", organisation=self.elsewhere) == "organisation"

    def test_that_was_paid_says_where_it_can_be_looked_up(self):
        assert self.refused("Say where an actual cost can be looked up", source="") == "source"

    def test_is_within_bounds(self):
        for amount in (Decimal(-1), Decimal(10) ** 11 + 1):
            assert self.refused("The amount must be from £0", amount=amount) == "amount"

    def test_can_come_after_the_work_has_closed_from_whoever_took_part_at_any_time(self):
        closed = {"standing": "closed", "standing_reason": "Done", "ending": "done"}
        gone, live = make.initiative("Closed", (self.police,), **closed), make.initiative("Live", (self.police,))
        for work in (gone, live):
            make.participation(work, self.fire, to_on=VagueDate("2014-06"))
        said = {"by": self.fire_lead, "at": EIGHT, "organisation": self.fire, "year": 2014, "kind": "exit",
                "stage": "actual", "amount": Decimal(5), "source": "Ledger"}  # fmt: skip
        assert actions.add_cost(gone, **said).kind == "exit"
        with pytest.raises(Refused, match="Only an organisation that takes part"):
            actions.add_cost(live, **said)

    def test_that_is_corrected_keeps_what_it_was(self):
        said = {"by": self.finance, "at": EIGHT, "amount": Decimal(75_000), "source": "Ledger 4410", "note": ""}
        actions.correct_cost(self.fire_cost, reason="An invoice was counted twice.", expected_version=1, **said)
        self.fire_cost.refresh_from_db()
        assert (self.fire_cost.amount, self.fire_cost.version) == (Decimal(75_000), 2)
        told = Entry.objects.get(thing=self.fire_cost.history_key)
        assert (told.by, told.at, told.why) == (self.finance, EIGHT, "An invoice was counted twice.")
        assert told.changes == [{"field": "Amount", "before": "£75,200.00", "after": "£75,000.00"}]
        with pytest.raises(ChangedMeanwhile):
            actions.correct_cost(self.fire_cost, reason="No.", expected_version=1, **{**said, "amount": Decimal(1)})

    def test_of_a_closed_year_is_no_longer_corrected(self):
        old = make.cost(self.review_work, self.fire, 5, year=2012)
        with pytest.raises(Refused, match="2012/13 closed on 30 June 2013"):
            actions.correct_cost(old, by=self.fire_lead, at=EIGHT, reason="Late.", amount=Decimal(6))

    def test_is_never_moved_and_never_deleted(self):
        for change in (
            {"organisation": self.police},
            {"year": 2013},
            {"stage": "plan"},
            {"entered_by": self.police_lead},
        ):
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                Cost.objects.filter(pk=self.fire_cost.pk).update(**change)
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            Cost.objects.filter(pk=self.fire_cost.pk).delete()

    def test_that_is_no_number_is_refused_by_the_database_too(self):
        with (
            pytest.raises(IntegrityError, match="cost_within_bounds"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE initiatives_cost SET amount = 'NaN'")


class TheShares(CostsCase):
    def set(self, **changed):
        said = {"by": self.police_lead, "at": EIGHT, "from_on": APRIL, "formula": "budget"}
        return actions.set_shares(self.review_work, **{**said, "percentages": self.shares(60, 40), **changed})

    def refused(self, sentence, **changed):
        with pytest.raises(Refused, match=sentence) as refused:
            self.set(**changed)
        return refused.value.field

    def test_are_kept_with_the_formula_in_words(self):
        made = self.set(basis="Net revenue budgets of 2014/15.")
        assert dict(made.shares.values_list("organisation", "percentage")) == self.shares(60, 40)
        told = Entry.objects.get(thing=made.history_key)
        assert told.verb == "set the shares of costs from 1 April 2014"
        assert "Share of net revenue budget: Cheshire Constabulary 60.00%" in told.changes[0]["after"]

    def test_set_twice_in_the_same_way_are_set_once(self):
        assert self.set() == self.set()
        assert Apportionment.objects.count() == 1

    def test_must_add_up_to_exactly_100(self):
        for police, said in (("60.01", "100.01"), ("59.99", "99.99"), (0, "40.00")):
            self.refused(f"The shares add up to {said} per cent", percentages=self.shares(police, 40))

    def test_are_of_organisations_that_take_part(self):
        self.refused("Only organisations that take part", percentages={self.elsewhere.pk: Decimal(100)})

    def test_of_a_mix_are_described(self):
        assert self.refused("Describe the mix", formula="hybrid") == "basis"

    def test_for_a_date_that_has_some_need_a_reason_and_keep_the_earlier_ones(self):
        first = self.set()
        assert self.refused("Priya Okafor set shares from 1 April 2014 already", formula="fixed") == "correction"
        second = self.set(by=self.fire_lead, percentages=self.shares(55, 45), correction="The budget was misread.")
        first.refresh_from_db()
        assert (first.replaced_by, first.replaced_at, first.shares.count()) == (self.fire_lead, EIGHT, 2)
        assert list(self.review_work.apportionments.that_count()) == [second]
        told = Entry.objects.get(thing=second.history_key)
        assert told.why == "The budget was misread."
        assert "60.00%" in told.changes[0]["before"]

    def test_leave_a_closed_year_as_it_was_but_the_first_may_reach_back(self):
        self.set(from_on=dt.date(2011, 4, 1))
        assert self.refused("2013/14 closed on 30 June 2014", from_on=dt.date(2013, 10, 1)) == "from_on"

    def test_of_closed_work_stay(self):
        work = make.initiative("Closed", (self.police,), standing="closed", standing_reason="Done", ending="done")
        with pytest.raises(Refused, match="has closed"):
            actions.set_shares(work, by=self.police_lead, at=EIGHT, from_on=APRIL, formula="fixed",
                               percentages={self.police.pk: Decimal(100)})  # fmt: skip


class TheDatabase(CostsCase):
    """What it holds to by itself. Constraints that wait for the end of the transaction are asked for at once here."""

    def at_the_end(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def bare(self):
        return Apportionment.objects.create(
            initiative=self.review_work, from_on=APRIL, formula="fixed", set_by=self.police_lead, set_at=EIGHT
        )

    def share_out(self, made, *percentages):
        for organisation, percentage in zip((self.ambulance, self.police), percentages, strict=False):
            CostShare.objects.create(apportionment=made, organisation=organisation, percentage=percentage)
        self.at_the_end()

    def test_refuses_shares_that_do_not_add_up_to_100(self):
        for percentages in ([], ["99.99"], ["60", "40.01"]):
            with pytest.raises(IntegrityError, match="must add up to 100.00"), transaction.atomic():
                self.share_out(self.bare(), *percentages)

    def test_takes_those_that_do_and_no_further_one(self):
        made = self.halves()
        self.at_the_end()
        with pytest.raises(IntegrityError, match="must add up to 100.00"), transaction.atomic():
            self.share_out(made, 1)

    def test_never_changes_shares(self):
        made = self.halves()
        for change in ({"formula": "equal"}, {"from_on": dt.date(2015, 4, 1)}):
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                Apportionment.objects.filter(pk=made.pk).update(**change)
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            CostShare.objects.update(percentage=50)
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            CostShare.objects.all().delete()

    def test_never_takes_replaced_shares_back(self):
        made = self.halves(replaced_by=self.police_lead, replaced_at=EIGHT)
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Apportionment.objects.filter(pk=made.pk).update(replaced_by=None, replaced_at=None)


def test_pounds_are_written_to_the_penny():
    assert [pounds(Decimal(each)) for each in ("12400", "0", "-3.5")] == ["£12,400.00", "£0.00", "-£3.50"]
