"""Tables that people take away: one list of columns makes the workbook, the CSV and the page, so that they never differ.

Text stays text, whatever it begins with: a spreadsheet never takes somebody's words for a formula. Dates and numbers are
real ones in a workbook; in CSV dates are ISO 8601 and numbers have neither commas nor a currency sign.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import IO, Any

import xlsxwriter

from collab_portal.toolkit.quick_pages import QuickPage

#: What a spreadsheet could take for the beginning of a formula, in half and full width.
OF_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
#: Stands in front of a CSV file that a spreadsheet opens.
UTF_8 = "\ufeff"
Value = str | int | float | Decimal | dt.date | None
#: A cell holds no more characters than this.
MOST_CHARACTERS = 32_767
#: A sheet's name holds no more than this, and none of these.
MOST_IN_A_NAME, NOT_IN_A_NAME = 31, dict.fromkeys(map(ord, "[]:*?/\\"))
EVERY = 500


class Sort(Enum):
    """What stands in a column: words, a local date, pounds, or a number of something."""

    TEXT = "text"
    DAY = "day"
    POUNDS = "pounds"
    NUMBER = "number"

    @property
    def is_number(self) -> bool:
        return self in (Sort.POUNDS, Sort.NUMBER)


@dataclass(frozen=True)
class Column:
    """A heading, what stands under it, and how wide it is in characters."""

    heading: str
    sort: Sort = Sort.TEXT
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """A name, its columns and its rows, each as long as the columns. A value nobody knows is None and stays empty.

    `expected` is how many rows there will be, for telling how far it is.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    expected: int


def safe(text: str) -> str:
    """Words that no spreadsheet takes for a formula: an apostrophe stands before those that it could (CSV only)."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.startswith(OF_A_FORMULA) else text


def plain(text: str) -> str:
    """Words that the library does not take for mark-up of its own, which it would write as it stands (workbooks only)."""
    return f" {text}" if text.startswith("<r>") else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A short table as a CSV file, with the mark by which a spreadsheet knows that it is UTF-8."""
    file = Csv(headings)
    for row in rows:
        file.add(row)
    return UTF_8 + file.text.getvalue()


def written(value: Value) -> str:
    """A value as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else f"{value}"


class Csv:
    """A table as CSV, row by row."""

    def __init__(self, headings: Iterable[str]) -> None:
        self.text = io.StringIO(newline="")
        self.writer = csv.writer(self.text)
        self.writer.writerow([safe(heading) for heading in headings])

    def add(self, row: Sequence[Value]) -> None:
        self.writer.writerow([written(value) for value in row])


def workbook(sheets: Iterable[Sheet], about: Sequence[str], to: IO[bytes], tell: Callable[[int], object]) -> list[str]:
    """Write a workbook to a file: a page that says what it is, then each sheet, its headings in view and its rows to filter.

    `about` are sentences; `tell` hears now and then how many rows are done. Returns the same sheets as CSV.
    Rows are read once and written as they come, so memory does not follow their number.
    """
    how = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    texts, done = [], 0
    with xlsxwriter.Workbook(to, how) as book:
        looks = looks_of(book)
        first = book.add_worksheet("About")
        first.set_column(0, 0, 100)
        for number, sentence in enumerate(about):
            first.write_string(number, 0, sentence, looks["title" if number == 0 else "sentence"])
        for sheet in sheets:
            page, text, number = (
                laid_out(book, sheet, looks["head"]),
                Csv(column.heading for column in sheet.columns),
                0,
            )
            for number, row in enumerate(sheet.rows, start=1):
                text.add(row)
                for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                    put(page, number, place, value, looks[column.sort])
                done += 1
                if done % EVERY == 0:
                    tell(done)
            page.autofilter(0, 0, number, len(sheet.columns) - 1)
            texts.append(text.text.getvalue())
    tell(done)
    return texts


def looks_of(book: Any) -> dict[str | Sort, Any]:
    """How cells look, by what stands in them."""
    return {
        "title": book.add_format({"text_wrap": True, "bold": True}),
        "sentence": book.add_format({"text_wrap": True}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        Sort.TEXT: book.add_format({"valign": "top"}),
        Sort.DAY: book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"}),
        Sort.POUNDS: book.add_format({"num_format": "£#,##0.00", "valign": "top"}),
        Sort.NUMBER: book.add_format({"num_format": "#,##0.##", "valign": "top"}),
    }


def laid_out(book: Any, sheet: Sheet, head: Any) -> Any:
    """A page with its headings, which stay in view and are printed on every sheet of paper."""
    page = book.add_worksheet(sheet.name.translate(NOT_IN_A_NAME)[:MOST_IN_A_NAME], QuickPage)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.heading, head)
    return page


def put(page: Any, row: int, place: int, value: Any, look: Any) -> None:
    """One cell, by what its value is."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, place, plain(value)[:MOST_CHARACTERS], look)
    elif isinstance(value, dt.date):
        page.write_datetime(row, place, value, look)
    else:
        page.write_number(row, place, value, look)


def read_back(text: str, most: int) -> tuple[list[str], list[list[str]], int]:
    """The headings, the first so many rows and the number of all rows of a CSV that was written here."""
    lines: Iterator[list[str]] = csv.reader(io.StringIO(text, newline=""))
    headings, rows, number = next(lines, []), [], 0
    for number, row in enumerate(lines, start=1):
        if number <= most:
            rows.append(row)
    return headings, rows, number
