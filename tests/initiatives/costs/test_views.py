"""The pages: what each says, what a wrong answer is told, who may press what, and who owes whom."""

import datetime as dt
from decimal import Decimal

from initiatives.costs.models import Apportionment, Cost
from services.access.roles import Role
from tests import make
from tests.initiatives.costs.case import CostsCase

REF = "CHS-007"


class TheSectionOfAnInitiative(CostsCase):
    def test_says_when_nothing_is_entered(self):
        work = make.initiative("Quiet", (self.fire,), ref="TST-Q")
        self.sign_in(self.reader)
        self.assertEqual(self.at("of_initiative", ref=work.ref).status_code, 404)
        self.sign_in(self.fire_lead)
        page = self.at("of_initiative", ref=work.ref)
        self.assertContains(page, "No costs have been entered yet")
        self.assertContains(page, "No shares of the costs are in force")
        self.assertContains(self.at("owed", ref=work.ref), "No actual costs of 2014/15 have been entered")
        self.assertContains(self.at("shares", ref=work.ref), "No shares have been agreed here yet")

    def test_sets_plan_and_actual_beside_each_other_and_never_adds_them(self):
        make.cost(self.review_work, self.fire, 70_000, stage="plan")
        make.cost(self.review_work, self.fire, "4999.99", kind="exit")
        self.sign_in(self.reader)
        page = self.at("of_initiative", ref=REF)
        year = page.context["years"][0]
        self.assertEqual(
            [(total.label, total.plan, total.actual) for total in [*(block.total for block in year.blocks), year.total]],
            [("Cheshire Constabulary", "nothing entered", "£100,000.00"),
             ("Cheshire Fire and Rescue Service", "£70,000.00", "£80,199.99"),
             ("All organisations", "£70,000.00", "£180,199.99")],
        )  # fmt: skip
        self.assertNotContains(page, "Enter a cost")
        self.assertContains(self.client.get(f"/initiatives/{REF}/"), f"/initiatives/{REF}/costs/")

    def test_says_which_shares_are_in_force(self):
        self.halves()
        make.apportionment(self.review_work, {self.ambulance: 100}, from_on=dt.date(2015, 4, 1))
        self.sign_in(self.reader)
        self.assertContains(self.at("of_initiative", ref=REF), "Cheshire Constabulary 50.00%")
        page = self.at("shares", ref=REF)
        self.assertContains(page, "From 1 April 2014 until 31 March 2015")
        self.assertContains(page, "In force", count=1)

    def test_takes_as_many_queries_for_many_costs_as_for_few(self):
        self.halves()
        self.sign_in(self.fire_lead)
        names = ("of_initiative", "owed", "shares")
        few = [self.queries(name, ref=REF) for name in names]
        for year in range(2000, 2014):
            others = [make.organisation() for _ in range(2)]
            for organisation in (*others, self.police, self.fire):
                make.cost(self.review_work, organisation, year=year)
                make.cost(self.review_work, organisation, year=year, stage="plan")
            make.apportionment(self.review_work, dict.fromkeys(others, 50), from_on=dt.date(year, 4, 1))
        self.assertEqual([self.queries(name, ref=REF) for name in names], few)
        self.assertLessEqual(max(few), 12)


class TheFormOfACost(CostsCase):
    def typed(self, **changed):
        typed = {"organisation": self.fire.pk, "year": "2014", "kind": "setup", "stage": "actual",
                 "amount": "£12,400.50", "source": "Ledger 4410"}  # fmt: skip
        return {**typed, **changed}

    def refused(self, sentence, **changed):
        page = self.post("add_cost", self.typed(**changed), ref=REF)
        self.assertContains(page, sentence, status_code=422)
        return page

    def test_enters_a_cost(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("add_cost", ref=REF), "Who bears it?")
        self.assertRedirects(self.post("add_cost", self.typed(), ref=REF), f"/initiatives/{REF}/costs/")
        made = Cost.objects.get(kind="setup")
        self.assertEqual((made.amount, made.organisation), (Decimal("12400.50"), self.fire))
        self.assertContains(self.at("cost", pk=made.pk), "£12,400.50")

    def test_refuses_bad_amounts_with_a_sentence_and_keeps_what_was_typed(self):
        self.sign_in(self.fire_lead)
        for typed, sentence in (
            ("twelve thousand", "The amount must be a number, like 12500"),
            ("NaN", "The amount must be a number, like 12500"),
            ("1e5", "The amount must be a number, like 12500"),
            ("10.005", "The amount must be a number, like 12500"),
            ("-5", "The amount must be 0 or more"),
            ("1000000000000", "The amount must be £100,000,000,000 or less"),
            ("9" * 40, "The amount must be £100,000,000,000 or less"),
        ):
            page = self.refused(sentence, amount=typed)
            self.assertContains(page, f'value="{typed}"', status_code=422)
            self.assertContains(page, "Ledger 4410", status_code=422)
        self.refused("Enter the amount", amount="")

    def test_refuses_a_year_at_the_question_and_keeps_it(self):
        self.sign_in(self.fire_lead)
        page = self.refused("2012/13 closed on 30 June 2013. Its costs can no longer be entered", year="2012")
        self.assertContains(page, '<option value="2012" selected>', status_code=422)
        self.refused("2015/16 begins on 1 April 2015. Its actual costs can be entered from then", year="2015")
        for odd in ("soon", "", "99999", "-201"):
            self.refused("Select the financial year", year=odd)

    def test_refuses_what_does_not_fit(self):
        self.sign_in(self.fire_lead)
        self.refused("Select the organisation that bears it", organisation=self.police.pk)
        self.refused("Say where an actual cost can be looked up", source="")
        self.refused("are £75,200.00 already. Correct that instead", kind="running")

    def test_is_for_editors_and_finance_of_an_organisation_that_takes_part(self):
        for someone, status in ((self.finance, 200), (self.sponsor, 200), (self.reader, 403), (self.officer, 403)):
            self.sign_in(someone)
            self.assertEqual(self.at("add_cost", ref=REF).status_code, status, someone)

    def test_corrects_with_a_reason_and_shows_what_it_was(self):
        self.sign_in(self.finance)
        self.assertEqual(self.at("correct_cost", pk=self.police_cost.pk).status_code, 403)
        typed = {"amount": "75,000", "source": "Ledger 4410", "version": 1}
        where = {"pk": self.fire_cost.pk}
        self.assertContains(self.post("correct_cost", typed, **where), "Enter why it is corrected", status_code=422)
        self.assertRedirects(self.post("correct_cost", {**typed, "reason": "Counted twice."}, **where),
                             self.fire_cost.get_absolute_url())  # fmt: skip
        page = self.at("cost", **where)
        for said in ("£75,000.00", "£75,200.00", "Counted twice.", "Tom Asher"):
            self.assertContains(page, said)
        stale = self.post("correct_cost", {**typed, "amount": "1", "reason": "Late."}, **where)
        self.assertContains(stale, "Tom Asher changed this", status_code=409)


class TheFormOfShares(CostsCase):
    def typed(self, police="60", fire="40", ambulance="", **changed):
        shares = {self.police: police, self.fire: fire, self.ambulance: ambulance}
        when = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2014"}
        return {"formula": "budget", **when, **{f"share_{each.pk}": typed for each, typed in shares.items()}, **changed}

    def refused(self, sentence, **changed):
        page = self.post("set_shares", self.typed(**changed), ref=REF)
        self.assertContains(page, sentence, status_code=422)
        return page

    def test_sets_shares_and_shows_them(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("set_shares", ref=REF), "North West Ambulance Service")
        self.assertRedirects(self.post("set_shares", self.typed(), ref=REF), f"/initiatives/{REF}/costs/shares/")
        page = self.at("shares", ref=REF)
        for said in ("Share of net revenue budget", "60.00%", "40.00%", "set by Elin Pryce on 6 October 2014"):
            self.assertContains(page, said)

    def test_refuses_shares_that_do_not_add_up_and_keeps_them(self):
        self.sign_in(self.fire_lead)
        page = self.refused("The shares add up to 99.00 per cent. They must add up to exactly 100.00", fire="39")
        self.assertContains(page, 'value="39"', status_code=422)
        self.refused("The shares add up to 0.00 per cent", police="", fire="")
        for typed in ("half", "NaN", "33.333", "£50"):
            self.refused("The share of Cheshire Constabulary must be a percentage", police=typed)
        self.refused("The share of Cheshire Constabulary must be from 0 to 100", police="101")
        self.refused("The day from which the shares hold must be a real date", **{"from_on-day": "31"})
        self.refused("Describe the mix", formula="hybrid")
        self.assertFalse(Apportionment.objects.exists())

    def test_works_out_equal_shares(self):
        self.sign_in(self.fire_lead)
        self.post("set_shares", self.typed(police="", fire="", formula="equal"), ref=REF)
        shares = Apportionment.objects.get().shares.values_list("percentage", flat=True)
        self.assertEqual(sorted(shares), [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")])

    def test_is_for_the_lead_where_there_is_one(self):
        work = make.initiative("Led", (self.police, self.fire), ref="TST-L", lead=self.police)
        secretary = make.person("Bo Lund", self.police, Role.READER)
        for someone, status in ((self.police_lead, 200), (secretary, 403), (self.fire_lead, 403)):
            self.sign_in(someone)
            self.assertEqual(self.at("set_shares", ref=work.ref).status_code, status, someone)


class WhoOwesWhom(CostsCase):
    def page(self, query=""):
        self.sign_in(self.reader)
        return self.at("owed", query, ref=REF)

    def test_is_said_in_one_sentence_above_the_table(self):
        self.halves()
        page = self.page()
        self.assertContains(page, "Cheshire Fire and Rescue Service owes Cheshire Constabulary £12,400.00.")
        self.assertContains(page, "is owed £12,400.00")
        self.assertContains(page, "£87,600.00", count=2)
        self.assertContains(page, "Actual costs of 2014/15 can be entered until 30 June 2015")

    def test_is_nothing_without_shares_or_where_each_bore_its_own(self):
        self.assertContains(self.page(), "No shares of the costs are agreed for 2014/15")
        make.cost(self.review_work, self.fire, 24_800, kind="capital")
        self.halves()
        self.assertContains(self.page(), "Nobody owes anything for 2014/15: each organisation bore its share.")

    def test_says_who_has_entered_nothing_and_which_days_had_no_shares(self):
        make.apportionment(self.review_work, {self.ambulance: 100}, from_on=dt.date(2014, 10, 1))
        page = self.page()
        self.assertContains(page, "North West Ambulance Service has entered no actual costs, which counts as £0.00.")
        self.assertContains(page, "No shares held on 183 of 365 days")

    def test_leaves_out_shares_that_were_replaced(self):
        make.apportionment(self.review_work, {self.ambulance: 100}, replaced_by=self.officer, replaced_at=self.now)
        self.halves()
        self.assertContains(self.page(), "Service owes Cheshire Constabulary £12,400.00.")

    def test_names_the_true_up_once_actual_costs_come_after_the_plan(self):
        make.cost(self.review_work, self.police, 90_000, stage="plan")
        make.cost(self.review_work, self.fire, 80_000, stage="plan")
        self.halves()
        page = self.page()
        self.assertContains(page, "What is left if the plan has been settled already?")
        self.assertContains(page, "Cheshire Fire and Rescue Service owes Cheshire Constabulary £7,400.00.")

    def test_goes_by_the_plan_until_there_are_actual_costs(self):
        make.cost(self.review_work, self.police, 50_000, stage="plan", year=2016)
        self.halves()
        page = self.page("?year=2016")
        self.assertContains(page, "No actual costs of 2016/17 have been entered")
        self.assertContains(page, "Cheshire Fire and Rescue Service owes Cheshire Constabulary £25,000.00.")
        for odd in ("?year=soon", "?year=%00", "?year=" + "9" * 400):
            self.assertEqual(self.page(odd).context["chosen"], 2014)


class TheList(CostsCase):
    def test_adds_up_what_it_shows_and_never_plan_and_actual(self):
        make.cost(self.review_work, self.fire, 7, stage="plan")
        make.cost(self.review_work, self.fire, 100, kind="setup")
        self.sign_in(self.reader)
        self.assertContains(self.at("costs"), "3 actual costs of 2014/15 that you can see: £175,300.00 in all.")
        self.assertContains(
            self.at("costs", "?stage=plan"), "1 planned cost of 2014/15 that you can see: £7.00 in all."
        )
        once = self.at("costs", "?often=one-off&organisation=fire-cheshire")
        self.assertContains(once, "1 actual cost of 2014/15 that you can see: £100.00 in all.")
        self.assertEqual([cost.kind for cost in once.context["page"]], ["setup"])

    def test_says_when_there_is_nothing_and_takes_odd_words(self):
        self.sign_in(self.stranger)
        self.assertContains(self.at("costs"), "No actual costs of 2014/15 that you can see.")
        for odd in ("?year=soon&stage=x&often=y", "?organisation=%00", "?page=99"):
            self.assertEqual(self.at("costs", odd).status_code, 200)

    def test_takes_as_many_queries_for_many_costs_as_for_few(self):
        self.sign_in(self.officer)
        few = self.queries("costs")
        for _ in range(30):
            make.cost(make.initiative("", (self.police,)), self.police)
        self.assertEqual(self.queries("costs"), few)
        self.assertLessEqual(few, 8)
