"""More time: asked for with a reason, given or declined by the office, and the first day is kept."""

import datetime as dt

import pytest
from django.urls import reverse

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import WorkingDays
from collab_portal.toolkit.refusals import Refused
from initiatives.reviews import actions, more_time
from initiatives.reviews.models import ReportEvent, ReportRequest
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import MONDAY, CastTestCase

NOW = clock.at(MONDAY, 10)
FIRST, WISH, OTHER = dt.date(2014, 10, 31), dt.date(2014, 11, 14), dt.date(2014, 11, 7)


class MoreTimeCase(CastTestCase):
    def wish(self, day=WISH, by=None, why="Half-term."):
        return more_time.ask_for_more_time(self.request, by=by or self.fire_lead, at=NOW, due_on=day, why=why)

    def answers(self, **said):
        return more_time.answer_more_time(self.request, by=self.officer, at=NOW, **said)

    def row(self):
        return ReportRequest.objects.get(pk=self.request.pk)


class TheVerbs(MoreTimeCase):
    def test_the_office_is_told_once_and_the_report_stays_due(self):
        for _ in range(2):
            self.wish()
        assert [each.to for each in Letter.objects.filter(kind="more_time_was_asked_for")] == [self.officer]
        assert (self.row().due_on, self.row().wished_due_on) == (FIRST, WISH)

    def test_one_wish_at_a_time(self):
        self.wish()
        with pytest.raises(Refused, match="Elin Pryce has asked for more time until 14 November 2014"):
            self.wish(OTHER, by=self.police_lead)

    def test_given_the_day_moves_and_the_first_is_kept(self):
        self.wish()
        for _ in range(2):
            self.answers(gives=True, due_on=OTHER)
        assert (self.row().due_on, self.row().first_due_on, self.row().wished_due_on) == (OTHER, FIRST, None)
        entry = Entry.objects.get(verb="gave more time for the report")
        assert entry.changes == [{"field": "Due on", "before": "31 October 2014", "after": "7 November 2014"}]
        assert Letter.objects.filter(kind="more_time_was_given").count() == 3

    def test_given_twice_the_very_first_day_is_kept(self):
        for day in (OTHER, WISH):
            self.wish(day)
            self.answers(gives=True, due_on=day)
        assert (self.row().due_on, self.row().first_due_on) == (WISH, FIRST)

    def test_the_history_of_the_work_does_not_tell_what_the_page_keeps_to_the_authors_and_the_office(self):
        self.wish(why="Elin is ill.")
        assert Entry.objects.get(verb__startswith="asked for more time").why == ""

    def test_declined_nothing_moves_and_the_authors_read_why(self):
        self.wish()
        for _ in range(2):
            self.answers(gives=False, why="The board meets that day.")
        assert (self.row().due_on, self.row().first_due_on, self.row().wished_due_on) == (FIRST, None, None)
        letters = Letter.objects.filter(kind="more_time_was_declined")
        assert {"> The board meets that day." in each.text for each in letters} == {True}

    def test_only_a_later_working_day_can_be(self):
        wrong = {
            FIRST: "must be after 31 October 2014",
            dt.date(2014, 10, 1): "must be after 31 October 2014",
            dt.date(2014, 11, 15): "must be a working day, like Friday 14 November 2014 or Monday 17 November 2014",
        }
        for day, said in wrong.items():
            with pytest.raises(Refused, match=said):
                self.wish(day)

    def test_no_day_that_has_passed_can_be_given(self):
        late = make.report_request(self.review_work, self.office, dt.date(2014, 9, 1))
        with pytest.raises(Refused, match="must be today or later"):
            more_time.ask_for_more_time(late, by=self.fire_lead, at=NOW, due_on=dt.date(2014, 10, 3), why="Ill.")

    def test_a_wish_ends_when_the_report_is_sent(self):
        make.report(self.request, self.fire_lead, planned="A count.")
        self.wish()
        actions.send(self.request, by=self.fire_lead, at=NOW)
        assert self.row().wished_due_on is None
        with pytest.raises(Refused, match="Elin Pryce sent this"):
            self.answers(gives=True, due_on=WISH)


class SentLate(CastTestCase):
    def send_on(self, day, request=None):
        request = request or self.request
        make.report(request, self.fire_lead, planned="A count.")
        actions.send(request, by=self.fire_lead, at=clock.at(day, 10))
        return ReportRequest.objects.get(pk=request.pk).days_late

    def test_in_time_on_the_day_itself(self):
        assert self.send_on(FIRST) == 0

    def test_it_is_counted_in_working_days_and_seen(self):
        assert self.send_on(dt.date(2014, 11, 4)) == 2
        assert ReportEvent.objects.get(kind="sent").days_late == 2
        self.sign_in(self.officer)
        for page in (self.request.get_absolute_url(), "/reports/?state=sent-late", self.review.get_absolute_url()):
            self.assertContains(self.client.get(page), "Sent 2 working days late")

    def test_more_time_given_it_is_not_late(self):
        more_time.ask_for_more_time(self.request, by=self.fire_lead, at=NOW, due_on=OTHER, why="Ill.")
        more_time.answer_more_time(self.request, by=self.officer, at=NOW, gives=True, due_on=OTHER)
        assert self.send_on(dt.date(2014, 11, 4)) == 0

    def test_one_returned_after_its_day_is_as_late_as_when_it_was_first_sent(self):
        self.send_on(FIRST)
        actions.send_back(self.request, by=self.officer, at=clock.at(FIRST, 16), why="More.")
        actions.send(self.request, by=self.fire_lead, at=clock.at(WISH, 10))
        assert list(ReportEvent.objects.filter(kind="sent").values_list("days_late", flat=True)) == [0, 0]


@pytest.mark.parametrize(
    ("sent_on", "late"),
    [(dt.date(2014, 10, 30), 0), (FIRST, 0), (dt.date(2014, 11, 1), 1), (dt.date(2014, 11, 3), 1), (WISH, 10)],
)
def test_what_comes_at_a_weekend_is_there_on_monday(sent_on, late):
    assert actions.days_late(FIRST, sent_on, WorkingDays()) == late


class ThePages(MoreTimeCase):
    def at(self, page):
        return reverse(f"reports:{page}", kwargs={"pk": self.request.pk})

    @staticmethod
    def day(date):
        return {"due_on-day": date.day, "due_on-month": date.month, "due_on-year": date.year}

    def test_an_author_asks_and_the_office_gives_another_day(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(self.at("report")), "Ask for more time")
        page = self.client.post(self.at("ask_for_more_time"), {**self.day(WISH), "why": "Half-term."}, follow=True)
        self.assertContains(page, "asks for more time, until Friday 14 November 2014")
        self.sign_in(self.officer)
        self.assertContains(self.client.get("/my-work/"), "more time is asked for, until 14 November 2014")
        page = self.client.get(self.at("answer_more_time"))
        self.assertContains(page, "Half-term.")
        self.assertContains(page, 'value="14"')
        page = self.client.post(self.at("answer_more_time"), {"gives": "yes", **self.day(OTHER)}, follow=True)
        self.assertContains(page, "It was first due on Friday 31 October 2014.")

    def test_a_day_that_cannot_be_is_said_at_its_question(self):
        self.sign_in(self.fire_lead)
        page = self.client.post(self.at("ask_for_more_time"), {**self.day(dt.date(2014, 11, 15)), "why": "Ill."})
        self.assertContains(page, "The new day must be a working day", status_code=422)

    def test_others_neither_ask_nor_answer(self):
        self.wish()
        for someone, page in (
            (self.reader, "ask_for_more_time"),
            (self.officer, "ask_for_more_time"),
            (self.fire_lead, "answer_more_time"),
        ):
            self.sign_in(someone)
            self.assertEqual(self.client.post(self.at(page), {"gives": "no", "why": "x"}).status_code, 403)
        assert self.row().wished_due_on == WISH

    def test_the_reason_is_read_by_those_who_write_and_by_the_office(self):
        self.wish(why="Her baby came early.")
        for someone, reads in ((self.officer, True), (self.reader, False)):
            self.sign_in(someone)
            self.assertEqual("baby" in self.client.get(self.at("report")).content.decode(), reads)
