"""Leave, day by day: whoever is there hears it, a deputy in place of whoever is not, and a gap where nobody does."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.reminders.cover import covered, gaps
from initiatives.reminders.plan import Gap, Listener

FIRST = dt.date(2014, 10, 1)
DAYS = [FIRST + dt.timedelta(days=n) for n in range(40)]
NAMES = {1: "Elin Pryce", 2: "Sam Adeyemi", 3: "Priya Okafor", 4: "Ann Bell"}


@dataclass(frozen=True)
class Away:
    person_id: int
    deputy_id: int | None
    first_on: dt.date
    last_on: dt.date


def on(number):
    return dt.date(2014, 10, number)


def pair(made):
    return tuple(sorted(made))


spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(pair)
people = st.sampled_from(list(NAMES))
leaves = st.builds(lambda who, deputy, span: Away(who, deputy, *span), people, st.none() | people, spans)
open_spans = st.tuples(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS))
listeners = st.builds(
    lambda audience, who, span: Listener(audience, who, *span), st.sampled_from(["authors", "lead"]), people, open_spans
)

ELIN = Listener("authors", 1)
A_WEEK = Away(1, 2, on(13), on(17))


def test_leave_splits_a_listener_and_lets_the_deputy_in_between():
    assert covered([ELIN], [A_WEEK]) == {
        Listener("authors", 1, None, on(12)),
        Listener("authors", 2, on(13), on(17), covers=1),
        Listener("authors", 1, on(18), None),
    }


def test_leave_inside_the_days_that_somebody_listens_only():
    until_the_fifteenth = Listener("authors", 1, on(14), on(15))
    assert covered([until_the_fifteenth], [A_WEEK]) == {Listener("authors", 2, on(14), on(15), covers=1)}


def test_without_a_deputy_nobody_hears_and_the_gap_says_who_is_away():
    alone = Away(1, None, on(13), on(17))
    assert {each.person for each in covered([ELIN], [alone])} == {1}
    assert gaps([ELIN], [alone], NAMES) == {Gap("authors", "Elin Pryce", on(13), on(17))}


def test_a_deputy_who_may_not_hear_it_leaves_a_gap():
    def may_hear(listener):
        return listener.person != 2

    assert {each.person for each in covered([ELIN], [A_WEEK], may_hear)} == {1}
    assert gaps([ELIN], [A_WEEK], NAMES, may_hear) == {Gap("authors", "Elin Pryce", on(13), on(17))}


def test_a_deputy_on_leave_leaves_a_gap_for_those_days():
    away = [A_WEEK, Away(2, 3, on(16), on(20))]
    assert Listener("authors", 2, on(13), on(15), covers=1) in covered([ELIN], away)
    assert 3 not in {each.person for each in covered([ELIN], away)}
    assert gaps([ELIN], away, NAMES) == {Gap("authors", "Elin Pryce", on(16), on(17))}


def test_nobody_away_changes_nothing():
    assert covered([ELIN], []) == {ELIN}
    assert gaps([ELIN], [], NAMES) == frozenset()


@settings(max_examples=300, deadline=None)
@given(st.lists(listeners, max_size=5), st.lists(leaves, max_size=5))
def test_on_every_day_it_is_whoever_is_there_or_their_deputy(those, aways):
    told, open_days = covered(those, aways), gaps(those, aways, NAMES)
    for day in DAYS:
        expected, missed = set(), set()
        for one in (each for each in those if each.listens_on(day)):
            leave = first_leave(one.person, aways, day)
            if leave is None:
                expected.add((one.audience, one.person, None))
            elif leave.deputy_id is not None and first_leave(leave.deputy_id, aways, day) is None:
                expected.add((one.audience, leave.deputy_id, one.person))
            else:
                missed.add((one.audience, NAMES[one.person]))
        assert {(each.audience, each.person, each.covers) for each in told if each.listens_on(day)} == expected
        assert {(each.audience, each.name) for each in open_days if each.is_open_on(day)} == missed


def first_leave(person, aways, day):
    """The leave that counts on a day: of those that have it, the one that begins first."""
    mine = [each for each in aways if each.person_id == person and each.first_on <= day <= each.last_on]
    return min(mine, key=lambda each: (each.first_on, each.last_on), default=None)
