"""The effect of a change is the plan after it less the plan before it, for any change of any rule."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders import effect, table
from initiatives.reminders.effect import Decided, Span
from initiatives.reminders.plan import Fact, Listener, nobody_to_tell, plan
from initiatives.reminders.policy import POLICY, REPORT_DUE
from initiatives.reminders.table import Change
from tests.initiatives.reminders.test_plan import DAY, FRIDAY, fact, facts, holidays
from tests.initiatives.reminders.test_table import DUE, LATE

ROWS = [row for row in table.rows() if row.kind == REPORT_DUE]
DAYS = WorkingDays()
MONDAY = dt.date(2014, 10, 6)
OCTOBER_3 = dt.date(2014, 10, 3)
everybody = (Listener("authors", 1), Listener("sponsor", 2), Listener("office", 3))


@st.composite
def changes(draw):
    """Some rows of the table, each with other days, another audience, or switched off."""
    days = st.sets(st.integers(0, 40), min_size=1, max_size=10).map(tuple)
    change = st.builds(Change, days, st.sampled_from(["authors", "sponsor", "office"]), st.booleans())
    return draw(st.dictionaries(st.sampled_from([row.key for row in ROWS]), change, max_size=3))


def of(then, *, now=None, today=MONDAY, known=None, decided=(), ahead=60):
    """The effect on the report of the cast, seen from a day."""
    span = Span(DAYS.before(today, 10), today, today + ahead * DAY)
    return effect.of(
        known or [fact(FRIDAY, *everybody)], table.after(now or {}), table.after(then), DAYS, span, decided
    )


def lines(said):
    return [(each.day, each.person, each.step.name) for each in said]


def row(name, day, state="sent", person=1):
    return Decided("report_request:1", name, person, day, FRIDAY, state)


@settings(max_examples=300, deadline=None)
@given(facts(), holidays, changes(), changes(), st.dates(dt.date(2014, 1, 1), dt.date(2015, 12, 1)))
def test_the_difference_is_the_plan_after_less_the_plan_before(known, closed, now, then, today):
    calendar, last = WorkingDays.without(closed), today + 60 * DAY
    before, after = table.after(now), table.after(then)
    came = effect.of(known, before, after, calendar, Span(today + DAY, today, last))
    keys = [{each.key for each in plan(known, policy, calendar, today + DAY, last)} for policy in (before, after)]
    assert {each.key for each in came.new} == keys[1] - keys[0]
    assert {each.key for each in came.gone} == keys[0] - keys[1]
    assert {each.key for each in came.staying} == keys[0] & keys[1]


@settings(max_examples=200, deadline=None)
@given(facts(), holidays, changes(), st.dates(dt.date(2014, 1, 1), dt.date(2015, 12, 1)))
def test_a_change_and_its_opposite_mirror_each_other(known, closed, then, today):
    span = Span(today - 14 * DAY, today, today + 60 * DAY)
    there = effect.of(known, POLICY, table.after(then), WorkingDays.without(closed), span)
    back = effect.of(known, table.after(then), POLICY, WorkingDays.without(closed), span)
    assert {each.key for each in there.new} == {each.key for each in back.gone}
    assert {each.key for each in there.gone} == {each.key for each in back.new}


def test_no_change_has_no_effect():
    came = of({})
    assert (came.new, came.gone, came.untold) == ([], [], [])
    assert len(came.staying) == 7


def test_other_days_come_and_go():
    came = of({DUE: Change((15, 10, 5, 1), "authors")}, today=dt.date(2014, 10, 1))
    assert lines(came.new) == [(dt.date(2014, 10, 10), 1, "before_15_authors")]
    assert lines(came.gone) == [(OCTOBER_3, 1, "before_20_authors")]


def test_another_audience_is_told_instead():
    came = of({LATE: Change((1,), "office")})
    assert lines(came.new) == [(dt.date(2014, 11, 3), 3, "late_1_office")]
    assert lines(came.gone) == [(dt.date(2014, 11, 3), 1, "late_1_authors")]


def test_a_day_that_has_passed_goes_with_the_next_letters():
    came = of({DUE: Change((19, 10, 5, 1), "authors")}, today=dt.date(2014, 10, 7))
    assert lines(came.new) == [(MONDAY, 1, "before_19_authors")]


def test_what_was_said_is_neither_new_nor_gone():
    came = of({DUE: Change((10, 5, 1), "authors")}, decided=[row("before_20_authors", OCTOBER_3)])
    assert came.gone == []


def test_an_earlier_stage_than_was_said_is_not_made_up_for():
    said = [row("before_20_authors", OCTOBER_3)]
    assert of({DUE: Change((21, 20, 10, 5, 1), "authors")}, decided=said).new == []


@pytest.mark.parametrize(("day", "again"), [(FRIDAY, 0), (MONDAY, 1)])
def test_what_was_cancelled_is_planned_again_only_if_its_day_is_to_come(day, again):
    cancelled = [row("before_10_authors", dt.date(2014, 10, 17), "cancelled")]
    now = {DUE: Change((20, 5, 1), "authors")}
    assert len(of({}, now=now, today=day - 4 * DAY, decided=cancelled).new) == again


def test_of_several_days_that_have_passed_the_latest_goes():
    came = of({DUE: Change((20, 19, 18, 10, 5, 1), "authors")}, today=dt.date(2014, 10, 8))
    assert lines(came.new) == [(dt.date(2014, 10, 7), 1, "before_18_authors")]
    assert lines(came.gone) == [(OCTOBER_3, 1, "before_20_authors")], "the later stage goes in its place"


def test_a_later_due_date_begins_again():
    told_for_another_day = [Decided("report_request:1", "before_10_authors", 1, MONDAY, FRIDAY - 14 * DAY, "sent")]
    came = of({DUE: Change((20,), "authors")}, decided=told_for_another_day)
    assert "before_10_authors" in [each.step.name for each in came.gone]


def test_an_audience_without_people_is_a_finding():
    nobody = [Fact(REPORT_DUE, "report_request:1", "initiative:7", FRIDAY, frozenset({Listener("authors", 1)}))]
    came = of({LATE: Change((1,), "office")}, known=nobody)
    assert [(each.day, each.why) for each in came.untold] == [
        (dt.date(2014, 11, 3), "the office has no policy officer")
    ]
    assert nobody_to_tell(nobody, POLICY, DAYS, MONDAY, MONDAY + 60 * DAY), "which the other rules have as well"
