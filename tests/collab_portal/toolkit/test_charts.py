"""Bars are as long as their numbers, fit the picture, and every word of them is there in text."""

import re

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.charts import NARROW, WIDE, Bar, bar_chart, shortened

bars = st.lists(st.builds(Bar, st.text("Abc def", min_size=1, max_size=90), st.integers(0, 10_000)), max_size=12)


def drawn(*rows: Bar) -> str:
    return render_to_string("components/bars.html", {"chart": bar_chart("leads", "Live work by lead", rows)})


@given(bars)
def test_every_bar_fits_and_is_in_proportion(rows):
    for drawing in bar_chart("leads", "Live work by lead", rows).drawings:
        longest = max((bar.value for bar in rows), default=0)
        for row, bar in zip(rows, drawing.bars, strict=True):
            assert 0 <= bar.x + bar.width <= drawing.size.width - drawing.size.after + 0.1
            assert (bar.width == 0) == (row.value == 0)
            room = drawing.size.width - drawing.size.labels - drawing.size.after  # no bar has words after its number
            exact = room * row.value / (longest or 1)
            assert abs(bar.width - exact) <= 0.1 or (row.value and bar.width == 2.0)
            assert bar.y + bar.height <= drawing.height
            assert all(0 < word.y <= drawing.height for word in (*bar.lines, bar.number))


@given(st.text("Abcdef ghi", min_size=1, max_size=200), st.integers(5, 40), st.integers(1, 3))
def test_a_label_never_runs_over(text, letters, lines):
    folded = shortened(text, letters, lines)
    assert 1 <= len(folded) <= lines
    assert all(len(line) <= letters for line in folded)


def test_a_long_name_ends_in_an_ellipsis():
    assert shortened("Hampshire and Isle of Wight Fire and Rescue Service", 23, 2) == [
        "Hampshire and Isle of",
        "Wight Fire and Rescue…",
    ]


def test_the_picture_is_drawn_twice_and_read_aloud():
    page = drawn(Bar("Cheshire Constabulary", 4, "Police", "police"), Bar("Not known", 1200, colour="unknown"))
    assert page.count("<svg") == 2
    assert page.count('role="img"') == 2
    assert page.count("Cheshire Constabulary 4, Not known 1,200.") == 2
    assert "app-bar--police" in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4


def test_the_picture_has_no_links_no_inline_style_and_no_small_letters():
    page = drawn(Bar("Cheshire Constabulary", 4, "Police", "police"))
    assert "<a " not in page
    assert "style=" not in page
    assert min(WIDE.text, NARROW.text * 320 // 390) >= 14


def test_what_people_wrote_is_escaped():
    assert "<b>" not in drawn(Bar("<b>Police</b>", 4, "<b>"))


def test_nothing_to_draw_is_an_empty_picture():
    assert "<rect" not in drawn()
