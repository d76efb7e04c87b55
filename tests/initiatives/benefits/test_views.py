"""The pages: what each says, what a wrong answer is told, who may press what, and that a list is what it says it is."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.benefits.forms import Amount
from initiatives.benefits.models import Benefit, BenefitReading
from services.access.roles import Role
from tests import make
from tests.initiatives.benefits.case import SUMMER, BenefitsCase

TYPED = {
    "title": "Fuel bought together", "kind": "cashable", "measure": "Fuel paid", "unit": "pounds", "is_recurring": "yes",
    "price_year": "2014/15", "baseline_value": "£250,000", "baseline_period": "2013/14", "target_value": "20,000",
    "target_on-day": "31", "target_on-month": "3", "target_on-year": "2016", "status": "planned",
}  # fmt: skip


class Pages(BenefitsCase):
    def at(self, name, **where):
        return self.client.get(reverse(f"benefits:{name}", kwargs=where))

    def post(self, name, typed=None, **where):
        return self.client.post(reverse(f"benefits:{name}", kwargs=where), typed or {})

    def queries(self, name, **where):
        self.at(name, **where)
        with CaptureQueriesContext(connection) as asked:
            assert self.at(name, **where).status_code == 200
        return len(asked)


class TheSectionOfAnInitiative(Pages):
    def test_says_when_nothing_is_entered(self):
        work = make.initiative("Quiet", (self.fire,), ref="TST-Q")
        self.sign_in(self.reader)
        self.assertEqual(self.at("of_initiative", ref=work.ref).status_code, 404)
        self.sign_in(self.fire_lead)
        page = self.at("of_initiative", ref=work.ref)
        self.assertContains(page, "No benefits have been entered yet")
        self.assertContains(page, "Add a benefit")

    def test_shows_plan_last_confirmed_and_waiting_by_organisation(self):
        make.reading(self.saving, "confirmed", value=8_000)
        make.reading(self.saving, quarter=2, value=9_500)
        make.benefit(
            self.review_work, self.police, self.police_lead, title="Hours freed", kind="efficiency", unit="hours"
        )
        self.sign_in(self.reader)
        page = self.at("of_initiative", ref="CHS-007")
        for said in ("£120,000 a year", "£8,000", "April to June 2014", "£9,500", "July to September 2014",
                     "Hours freed", "120,000 hours a year", "Cheshire Constabulary"):  # fmt: skip
            self.assertContains(page, said)
        self.assertNotContains(page, "Add a benefit")
        self.assertContains(self.client.get("/initiatives/CHS-007/"), "/initiatives/CHS-007/benefits/")

    def test_takes_as_many_queries_for_many_lines_as_for_one(self):
        self.sign_in(self.fire_lead)
        few = self.queries("of_initiative", ref="CHS-007")
        for organisation in (self.police, self.fire, self.ambulance) * 5:
            made = make.benefit(self.review_work, organisation, self.fire_lead)
            make.reading(made)
            make.reading(made, "confirmed", by=self.finance)
        self.assertEqual(self.queries("of_initiative", ref="CHS-007"), few)
        self.assertLessEqual(few, 12)


class TheFormOfALine(Pages):
    def typed(self, **changed):
        return {**TYPED, "organisation": self.fire.pk, "owner": self.fire_lead.pk, **changed}

    def refused(self, sentence, **changed):
        page = self.post("add_benefit", self.typed(**changed), ref="CHS-007")
        self.assertContains(page, sentence, status_code=422)
        return page

    def test_adds_a_line(self):
        self.sign_in(self.fire_lead)
        self.assertEqual(self.at("add_benefit", ref="CHS-007").status_code, 200)
        page = self.post("add_benefit", self.typed(), ref="CHS-007")
        made = Benefit.objects.get(title="Fuel bought together")
        self.assertRedirects(page, made.get_absolute_url())
        self.assertEqual((made.baseline_value, made.plan, made.organisation), (250_000, "£20,000 a year", self.fire))

    def test_refuses_bad_amounts_with_a_sentence_and_keeps_what_was_typed(self):
        self.sign_in(self.fire_lead)
        for typed, sentence in (
            ("a lot", "The target must be a number, like 12500"),
            ("NaN", "The target must be a number, like 12500"),
            ("1e5", "The target must be a number, like 12500"),
            ("-5", "The target must be 0 or more"),
            ("100,000,000,001", "The target must be 100,000,000,000 or less"),
            ("1000000000000", "The target must be 100,000,000,000 or less"),
        ):
            page = self.refused(sentence, target_value=typed)
            self.assertContains(page, f'value="{typed}"', status_code=422)

    def test_refuses_what_does_not_fit_together_at_the_question(self):
        self.sign_in(self.fire_lead)
        self.refused("A target needs a baseline: enter what it is now, or leave the target empty.", baseline_value="")
        self.refused("are counted in £", unit="hours")
        self.refused("A capital receipt comes once", kind="receipt")
        self.refused("Say in the prices of which financial year", price_year="")
        self.refused("Select who owns it", owner="")
        self.refused("Select the organisation that gains", organisation=self.police.pk)

    def test_offers_only_organisations_one_writes_for(self):
        self.sign_in(self.fire_lead)
        page = self.at("add_benefit", ref="CHS-007")
        self.assertEqual(list(page.context["form"].fields["organisation"].queryset), [self.fire])

    def test_changes_a_line_but_never_whose_it_is(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("change_benefit", pk=self.saving.pk), "It cannot be moved to another organisation")
        typed = self.typed(organisation=self.police.pk, version=1, title="Rent")
        self.assertEqual(self.post("change_benefit", typed, pk=self.saving.pk).status_code, 302)
        self.saving.refresh_from_db()
        self.assertEqual((self.saving.title, self.saving.organisation), ("Rent", self.fire))

    def test_shows_both_answers_after_a_stale_save(self):
        self.sign_in(self.fire_lead)
        self.post("change_benefit", self.typed(version=1, title="Rent"), pk=self.saving.pk)
        page = self.post("change_benefit", self.typed(version=1, title="No rent", target_value="7"), pk=self.saving.pk)
        self.assertContains(page, "Elin Pryce changed this", status_code=409)
        self.assertContains(page, "No rent", status_code=409)

    def test_is_for_editors_and_the_owner(self):
        owner = make.person("Bo Lund", self.fire, Role.READER)
        Benefit.objects.update(owner=owner)
        for someone, status in ((owner, 200), (self.sponsor, 200), (self.police_lead, 403), (self.finance, 403)):
            self.sign_in(someone)
            self.assertEqual(self.at("change_benefit", pk=self.saving.pk).status_code, status, someone)
            self.assertEqual(self.at("claim_reading", pk=self.saving.pk).status_code, status, someone)

    def test_is_no_longer_the_owners_once_they_have_left(self):
        owner = make.person("Bo Lund", self.police, Role.READER)
        Benefit.objects.update(owner=owner)
        self.sign_in(owner)
        self.assertEqual(self.at("claim_reading", pk=self.saving.pk).status_code, 403)


class AValue(Pages):
    def claimed(self, **typed):
        return self.post("claim_reading", {"quarter": "2014-1", "value": "10,000", **typed}, pk=self.saving.pk)

    def test_is_claimed_then_confirmed_by_finance(self):
        self.sign_in(self.fire_lead)
        self.assertRedirects(self.claimed(), self.saving.get_absolute_url())
        reading = BenefitReading.objects.get()
        self.sign_in(self.finance)
        self.assertContains(self.at("benefit", pk=self.saving.pk), f"/benefits/readings/{reading.pk}/confirm/")
        self.assertContains(self.at("confirm_reading", pk=reading.pk), "Confirm this value")
        self.assertRedirects(self.post("confirm_reading", pk=reading.pk), self.saving.get_absolute_url())
        self.assertContains(self.at("benefit", pk=self.saving.pk), "Confirmed in 2014/15 so far: £10,000.")
        again = self.post("confirm_reading", pk=reading.pk)
        self.assertEqual(again.status_code, 302)

    def test_is_refused_with_a_sentence_that_keeps_what_was_typed(self):
        self.sign_in(self.fire_lead)
        for typed, sentence in (
            ({"value": "ten"}, "The value must be a number, like 12500"),
            ({"value": "-3"}, "The value must be 0 or more"),
            ({"value": "100000000001"}, "The value must be 100,000,000,000 or less"),
            ({"quarter": "2014-3"}, "October to December 2014 has not ended yet"),
            ({"quarter": "2013-4"}, "lies in 2013/14, which closed on 30 June 2014"),
            ({"quarter": "soon"}, "Select the quarter"),
            ({"quarter": ""}, "Select the quarter"),
        ):
            page = self.claimed(note="From the ledger", **typed)
            self.assertContains(page, sentence, status_code=422)
            self.assertContains(page, "From the ledger", status_code=422)
        self.assertContains(self.claimed(quarter="2013-4"), '<option value="2013-4" selected>', status_code=422)

    def test_is_asked_why_it_is_another_one_only_where_some_quarter_is_confirmed(self):
        self.sign_in(self.fire_lead)
        self.assertNotContains(self.at("claim_reading", pk=self.saving.pk), "Why is it another value now?")
        make.reading(self.saving, "confirmed", by=self.finance)
        self.assertContains(self.at("claim_reading", pk=self.saving.pk), "Why is it another value now?")

    def test_that_corrects_a_confirmed_one_needs_a_reason(self):
        make.reading(self.saving, "confirmed", by=self.finance)
        self.sign_in(self.fire_lead)
        self.assertContains(self.claimed(value="9000"), "£10,000 is confirmed for April to June 2014", status_code=422)
        self.assertEqual(self.claimed(value="9000", correction="The invoice was wrong.").status_code, 302)

    def test_is_answered_beside_the_plan_and_what_was_confirmed_before(self):
        make.planned_quarter(self.saving, value=12_000)
        make.reading(self.saving, "confirmed", by=self.finance, value=9_999)
        claim = self.claim(8_888, correction="The invoice was wrong.")
        self.sign_in(self.finance)
        for page in ("confirm_reading", "reject_reading"):
            for said in ("£12,000", "£9,999", "This value would take its place", "The invoice was wrong."):
                self.assertContains(self.at(page, pk=claim.pk), said)

    def test_is_rejected_and_taken_back_with_a_reason(self):
        self.sign_in(self.finance)
        first = self.claim()
        self.assertContains(
            self.post("reject_reading", {"reason": ""}, pk=first.pk), "Enter why it is rejected", status_code=422
        )
        self.assertEqual(self.post("reject_reading", {"reason": "No invoice."}, pk=first.pk).status_code, 302)
        self.assertContains(self.at("benefit", pk=self.saving.pk), "No invoice.")
        self.sign_in(self.fire_lead)
        second = self.claim(9_000)
        self.assertEqual(self.post("take_back_reading", {"reason": "A slip."}, pk=second.pk).status_code, 302)
        self.assertContains(self.at("benefit", pk=self.saving.pk), "Taken back")

    def test_is_answered_only_by_finance_of_that_organisation_and_never_by_who_claimed_it(self):
        reading = self.claim()
        for someone in (self.fire_lead, self.sponsor, self.police_finance, self.officer):
            self.sign_in(someone)
            for page in ("confirm_reading", "reject_reading"):
                self.assertEqual(self.post(page, {"reason": "x"}, pk=reading.pk).status_code, 403, someone)
        make.membership(self.finance, self.fire, Role.SERVICE_LEAD)
        own = self.claim(quarter=SUMMER, by=self.finance)
        self.sign_in(self.finance)
        self.assertContains(self.post("confirm_reading", pk=own.pk), "You claimed this value", status_code=403)
        self.assertEqual(self.post("confirm_reading", pk=reading.pk).status_code, 302)

    def test_is_not_changed_by_looking(self):
        reading = self.claim()
        self.sign_in(self.finance)
        self.at("confirm_reading", pk=reading.pk)
        reading.refresh_from_db()
        self.assertTrue(reading.is_claimed)

    def test_does_not_wait_for_whoever_claimed_it(self):
        reading = make.reading(self.saving, claimed_by=self.finance)
        colleague = make.person("Rhys Lloyd", self.fire, Role.FINANCE)
        self.assertFalse(BenefitReading.objects.waiting_for(self.finance).exists())
        self.assertEqual(list(BenefitReading.objects.waiting_for(colleague)), [reading])

    def test_is_unseen_where_the_initiative_is(self):
        reading = self.claim()
        self.review_work.reach = "named"
        self.review_work.save()
        self.sign_in(self.finance)
        self.assertEqual(self.at("benefit", pk=self.saving.pk).status_code, 404)
        self.assertEqual(self.at("confirm_reading", pk=reading.pk).status_code, 404)
        self.assertContains(self.client.get("/benefits/"), "No benefits that you can see.")
        self.assertFalse(BenefitReading.objects.waiting_for(self.finance).exists())


class ThePageOfABenefit(Pages):
    def test_takes_as_many_queries_for_many_values_as_for_one(self):
        self.claim()
        for someone in (self.fire_lead, self.finance):
            self.sign_in(someone)
            few = self.queries("benefit", pk=self.saving.pk)
            for number in range(8):
                make.reading(self.saving, "rejected", by=self.finance, value=number)
            self.assertEqual(self.queries("benefit", pk=self.saving.pk), few)
            self.assertLessEqual(few, 12)

    def test_says_what_is_not_known(self):
        bare = make.benefit(self.review_work, self.fire, self.fire_lead, baseline_value=None, target_value=None)
        self.sign_in(self.reader)
        page = self.at("benefit", pk=bare.pk)
        self.assertContains(page, "Plan: not known.")
        self.assertContains(page, "No value has been claimed yet.")

    def test_says_that_nobody_can_confirm_where_there_is_no_finance_officer(self):
        make.reading(make.benefit(self.review_work, self.ambulance, self.ambulance_lead, title="Shifts"))
        self.sign_in(self.ambulance_lead)
        page = self.at("benefit", pk=Benefit.objects.get(title="Shifts").pk)
        self.assertContains(page, "North West Ambulance Service has no finance officer here, so nobody can confirm")
        self.claim()
        self.assertNotContains(self.at("benefit", pk=self.saving.pk), "has no finance officer")

    def test_shows_every_field_of_a_line(self):
        Benefit.objects.filter(pk=self.saving.pk).update(
            evidence="Lease of 2009", budget_line="Premises 4102", method="Rent times months", confidence="high",
            baseline_period="2013/14", baseline_source="Ledger", status="at_risk",
        )  # fmt: skip
        self.sign_in(self.reader)
        page = self.at("benefit", pk=self.saving.pk)
        for said in ("Elin Pryce", "Rent paid", "£ a year", "£300,000 a year", "2013/14", "Ledger", "£120,000 a year",
                     "31 March 2016", "2014/15", "Rent times months", "Lease of 2009", "Premises 4102", "High", "At risk",
                     "Nothing is planned by quarter yet"):  # fmt: skip
            self.assertContains(page, said)

    def test_escapes_what_people_wrote(self):
        Benefit.objects.update(title="<b>Rent</b>", measure="<i>x</i>")
        make.reading(self.saving, "rejected", by=self.finance, note="<s>n</s>", answer_reason="<u>r</u>")
        self.sign_in(self.reader)
        page = self.at("benefit", pk=self.saving.pk)
        for tag in ("<b>Rent", "<i>x", "<s>n", "<u>r"):
            self.assertNotContains(page, tag)


class TheList(Pages):
    def grow(self):
        for number, (organisation, kind, unit) in enumerate(
            [(self.fire, "cashable", "pounds"), (self.police, "income", "pounds"), (self.police, "staff", "number")]
            * 11
        ):
            made = make.benefit(
                self.review_work, organisation, self.fire_lead, kind=kind, unit=unit, is_recurring=number % 2 == 0
            )
            make.reading(made, "confirmed" if number % 3 else "claimed", by=self.finance, value=number)

    def test_narrows_to_what_is_asked_for(self):
        self.claim(5_000, SUMMER)
        self.grow()
        self.sign_in(self.officer)
        for query, number in (
            ("", 34), ("organisation=fire-cheshire", 12), ("organisation=nobody", 0), ("kind=income", 11), ("kind=nonsense", 34),
            ("state=claimed&year=2014", 12), ("state=claimed&year=2013", 0), ("state=waiting&year=2013", 12),
            ("state=mine", 0), ("often=one-off", 16), ("often=one-off&unit=pounds&kind=cashable", 5), ("year=²", 34),
            ("year=99999999999", 34), ("page=7", 34),
        ):  # fmt: skip
            page = self.client.get(f"/benefits/?{query}")
            self.assertEqual(page.context["page"].paginator.count, number, query)

    def test_says_what_waits_for_a_finance_officer(self):
        self.claim()
        self.sign_in(self.finance)
        self.assertContains(self.client.get("/benefits/?state=mine"), "1 benefit for you to confirm.")
        self.sign_in(self.police_finance)
        self.assertContains(self.client.get("/benefits/?state=mine"), "No benefits for you to confirm.")

    def test_adds_up_its_own_lines_and_each_kind_apart(self):
        self.grow()
        self.sign_in(self.officer)
        page = self.client.get("/benefits/?unit=pounds")
        by_hand = {}
        for line in page.context["page"].paginator.object_list:
            key = (line.get_kind_display(), line.is_recurring)
            plan, confirmed, claimed = by_hand.get(key, (0, 0, 0))
            by_hand[key] = (plan + line.target_value, confirmed + line.confirmed, claimed + line.claimed)
        shown = {
            (each.kind, each.plan.key.is_recurring): (each.plan.amount, each.confirmed.amount, each.claimed.amount)
            for each in page.context["sums"]
        }
        self.assertEqual(shown, by_hand)
        self.assertEqual(len(shown), 4)

    def test_takes_eight_queries_at_two_sizes(self):
        self.sign_in(self.finance)
        few = self.queries("benefits")
        self.grow()
        self.assertEqual(self.queries("benefits"), few)
        self.assertLessEqual(few, 8)

    def test_says_in_which_prices_pounds_were_entered(self):
        make.benefit(self.review_work, self.fire, self.fire_lead, price_year="2012/13")
        make.benefit(self.review_work, self.fire, self.fire_lead, kind="staff", unit="hours")
        self.sign_in(self.reader)
        page = self.client.get("/benefits/")
        self.assertEqual(
            {each.what for each in page.context["sums"]},
            {"£ a year, in the prices of 2012/13 and 2014/15", "Hours a year"},
        )

    def test_plans_nothing_for_what_was_given_up_or_replaced_but_keeps_what_it_brought(self):
        given_up = make.benefit(self.review_work, self.fire, self.fire_lead, status="replaced")
        make.reading(given_up, "confirmed", by=self.finance, value=1_000)
        self.sign_in(self.reader)
        (sums,) = self.client.get("/benefits/").context["sums"]
        self.assertEqual((sums.lines, sums.planned, sums.plan.amount, sums.confirmed.amount), (2, 1, 120_000, 1_000))
        listed = self.client.get("/benefits/?state=plan").context["page"].paginator.object_list
        self.assertEqual(list(listed), [self.saving])

    def test_says_where_benefits_are_entered_while_there_are_none(self):
        self.sign_in(self.stranger)
        self.assertContains(self.client.get("/benefits/"), "is entered on its page")
        self.assertNotContains(self.client.get("/benefits/?kind=income"), "is entered on its page")

    def test_is_in_the_menu(self):
        self.sign_in(self.reader)
        self.assertContains(self.client.get("/my-work/"), 'href="/benefits/"')


@pytest.mark.parametrize("value", [Decimal("0"), Decimal("0.01"), Decimal(10) ** 11])
def test_the_bounds_themselves_are_allowed(value):
    assert Amount("Target", ask="Enter it").clean(str(value)) == value
