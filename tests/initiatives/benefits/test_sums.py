"""What must never be added cannot be; what may be, comes to what anybody would work out by hand."""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.benefits.choices import BenefitKind, Unit
from initiatives.benefits.sums import Key, NeverAdded, Stage, Sum, tally, total

keys = st.builds(
    Key.of,
    kind=st.sampled_from(BenefitKind.values),
    is_recurring=st.booleans(),
    unit=st.sampled_from(Unit.values),
    measure=st.sampled_from(["Call-outs", "Lives"]),
    stage=st.sampled_from(Stage),
)
amounts = st.decimals(min_value=0, max_value=10**11, places=2)
sums = st.builds(Sum, key=keys, amount=amounts)
SAVING = Key("cashable", True, "pounds", Stage.CONFIRMED)


@given(st.lists(sums))
def test_a_tally_is_what_plain_recomputation_gives(parts):
    by_hand = defaultdict(Decimal)
    for part in parts:
        key = part.key
        by_hand[key.kind, key.is_recurring, key.unit, key.measure, key.stage] += part.amount
    counted = tally(parts)
    assert {
        (key.kind, key.is_recurring, key.unit, key.measure, key.stage): each.amount for key, each in counted.items()
    } == dict(by_hand)


@given(sums, sums)
def test_two_sums_are_added_exactly_if_they_are_the_same_kind_of_thing(one, other):
    if one.key == other.key:
        assert (one + other).amount == one.amount + other.amount
    else:
        with pytest.raises(NeverAdded):
            one + other


@given(keys, st.lists(amounts))
def test_a_total_of_one_key_is_all_of_it(key, values):
    assert total(key, [Sum(key, value) for value in values]) == Sum(key, sum(values, Decimal(0)))


@pytest.mark.parametrize(
    "other",
    [
        Key("efficiency", True, "pounds", Stage.CONFIRMED),
        Key("disbenefit", True, "pounds", Stage.CONFIRMED),
        Key("cashable", False, "pounds", Stage.CONFIRMED),
        Key("cashable", True, "pounds", Stage.CLAIMED),
        Key("cashable", True, "pounds", Stage.PLAN),
        Key("cashable", True, "hours", Stage.CONFIRMED),
    ],
    ids=["non-cashable", "a loss", "one-off", "only claimed", "forecast", "hours"],
)
def test_a_confirmed_yearly_cashable_saving_is_never_added_to(other):
    with pytest.raises(NeverAdded):
        Sum(SAVING, Decimal(1)) + Sum(other, Decimal(1))
    with pytest.raises(NeverAdded):
        total(SAVING, [Sum(other, Decimal(1))])


def test_things_merely_counted_are_added_only_if_they_count_the_same():
    lives, calls = (Key.of("service", True, "number", said, Stage.PLAN) for said in ("Lives", "Call-outs"))
    with pytest.raises(NeverAdded):
        Sum(lives) + Sum(calls)
    rent, fuel = (Key.of("cashable", True, "pounds", said, Stage.PLAN) for said in ("Rent", "Fuel"))
    assert (Sum(rent, Decimal(2)) + Sum(fuel, Decimal(3))).amount == 5


def test_a_bare_number_is_never_added():
    for number in (0, 1, Decimal(5)):
        with pytest.raises(TypeError):
            Sum(SAVING, Decimal(1)) + number
    with pytest.raises(TypeError):
        sum([Sum(SAVING, Decimal(1))])


def test_stages_of_one_line_differ():
    for one, other in combinations(Stage, 2):
        assert Key("income", True, "pounds", one) != Key("income", True, "pounds", other)
