"""A page at a time: any number anybody types leads to a page that exists."""

import pytest
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.components import page_numbers, which_page
from collab_portal.toolkit.pages import page_of


@pytest.mark.parametrize("asked", [None, "", "0", "-1", "4", "2.0", "x", "²", "\x00", "1e1", "9" * 5000])
def test_a_page_that_does_not_exist_is_the_first(asked):
    assert page_of(range(75), asked).number == 1


def test_a_page_that_exists_is_shown():
    assert list(page_of(range(60), "3")) == list(range(50, 60))


def test_the_title_says_which_page_if_there_are_several():
    assert which_page(page_of(range(60), "2")) == " (page 2 of 3)"
    assert which_page(page_of(range(25), "1")) == ""
    assert which_page(page_of([], "1")) == ""


@given(rows=st.integers(0, 2000), asked=st.integers(1, 100))
def test_the_first_the_last_and_the_neighbours_are_linked_and_no_gap_hides_one_page(rows, asked):
    page = page_of(range(rows), str(asked))
    shown = page_numbers(page)
    numbers = [number for number in shown if number]
    last = page.paginator.num_pages
    assert {1, last, page.number} <= set(numbers)
    assert numbers == sorted(set(numbers))
    for before, after, following in zip(shown, shown[1:], shown[2:], strict=False):
        if after == 0:
            assert following - before > 2


def test_links_keep_the_rest_of_the_query():
    request = RequestFactory().get("/x/?q=a%26b&kind=fire&page=1")
    page = page_of(range(60), "1")
    html = engines["django"].get_template("components/pagination.html").render({"page": page}, request)
    assert 'href="?q=a%26b&amp;kind=fire&amp;page=2"' in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
