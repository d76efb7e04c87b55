"""A page that is written faster has the same bytes as the library's own."""

import io
import zipfile

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from collab_portal.toolkit.quick_pages import LONGEST, QuickPage

ROW_BY_ROW = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: Beside any words those that must be escaped; the library reads "<r>" as mark-up of its own, which tables never hand over.
words = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.sampled_from(
        [" before", "after\n", "a & b", "1 < 2 > 0", "\x00", "_x0041_", "\ufffe", "\x1c", "é" * (LONGEST + 1), '"']
    ),
).filter(lambda text: not text.startswith("<r>"))
cells = st.one_of(words, st.integers(-9, 9), st.none())


def written(rows, kind: type[Worksheet]) -> bytes:
    """The sheet as it stands in the workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, ROW_BY_ROW) as book:
        page, look = book.add_worksheet("A", kind), book.add_format({"valign": "top"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, place, value, look if number % 2 else None)
                elif value is not None:
                    page.write_number(number, place, value, look)
    return zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


@given(st.lists(st.lists(cells, max_size=4), max_size=5))
def test_whatever_stands_in_it(rows):
    rows = [*rows, *rows]  # words that come again
    assert written(rows, QuickPage) == written(rows, Worksheet)


def test_a_page_remembers_no_long_words():
    page = QuickPage()
    assert page._inside.cache_info().maxsize == 8_192
    assert b"<t>" + b"x" * 201 + b"</t>" in written([["x"], ["x" * 201]], QuickPage)
