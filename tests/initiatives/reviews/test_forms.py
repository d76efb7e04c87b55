"""The report's form: its sentences, and that nothing typed is ever lost."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit.fields import UNPRINTABLE
from initiatives.reviews.choices import ASPECTS, SECTIONS
from initiatives.reviews.forms.on_its_way import AnswerMoreTimeForm, HeldForm, MoreTimeForm, ReturnForm
from initiatives.reviews.forms.report import ReportForm
from initiatives.reviews.models import ANSWERS, Report
from initiatives.reviews.sheet import Point, Sheet
from tests import make
from tests.case import EIGHT, MONDAY
from tests.initiatives.reviews.typed import PATH, typed

SURVEY = Point(7, "Survey", dt.date(2014, 11, 3), dt.date(2014, 12, 1))
OPENED = Point(8, "Doors open", dt.date(2014, 9, 1), dt.date(2014, 9, 1), done_on=dt.date(2014, 9, 2))
ALL = Sheet(SECTIONS)
FULL = Sheet(SECTIONS, (SURVEY, OPENED), ("How many calls were shared?",))
ON_TIME = {"milestone_7": "on_time", "question_1": "About forty."}


def form(posted, sheet=ALL, **fields):
    """The page as somebody posted it, with today as 6 October 2014."""
    return ReportForm(posted, row=Report(version=0, **fields), sheet=sheet, today=MONDAY)


WRONG = {
    "Select whether this is on track": {"status": ""},
    "Enter what has happened so far": {"changed": " "},
    "What has changed must be 600 characters or less": {"changed": "x" * 601},
    "Enter what comes next": {"planned": ""},
    "What comes next must be 600 characters or less": {"planned": "x" * 601},
    "Select yes if you need a decision": {"needs_decision": ""},
    "Enter the decision you need": {"needs_decision": "yes"},
    "The decision must be 250 characters or less": {"needs_decision": "yes", "decision": "x" * 251},
    "The biggest risk must be 250 characters or less": {"risk": "x" * 251},
    "Select how this report should be marked": {"marking": "secret"},
    "Enter how it gets back on track": {"status": "at_risk", **PATH, "path_to_green": ""},
    "How you will get it back on track must be 600 characters or less": {"status": "at_risk", **PATH, "path_to_green": "x" * 601},
    "Enter who sees to it": {"status": "off_track", **PATH, "path_owner": ""},
    "Who will see to it must be 120 characters or less": {"status": "off_track", **PATH, "path_owner": "x" * 121},
    "The date it is back on track must be a real date": {"status": "at_risk", **PATH, "path_by-day": "32"},
    "The date it is back on track must include a year": {"status": "at_risk", **PATH, "path_by-year": ""},
    "Enter the date by which it is back on track": {
        "status": "at_risk", **PATH, "path_by-day": "", "path_by-month": "", "path_by-year": "",
    },
}  # fmt: skip


WRONG_PARTS = {
    "Select whether time is on track": {"time_status": ""},
    "Select whether benefits are on track": {"benefits_status": "maybe"},
    "Enter why money is not on track": {"money_status": "at_risk", **PATH},
    "Why resources are not on track must be 200 characters or less": {"resources_status": "off_track", **PATH, "resources_why": "x" * 201},
    "Enter who sees to it": {"risk_status": "at_risk", "risk_why": "Bids.", **PATH, "path_owner": ""},
    "Select what will happen to ‘Survey’": {"milestone_7": ""},
    "Enter the new date for ‘Survey’": {"milestone_7": "late"},
    "New date for ‘Survey’ must be on or after 2 December 2014": {"milestone_7": "late", "milestone_7_new-day": "1", "milestone_7_new-month": "12", "milestone_7_new-year": "2014"},
    "New date for ‘Survey’ must include a month": {"milestone_7": "late", "milestone_7_new-day": "1", "milestone_7_new-year": "2014"},
    "Enter the day ‘Survey’ was reached": {"milestone_7": "done"},
    "The day ‘Survey’ was reached must be on or before 6 October 2014": {"milestone_7": "done", "milestone_7_done-day": "7", "milestone_7_done-month": "10", "milestone_7_done-year": "2014"},
    "Answer ‘How many calls were shared?’": {"question_1": " "},
    "The answer to ‘How many calls were shared?’ must be 600 characters or less": {"question_1": "x" * 601},
}  # fmt: skip


@pytest.mark.parametrize(("said", "answers"), WRONG.items())
def test_each_mistake_has_its_own_sentence(said, answers):
    assert [error for errors in form(typed(**answers)).errors.values() for error in errors] == [said]


@pytest.mark.parametrize(("said", "answers"), WRONG_PARTS.items())
def test_each_mistake_in_a_part_has_its_own_sentence(said, answers):
    wrong = form(typed(**{**ON_TIME, **answers}), FULL)
    assert [error for errors in wrong.errors.values() for error in errors] == [said]


def test_good_answers_are_good():
    assert form(typed()).is_valid()
    assert form(typed(status="off_track", **PATH)).is_valid()
    assert form(typed(**ON_TIME), FULL).is_valid()


def test_the_way_back_is_not_asked_for_when_all_is_on_track():
    good = form(typed(**{"path_by-day": "99", "time_why": "x" * 999}))
    assert good.is_valid(), good.errors


def test_only_the_parts_that_the_review_asks_for_are_asked():
    narrow = form(typed(), Sheet(("money",)))
    assert [section.title for section in narrow.sections] == ["How is it going?", "What comes next", "Decisions and risks", "Marking"]  # fmt: skip
    assert not {"time_status", "needs_decision", "decision"} & set(narrow.fields)
    assert narrow.is_valid()


def test_a_milestone_that_was_reached_is_told_and_not_asked():
    page = form(None, FULL)
    assert page.reached == [OPENED]
    assert "milestone_8" not in page.fields


def test_a_milestone_moved_by_this_very_report_may_keep_its_day():
    moved = {
        "milestone_7": "late",
        "milestone_7_new-day": "1",
        "milestone_7_new-month": "12",
        "milestone_7_new-year": "2014",
    }
    again = form(typed(**{**ON_TIME, **moved}), FULL, parts={"milestone_7_new": "2014-12-01"})
    assert again.is_valid(), again.errors


def test_more_time_needs_a_day_and_a_reason():
    assert list(MoreTimeForm({"why": ""}).errors.values()) == [["Enter the day you can send it"], ["Enter why you need more time"]]  # fmt: skip


def test_the_office_gives_a_day_or_says_why_not():
    for posted, said in (({}, "Select yes if you give more time"), ({"gives": "yes"}, "Enter the day it is due now"),
                         ({"gives": "no"}, "Enter why you give no more time")):  # fmt: skip
        assert list(AnswerMoreTimeForm(posted, wished_for=MONDAY).errors.values()) == [[said]]


def test_a_reason_is_needed_and_has_a_limit():
    assert ReturnForm({"why": ""}).errors["why"] == ["Enter what the authors should change or add"]
    assert ReturnForm({"why": "x" * 601}).errors["why"] == ["The reason must be 600 characters or less"]


def test_a_review_cannot_take_place_tomorrow():
    tomorrow = {"held_on-day": "7", "held_on-month": "10", "held_on-year": "2014"}
    form = HeldForm(tomorrow, today=dt.date(2014, 10, 6))
    assert form.errors["held_on"] == ["The day they met must be on or before 6 October 2014"]


ANY = st.text(max_size=700)
SHORT = st.text(max_size=6)
DATES = ("path_by", "milestone_7_new", "milestone_7_done")
WRITTEN = (
    "changed",
    "planned",
    "path_to_green",
    "path_owner",
    "decision",
    "risk",
    "time_why",
    "risk_why",
    "question_1",
)
POSTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["", "on_track", "at_risk", "off_track", "nonsense"]),
        "needs_decision": st.sampled_from(["", "yes", "no"]),
        "marking": st.sampled_from(["", "official", "sensitive"]),
        **dict.fromkeys(("changed", "planned", "path_to_green", "path_owner", "decision", "risk"), ANY),
        **{f"{aspect}_status": st.sampled_from(["", "on_track", "off_track", "maybe"]) for aspect in ASPECTS},
        **dict.fromkeys((*(f"{aspect}_why" for aspect in ASPECTS), "question_1"), st.text(max_size=250)),
        "milestone_7": st.sampled_from(["", "on_time", "late", "done", "never"]),
        **dict.fromkeys(
            (f"{date}-{part}" for date in DATES for part in ("day", "month", "year")),
            SHORT | st.sampled_from(["1", "12", "2014"]),
        ),
    }
)


class NothingIsLost(HypothesisTestCase):
    @settings(max_examples=60, deadline=None)
    @given(posted=POSTS)
    def test_whatever_is_typed_comes_back_on_the_page(self, posted):
        kept = self.kept(posted)
        page = ReportForm(row=kept, sheet=FULL, today=MONDAY)
        for name in WRITTEN:
            assert as_read(page[name].value() or "") == as_read(posted[name]), name
        for name in DATES:
            shown = page.fields[name].widget.format_value(page[name].value())
            for part, box in shown.items():
                typed_in = UNPRINTABLE.sub("", posted[f"{name}-{part}"]).strip()
                assert (box or "").strip() == typed_in or kept.answer(name) is not None, (name, part)

    @settings(max_examples=60, deadline=None)
    @given(posted=POSTS)
    def test_what_the_page_finds_wrong_is_what_keeps_it_from_being_sent(self, posted):
        kept = self.kept(posted)
        assert set(ReportForm.filled_from(kept, sheet=FULL, today=MONDAY).errors) == set(FULL.gaps(kept))

    def kept(self, posted):
        posted_form = form({**posted, "version": "0"}, FULL)
        posted_form.is_valid()
        office = make.organisation()
        request = make.report_request(make.initiative(), office)
        made = Report.objects.create(request=request, saved_by=make.person(), saved_at=EIGHT, **posted_form.as_typed())
        return Report.objects.get(pk=made.pk)


def as_read(text):
    """As a person reads it: line ends are one thing, spaces at the ends and what no keyboard types are nothing."""
    return " ".join(UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split())


def test_every_answer_has_a_question():
    assert set(ANSWERS) == set(ReportForm.base_fields)
    assert set(FULL.names) == set(form(None, FULL).fields) - {"version"}
