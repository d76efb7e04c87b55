"""What part of all business is done together: as a person would work it out by hand, and never guessed."""

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.words import sentence
from initiatives.costs.models import Cost
from initiatives.dashboards.pictures.five import HEADS
from initiatives.dashboards.pictures.proportion import Proportion, in_pounds, part_of, roughly
from initiatives.register.models import Initiative, Reach
from services.directory.models import Budget
from tests import make
from tests.case import MONDAY
from tests.initiatives.dashboards.pictures.county import PictureCase

PLACE = HEADS.index("Part of all business")
ALL = "All you can see"
POUNDS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10) ** 11, places=2)


class TheProportion(PictureCase):
    def someone_of_each_sort(self):
        return (self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger)

    def random_money(self, seed: int) -> None:
        """Costs of every kind, stage and year around, and budgets of some organisations in some years."""
        self.a_random_county(seed)
        dice = random.Random(seed)
        everybody = [self.police, self.fire, self.ambulance, self.elsewhere, self.council, self.office]
        for work in Initiative.objects.filter(costs=None):
            for organisation in dice.sample(everybody, 2):
                for kind, stage, year in dice.sample(
                    [(k, s, y) for k in ("running", "setup", "capital") for s in ("plan", "actual") for y in (2013, 2014)], 4
                ):  # fmt: skip
                    amount = dice.choice([0, dice.randrange(10**4), dice.randrange(10**7)])
                    make.cost(work, organisation, amount, kind=kind, stage=stage, year=year, entered_by=self.finance)
        for organisation in dice.sample(everybody, 4):
            for year in {2013, 2014, 2015} - set(organisation.budgets.values_list("year", flat=True)):
                if dice.random() < 0.7:
                    make.budget(organisation, dice.randrange(1, 10**8), year=year, entered_by=self.finance)

    def by_hand(self, someone) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """Planned running costs and budgets of 2014/15 by organisation, of what this person sees: loops, no sums of ours."""
        seen = set(Initiative.objects.visible_to(someone.as_of(MONDAY)).values_list("pk", flat=True))
        planned, budgets = {}, {}
        for cost in Cost.objects.select_related("organisation"):
            if cost.initiative_id in seen and (cost.year, cost.kind, cost.stage) == (2014, "running", "plan"):
                name = cost.organisation.short_name
                planned[name] = planned.get(name, Decimal(0)) + cost.amount
        for budget in Budget.objects.select_related("organisation"):
            if budget.year == 2014:
                budgets[budget.organisation.short_name] = budget.amount
        return planned, budgets

    def said(self, planned, whole) -> str:
        """In words, by fractions."""
        percent = Fraction(planned) * 100 / Fraction(whole)
        if not percent:
            return "0%"
        if percent < Fraction(1, 10):
            return "Under 0.1%"
        tenths = int(percent * 10 + Fraction(1, 2))
        return f"{tenths // 10:,}.{tenths % 10}%"

    def rows_of(self, someone, part="") -> dict:
        table = self.picture("five", someone).table(part)
        return {row.cells[0].value: row.cells for row in table.rows} if table else {}

    def test_is_what_a_person_would_work_out_by_hand(self):
        for seed in range(3):
            self.random_money(seed)
            for someone in self.someone_of_each_sort():
                planned, budgets = self.by_hand(someone)
                both = planned.keys() & budgets.keys()
                rows = self.rows_of(someone)
                for name in rows.keys() - {ALL}:
                    expected = self.said(planned[name], budgets[name]) if name in both else "Not known"
                    assert (rows[name][PLACE].value, rows[name][PLACE].href) == (expected, ""), (seed, name)
                assert planned.keys() <= rows.keys()
                if rows:
                    sums = (sum(figures[name] for name in both) for figures in (planned, budgets))
                    assert rows[ALL][PLACE].value == (self.said(*sums) if both else "Not known")
            Budget.objects.filter(year=2014).update(amount=1)  # what was typed wrongly is worked out as well
            assert self.rows_of(self.officer)

    def test_the_table_of_it_has_whoever_has_a_budget_and_leads_to_what_it_adds_up(self):
        for seed in range(2):
            self.random_money(seed)
            for someone in self.someone_of_each_sort():
                planned, budgets = self.by_hand(someone)
                rows = self.rows_of(someone, "proportion")
                assert rows.keys() == budgets.keys() & self.rows_of(someone).keys()
                self.sign_in(someone)
                for name, (_, costs, budget, part) in rows.items():
                    assert budget.value == budgets[name]
                    assert part.value == self.rows_of(someone)[name][PLACE].value
                    self.leads_to_the_rows(costs, planned.get(name))
                    page = self.client.get(budget.href.partition("#")[0]).content.decode()
                    assert f"{budget.said}<" in page

    def leads_to_the_rows(self, cell, amount) -> None:
        """A plan leads to the costs that it adds up; what is not known leads nowhere."""
        if amount is None:
            assert (cell.value, cell.href) == ("Not known", "")
            return
        listed = self.client.get(cell.href).context["page"].paginator.object_list
        assert cell.value == amount == sum((each.amount for each in listed), Decimal(0))
        assert all((each.year, each.kind, each.stage) == (2014, "running", "plan") for each in listed)

    def test_a_budget_or_a_plan_alone_says_nothing(self):
        make.budget(self.police, 1_000_000)
        make.cost(self.review_work, self.police, 90_000)  # paid, not planned
        make.cost(self.review_work, self.police, 90_000, stage="plan", kind="capital")
        make.cost(self.review_work, self.police, 90_000, stage="plan", year=2015)
        make.cost(self.review_work, self.fire, 90_000, stage="plan")
        make.budget(self.fire, 1_000_000, year=2013)
        assert {cells[PLACE].value for cells in self.rows_of(self.officer).values()} == {"Not known"}
        assert [cell.shown for cell in self.rows_of(self.officer, "proportion")["Cheshire Constabulary"][1:]] == [
            "Not known", "£1,000,000", "Not known",
        ]  # fmt: skip
        picture = self.picture("five")
        assert picture.answer.endswith("and what part of all business this is, is not known.")
        assert "It is not known of 3 of 3 organisations." in picture.notes[1]

    def test_the_answer_says_it_of_those_whose_figures_are_both_known(self):
        make.budget(self.fire, 45_200_000)
        make.cost(self.review_work, self.fire, 1_085_000, stage="plan")
        assert self.picture("five").answer.endswith(
            "and one organisation plans to spend 2.4% of its budget of £45 million on running shared work."
        )
        make.budget(self.police, 200_000_000)
        make.cost(self.review_work, self.police, 4_000_000, stage="plan")
        make.cost(self.review_work, self.ambulance, 7_000_000, stage="plan")
        picture = self.picture("five")
        assert picture.answer.endswith(
            "and 2 organisations plan to spend 2.1% of their budgets of £245 million on running shared work."
        )
        assert picture.notes[1] == (
            "Proportion is what an organisation plans to pay for running shared work in 2014/15, as part of its net revenue "
            "budget. Only costs that you can see count. It is not known of one of 3 organisations."
        )
        make.budget(self.ambulance)
        assert self.picture("five").notes[1].endswith("It is known of each of them.")

    def test_costs_of_work_that_is_hidden_from_somebody_do_not_count_for_them(self):
        make.budget(self.fire, 1_000_000)
        make.cost(self.review_work, self.fire, 10_000, stage="plan")
        hidden = make.initiative("For a few", (self.fire,), reach=Reach.NAMED)
        make.named(hidden, self.fire_lead)
        make.cost(hidden, self.fire, 20_000, stage="plan")
        part = {someone: self.rows_of(someone, "proportion") for someone in (self.fire_lead, self.officer)}
        name = self.fire.short_name
        assert [part[each][name][3].value for each in (self.fire_lead, self.officer)] == ["3.0%", "1.0%"]
        assert self.rows_of(self.stranger, "proportion") == {}

    def test_whoever_pays_for_work_that_is_over_keeps_a_row(self):
        over = make.initiative("", (self.council,), reach=Reach.PORTAL, ended_on="2013")
        make.budget(self.council, 1_000)
        make.cost(over, self.council, 10, stage="plan")
        cells = self.rows_of(self.officer)[self.council.short_name]
        assert (cells[1].value, cells[PLACE].value) == (0, "1.0%")

    def test_its_file_has_plain_numbers(self):
        make.budget(self.fire, "45200000.50")
        make.cost(self.review_work, self.fire, 10, stage="plan")
        self.sign_in(self.officer)
        answer = self.client.get("/questions/five/figures.csv?table=proportion")
        assert "five-proportion-2014-10-06.csv" in answer["Content-Disposition"]
        heads, row = answer.content.decode("utf-8-sig").splitlines()
        assert heads == "Organisation,Planned running costs,Net revenue budget,Part of all business"
        assert row == "Cheshire Fire and Rescue Service,10.00,45200000.50,Under 0.1%"

    def test_the_five_take_seven_queries_for_much_money_as_for_none(self):
        officer = self.officer.as_of(MONDAY)
        assert officer.standing.member_ids
        with self.assertNumQueries(7):
            self.picture_of(officer)
        self.random_money(1)
        with self.assertNumQueries(7):
            self.picture_of(officer)

    def picture_of(self, someone):
        return self.picture("five", someone)

    def test_the_year_is_that_of_the_day(self):
        make.budget(self.fire, 1_000)
        make.cost(self.review_work, self.fire, 24, stage="plan")
        for day, said in ((dt.date(2015, 3, 31), "2.4%"), (dt.date(2015, 4, 1), "Not known")):
            rows = {row.cells[0].value: row.cells for row in self.picture("five", day=day).rows}
            assert rows[self.fire.short_name][PLACE].value == said


class InWords(TestCase):
    def test_a_part_has_one_decimal(self):
        for planned, whole, said in (
            (24, 1000, "2.4%"), (1, 1000, "0.1%"), (999, 10**6, "under 0.1%"), (1, 10**11, "under 0.1%"), (0, 5, "0%"),
            (1, 3, "33.3%"), (1, 1, "100.0%"), (1245, 10**5, "1.2%"), (1250, 10**5, "1.3%"), (10**11, Decimal("0.01"), "1,000,000,000,000,000.0%"),
        ):  # fmt: skip
            assert part_of(Decimal(planned), Decimal(whole)) == said

    def test_a_sentence_says_millions(self):
        for pounds, said in (
            ("999999.49", "£999,999"), (10**6, "£1 million"), (3_100_000, "£3.1 million"), (412_400_000, "£412 million"),
            (9_960_000, "£10 million"), (10**11, "£100,000 million"), ("0.40", "£0"),
        ):  # fmt: skip
            assert roughly(Decimal(pounds)) == said

    def test_pounds_are_whole(self):
        assert [in_pounds(Decimal(each)) for each in ("45200000.50", "0.49", "1234")] == ["£45,200,001", "£0", "£1,234"]


@given(planned=POUNDS, whole=POUNDS)
def test_a_part_is_right_to_half_of_its_last_place_and_never_none(planned, whole):
    exact, said = Fraction(planned) / Fraction(whole) * 100, part_of(planned, whole)
    if said == "under 0.1%":
        assert 0 < exact < Fraction(1, 10)
        return
    number = said.removesuffix("%").replace(",", "")
    assert len(number.partition(".")[2]) == 1
    assert Fraction(number) >= Fraction(1, 10)
    assert abs(Fraction(number) - exact) <= Fraction(1, 20)


@given(planned=POUNDS, more=POUNDS, whole=POUNDS)
def test_a_larger_plan_is_never_a_smaller_part(planned, more, whole):
    def size(said):
        return Fraction(0) if said == "under 0.1%" else Fraction(said.removesuffix("%").replace(",", ""))

    assert size(part_of(planned, whole)) <= size(part_of(planned + more, whole))


@given(figures=st.dictionaries(st.sampled_from("abcdef"), st.tuples(POUNDS, POUNDS), min_size=1))
def test_the_part_of_all_lies_between_the_smallest_and_the_largest(figures):
    parts = [Fraction(planned) / Fraction(whole) for planned, whole in figures.values()]
    planned, budgets = ({slug: both[place] for slug, both in figures.items()} for place in (0, 1))
    found = Proportion(planned, budgets, 2014)
    total = Fraction(sum(planned.values())) / Fraction(sum(budgets.values()))
    assert min(parts) <= total <= max(parts)
    part = part_of(sum(planned.values()), sum(budgets.values()))
    assert found.of("") == sentence(part)
    assert f"{part} of" in found.words


@pytest.mark.parametrize("known", [{}, {"a": Decimal(1)}])
def test_without_a_budget_nothing_is_known(known):
    found = Proportion(known, {"b": Decimal(5)}, 2014)
    assert (found.of("a"), found.of("b"), found.of("")) == ("Not known",) * 3
    assert found.words == "what part of all business this is, is not known"
