"""The bench of lives: seeds are shared out over processes, and a failing life is boiled down to the faults it needs."""

from unittest import mock

from initiatives.management.bench import lives
from initiatives.management.bench.lives import shares, smallest

LEFT_OUT = {"seed": 7, "day": 30, "troubled": [3, 11, 30], "difference": "seed 7, a Wednesday (day 30, dies): twice"}


def test_every_seed_has_one_process_and_none_has_much_more_than_another():
    assert shares(range(4, 14), 3) == [range(4, 7), range(7, 10), range(10, 14)]
    assert shares(range(2), 8) == [range(1), range(1, 2)]


def test_two_faults_that_need_each_other_are_found_among_many():
    asked = []

    def fails(kept):
        asked.append(kept)
        return {17, 82} <= set(kept)

    assert smallest(range(100), fails, 60) == ([17, 82], True)
    assert len(asked) < 40


def test_no_fault_is_needed_where_it_fails_without_any():
    assert smallest(range(100), lambda kept: True, 60) == ([], True)


def test_it_ends_when_the_tries_run_out_and_says_so():
    kept, is_smallest = smallest(range(100), lambda kept: {17, 82} <= set(kept), 5)
    assert {17, 82} <= set(kept)
    assert not is_smallest


def test_a_life_is_lived_again_without_faults_until_the_day_it_failed_and_the_command_is_named():
    lived = []

    def again(runs, months, without):
        lived.append((runs, round(months * lives.DAYS_A_MONTH), list(without)))
        return [{**LEFT_OUT}] if 11 not in without else [{"seed": 7}]

    with mock.patch.object(lives, "lived", again):
        said = lives.needed(LEFT_OUT, str)
    assert said.startswith("It takes the faults of day 11. WITHOUT=3,30 SEEDS=1 SEEDS_FROM=7 MONTHS=1.02 script/test")
    assert {(tuple(runs), days) for runs, days, _ in lived} == {((range(7, 8),), 31)}


def test_another_difference_on_another_day_is_not_the_one_that_is_looked_for():
    other = {**LEFT_OUT, "difference": "seed 7, a Monday (day 28, dies): twice"}
    with mock.patch.object(lives, "lived", return_value=[other]):
        assert lives.needed(LEFT_OUT, str).startswith("It takes the faults of day 3, 11, 30.")


def test_where_only_the_end_of_a_life_is_wrong_no_fault_is_looked_for():
    at_the_end = {**LEFT_OUT, "difference": "seed 7: stuck"}
    with mock.patch.object(lives, "lived") as lived:
        assert "no fault is to be looked for" in lives.needed(at_the_end, str)
    lived.assert_not_called()
