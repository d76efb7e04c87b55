"""The overview: every number is the number of rows it links to, counted by code that cannot write."""

import datetime as dt
import re
from html.parser import HTMLParser
from unittest import mock

import pytest
from django.db import InternalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from collab_portal.toolkit.dates import VagueDate
from initiatives.dashboards import boards, figures
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.models import Reminder
from initiatives.register.models import Reach, Stage, Standing
from initiatives.reviews.filters import Asked
from initiatives.reviews.models import Report
from services.access.roles import Role
from tests import make
from tests.case import MONDAY, CastTestCase

HALLOWEEN = dt.date(2014, 10, 31)


class Links(HTMLParser):
    """Every link of a page whose text begins with a number, as (number, address)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found, self.href = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.href = dict(attrs).get("href")

    def handle_endtag(self, tag):
        self.href = None if tag == "a" else self.href

    def handle_data(self, text):
        number = re.match(r"\s*(?:See all )?([\d,]+)\b", text)
        if self.href and number and "?" in self.href:
            self.found.append((int(number[1].replace(",", "")), self.href))


class OverviewCase(CastTestCase):
    def overview_of(self, someone, day=MONDAY) -> boards.Overview:
        return boards.overview(someone.as_of(day), day)

    def a_busy_county(self):
        """Late, due, sent, returned and decided reports; every stage; leads known, joint and not known; hidden work."""
        leads = [self.police, self.fire, self.ambulance, None]
        for number, stage in enumerate([*Stage.values, "", "", Stage.DELIVERY, Stage.SCOPING]):
            work = make.initiative("", (self.police, self.fire), stage=stage, lead=leads[number % 4])
            asked = make.report_request(work, self.office, dt.date(2014, 9, 25) + dt.timedelta(days=4 * number))
            if number % 2:
                make.named(work, self.fire_lead)
            if number % 3 == 0:
                decision = {"needs_decision": True, "decision": "Agree the site."} if number % 2 else {}
                make.report(asked, self.fire_lead, ["sent", "returned", "accepted"][number % 9 // 3], **decision)
        make.initiative("Led by all", (self.police, self.fire), is_jointly_led=True)
        make.initiative("Over", (self.police,), ended_on="2013")
        make.initiative(
            "Parked", (self.police,), standing=Standing.PARKED, standing_reason="No money.", look_again_on=HALLOWEEN
        )
        make.initiative("Named people only", (self.police,), reach=Reach.NAMED)
        make.initiative("For every member", (self.elsewhere,), reach=Reach.PORTAL)
        make.initiative("Elsewhere", (self.elsewhere,))


class EveryNumber(OverviewCase):
    def test_is_the_number_of_rows_it_links_to_for_six_people(self):
        self.a_busy_county()
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            self.sign_in(someone)
            for value, href in self.tiles_and_shares(someone):
                listed = self.client.get(href)
                assert listed.status_code == 200
                assert listed.context["page"].paginator.count == value, f"{someone}: {href}"

    def tiles_and_shares(self, someone):
        board = self.overview_of(someone)
        figures = [*board.tiles, board.due, board.sent, board.decisions]
        cells = [cell for picture in (board.trouble, board.together) for row in picture.rows for cell in row.cells]
        return [(each.value, each.href) for each in figures if each.name != "money"] + [
            (cell.value, cell.href) for cell in cells if cell.href
        ]

    def test_of_money_is_what_the_list_it_links_to_adds_up_to_for_six_people(self):
        line = make.benefit(self.review_work, self.fire, self.fire_lead, target_value=1000)
        make.reading(line, "confirmed", self.finance, value=250, year=2014)
        make.reading(line, "claimed", self.finance, value=70, year=2014, quarter=2)
        shown = set()
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            self.sign_in(someone)
            tile = self.overview_of(someone).tiles[2]
            listed = self.client.get(tile.href).context["page"].paginator.object_list
            assert sum(each.confirmed for each in listed) == tile.value
            shown.add((tile.shown, tile.note))
        assert shown == {
            ("£250", "25% of the £1,000 a year planned"), ("£0", "No yearly cashable savings are entered"),
        }  # fmt: skip

    def test_on_the_page_is_the_number_of_rows_it_links_to(self):
        self.a_busy_county()
        self.sign_in(self.officer)
        links = Links(self.client.get("/overview/").content.decode()).found
        assert len(links) > 12
        for number, href in links:
            assert self.client.get(href).context["page"].paginator.count == number, href

    def test_of_the_busy_county_is_what_a_person_would_count(self):
        self.a_busy_county()
        board = self.overview_of(self.officer)
        assert [(each.name, each.value) for each in board.tiles] == [
            ("wanted", 0), ("late", 2), ("money", 0), ("live", 15),
        ]  # fmt: skip
        assert (board.due.value, board.decisions.value) == (6, 1)
        assert sum(row.cells[1].value for row in board.trouble.rows) == 15
        assert len(board.life.rows) == 10

    def test_is_counted_by_code_that_cannot_write(self):
        def writes(*_):
            make.initiative("Sneaked in")

        with mock.patch.object(figures, "live_initiatives", writes), pytest.raises(InternalError, match="read-only"):
            self.overview_of(self.officer)


class WhatMustBeDecided(OverviewCase):
    def asks(self, review, state="sent", **fields):
        """A report of new work of police and fire that asks for a decision of this review."""
        work = make.initiative("", (self.police, self.fire), lead=self.fire, **fields)
        asked = make.report_request(work, self.office, dt.date(2014, 10, 20), review=review)
        make.report(asked, self.fire_lead, state, needs_decision=True, decision="Buy two vans.")
        return asked

    def test_comes_first_and_says_what_whose_and_whether_the_papers_are_in(self):
        asked = self.asks(self.review)
        board = self.overview_of(self.officer)
        assert (board.tiles[0].value, board.tiles[0].label) == (1, "decision for October 2014")
        assert board.tiles[0].note == "1 report not come yet"
        assert board.wanted_answer == (
            "One decision is asked for at the next leadership review, Initial outcomes (October 2014). "
            "One report has not come, so there may be more."
        )
        row = board.wanted_rows[0]
        assert (row.decision, row.work, row.lead) == ("Buy two vans.", asked.initiative.name, self.fire.short_name)
        assert (row.papers, row.status, row.when) == ("Sent", "on_track", "October 2014")

    def test_is_not_said_a_second_time_under_what_waits(self):
        self.asks(self.review)
        past = self.asks(make.review(self.office, title="Long ago", due=VagueDate("2014-08")))
        board = self.overview_of(self.officer)
        assert (board.decisions.value, [row.request for row in board.decisions.rows]) == (2, [past])
        assert board.decisions.has_more

    def test_is_as_the_page_of_the_question_says_for_six_people(self):
        other = make.review(
            self.office, title="Joint board", board=make.board(self.office, (self.fire,)), due=VagueDate("2014-10-20")
        )
        for review in (self.review, other, other):
            for state in ("sent", "accepted", "drafting", "returned"):
                self.asks(review, state)
            self.asks(review, reach=Reach.NAMED)
            self.asks(review, reach=Reach.PORTAL)
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            board = self.overview_of(someone)
            whole = QUESTIONS["decide"].draw(someone.as_of(MONDAY), MONDAY)
            assert board.wanted_answer == whole.answer
            assert board.wanted.value == whole.facts[0].value
            names = {row.cells[0].value for row in whole.rows}
            assert {row.work for row in board.wanted_rows} <= names

    def test_shows_ten_of_many(self):
        for _ in range(12):
            self.asks(self.review)
        board = self.overview_of(self.officer)
        assert (len(board.wanted_rows), board.wanted.value) == (10, 12)

    def test_does_not_show_sensitive_words(self):
        asked = self.asks(self.review)
        Report.objects.filter(request=asked).update(marking="sensitive")
        assert "OFFICIAL-SENSITIVE" in self.overview_of(self.officer).wanted_rows[0].decision

    def test_the_head_says_who_meets_and_when(self):
        board = make.board(self.office, (self.fire,), name="Joint board")
        make.review(self.office, title="Vans", board=board, due=VagueDate("2014-10-20"))
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        assert ">Joint board</a> meets on <strong>Monday 20 October 2014</strong>, in 14 days." in page

    def test_the_head_says_no_more_than_is_known(self):
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        assert ">Initial outcomes</a> is next in <strong>October 2014</strong>." in page

    def test_is_said_when_no_review_is_ahead(self):
        board = self.overview_of(self.officer, dt.date(2014, 12, 1))
        assert board.meeting is None
        assert (board.tiles[0].shown, board.tiles[0].note) == ("0", "No review is ahead")
        assert board.wanted_answer == "No leadership review is ahead that you can see."


class WhereEachIsInItsLife(OverviewCase):
    def test_shows_the_ten_with_something_due_soonest_and_leads_to_all(self):
        self.a_busy_county()
        board = self.overview_of(self.officer)
        every = QUESTIONS["life"].draw(self.officer.as_of(MONDAY), MONDAY)
        assert board.life.rows == every.rows[:10]
        assert board.all_live == "Show all 15"
        assert board.life.scope == "Showing the 10 with something due soonest, of 15 live initiatives you can see."

    def test_counts_late_reports_and_ends_that_are_near(self):
        make.report_request(self.review_work, self.office, dt.date(2014, 10, 1))
        make.initiative("Ends soon", (self.police,), planned_end_on="2015-02")
        make.initiative("Should have ended", (self.police,), planned_end_on="2014-02")
        assert self.overview_of(self.officer).life.answer == (
            "Of the 3 with something due soonest, one has a late report and one should end within six months."
        )

    def test_of_one_piece_of_work_is_a_sentence_too(self):
        assert (
            self.overview_of(self.officer).life.answer == "It has no late report and should not end within six months."
        )


class WhatIsLate(OverviewCase):
    def test_says_what_who_and_what_happens_next(self):
        board = self.overview_of(self.officer, dt.date(2014, 11, 4))
        assert board.late_answer == "One report is late. Tri-service collaboration review is 4 days late."
        assert board.late.rows[0].authors == ("Elin Pryce", "Priya Okafor", "Sam Adeyemi")

    def test_lists_the_first_of_each_list_in_its_order(self):
        self.a_busy_county()
        officer = self.officer.as_of(MONDAY)
        board = self.overview_of(self.officer)
        numbers = []
        for state in ("late", "due", "sent", "decisions"):
            found = list(Asked(state, "").find(officer, MONDAY))
            shown = 5 if state == "due" else 10
            assert [row.request for row in getattr(board, state).rows] == found[:shown], state
            numbers.append(len(found))
        assert max(numbers) > 1

    def test_says_what_was_said_and_what_comes_next_from_the_ledger(self):
        def told(day: int):
            return self.overview_of(self.officer, dt.date(2014, 11, day)).late.rows[0].told

        assert told(4).next == "Nobody has been reminded, and nothing is planned"
        for stage, day, person in (("late_1_authors", 3, self.fire_lead), ("late_3_sponsor", 5, self.sponsor)):
            self.in_the_ledger(stage, dt.date(2014, 11, day), person)
        assert told(2).next == "On 3 November 2014 its authors are reminded"
        assert told(3).next == "On 3 November 2014 its authors are reminded"
        assert told(4).next == "With the next letters its authors are reminded"
        assert told(6).next == "With the next letters its sponsor is reminded"
        self.said("late_1_authors")
        assert told(4).so_far == "1 reminder sent, on 3 November 2014"
        assert told(4).next == "On 5 November 2014 its sponsor is reminded"
        self.said("late_3_sponsor")
        assert told(6).so_far == "2 reminders sent, the last on 5 November 2014"
        assert told(6).next == "Nothing more is planned. The last to hear: its sponsor"

    def in_the_ledger(self, stage, day, person):
        Reminder.objects.create(
            kind="report_due",
            subject=self.request.history_key,
            place=self.review_work.history_key,
            cycle="1",
            stage=stage,
            recipient=person,
            planned_on=day,
            due_on=HALLOWEEN,
        )

    def said(self, stage):
        sent = {"state": "sent", "decided_at": make.EIGHT, "letter": make.letter(self.fire_lead)}
        Reminder.objects.filter(stage=stage).update(**sent)

    def test_finds_reports_that_nobody_is_named_to_write(self):
        self.review_work.named_people.all().delete()
        board = self.overview_of(self.officer, dt.date(2014, 11, 4))
        assert board.late_answer.endswith("Nobody is named to write it, so no author is reminded.")
        other = make.report_request(make.initiative("", (self.police,)), self.office, dt.date(2014, 10, 9))
        make.named(other.initiative, self.police_lead)
        board = self.overview_of(self.officer, dt.date(2014, 11, 4))
        assert board.late_answer.endswith("Nobody is named to write one of them, so no author is reminded.")

    def test_shows_ten_and_counts_all(self):
        for _ in range(12):
            make.report_request(make.initiative("", (self.police,)), self.office, dt.date(2014, 10, 1))
        late = self.overview_of(self.officer).late
        assert (len(late.rows), late.value, late.unnamed, late.has_more) == (10, 12, 12, True)

    def test_is_said_when_there_is_nothing(self):
        assert self.overview_of(self.officer).late_answer == "Nothing is late."


class WhatIsDue(OverviewCase):
    def test_names_the_nearest(self):
        assert self.overview_of(self.officer).due_answer == (
            "One report is due in the next 20 working days: "
            "Tri-service collaboration review, on Friday 31 October 2014, in 25 days."
        )

    def test_looks_twenty_working_days_ahead_and_no_further(self):
        for day, number in ((dt.date(2014, 10, 2), 0), (dt.date(2014, 10, 3), 1), (HALLOWEEN, 1)):
            assert self.overview_of(self.officer, day).due.value == number
        assert self.overview_of(self.officer, dt.date(2014, 11, 1)).late.value == 1


class WhatWaits(OverviewCase):
    def test_is_a_report_to_accept_or_return_and_the_decision_it_asks_for(self):
        make.report(self.request, self.fire_lead, "sent", needs_decision=True, decision="Choose one site.")
        board = self.overview_of(self.officer)
        assert board.waiting_answer == "One report waits to be accepted or returned. One decision is asked for."
        assert (board.sent.rows[0].writer, board.wanted_rows[0].decision) == ("Elin Pryce", "Choose one site.")

    def test_does_not_show_sensitive_words(self):
        marked = {"needs_decision": True, "decision": "Name the source.", "marking": "sensitive"}
        make.report(self.request, self.fire_lead, "sent", **marked)
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        assert "Name the source." not in page
        assert "OFFICIAL-SENSITIVE" in page

    def test_changes_when_the_report_is_accepted(self):
        make.report(self.request, self.fire_lead, "accepted")
        assert self.overview_of(self.officer).waiting_answer == "Nothing waits for your answer."


class ThePage(OverviewCase):
    def test_is_for_the_commissioners_office_alone(self):
        for part, someone in self.cast.items():
            self.sign_in(someone)
            expected = 200 if part in {"officer", "commissioner"} else 403
            assert self.client.get("/overview/").status_code == expected, part

    def test_says_of_when_and_for_whom_it_speaks(self):
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        assert re.search(r"Position at [\d:]+am on Monday 6 October 2014\. 1 live initiative you can see\.", page)
        assert "Police and Crime Commissioner for Cheshire" in page

    def test_stands_up_when_there_is_nothing_at_all(self):
        nowhere = make.organisation("An office without work")
        self.sign_in(make.person("Ada North", nowhere, Role.COMMISSIONER))
        page = self.client.get("/overview/").content.decode()
        for said in ("Nothing is late.", "Nothing is due", "Nothing waits", "There is no live work that you can see."):
            assert said in page

    def test_escapes_what_people_wrote(self):
        name = "<img src=x onerror=alert(1)>"
        self.police.short_name = self.review_work.name = name
        self.review_work.lead = self.police
        self.police.save()
        self.review_work.save()
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        assert name not in page
        assert escape(name) in page

    def test_asks_no_more_of_the_database_when_there_is_more(self):
        self.sign_in(self.officer)
        few = self.queries()
        self.a_busy_county()
        self.a_busy_county()
        many = self.queries()
        assert few == many, f"{few} and {many} queries"
        assert many <= 12

    def queries(self) -> int:
        self.client.get("/overview/")
        with CaptureQueriesContext(connection) as made:
            assert self.client.get("/overview/").status_code == 200
        return len([each for each in made if "SAVEPOINT" not in each["sql"]])  # which a test's own transaction asks for
