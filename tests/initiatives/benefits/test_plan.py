"""A plan by quarter: it needs a target, what has ended stays, and the page shows it beside what came of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import DecimalField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.benefits import pages, plan_actions
from initiatives.benefits.models import Benefit, PlannedQuarter
from initiatives.benefits.quarters import Quarter
from services.history.models import Entry
from tests import make
from tests.case import EIGHT
from tests.initiatives.benefits.case import SPRING, BenefitsCase

AUTUMN, WINTER = Quarter(2014, 3), Quarter(2014, 4)


class PlanCase(BenefitsCase):
    def plan(self, planned, benefit=None, at=EIGHT):
        amounts = {quarter: None if value is None else Decimal(value) for quarter, value in planned.items()}
        return plan_actions.plan_quarters(benefit or self.saving, amounts, by=self.fire_lead, at=at)

    @property
    def planned(self):
        return {each.when: each.value for each in PlannedQuarter.objects.filter(benefit=self.saving)}


class Planning(PlanCase):
    def test_is_kept_and_told_in_the_unit_of_the_line(self):
        self.plan({AUTUMN: 10_000, WINTER: 20_000, SPRING: None})
        assert self.planned == {AUTUMN: 10_000, WINTER: 20_000}
        entry = Entry.objects.told_on(self.review_work).first()
        assert entry.verb == "planned “Rent no longer paid” by quarter"
        assert entry.changes == [
            {"field": "October to December 2014", "before": "not known", "after": "£10,000"},
            {"field": "January to March 2015", "before": "not known", "after": "£20,000"},
        ]

    def test_the_same_again_leaves_no_trace(self):
        self.plan({AUTUMN: 10_000})
        self.plan({AUTUMN: 10_000, WINTER: None})
        assert Entry.objects.told_on(self.review_work).count() == 1

    def test_changes_and_drops_what_is_ahead(self):
        self.plan({AUTUMN: 10_000, WINTER: 20_000})
        self.plan({AUTUMN: 15_000, WINTER: None})
        assert self.planned == {AUTUMN: 15_000}

    def test_of_a_quarter_that_has_ended_stays_as_it_was(self):
        self.plan({SPRING: 5_000})
        for value in (6_000, None):
            with pytest.raises(Refused, match="April to June 2014 has ended, so its plan stays at £5,000") as refused:
                self.plan({SPRING: value})
            assert refused.value.field == "q1"
        self.plan({AUTUMN: 10_000})
        with pytest.raises(Refused, match="has ended"):
            self.plan({AUTUMN: 1}, at=clock.at(dt.date(2015, 1, 1), 8))

    def test_needs_a_target(self):
        bare = make.benefit(self.review_work, self.fire, self.fire_lead, target_value=None)
        with pytest.raises(Refused, match="Enter the baseline and the target of this benefit first"):
            self.plan({AUTUMN: 1}, benefit=bare)

    def test_out_of_bounds_is_refused_here_and_by_the_database(self):
        with pytest.raises(Refused, match="from 0 to 100,000,000,000") as refused:
            self.plan({AUTUMN: 10**11 + 1})
        assert refused.value.field == "q3"
        for written in ("NaN", "-1"):
            value = Cast(Value(written), DecimalField(max_digits=14, decimal_places=2))
            with pytest.raises(IntegrityError, match="planned_quarter_within_bounds"), transaction.atomic():
                PlannedQuarter.objects.create(benefit=self.saving, year=2014, quarter=3, value=value)


class TheProfile(PlanCase):
    def test_sets_the_plan_beside_what_came_of_it_year_by_year(self):
        self.plan({SPRING: 9_000, AUTUMN: 10_000, Quarter(2015, 1): 12_000})
        make.reading(self.saving, "confirmed", by=self.finance, value=8_000)
        make.reading(self.saving, quarter=2, value=7_000)
        make.reading(self.saving, "rejected", by=self.finance, quarter=2, value=99_000)
        (first, second) = pages.profile_of(self.saving, self.saving.readings.for_page())
        assert (first.year, first.planned, second.year, second.planned) == ("2014/15", "£19,000", "2015/16", "£12,000")
        assert [(str(row.when), row.planned, row.confirmed, row.claimed) for row in first.quarters] == [
            ("April to June 2014", "£9,000", "£8,000", "none"),
            ("July to September 2014", "none", "none", "£7,000"),
            ("October to December 2014", "£10,000", "none", "none"),
        ]

    def test_is_empty_without_a_plan_by_quarter(self):
        reading = make.reading(self.saving)
        assert pages.profile_of(self.saving, [reading]) == []


class ThePage(PlanCase):
    def address(self, year=2014, benefit=None):
        return reverse("benefits:plan_benefit", kwargs={"pk": (benefit or self.saving).pk, "year": year})

    def test_is_filled_with_the_plan_and_keeps_it(self):
        self.plan({AUTUMN: 10_000})
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.address()), 'value="10000"')
        answer = self.client.post(self.address(), {"q3": "£12,500", "q4": "", "seen": ";;10000.00;"})
        self.assertRedirects(answer, self.saving.get_absolute_url())
        assert self.planned == {AUTUMN: 12_500}
        self.assertContains(self.client.get(self.saving.get_absolute_url()), "2014/15: £12,500 planned by quarter")

    def test_refuses_each_wrong_amount_with_a_sentence_and_keeps_it(self):
        self.sign_in(self.fire_lead)
        for typed, sentence in (
            ("some", "The plan for October to December 2014 must be a number, like 12500"),
            ("NaN", "The plan for October to December 2014 must be a number, like 12500"),
            ("-1", "The plan for October to December 2014 must be 0 or more"),
            ("1000000000000", "The plan for October to December 2014 must be 100,000,000,000 or less"),
        ):
            page = self.client.post(self.address(), {"q3": typed})
            self.assertContains(page, sentence, status_code=422)
            self.assertContains(page, f'value="{typed}"', status_code=422)

    def test_of_two_who_plan_at_once_neither_undoes_the_other(self):
        self.plan({AUTUMN: 10_000, WINTER: 20_000})
        self.sign_in(self.fire_lead)
        shown = {"seen": ";;10000.00;20000.00"}
        self.assertContains(self.client.get(self.address()), 'value=";;10000.00;20000.00"')
        self.plan({AUTUMN: 11_000})
        answer = self.client.post(self.address(), {**shown, "q3": "10000", "q4": "25000"})
        self.assertRedirects(answer, self.saving.get_absolute_url())
        assert self.planned == {AUTUMN: 11_000, WINTER: 25_000}
        page = self.client.post(self.address(), {**shown, "q3": "12000", "q4": "25000"})
        told = "Somebody else changed October to December 2014 meanwhile: it is £11,000. Check it and save again"
        self.assertContains(page, told, status_code=422)
        self.assertContains(page, 'value=";;11000.00;25000.00"', status_code=422)
        again = {"seen": ";;11000.00;25000.00", "q3": "12000", "q4": "25000"}
        self.assertRedirects(self.client.post(self.address(), again), self.saving.get_absolute_url())
        assert self.planned == {AUTUMN: 12_000, WINTER: 25_000}

    def test_is_there_for_years_that_can_be_planned_only(self):
        self.sign_in(self.fire_lead)
        found = {year: self.client.get(self.address(year)).status_code for year in (2012, 2013, 2014, 2016, 2017)}
        assert found == {2012: 404, 2013: 200, 2014: 200, 2016: 200, 2017: 404}

    def test_is_offered_to_those_who_may_change_the_line_once_it_has_a_target(self):
        for someone, offered in ((self.fire_lead, True), (self.reader, False)):
            self.sign_in(someone)
            page = self.client.get(self.saving.get_absolute_url()).content.decode()
            assert (self.address() in page) is offered
        Benefit.objects.update(target_value=None, target_on=None)
        self.sign_in(self.fire_lead)
        self.assertNotContains(self.client.get(self.saving.get_absolute_url()), self.address())
