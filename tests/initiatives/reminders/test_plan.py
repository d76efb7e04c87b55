"""The plan is a pure function: compared with an oracle, and held to what must be true of every plan."""

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collab_portal.toolkit import dates as dates_module
from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders import plan as plan_module
from initiatives.reminders import policy as policy_module
from initiatives.reminders.plan import Fact, Listener, day_of, due_dates_heard_between, nobody_to_tell, plan
from initiatives.reminders.policy import AUTHORS, POLICY, REPORT_DUE, Stage, steps_about
from tests.initiatives.reminders import oracle

FRIDAY = dt.date(2014, 10, 31)
DAY = dt.timedelta(days=1)
CHRISTMAS = {dt.date(2014, 12, 25), dt.date(2014, 12, 26), dt.date(2015, 1, 1)}

dates = st.dates(dt.date(2013, 12, 1), dt.date(2016, 4, 1))
maybe = st.none() | dates
listeners = st.builds(
    Listener, st.sampled_from(["authors", "lead", "sponsor", "office"]), st.integers(1, 4), maybe, maybe
)
holidays = st.sets(dates, max_size=40)


@st.composite
def facts(draw):
    due = draw(st.lists(dates, max_size=4))
    return [
        Fact(REPORT_DUE, f"report_request:{n}", "initiative:1", day, draw(st.frozensets(listeners, max_size=5)))
        for n, day in enumerate(due)
    ]


def fact(due_on=FRIDAY, *people):
    return Fact(REPORT_DUE, "report_request:1", "initiative:7", due_on, frozenset(people or (Listener("authors", 1),)))


def days(due_on, closed=()):
    everybody = (Listener("authors", 1), Listener("sponsor", 2), Listener("office", 3))
    said = plan([fact(due_on, *everybody)], POLICY, WorkingDays.without(closed), due_on - 90 * DAY, due_on + 90 * DAY)
    return [(each.day, each.person) for each in said]


def test_the_ladder_of_chs_r01():
    assert days(FRIDAY) == [
        (dt.date(2014, 10, 3), 1), (dt.date(2014, 10, 17), 1), (dt.date(2014, 10, 24), 1), (dt.date(2014, 10, 30), 1),
        (dt.date(2014, 11, 3), 1), (dt.date(2014, 11, 5), 2), (dt.date(2014, 11, 7), 3),
    ]  # fmt: skip


def test_over_christmas_and_new_year():
    assert [day for day, _ in days(dt.date(2015, 1, 5), CHRISTMAS)] == [
        dt.date(2014, 12, 3), dt.date(2014, 12, 17), dt.date(2014, 12, 24), dt.date(2015, 1, 2),
        dt.date(2015, 1, 6), dt.date(2015, 1, 8), dt.date(2015, 1, 12),
    ]  # fmt: skip


def test_over_a_leap_day():
    assert dt.date(2016, 2, 29) in [day for day, _ in days(dt.date(2016, 3, 1))]
    assert (dt.date(2016, 2, 26), 1) in days(dt.date(2016, 2, 29))


@pytest.mark.parametrize("due_on", [dt.date(2014, 11, 1), dt.date(2014, 11, 2)])
def test_due_at_a_weekend_counts_from_the_friday_before(due_on):
    told = [day for day, _ in days(due_on)]
    assert told[3:5] == [dt.date(2014, 10, 31), dt.date(2014, 11, 3)]


def test_a_new_bank_holiday_moves_a_day_earlier_and_never_past_the_due_date():
    before, after = days(FRIDAY), days(FRIDAY, {dt.date(2014, 10, 30)})
    assert after[3] == (dt.date(2014, 10, 29), 1)
    assert all(new <= old for (old, _), (new, _) in zip(before[:4], after[:4], strict=True))


def test_a_moved_due_date_moves_the_days():
    assert [day for day, _ in days(dt.date(2014, 11, 28))][:2] == [dt.date(2014, 10, 31), dt.date(2014, 11, 14)]


def test_a_person_listens_from_and_to_days_that_count():
    someone = Listener("authors", 1, dt.date(2014, 10, 17), dt.date(2014, 10, 24))
    said = plan([fact(FRIDAY, someone)], POLICY, WorkingDays(), FRIDAY - 60 * DAY, FRIDAY + 60 * DAY)
    assert [each.day for each in said] == [dt.date(2014, 10, 17), dt.date(2014, 10, 24)]


def test_nobody_to_tell_is_a_finding():
    untold = nobody_to_tell([fact()], POLICY, WorkingDays(), FRIDAY, FRIDAY + 30 * DAY)
    assert [each.why for each in untold] == ["no sponsor is named", "the office has no policy officer"]


def test_every_step_has_a_name_of_its_own():
    names = [step.name for step in steps_about(REPORT_DUE, POLICY)]
    assert len(set(names)) == 8
    assert max(map(len, names)) <= 40


def test_the_plan_knows_nothing_of_django():
    for module in (plan_module, policy_module, dates_module):
        tree = ast.parse(Path(module.__file__).read_text())
        sources = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        sources |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        assert not {source for source in sources if source.startswith("django") or ".models" in source}, module.__name__


@settings(max_examples=300, deadline=None)
@given(facts(), holidays, dates, st.integers(0, 60))
def test_the_plan_agrees_with_the_oracle(known, closed, first, length):
    last = first + length * DAY
    said = plan(known, POLICY, WorkingDays.without(closed), first, last)
    things = [
        {
            "subject": each.subject,
            "due_on": each.due_on,
            "listeners": [
                {"audience": one.audience, "person": one.person, "from": one.from_on, "until": one.until}
                for one in each.listeners
            ],
        }
        for each in known
    ]
    told = [(each.day, each.fact.subject, each.person) for each in said]
    assert set(told) == oracle.expected(things, closed, first, last)
    assert len(told) == len(set(told)), "nobody is told the same thing twice on a day"


@settings(max_examples=200, deadline=None)
@given(facts(), holidays, dates, st.integers(0, 60))
def test_what_is_true_of_every_plan(known, closed, first, length):
    calendar, last = WorkingDays.without(closed), first + length * DAY
    said = plan(known, POLICY, calendar, first, last)
    assert said == plan(list(reversed(known)), POLICY, calendar, first, last), "the order of the facts does not matter"
    assert all(calendar.is_working(each.day) and first <= each.day <= last for each in said)
    assert all(each.day < each.due_on if each.step.is_before else each.day > each.due_on for each in said)
    assert all(each.person in each.fact.people(each.step.stage.to, each.day) for each in said)
    assert len({each.key for each in said}) == len(said), "one row in the ledger for each"


@settings(max_examples=200, deadline=None)
@given(dates, holidays, dates)
def test_one_more_holiday_never_moves_a_reminder_later(due_on, closed, another):
    before, after = WorkingDays.without(closed), WorkingDays.without(closed | {another})
    for step in (step for step in steps_about(REPORT_DUE, POLICY) if step.is_before):
        assert day_of(step, due_on, after) <= day_of(step, due_on, before) < due_on


@settings(max_examples=200, deadline=None)
@given(dates, holidays, dates, st.integers(0, 60))
def test_the_range_of_due_dates_leaves_nothing_out(due_on, closed, first, length):
    calendar, last = WorkingDays.without(closed), first + length * DAY
    earliest, latest = due_dates_heard_between(POLICY, calendar, first, last)
    if any(first <= day_of(step, due_on, calendar) <= last for step in steps_about(REPORT_DUE, POLICY)):
        assert earliest <= due_on <= latest


def test_running_it_a_thousand_times_changes_nothing():
    known, calendar = [fact()], WorkingDays()
    first = plan(known, POLICY, calendar, FRIDAY - 60 * DAY, FRIDAY)
    assert all(plan(known, POLICY, calendar, FRIDAY - 60 * DAY, FRIDAY) == first for _ in range(1000))
    assert all(each.step.stage.to == AUTHORS for each in first)


def test_a_stage_in_months_falls_on_the_last_working_day_of_its_month():
    a_year = Stage(about=REPORT_DUE, months_before=(12,), to=AUTHORS, letter="report_is_due")
    saturday = dt.date(2015, 11, 1)
    said = plan([fact(saturday, Listener("authors", 7))], [a_year], WorkingDays(), FRIDAY - 90 * DAY, FRIDAY + 90 * DAY)
    assert [(each.day, each.step.name) for each in said] == [(FRIDAY, "months_before_12_authors")]


def test_each_fact_counts_in_the_working_days_of_its_own_organisation():
    class TwoCalendars:
        def of(self, organisation):
            return WorkingDays.without([FRIDAY - DAY]) if organisation == 5 else WorkingDays()

    known = [
        replace(fact(FRIDAY, Listener("authors", 7)), subject=f"report_request:{each}", calendar=each)
        for each in (4, 5)
    ]
    said = plan(known, POLICY, TwoCalendars(), FRIDAY - 2 * DAY, FRIDAY)
    assert [(each.fact.calendar, each.day) for each in said] == [(5, FRIDAY - 2 * DAY), (4, FRIDAY - DAY)]
