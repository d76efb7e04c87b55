"""Every question: its numbers lead to as many rows, its file has the same figures, and nobody learns of what is hidden."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.register.models import Initiative, Reach, Stage, Standing, Status
from initiatives.reviews.models import ReportRequest
from tests import make
from tests.case import MONDAY
from tests.initiatives.dashboards.pictures.county import PictureCase

NUMBER = re.compile(r'<a class="govuk-link" href="(/[^"]+)">(?:<strong>)?([\d,]+)(?![\d,.]| hours)\b')
MARK = re.compile(r'<a href="(/(?:initiatives|reports)/\?[^"]+)" aria-label="[^"]*?([\d,]+)"')


class EveryNumber(PictureCase):
    def test_leads_to_as_many_rows_for_six_people(self):
        self.a_random_county()
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            self.sign_in(someone)
            for name in QUESTIONS:
                page = self.client.get(f"/questions/{name}/").content.decode()
                for href, number in {*NUMBER.findall(page), *MARK.findall(page)}:
                    listed = self.client.get(href.replace("&amp;", "&"))
                    found = self.rows_of(listed)
                    assert found == int(number.replace(",", "")), f"{someone} {name}: {href} has {found}"

    def rows_of(self, listed):
        """How many rows a page lists: of a list, or of the table of a question."""
        if "page" in listed.context:
            return listed.context["page"].paginator.count
        return len(listed.context["picture"].rows)

    def test_there_are_many_numbers_in_each_picture(self):
        make.report_request(self.review_work, self.office, MONDAY)
        self.a_random_county()
        self.sign_in(self.officer)
        for name in [*QUESTIONS.keys() - {"changed"}]:  # this county has no past: test_changed.py
            page = self.client.get(f"/questions/{name}/").content.decode()
            assert len(NUMBER.findall(page)) > (2 if name == "decide" else 3), name
            # A mark of "gained" is an amount: test_gains.py adds up its list.
            assert name in ("life", "decide", "gained") or len(MARK.findall(page)) > 3, name

    def test_of_the_table_has_a_link_unless_it_is_none(self):
        self.a_random_county()
        for name in QUESTIONS:
            for line in self.picture(name).rows:
                assert all(cell.href or not cell.value for cell in line.cells if cell.is_number), (name, line)

    def test_is_in_the_file_as_well(self):
        self.a_random_county()
        self.sign_in(self.officer)
        for name in QUESTIONS:
            picture = self.picture(name)
            answer = self.client.get(f"/questions/{name}/figures.csv")
            assert answer["Content-Type"] == "text/csv; charset=utf-8"
            assert f"{name}-2014-10-06.csv" in answer["Content-Disposition"]
            heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
            assert heads == list(picture.heads)
            assert len(rows) == len(picture.rows)
            for row, line in zip(rows, picture.rows, strict=True):
                assert row == ["" if cell.value is None else str(cell.value) for cell in line.cells]


class Trouble(PictureCase):
    def test_each_lead_has_the_work_of_each_status_that_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for number, work in enumerate(Initiative.objects.order_by("pk")):
                Initiative.objects.filter(pk=work.pk).update(status=Status.values[number % 4])
            for someone in (
                self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
            ):  # fmt: skip
                expected = self.counted_by_hand(someone)
                rows = [[cell.value for cell in line.cells] for line in self.picture("trouble", someone).rows]
                assert {row[0]: row[1:] for row in rows} == expected

    def counted_by_hand(self, someone):
        order = ["on_track", "at_risk", "off_track", "not_reported"]
        expected = {}
        for work in Initiative.objects.visible_to(someone.as_of(MONDAY)).select_related("lead"):
            if work.standing != Standing.LIVE or work.is_over_on(MONDAY):
                continue
            name = work.lead.short_name if work.lead else "Led jointly" if work.is_jointly_led else "Not known"
            numbers = expected.setdefault(name, [0] * 6)
            numbers[0] += 1
            numbers[1 + order.index(work.status)] += 1
            numbers[5] += any(
                each.state in ("asked", "drafting", "cleared", "returned") and each.due_on < MONDAY
                for each in work.report_requests.all()
            )
        return expected

    def test_says_how_many_statuses_are_old(self):
        make.report_request(self.review_work, self.office, dt.date(2014, 9, 1))
        assert "1 initiative with a late report keeps its earlier status." in self.picture("trouble").notes


class Ideas(PictureCase):
    def test_each_stage_is_what_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (self.officer, self.fire_lead, self.stranger):
                seen = Initiative.objects.visible_to(someone.as_of(MONDAY)).exclude(standing="draft")
                works = [(each.stage, self.standing_of(each)) for each in seen]
                rows = {
                    line.cells[0].value: [cell.value for cell in line.cells]
                    for line in self.picture("ideas", someone).rows
                }
                order = list(Stage)
                for place, stage in enumerate(order):
                    later = {each.value for each in order[place + 1 :]}
                    here = [standing for each, standing in works if each == stage]
                    further = sum(each in later for each, _ in works)
                    by_standing = [here.count(standing) for standing in ("live", "parked", "closed")]
                    assert rows[stage.label] == [stage.label, further + len(here), further, *by_standing]
                unknown = sum(not stage for stage, _ in works)
                assert rows.get("Not known", [0, 0])[1] == unknown

    def standing_of(self, work) -> str:
        return "closed" if work.is_over_on(MONDAY) else work.standing

    def test_the_answer_says_how_many_went_further_than_scoping_and_how_many_closed_there(self):
        closed = {"standing": Standing.CLOSED, "standing_reason": "Too dear.", "ending": "declined"}
        for stage in (Stage.SCOPING, Stage.SCOPING, Stage.IDEA):
            make.initiative("", (self.police,), stage=stage, **closed)
        make.initiative("", (self.police,), stage="")
        assert self.picture("ideas").answer == (
            "One of 4 ideas went further than scoping. 2 closed at scoping, one before it. The stage of one is not known."
        )


class Punctual(PictureCase):
    def test_each_lead_has_the_reports_that_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (self.officer, self.fire_lead, self.stranger):
                expected = {}
                for asked in ReportRequest.objects.select_related("initiative__lead"):
                    is_seen = (
                        Initiative.objects.visible_to(someone.as_of(MONDAY)).filter(pk=asked.initiative_id).exists()
                    )
                    if is_seen and dt.date(2013, 10, 6) <= asked.due_on < MONDAY and asked.state != "withdrawn":
                        numbers = expected.setdefault(self.lead_of(asked.initiative), [0, 0, 0])
                        numbers[2 if asked.days_late is None else int(asked.days_late > 0)] += 1
                rows = {
                    line.cells[0].value: [cell.value for cell in line.cells]
                    for line in self.picture("punctual", someone).rows
                }
                assert {name: row[2:5] for name, row in rows.items()} == expected
                assert all(row[1] == sum(row[2:5]) for row in rows.values())

    def test_each_whole_month_has_the_reports_that_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (
                self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
            ):  # fmt: skip
                expected = {
                    name: [0, 0, 0]
                    for name in (
                        "October 2013", "November 2013", "December 2013", "January 2014", "February 2014", "March 2014",
                        "April 2014", "May 2014", "June 2014", "July 2014", "August 2014", "September 2014",
                    )
                }  # fmt: skip
                seen = set(Initiative.objects.visible_to(someone.as_of(MONDAY)).values_list("pk", flat=True))
                for asked in ReportRequest.objects.all():
                    month = f"{asked.due_on:%B %Y}"
                    if asked.initiative_id in seen and asked.state != "withdrawn" and month in expected:
                        expected[month][2 if asked.days_late is None else int(asked.days_late > 0)] += 1
                part = self.picture("punctual", someone).table("months")
                told = {row.cells[0].value: [cell.value for cell in row.cells[2:]] for row in part.rows} if part else {}
                assert told == (expected if any(map(any, expected.values())) else {})
                rows = part.rows if part else ()
                assert all(row.cells[1].value == sum(cell.value for cell in row.cells[2:]) for row in rows)

    def test_months_are_whole_and_the_worst_is_named(self):
        for due, late in ((dt.date(2013, 10, 1), 2), (dt.date(2014, 9, 30), 0), (dt.date(2014, 10, 1), 3)):
            asked = make.report_request(self.review_work, self.office, due)
            make.event(asked, "started", self.fire_lead)
            make.event(asked, "sent", self.fire_lead, days_late=late)
        part = self.picture("punctual").table("months")
        assert {row.cells[0].value: row.cells[1].value for row in part.rows if row.cells[1].value} == {
            "October 2013": 1,
            "September 2014": 1,
        }
        assert part.note.startswith("Most came late or not at all in October 2013: one of one.")

    def test_without_a_report_in_those_months_there_is_no_table_of_them(self):
        assert self.picture("punctual").parts == ()

    def lead_of(self, work) -> str:
        if work.lead:
            return work.lead.short_name
        return "Led jointly" if work.is_jointly_led else "Lead not known"

    def test_the_answer_names_who_is_on_time_least_often(self):
        for lead, late in ((self.fire, 4), (self.fire, 0), (self.police, 0)):
            asked = make.report_request(
                make.initiative("", (lead, self.police), lead=lead), self.office, dt.date(2014, 9, 1)
            )
            make.event(asked, "started", self.fire_lead)
            make.event(asked, "sent", self.fire_lead, days_late=late)
        assert self.picture("punctual").answer == (
            "2 of 3 reports came on time. Least often from Cheshire Fire and Rescue Service: one of 2."
        )


class Life(PictureCase):
    def test_has_a_row_for_each_live_initiative_and_the_next_report_first(self):
        self.a_random_county()
        picture = self.picture("life")
        live = Initiative.objects.visible_to(self.officer.as_of(MONDAY)).filter(standing="live")
        names = {work.name for work in live if not work.is_over_on(MONDAY)}
        assert {line.cells[0].value for line in picture.rows} == names
        dues = [line.cells[6].value or dt.date.max for line in picture.rows]
        assert dues == sorted(dues)

    def test_says_what_late_reports_do_to_the_statuses(self):
        make.report_request(self.review_work, self.office, dt.date(2014, 9, 1))
        assert "1 initiative with a late report keeps its earlier status." in self.picture("life").notes

    def test_draws_dates_that_are_not_known_as_not_known(self):
        self.sign_in(self.officer)
        page = self.client.get("/questions/life/").content.decode()
        assert "app-bar--unknown" in page
        assert "Not known" in page


class ThePages(PictureCase):
    def test_answer_people_who_see_nothing_in_words(self):
        self.sign_in(make.person("Ada North", make.organisation("A service without work")))
        for name, said in {
            "life": "There is no live work that you can see.",
            "trouble": "There is no live work that you can see.",
            "together": "There is no live work that you can see.",
            "ideas": "There is no work in the register that you can see.",
            "punctual": "No report was due in the last 12 months that you can see.",
            "decide": "No leadership review is ahead that you can see.",
            "changed": "Since 6 July 2014: nothing changed that you can see.",
            "five": "There is no live work that you can see.",
        }.items():
            page = self.client.get(f"/questions/{name}/").content.decode()
            assert said in page
            assert "app-chart" not in page
            assert self.client.get(f"/questions/{name}/figures.csv").status_code == 200

    def test_stand_up_to_500_pieces_of_work_and_names_of_120_letters(self):
        Initiative.objects.bulk_create(
            Initiative(ref=f"BIG-{n}", name="N" * 116 + f"{n:04d}", standing="live", reach=Reach.PORTAL)
            for n in range(500)
        )
        self.sign_in(self.officer)
        page = self.client.get("/questions/life/").content.decode()
        assert "401 more rows are in the file below." in page
        assert page.count("app-diamond") < 200
        assert len(self.client.get("/questions/life/figures.csv").content.splitlines()) == 502

    def test_say_whose_work_is_counted(self):
        self.sign_in(self.officer)
        for name in QUESTIONS:
            assert "you can see" in self.client.get(f"/questions/{name}/").content.decode(), name

    def test_escape_what_people_wrote_and_keep_formulas_from_spreadsheets(self):
        name = '=HYPERLINK("x")<img src=x onerror=alert(1)>'
        self.police.short_name = self.review_work.name = name
        self.police.save()
        self.review_work.save()
        self.sign_in(self.officer)
        for question in ("life", "together"):
            page = self.client.get(f"/questions/{question}/").content.decode()
            assert "<img" not in page
            assert escape(name[:20]) in page
            assert "'=HYPERLINK" in self.client.get(f"/questions/{question}/figures.csv").content.decode()

    def test_ask_no_more_of_the_database_when_there_is_more(self):
        self.sign_in(self.officer)
        few = {name: self.queries(name) for name in QUESTIONS}
        self.a_random_county(1)
        self.a_random_county(2)
        assert {name: self.queries(name) for name in QUESTIONS} == few
        assert max(few.values()) <= 12, few

    def queries(self, name: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert self.client.get(f"/questions/{name}/").status_code == 200
        return len(made)

    def test_stand_numbers_to_the_right_under_their_head_and_words_to_the_left(self):
        self.a_random_county()
        self.sign_in(self.officer)
        page = self.client.get("/questions/five/").content.decode()
        for head, place in (("Live", " num"), ("Themes", "")):
            assert f'<th scope="col" class="govuk-table__header{place}" role="columnheader">{head}</th>' in page
            assert f'<td class="govuk-table__cell{place}" role="cell" data-label="{head}">' in page

    def test_that_do_not_exist_are_not_found(self):
        self.sign_in(self.officer)
        for address in ("/questions/nothing/", "/questions/nothing/figures.csv"):
            assert self.client.get(address).status_code == 404

    def test_are_linked_from_the_overview_and_from_my_work(self):
        for someone, address in ((self.officer, "/overview/"), (self.fire_lead, "/my-work/")):
            self.sign_in(someone)
            page = self.client.get(address).content.decode()
            assert all(f"/questions/{name}/" in page for name in QUESTIONS)


def test_a_question_is_a_question():
    assert all(each.question.endswith("?") for each in QUESTIONS.values())
    with pytest.raises(KeyError):
        QUESTIONS["nothing"]
