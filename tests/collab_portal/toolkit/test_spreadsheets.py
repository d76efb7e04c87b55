"""Tables to take away: text stays text, dates and numbers are real, and the CSV says what the workbook says."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from collab_portal.toolkit import spreadsheets
from collab_portal.toolkit.spreadsheets import OF_A_FORMULA, Column, Sheet, Sort, as_csv, safe

COLUMNS = [Column("Name"), Column("From", Sort.DAY), Column("Saved", Sort.POUNDS), Column("Partners", Sort.NUMBER)]
DAY = dt.date(2014, 10, 6)


def made(rows, name="What is new"):
    """The workbook read by another library, the CSV's rows, and what was told on the way."""
    file, told = io.BytesIO(), []
    sheet = Sheet(name, COLUMNS, iter(rows), len(rows))
    texts = spreadsheets.workbook([sheet], ["A title", "A sentence"], file, told.append)
    return load_workbook(io.BytesIO(file.getvalue())), list(csv.reader(io.StringIO(texts[0]))), told


class TheWorkbook(SimpleTestCase):
    def test_begins_with_what_it_is(self):
        book, _, _ = made([])
        assert book.sheetnames == ["About", "What is new"]
        assert [row[0].value for row in book["About"].rows] == ["A title", "A sentence"]

    def test_holds_real_dates_and_numbers(self):
        book, _, _ = made([("Joint control room", DAY, Decimal("12500.50"), 3)])
        name, day, saved, partners = next(book["What is new"].iter_rows(min_row=2))
        assert (name.value, day.value.date(), saved.value, partners.value) == ("Joint control room", DAY, 12500.5, 3)
        assert (day.is_date, saved.data_type, "£" in saved.number_format) == (True, "n", True)

    def test_keeps_its_headings_in_view_and_its_rows_to_filter(self):
        page = made([("A", DAY, None, 1)] * 3)[0]["What is new"]
        assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("B2", "A1:D4", "$1:$1")

    def test_leaves_a_value_nobody_knows_empty(self):
        row = next(made([("A", None, None, None)])[0]["What is new"].iter_rows(min_row=2))
        assert [cell.value for cell in row] == ["A", None, None, None]

    def test_is_not_broken_by_words_that_look_like_mark_up(self):
        words = ["<r>Rent & rates</r>", "<r><t>bold</t></r>", "</r>", "<b>Rent</b> & rates", "]]>"]
        book, _, _ = made([(each, DAY, None, 1) for each in words])
        assert [row[0].value.lstrip() for row in book["What is new"].iter_rows(min_row=2)] == words

    def test_never_makes_a_formula_or_a_link_of_somebodys_words(self):
        words = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.test/", "\t=1", "＝1", "12"]
        page = made([(each, None, None, None) for each in words])[0]["What is new"]
        cells = [row[0] for row in page.iter_rows(min_row=2)]
        assert [cell.value for cell in cells] == words
        assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}

    def test_takes_any_name_and_the_longest_words(self):
        book, _, _ = made([("x" * 40_000, None, None, None)], name="Costs/benefits: [by] what? *and* much, much more")
        assert len(book.sheetnames[1]) <= 31
        assert len(book.worksheets[1]["A2"].value) == 32_767

    def test_tells_how_far_it_is(self):
        assert made([("A", DAY, None, 1)] * 1_200)[2] == [500, 1_000, 1_200]


class TheCsv(SimpleTestCase):
    def test_says_the_same_in_plain_figures(self):
        rows = [("Joint control room", DAY, Decimal("12500.50"), 3), ("B", None, None, -2)]
        assert made(rows)[1] == [
            ["Name", "From", "Saved", "Partners"],
            ["Joint control room", "2014-10-06", "12500.50", "3"],
            ["B", "", "", "-2"],
        ]

    def test_is_read_back_as_far_as_a_page_shows_it(self):
        text = "Name\r\nA\r\n" + '"B, with ""quotes""\nand a line"\r\n' + "C\r\n"
        assert spreadsheets.read_back(text, 2) == (["Name"], [["A"], ['B, with "quotes"\nand a line']], 3)
        assert spreadsheets.read_back("", 2) == ([], [], 0)


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_no_cell_of_a_file_begins_a_formula_and_nothing_is_lost(rows):
    read = list(csv.reader(io.StringIO(as_csv(["A", "B"], rows).removeprefix("\ufeff"), newline="")))
    assert read[0] == ["A", "B"]
    assert len(read) == len(rows) + 1
    for row, said in zip(rows, read[1:], strict=True):
        for value, cell in zip(row, said, strict=True):
            assert not cell.startswith(OF_A_FORMULA)
            assert cell.removeprefix("'") == value.replace("\x00", "").removeprefix("'")


def test_numbers_and_dates_keep_their_kind():
    assert (
        as_csv(["N", "On", "Nothing"], [[-1204, dt.date(2014, 10, 31), None]])
        == "\ufeffN,On,Nothing\r\n-1204,2014-10-31,\r\n"
    )
