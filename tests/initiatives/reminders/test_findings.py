"""The findings as an administrator reads them: what they may not see is only counted, by whose it is."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.reminders.findings import findings, seen_by
from services.access.roles import Role
from tests import make
from tests.case import MONDAY, CastTestCase

OFFICE = "Police and Crime Commissioner for Cheshire"
PAGE = "/manage/health/nobody-to-tell/"


class WhoReadsThem(CastTestCase):
    def setUp(self):
        self.review_work.named_people.all().delete()

    def seen(self, person, day=MONDAY):
        return seen_by(person.as_of(day), day)

    def test_whoever_may_see_the_record_reads_the_sentence(self):
        seen = self.seen(self.officer)
        assert seen.listed == findings(MONDAY) != []
        assert seen.unseen == []

    def test_whoever_may_not_is_told_how_many_and_whose(self):
        assert self.seen(self.administrator).listed == []
        assert self.seen(self.administrator).unseen == [(OFFICE, len(findings(MONDAY)))]

    def test_of_two_records_each_is_judged_by_itself(self):
        elsewhere = make.initiative("Kent work", (self.elsewhere,))
        make.report_request(elsewhere, self.elsewhere, dt.date(2014, 10, 20))
        seen = self.seen(self.officer)
        assert {each.owner for each in seen.listed} == {OFFICE}
        assert [owner for owner, _ in seen.unseen] == ["Kent Police"]


class ThePage(CastTestCase):
    def page(self, person):
        self.sign_in(person)
        return " ".join(self.client.get(PAGE).content.decode().split())

    def someone_of_both_roles(self):
        both = make.person("Lee Watts", self.office, Role.ADMINISTRATOR)
        make.membership(both, self.office, Role.POLICY_OFFICER)
        return both

    def test_where_everybody_has_a_reader_it_says_so(self):
        assert "There are none: every reminder has a reader." in self.page(self.administrator)

    def test_each_links_to_where_it_is_put_right_and_names_its_owner(self):
        self.review_work.named_people.all().delete()
        page = self.page(self.someone_of_both_roles())
        assert f'href="{self.request.get_absolute_url()}">Nobody to tell on ' in page
        assert f"<span>{OFFICE}</span>" in page

    def test_an_administrator_reads_no_title_of_a_record_they_may_not_see(self):
        self.review_work.named_people.all().delete()
        page = self.page(self.administrator)
        assert "About records that you may not see" in page
        assert self.review.title not in page

    def test_the_page_about_the_engine_leads_there(self):
        self.sign_in(self.administrator)
        assert f'href="{PAGE}"' in self.client.get("/manage/health/").content.decode()

    def test_it_asks_as_many_questions_about_twenty_records_as_about_one(self):
        counts = []
        someone = self.someone_of_both_roles()
        self.page(someone)
        for rows in (1, 20):
            for _ in range(rows):
                make.report_request(make.initiative(), self.office, dt.date(2014, 10, 31))
            with CaptureQueriesContext(connection) as asked:
                self.page(someone)
            counts.append(len(asked))
        assert counts[0] == counts[1]
