"""Two pieces of work that may count one saving: who enters it is asked, who confirms it is warned, nobody is refused."""

import pytest
from django.urls import reverse

from initiatives.benefits.doubles import at_one_time, doubles_of
from initiatives.benefits.models import Benefit
from initiatives.benefits.quarters import Quarter
from initiatives.register.models import Reach
from tests import make
from tests.initiatives.benefits.case import SPRING, SUMMER, BenefitsCase
from tests.initiatives.benefits.test_views import TYPED

ONCE, EVERY = False, True


class TwoWorks(BenefitsCase):
    """The saving of the tri-service review, and other work of police and fire."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.other_work = make.initiative("Joint workshop", (cls.police, cls.fire), ref="CHS-020")

    def line(self, work=None, organisation=None, **fields):
        values = {"title": "Workshop lease", "measure": "Rent paid", **fields}
        return make.benefit(work or self.other_work, organisation or self.fire, self.fire_lead, **values)

    def doubles(self, benefit=None, user=None, quarter=None):
        return [each.benefit for each in doubles_of(benefit or self.saving, user or self.fire_lead, quarter)]


class WhatMayBeTheSame(TwoWorks):
    def test_is_of_the_same_organisation_type_and_unit_and_much_the_same_measure(self):
        same = self.line(measure="Rents that are paid")
        self.line(organisation=self.police)
        self.line(title="Lease income", kind="income")
        self.line(title="Fuel", measure="Litres of fuel")
        assert self.doubles() == [same]
        assert self.doubles(same) == [self.saving]

    def test_may_have_the_same_name_with_another_measure(self):
        assert self.doubles() == []
        same = self.line(title="No longer paid: rent", measure="Cost of premises")
        assert self.doubles() == [same]

    def test_is_told_by_the_budget_line_however_it_is_written(self):
        Benefit.objects.filter(pk=self.saving.pk).update(budget_line="Premises 4102")
        self.saving.refresh_from_db()
        same = self.line(title="Tarnbridge", measure="Heating bill", budget_line="premises-4102")
        self.line(title="Rent paid", budget_line="Premises 4103")
        assert self.doubles() == [same]

    def test_is_not_within_one_piece_of_work_nor_what_was_given_up(self):
        self.line(work=self.review_work)
        self.line(status="not_realised")
        self.line(title="Another lease", status="replaced")
        assert self.doubles() == []

    def test_is_only_what_one_may_see(self):
        same = self.line()
        self.other_work.reach = Reach.NAMED
        self.other_work.save()
        assert self.doubles() == []
        make.named(self.other_work, self.fire_lead)
        assert self.doubles() == [same]

    def test_is_of_overlapping_quarters_where_they_are_known(self):
        mine = self.line(work=self.review_work, title="Sale of a lease", kind="receipt", is_recurring=False)
        theirs = self.line(title="Lease for sale", kind="receipt", is_recurring=False)
        make.reading(mine)
        make.reading(theirs, quarter=2)
        assert self.doubles(mine) == []
        assert self.doubles(mine, quarter=SUMMER) == [theirs]

    def test_lists_three_and_no_more(self):
        for number in range(5):
            self.line(title=f"Lease {number}")
        assert len(self.doubles()) == 3


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ((ONCE, {SPRING}), (ONCE, {SUMMER}), False),
        ((ONCE, {SPRING, SUMMER}), (ONCE, {SUMMER}), True),
        ((EVERY, {SPRING}), (ONCE, {SUMMER}), True),
        ((EVERY, {SUMMER}), (ONCE, {SPRING}), False),
        ((ONCE, {SPRING}), (EVERY, {SUMMER}), False),
        ((EVERY, {Quarter(2019, 1)}), (EVERY, {SPRING}), True),
        ((ONCE, set()), (ONCE, {SPRING}), True),
    ],
)
def test_two_spans_share_a_quarter(one, other, share):
    assert at_one_time(one, other) is share
    assert at_one_time(other, one) is share


class ThePages(TwoWorks):
    def add(self, **changed):
        typed = {**TYPED, "title": "Workshop lease", "measure": "Rent paid", "organisation": self.fire.pk}
        typed |= {"owner": self.fire_lead.pk, **changed}
        self.sign_in(self.fire_lead)
        return self.client.post(reverse("benefits:add_benefit", kwargs={"ref": "CHS-020"}), typed)

    def test_whoever_enters_a_likely_double_is_asked_once_and_may_say_it_is_another(self):
        page = self.add()
        asked = "This may be the same saving as ‘Rent no longer paid’ of CHS-007. Tick the box if it is another one"
        self.assertContains(page, asked, status_code=422)
        self.assertContains(page, 'value="Workshop lease"', status_code=422)
        self.assertEqual(self.add(is_another="on").status_code, 302)
        assert Benefit.objects.filter(title="Workshop lease").exists()

    def test_whoever_enters_something_else_is_not_asked(self):
        self.assertEqual(self.add(title="Fuel", measure="Litres of fuel").status_code, 302)

    def test_a_change_that_does_not_touch_what_is_counted_asks_nothing(self):
        line = self.line()
        self.sign_in(self.fire_lead)
        typed = {**TYPED, "title": line.title, "measure": line.measure, "owner": self.fire_lead.pk, "version": 1}
        address = reverse("benefits:change_benefit", kwargs={"pk": line.pk})
        self.assertEqual(self.client.post(address, {**typed, "status": "on_track"}).status_code, 302)
        page = self.client.post(address, {**typed, "title": "Lease, rent paid", "version": 2})
        self.assertContains(page, "This may be the same saving as", status_code=422)

    def test_finance_is_warned_with_what_the_other_counts_for_that_quarter(self):
        other = self.line()
        make.reading(other, "confirmed", by=self.finance, value=9_500)
        claim = self.claim()
        self.sign_in(self.finance)
        page = self.client.get(reverse("benefits:confirm_reading", kwargs={"pk": claim.pk}))
        self.assertContains(page, "The same saving may be counted twice")
        self.assertContains(page, "£9,500 is confirmed for the same quarter")
        self.assertContains(page, other.get_absolute_url())
        self.assertEqual(
            self.client.post(reverse("benefits:confirm_reading", kwargs={"pk": claim.pk})).status_code, 302
        )

    def test_nobody_is_warned_where_nothing_is_alike(self):
        claim = self.claim()
        self.sign_in(self.finance)
        page = self.client.get(reverse("benefits:confirm_reading", kwargs={"pk": claim.pk}))
        self.assertNotContains(page, "counted twice")
        self.assertNotContains(self.client.get(self.saving.get_absolute_url()), "counted twice")
