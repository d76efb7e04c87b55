"""What shared work costs and saves: every figure true, each the sum of the list it links to, and nothing netted that must not be."""

from collections import defaultdict
from decimal import Decimal
from random import Random

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.benefits.filters import Asked as AskedOfBenefits
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.costs.choices import pounds
from initiatives.costs.filters import Asked
from initiatives.costs.models import Cost
from initiatives.dashboards.boards import net_position
from tests import make
from tests.case import MONDAY
from tests.initiatives.benefits.case import BenefitsCase

PAGE = "/net-position/"


class TheNetPosition(BenefitsCase):
    def board(self, someone, asked="2014"):
        return net_position(someone.as_of(MONDAY), asked, MONDAY)

    def figures(self, someone):
        return {(table.often, row.label): (row.cost, row.saving, row.net)
                for table in self.board(someone).tables for row in table.rows}  # fmt: skip

    def at_random(self, seed):
        """Costs and readings of every kind, stage and state, some of them of work that few may see."""
        dice = Random(seed)
        hidden = make.initiative("Hidden", (self.elsewhere, self.ambulance), reach="named")
        all_three, two = (self.police, self.fire, self.ambulance), (self.police, self.fire)
        works = [hidden, make.initiative("Shared", all_three), make.initiative("Other", two)]
        for work in works:
            for organisation in (self.police, self.fire, self.ambulance):
                for kind in ("setup", "capital", "running", "exit"):
                    for stage in ("plan", "actual"):
                        for year in (2013, 2014):
                            make.cost(work, organisation, Decimal(dice.randint(0, 10**8)).scaleb(-2), kind=kind,
                                      stage=stage, year=year, entered_by=self.fire_lead)  # fmt: skip
                for kind, often in (
                    ("cashable", True),
                    ("cashable", False),
                    ("efficiency", True),
                    ("avoidance", False),
                ):
                    line = make.benefit(work, organisation, self.fire_lead, kind=kind, is_recurring=often)
                    for quarter, state in enumerate(("confirmed", "claimed", "rejected", "confirmed"), 1):
                        make.reading(line, state, by=self.finance, quarter=quarter, year=dice.choice((2013, 2014)),
                                     value=Decimal(dice.randint(1, 10**8)).scaleb(-2))  # fmt: skip

    def again(self, someone):
        """The same figures in plain Python, from every row there is."""
        paid, saved = defaultdict(Decimal), defaultdict(Decimal)
        for cost in Cost.objects.visible_to(someone.as_of(MONDAY)).select_related("organisation"):
            if cost.stage == "actual" and cost.year == 2014:
                paid["recurring" if cost.kind == "running" else "one-off", cost.organisation.name] += cost.amount
        for each in BenefitReading.objects.select_related("benefit__organisation"):
            seen = Benefit.objects.visible_to(someone.as_of(MONDAY)).filter(pk=each.benefit_id).exists()
            if seen and each.state == "confirmed" and each.year == 2014 and each.benefit.kind == "cashable":
                often = "recurring" if each.benefit.is_recurring else "one-off"
                saved[often, each.benefit.organisation.name] += each.value
        keys = {*paid, *saved}
        return {key: tuple(map(pounds, (paid[key], saved[key], saved[key] - paid[key]))) for key in keys}

    def test_is_what_plain_python_makes_of_it_for_six_people(self):
        for seed in range(2):
            self.at_random(seed)
            for someone in self.six:
                assert self.figures(someone) == self.again(someone), someone

    def test_links_each_number_to_the_rows_it_adds_up(self):
        self.at_random(7)
        officer = self.officer.as_of(MONDAY)
        for table in self.board(officer).tables:
            for row in table.rows:
                slug = {each.name: each.slug for each in (self.police, self.fire, self.ambulance)}[row.label]
                costs = Asked(slug, table.often, "actual", 2014)
                savings = AskedOfBenefits(slug, "cashable", table.often, "pounds", "confirmed", 2014)
                assert (costs.href, savings.href) == (row.cost_href, row.saving_href)
                assert pounds(costs.find(officer).come_to()[1]) == row.cost
                assert pounds(sum(each.confirmed for each in savings.find(officer).with_amounts(2014))) == row.saving

    def test_leaves_out_what_is_planned_claimed_or_cuts_no_budget(self):
        make.cost(self.review_work, self.fire, 500, stage="plan")
        make.reading(self.saving, value=900)
        freed = make.benefit(self.review_work, self.fire, self.fire_lead, kind="efficiency")
        make.reading(freed, "confirmed", value=700)
        board = self.board(self.fire_lead)
        assert board.tables == ()
        assert board.answer == "No actual costs and no confirmed savings of 2014/15 that you can see."

    def test_keeps_what_comes_once_apart(self):
        make.cost(self.review_work, self.fire, 3_000, kind="setup")
        make.cost(self.review_work, self.fire, 1_000)
        make.reading(self.saving, "confirmed", by=self.finance, value="8000.50")
        name = self.fire.name
        assert self.figures(self.fire_lead) == {
            ("recurring", name): ("£1,000.00", "£8,000.50", "£7,000.50"),
            ("one-off", name): ("£3,000.00", "£0.00", "-£3,000.00"),
        }

    def test_is_a_page_whose_queries_do_not_grow(self):
        self.sign_in(self.officer)
        make.cost(self.review_work, self.fire)
        few = self.queries()
        for year in range(2000, 2015):
            for _ in range(2):
                make.cost(self.review_work, make.organisation(), year=year)
                make.reading(
                    make.benefit(self.review_work, make.organisation(), self.fire_lead), "confirmed", year=year
                )
        assert self.queries() == few <= 12

    def queries(self):
        with CaptureQueriesContext(connection) as asked:
            page = self.client.get(PAGE)
        self.assertContains(page, "What comes every year")
        return len(asked)

    def test_is_for_another_year_if_the_address_says_so(self):
        make.cost(self.review_work, self.fire, 5, year=2012)
        make.cost(self.review_work, self.fire, 7, year=2012, kind="setup")
        self.sign_in(self.reader)
        self.assertContains(
            self.client.get(PAGE + "?year=2012"),
            "In 2012/13 the shared work that you can see cost £5.00 to run, and £7.00 once.",
        )
        for odd in ("soon", "%00", "9" * 400):
            self.assertContains(
                self.client.get(f"{PAGE}?year={odd}"), "No actual costs and no confirmed savings of 2014/15"
            )
