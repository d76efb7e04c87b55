"""A letter file becomes plain text and HTML that say the same, and nothing a person typed becomes markup."""

import re

import pytest
from django.template import TemplateDoesNotExist
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from services.letters import letter_file
from services.letters.letter_file import as_html, as_text, write

RESET = "services/people/letters/password_reset.txt"
CHANGED = "services/people/letters/password_was_changed.txt"


def with_file(tmp_path, text):
    (tmp_path / "odd.txt").write_text(text)
    return override_settings(
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "django", "DIRS": [tmp_path]}]
    )


def test_the_first_line_is_the_subject_and_the_file_names_the_kind():
    words = write(RESET, name="Elin Pryce")
    assert (words.kind, words.subject) == ("password_reset", "Set a new password")
    assert words.text.startswith("Dear Elin Pryce,\n\nSomebody")
    assert words.text.endswith("stays as it is.\n")


def test_plain_text_keeps_what_people_typed():
    assert "Dear O’Neil & <Sons>," in write(RESET, name="O’Neil & <Sons>").text


def test_what_people_typed_never_becomes_markup():
    words = write(RESET, name="<script>alert('x')</script> javascript:alert(1) <img src=x onerror=y>")
    html = as_html(words.subject, words.text, "you <b>asked</b>")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html


def test_both_bodies_say_the_same_words_in_the_same_order():
    words = write(RESET, name="Elin & Co")
    html = as_html(words.subject, words.text, "you asked")
    seen = re.sub(r"<(style|title|head).*?</\1>|<h1.*?</h1>|<[^>]*>", " ", html, flags=re.DOTALL)
    assert seen.replace("&amp;", "&").split() == as_text(words.text, "you asked").split()


def test_the_end_says_why_and_where_to_read_it_again():
    text = as_text("Words.\n", "you write its reports")
    assert (
        "You get this because you write its reports. Every letter we wrote to you: http://localhost:8000/messages/"
        in text
    )


def test_styles_are_inline_and_nothing_is_fetched():
    html = as_html("Subject", "Words.", "you asked")
    assert "<style" not in html
    assert not re.search(r"(src|<link)[= ]", html)


def test_a_file_without_a_subject_is_refused(tmp_path):
    for text in ("Only one line", "Two\nlines\n\nbody"):
        with (
            with_file(tmp_path, text),
            pytest.raises(ValueError, match="must start with one subject line and a blank line"),
        ):
            write("odd.txt")


def test_a_fact_with_line_ends_cannot_break_the_subject_or_add_a_header(tmp_path):
    with with_file(tmp_path, "Late: {{ name }}\n\nBody {{ name }}"):
        words = write("odd.txt", name="one\n\ntwo\r\nBcc: everybody@example.test")
    assert words.subject == "Late: one two Bcc: everybody@example.test"
    assert words.text.startswith("Body one\n\ntwo")


def test_a_very_long_subject_is_cut(tmp_path):
    with with_file(tmp_path, "{{ name }}\n\nBody"):
        assert len(write("odd.txt", name="x" * 500).subject) == letter_file.LONGEST_SUBJECT


def test_a_missing_file_is_an_error():
    with pytest.raises(TemplateDoesNotExist):
        write("no/such/letter.txt")


@settings(deadline=None, max_examples=60)
@given(name=st.text(max_size=80))
def test_whatever_is_typed_the_html_has_the_tags_of_the_file_only(name):
    plain = set(re.findall(r"</?[a-z][a-z0-9]*", as_html("s", write(RESET, name="x").text, "y")))
    html = as_html("s", write(RESET, name=name).text, "y")
    assert set(re.findall(r"</?[a-z][a-z0-9]*", html)) <= plain | {"<br", "<a", "</a"}
