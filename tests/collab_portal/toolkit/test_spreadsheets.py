"""Files that a spreadsheet opens: numbers are numbers, dates are dates, and what people wrote is never a formula."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.spreadsheets import STARTS_A_FORMULA, as_csv, safe


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_no_cell_of_a_file_begins_a_formula_and_nothing_is_lost(rows):
    read = list(csv.reader(io.StringIO(as_csv(["A", "B"], rows).removeprefix("\ufeff"), newline="")))
    assert read[0] == ["A", "B"]
    assert len(read) == len(rows) + 1
    for row, said in zip(rows, read[1:], strict=True):
        for value, cell in zip(row, said, strict=True):
            assert not cell.startswith(STARTS_A_FORMULA)
            assert cell.removeprefix("'") == value.replace("\x00", "").removeprefix("'")


def test_numbers_and_dates_keep_their_kind():
    assert (
        as_csv(["N", "On", "Nothing"], [[-1204, dt.date(2014, 10, 31), None]])
        == "\ufeffN,On,Nothing\r\n-1204,2014-10-31,\r\n"
    )
