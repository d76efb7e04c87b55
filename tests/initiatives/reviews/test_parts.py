"""The parts of the highlight report: aspects, milestones, the review's own questions; and reports older than them."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collab_portal.toolkit import clock
from initiatives.register.models import Milestone
from initiatives.reviews import actions
from initiatives.reviews.answers import doubts_about, lines_of, points_of, thawed
from initiatives.reviews.models import Report, ReportEvent, ReportRequest
from initiatives.reviews.sheet import Sheet
from services.history.models import Entry
from tests import make
from tests.case import MONDAY, CastTestCase
from tests.initiatives.reviews.typed import ASPECTS, PATH, typed

NOW = clock.at(MONDAY, 10)
DECEMBER, MARCH = dt.date(2014, 12, 1), dt.date(2015, 3, 31)


def date(name, day):
    """A date as a browser posts it."""
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


class PartsCase(CastTestCase):
    def setUp(self):
        self.survey = make.milestone(self.review_work, name="Survey", on=DECEMBER)

    @property
    def key(self):
        return f"milestone_{self.survey.pk}"

    def at(self, page):
        return reverse(f"reports:{page}", kwargs={"pk": self.request.pk})

    def write(self, version=0, by=None, **answers):
        self.sign_in(by or self.fire_lead)
        return self.client.post(self.at("write"), typed(version, **{self.key: "on_time", **answers}))

    def send(self, version=1):
        self.assertRedirects(self.client.post(self.at("send"), {"version": version}), self.at("sent"))

    def draft(self, **fields):
        return make.report(self.request, self.fire_lead, planned="A count.", **fields)


class TheSheet(PartsCase):
    def test_asks_everything_where_the_review_names_no_part(self):
        names = Sheet.of(self.request).names
        assert {*ASPECTS, "needs_decision", "decision", self.key} <= set(names)

    def test_asks_only_the_parts_that_the_review_names(self):
        self.review.sections, self.review.questions = ["money"], ["How many calls?"]
        asked = ReportRequest(review=self.review, initiative=self.review_work, due_on=self.request.due_on)
        assert Sheet.of(asked).names == (
            "status", "money_status", "money_why", "path_to_green", "path_owner", "path_by", "changed", "planned",
            "risk", "question_1", "marking",
        )  # fmt: skip

    def test_looks_half_a_year_ahead_and_never_past_what_is_late(self):
        make.milestone(self.review_work, name="Far", on=dt.date(2015, 6, 1))
        make.milestone(self.review_work, name="Late", on=dt.date(2013, 6, 1))
        make.milestone(self.review_work, name="Long reached", on=dt.date(2013, 6, 1), done_on=dt.date(2013, 6, 3))
        make.milestone(self.review_work, name="Just reached", on=dt.date(2014, 9, 1), done_on=dt.date(2014, 9, 2))
        points = Sheet.of(self.request).points
        assert [point.name for point in points] == ["Late", "Just reached", "Survey"]
        assert [point.names == () for point in points] == [False, True, False]

    def test_survives_being_kept(self):
        sheet = Sheet.of(self.request)
        assert Sheet.kept(Report(sheet=sheet.as_json)) == sheet


class Milestones(PartsCase):
    def test_a_new_day_goes_into_the_register_with_its_history(self):
        self.write(**{self.key: "late", **date(f"{self.key}_new", MARCH)})
        self.send()
        self.survey.refresh_from_db()
        assert (self.survey.forecast_on, self.survey.baseline_on) == (MARCH, DECEMBER)
        entry = Entry.objects.get(verb="moved the milestone “Survey”")
        assert (entry.by, entry.why) == (self.fire_lead, "Reported for “Initial outcomes”")

    def test_reached_goes_into_the_register(self):
        self.write(**{self.key: "done", **date(f"{self.key}_done", MONDAY)})
        self.send()
        assert Milestone.objects.get().done_on == MONDAY

    def test_nothing_moves_before_it_is_sent(self):
        self.write(**{self.key: "late", **date(f"{self.key}_new", MARCH)})
        assert Milestone.objects.get().forecast_on == DECEMBER

    def test_somebody_who_may_not_change_the_record_only_says_so(self):
        make.named(self.review_work, self.reader)
        self.write(by=self.reader, **{self.key: "late", **date(f"{self.key}_new", MARCH)})
        self.send()
        assert Milestone.objects.get().forecast_on == DECEMBER
        self.assertContains(self.client.get(self.at("report")), "Late: now expected 31 March 2015")

    def test_sensitive_answers_stay_out_of_a_record_that_is_not(self):
        self.write(marking="sensitive", **{self.key: "done", **date(f"{self.key}_done", MONDAY)})
        self.send()
        assert Milestone.objects.get().done_on is None

    def test_what_somebody_else_reached_meanwhile_stays_as_it_is(self):
        self.write(**{self.key: "late", **date(f"{self.key}_new", MARCH)})
        Milestone.objects.update(done_on=MONDAY)
        self.send()
        assert Milestone.objects.get().forecast_on == DECEMBER

    def test_a_returned_report_can_be_sent_again_as_it_is(self):
        self.write(**{self.key: "late", **date(f"{self.key}_new", MARCH)})
        self.send()
        actions.send_back(self.request, by=self.officer, at=NOW, why="More.")
        moved = {self.key: "late", **date(f"{self.key}_new", MARCH), "changed": "More words."}
        self.assertRedirects(self.write(1, **moved), self.at("check"))
        self.send(2)
        assert Entry.objects.filter(verb="moved the milestone “Survey”").count() == 1

    def test_the_page_shows_what_was_promised_expected_and_said(self):
        self.write(**{self.key: "late", **date(f"{self.key}_new", MARCH)})
        self.send()
        page = self.client.get(self.at("report"))
        for words in ("Survey", "1 December 2014", "Late: now expected 31 March 2015"):
            self.assertContains(page, words)


class NotOnTrack(PartsCase):
    def test_an_aspect_alone_needs_a_way_back_and_a_reason(self):
        page = self.write(money_status="off_track")
        for said in ("Enter why money is not on track", "Enter how it gets back on track", "Enter who sees to it"):
            self.assertContains(page, said, status_code=422)
        self.assertRedirects(
            self.write(1, money_status="off_track", money_why="Two bids failed.", **PATH), self.at("check")
        )
        self.send(2)
        page = self.client.get(self.at("report"))
        self.assertContains(page, "Two bids failed.")
        self.assertContains(page, "Two more analysts")

    def test_reasons_nobody_was_asked_for_do_not_go(self):
        self.write(money_why="Not asked.")
        self.send()
        assert "money_why" not in ReportEvent.objects.get(kind="sent").answers["parts"]

    def test_the_last_report_stands_beside_each_aspect(self):
        before = make.report_request(self.review_work, self.office, dt.date(2014, 6, 30))
        make.report(
            before, self.fire_lead, "accepted", parts={**ASPECTS, "time_status": "at_risk", "time_why": "Bids."}
        )
        self.sign_in(self.fire_lead)
        page = self.client.get(self.at("write"))
        self.assertContains(page, "Last time: At risk")
        self.assertContains(page, "Last time: Bids.")
        self.write()
        self.assertContains(self.client.get(self.at("check")), "Time was at risk, and is now on track.")


class OwnQuestions(PartsCase):
    def setUp(self):
        super().setUp()
        type(self.review).objects.update(questions=["How many calls were shared?"])

    def test_are_asked_and_read(self):
        self.assertContains(self.write(), "Answer ‘How many calls were shared?’", status_code=422)
        self.assertRedirects(self.write(1, question_1="About forty."), self.at("check"))
        self.send(2)
        self.sign_in(self.officer)
        self.assertContains(self.client.get(self.at("report")), "About forty.")

    def test_another_question_is_not_compared_with_this_one(self):
        other = make.review(self.office, questions=["What did it cost?"])
        before = make.report_request(self.review_work, self.office, dt.date(2014, 6, 30), review=other)
        make.report(before, self.fire_lead, "accepted", parts={**ASPECTS, "question_1": "£400"})
        self.sign_in(self.fire_lead)
        self.assertNotContains(self.client.get(self.at("write")), "£400")


class Doubts(PartsCase):
    def doubts(self, last_status, last_words, **fields):
        last = Report(status=last_status, changed=last_words)
        report = self.draft(**fields)
        return [doubt.name for doubt in doubts_about(report, Sheet.of(self.request), last)]

    def test_better_though_a_milestone_slips(self):
        late = {**ASPECTS, self.key: "late", f"{self.key}_new": "2015-03-31"}
        assert self.doubts("at_risk", "Then.", changed="Now.", parts=late) == ["status"]

    def test_on_track_with_the_same_words(self):
        assert self.doubts("on_track", "All  is well.", changed="All is well. ") == ["changed"]

    def test_none_where_nothing_is_odd(self):
        assert self.doubts("on_track", "Then.", changed="Now.") == []

    def test_are_told_and_never_forbid(self):
        before = make.report_request(self.review_work, self.office, dt.date(2014, 6, 30))
        make.report(before, self.fire_lead, "accepted", changed=typed()["changed"])
        self.write()
        page = self.client.get(self.at("check"))
        self.assertContains(page, "It is on track with the same words as last time.")
        self.assertContains(page, "Send report as it is")
        self.send()


class OlderReports(PartsCase):
    OLD = {
        "status": "at_risk", "path_to_green": "Hire.", "path_owner": "Helen", "path_by": "2015-03-31", "changed": "We met.",
        "planned": "We meet.", "needs_decision": False, "decision": "", "risk": "", "marking": "official",
    }  # fmt: skip

    def test_sent_before_there_were_parts_read_as_they_were(self):
        then = thawed(self.OLD, self.request.pk)
        lines = lines_of(then, Sheet.kept(then))
        assert [line.name for line in lines] == [
            "status", "path_to_green", "path_owner", "path_by", "changed", "planned", "needs_decision", "risk", "marking",
        ]  # fmt: skip
        assert not any(line.to_do for line in lines)
        assert points_of(then, Sheet.kept(then)) == []

    def test_stand_beside_the_new_questions_as_last_time(self):
        before = make.report_request(self.review_work, self.office, dt.date(2014, 6, 30))
        make.report(before, self.fire_lead, "accepted", parts={}, sheet={}, changed="We met.")
        self.sign_in(self.fire_lead)
        page = self.client.get(self.at("write"))
        self.assertContains(page, "Last time: We met.")
        self.assertContains(self.client.get(before.get_absolute_url()), "We met.")

    def test_with_fewer_answers_still_open(self):
        then = thawed({"status": "on_track", "marking": "official", "changed": "We met."}, self.request.pk)
        assert (then.status, then.planned, then.parts) == ("on_track", "", {})


class TwoAuthors(PartsCase):
    def test_new_questions_are_compared_as_well(self):
        self.write(money_status="at_risk", money_why="Fire’s reason.")
        page = self.write(
            by=self.police_lead, money_status="at_risk", money_why="Police’s reason.", **{self.key: "done"}
        )
        for said in ("Fire’s reason.", "Police’s reason.", "Survey, due 1 December 2014", "Will happen on time"):
            self.assertContains(page, said, status_code=409)
        chosen = {"choose_money_why": "theirs", f"choose_{self.key}": "theirs", self.key: "done"}
        self.client.post(self.at("write"), typed(1, money_status="at_risk", money_why="Police’s reason.", **chosen))
        report = Report.objects.get()
        assert (report.answer("money_why"), report.answer(self.key)) == ("Fire’s reason.", "on_time")


class Costs(PartsCase):
    def queries(self, someone, page):
        self.sign_in(someone)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(self.at(page)).status_code, 200)
        return len(asked)

    def test_the_pages_take_twelve_queries_at_most_whatever_the_number_of_milestones(self):
        self.draft()
        counts = []
        for _ in range(2):
            counts.append([self.queries(self.fire_lead, page) for page in ("report", "write", "check", "pass_on")])
            for _ in range(10):
                make.milestone(self.review_work, on=DECEMBER)
                make.person("", self.fire)
        assert counts[0] == counts[1], counts
        assert max(counts[0]) <= 12, counts

    def test_so_does_a_draft_that_was_passed_on_and_waits_to_be_cleared_and_for_time(self):
        ReportRequest.objects.update(needs_clearing=True, passed_by=self.fire_lead, passed_to=self.reader)
        self.draft()
        make.event(self.request, "ready_to_clear", self.reader, for_whom=self.fire_lead)
        make.event(self.request, "more_time_asked", self.reader, due_on=DECEMBER, why="Ill.")
        for someone in (self.reader, self.sponsor, self.officer):
            assert self.queries(someone, "report") <= 12
