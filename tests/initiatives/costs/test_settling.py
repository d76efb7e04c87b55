"""Who owes whom, held to what it promises and to another way of working it out: day by day, and by trying every way."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.costs.settling import (
    EXACT_UP_TO,
    Payment,
    Spell,
    differences,
    equal_shares,
    payments,
    should_bear,
    spells_in,
    true_up,
)

POLICE, FIRE, AMBULANCE = 1, 2, 3
THIRDS = {POLICE: Decimal("33.34"), FIRE: Decimal("33.33"), AMBULANCE: Decimal("33.33")}
HALVES = {POLICE: Decimal(50), FIRE: Decimal(50)}
pounds = st.integers(0, 10**13).map(lambda pence: Decimal(pence).scaleb(-2))
costs = st.dictionaries(st.integers(1, 8), pounds, max_size=8)
in_year = st.dates(dt.date(2013, 1, 1), dt.date(2015, 12, 31))


@st.composite
def percentages(draw):
    """Shares of some organisations that add up to 100.00."""
    keys = draw(st.lists(st.integers(1, 8), min_size=1, max_size=8, unique=True))
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=len(keys) - 1, max_size=len(keys) - 1, unique=True)))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return {key: Decimal(part).scaleb(-2) for key, part in zip(keys, parts, strict=True)}


agreements = st.dictionaries(in_year, percentages(), max_size=4)


@st.composite
def balanced(draw):
    """Differences of up to eight organisations that add up to nothing; small ones, so that circles are common."""
    amounts = draw(st.lists(st.integers(-6, 6), max_size=7))
    owed = dict(enumerate([*amounts, -sum(amounts)]))
    return {key: Decimal(pence).scaleb(-2) for key, pence in owed.items()}


def day_by_day(borne, agreed, year=2014):
    """The same again, in the plainest way there is: one day after another, in fractions of a pound."""
    due, day = dict.fromkeys(range(1, 9), Fraction(0)), dt.date(year, 4, 1)
    days = (dt.date(year + 1, 4, 1) - day).days
    for _ in range(days):
        latest = max((begins for begins in agreed if begins <= day), default=None)
        for key in due:
            kept = Fraction(borne.get(key, 0))
            shared = (
                0 if latest is None else sum(map(Fraction, borne.values())) * Fraction(agreed[latest].get(key, 0)) / 100
            )
            due[key] += (kept if latest is None else shared) / days
        day += dt.timedelta(days=1)
    return due


def fewest(owed):
    """How few payments there can be, by trying every way to split the organisations into groups that settle alone."""
    rest = tuple(key for key, amount in owed.items() if amount)
    return len(rest) - most_groups(rest, owed)


def most_groups(rest, owed):
    if not rest:
        return 0
    first, others, best = rest[0], rest[1:], -99
    for chosen in range(1 << len(others)):
        group = [first, *(key for at, key in enumerate(others) if chosen >> at & 1)]
        if sum(owed[key] for key in group) == 0:
            left = tuple(key for key in others if key not in group)
            best = max(best, 1 + most_groups(left, owed))
    return best


class TestWhatEachShouldBear:
    @given(costs, agreements)
    def test_adds_up_to_what_was_borne_and_the_differences_to_nothing(self, borne, agreed):
        due = should_bear(borne, spells_in(2014, agreed.items()))
        assert sum(due.values()) == sum(borne.values())
        assert sum(differences(borne, due).values()) == 0
        assert all(amount >= 0 and amount == round(amount, 2) for amount in due.values())

    @given(costs, agreements)
    @settings(max_examples=40)
    def test_is_within_a_penny_of_working_it_out_day_by_day(self, borne, agreed):
        due, again = should_bear(borne, spells_in(2014, agreed.items())), day_by_day(borne, agreed)
        assert all(abs(Fraction(due.get(key, 0)) - amount) < Fraction(1, 100) for key, amount in again.items())

    def test_follows_the_shares(self):
        borne = {POLICE: Decimal("100000.00"), FIRE: Decimal("75200.00")}
        due = should_bear(borne, [Spell(365, HALVES)])
        assert due == {POLICE: Decimal("87600.00"), FIRE: Decimal("87600.00")}
        assert payments(differences(borne, due)) == [Payment(FIRE, POLICE, Decimal("12400.00"))]

    def test_gives_pennies_left_over_to_those_rounded_down_by_most(self):
        due = should_bear({POLICE: Decimal("0.05")}, [Spell(365, THIRDS)])
        assert due == {POLICE: Decimal("0.02"), FIRE: Decimal("0.02"), AMBULANCE: Decimal("0.01")}

    def test_is_split_by_days_where_the_shares_change_in_the_year(self):
        agreed = [(dt.date(2012, 4, 1), HALVES), (dt.date(2014, 10, 1), {FIRE: Decimal(100)})]
        spells = spells_in(2014, agreed)
        assert [spell.days for spell in spells] == [183, 182]
        assert should_bear({POLICE: Decimal(365)}, spells) == {POLICE: Decimal("91.50"), FIRE: Decimal("273.50")}

    def test_leaves_costs_where_they_fell_on_days_without_shares(self):
        spells = spells_in(2014, [(dt.date(2014, 10, 1), HALVES)])
        assert [(spell.days, bool(spell.shares)) for spell in spells] == [(183, False), (182, True)]
        assert should_bear({POLICE: Decimal(365)}, spells) == {POLICE: Decimal(274), FIRE: Decimal(91)}
        assert should_bear({POLICE: Decimal(7)}, spells_in(2014, [])) == {POLICE: Decimal(7)}

    def test_of_a_leap_year_has_366_days(self):
        assert [spell.days for spell in spells_in(2015, [])] == [366]


class TestThePayments:
    @given(costs, agreements)
    def test_settle_everything_and_nobody_pays_and_receives(self, borne, agreed):
        owed = differences(borne, should_bear(borne, spells_in(2014, agreed.items())))
        made = payments(owed)
        left = dict(owed)
        for each in made:
            assert each.amount > 0
            left[each.debtor] += each.amount
            left[each.creditor] -= each.amount
        assert not any(left.values())
        assert not {each.debtor for each in made} & {each.creditor for each in made}

    @given(balanced())
    @settings(max_examples=60)
    def test_are_as_few_as_there_can_be(self, owed):
        assert len(payments(owed)) == fewest(owed)

    def test_of_many_organisations_are_still_fewer_than_they_are(self):
        many = EXACT_UP_TO + 8
        owed = {key: Decimal(key if key < many - 1 else -sum(range(many - 1))) for key in range(many)}
        assert len(payments(owed)) == many - 2

    def test_are_refused_for_differences_that_do_not_add_up(self):
        with pytest.raises(ValueError, match="do not add up"):
            payments({POLICE: Decimal(1)})


class TestTheTrueUp:
    @given(costs, costs, agreements)
    def test_after_payments_by_the_plan_leaves_what_payments_by_actual_costs_would(self, plan, actual, agreed):
        spells = spells_in(2014, agreed.items())
        by_plan, by_actual = (differences(each, should_bear(each, spells)) for each in (plan, actual))
        rest = true_up(by_plan, by_actual)
        assert sum(rest.values()) == 0
        assert all(by_plan.get(key, 0) + amount == by_actual.get(key, 0) for key, amount in rest.items())


@given(st.integers(1, 60))
def test_equal_shares_add_up_to_100_and_differ_by_a_hundredth_at_most(number):
    shares = equal_shares(range(number)).values()
    assert sum(shares) == 100
    assert max(shares) - min(shares) <= Decimal("0.01")


def test_three_equal_shares_are_named_to_the_hundredth():
    assert list(equal_shares([1, 2, 3]).values()) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
