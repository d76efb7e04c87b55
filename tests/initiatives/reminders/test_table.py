"""The table row by row: how each row is known, how it reads, and what a change makes of it."""

import ast
from pathlib import Path
from unittest import mock

import pytest

from initiatives.reminders import effect, policy, table
from initiatives.reminders.policy import AUTHORS, LEAD, OFFICE, POLICY, REPORT_DUE, SPONSOR, Stage, steps_about
from initiatives.reminders.table import Change

DUE, LATE, LATE_FOR_THE_SPONSOR = (
    "report_due-before-authors-report_is_due",
    "report_due-late-authors-report_is_late",
    "report_due-late-sponsor-report_is_late_for_the_sponsor",
)
#: The table with each row that counts in one way only.
DEFAULT = table.after({})


def stage(**days):
    return Stage(about=REPORT_DUE, to=AUTHORS, letter="report_is_due", **days)


def test_every_row_has_a_key_of_its_own_that_an_address_can_carry():
    keys = [row.key for row in table.rows()]
    assert len(set(keys)) == len(keys) >= 4
    assert keys[0] == DUE
    assert all(key.replace("-", "").replace("_", "").isalnum() for key in keys)


def test_each_field_of_a_row_fits_its_column():
    assert all(
        len(row.kind) <= 40 and len(row.stage.letter) <= 60 and len(row.stage.to.name) <= 20 for row in table.rows()
    )


def test_a_stage_that_counts_in_two_ways_makes_two_rows():
    both = Stage(about="x", to=AUTHORS, letter="y", months_before=(3, 1), working_days_late=(0,))
    with mock.patch.object(policy, "POLICY", (both,)):
        assert [(row.when, row.offsets) for row in table.rows()] == [("months", (3, 1)), ("late", (0,))]
        assert [step.name for step in steps_about("x", table.after({}))] == [
            step.name for step in steps_about("x", (both,))
        ]


def test_without_changes_the_policy_is_the_table():
    for kind in {stage.about for stage in POLICY}:
        as_it_is = [(step.name, step.stage.to, step.stage.letter) for step in steps_about(kind, POLICY)]
        assert [(step.name, step.stage.to, step.stage.letter) for step in steps_about(kind, DEFAULT)] == as_it_is


def test_a_change_takes_the_place_of_its_row():
    now = table.after({DUE: Change((5, 15), "office")})
    assert now[0] == Stage(REPORT_DUE, OFFICE, "report_is_due", working_days_before=(15, 5))
    assert now[1:] == DEFAULT[1:]


def test_what_is_switched_off_is_not_in_the_policy():
    assert table.after({LATE: Change((1,), "authors", is_on=False)}) == (DEFAULT[0], *DEFAULT[2:])


def test_a_change_of_a_row_that_the_table_no_longer_has_is_left_aside():
    assert table.after({"agenda_due-before-authors-agenda_is_due": Change((1,), "authors")}) == DEFAULT


def test_an_audience_that_the_kind_no_longer_knows_is_not_taken_over():
    assert table.after({LATE: Change((2,), "chief_constables")})[1].to == AUTHORS


def test_a_kind_knows_the_audiences_of_its_rows():
    known = {"authors": AUTHORS, "lead": LEAD, "sponsor": SPONSOR, "office": OFFICE}
    assert table.row_called(DUE).audiences == known


def test_the_key_of_no_row_is_none():
    assert table.row_called("report_due-before-authors-another_letter") is None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"working_days_before": (20, 10, 5, 1)}, "20, 10, 5 and 1 working days before"),
        ({"working_days_before": (1,)}, "1 working day before"),
        ({"working_days_late": (1,)}, "1 working day late"),
        ({"working_days_late": (0,)}, "on the day"),
        ({"working_days_late": (0, 3)}, "on the day and 3 working days late"),
        ({"months_before": (12, 1)}, "12 and 1 months before"),
        ({"months_before": (1,)}, "1 month before"),
    ],
)
def test_how_a_row_reads(days, words):
    assert table.when_in_words(stage(**days)) == words


def test_how_a_sentence_goes_on():
    meeting = Stage(about="meeting_near", to=AUTHORS, letter="y", working_days_before=(5,))
    assert table.days_in_words(meeting) == "5 working days before it takes place"
    assert [table.day_in_words(step) for step in (POLICY[0].steps[0], POLICY[1].steps[0])] == [
        "20 working days before it is due",
        "1 working day late",
    ]


def test_a_kind_without_words_is_called_by_its_name():
    assert table.kind_of("benefit_reading").about == "Benefit reading"
    assert all(row.kind in table.KINDS for row in table.rows())


def test_two_rules_that_the_ledger_cannot_tell_apart_clash():
    sponsor_too = table.row_called(LATE).after(Change((1, 3), "sponsor"))
    assert table.clash(sponsor_too, POLICY[2:]).name == "late_3_sponsor"
    assert table.clash(sponsor_too, POLICY[:2]) is None


@pytest.mark.parametrize("name", [step.name for step in steps_about(REPORT_DUE, POLICY)])
def test_a_stage_reads_as_it_was_when_the_policy_has_changed(name):
    assert table.step_as_it_was(REPORT_DUE, name) in steps_about_without_letters()


def steps_about_without_letters():
    return [
        table.Step(Stage(REPORT_DUE, step.stage.to, ""), step.offset, step.in_months)
        for step in steps_about(REPORT_DUE, POLICY)
    ]


def test_a_stage_that_was_dropped_still_reads():
    assert table.step_as_it_was(REPORT_DUE, "before_15_authors").in_words == "15 working days before"
    assert table.step_as_it_was("agreement_expiry", "months_before_12_parties").in_words == "12 months before"
    assert table.step_as_it_was(REPORT_DUE, "late_0_sponsor").in_words == "on the day"
    assert table.step_as_it_was(REPORT_DUE, "something else") is None


def test_the_table_and_the_effect_know_nothing_of_django():
    for module in (table, effect):
        tree = ast.parse(Path(module.__file__).read_text())
        sources = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {each for each in sources if "models" in each}, module.__name__
