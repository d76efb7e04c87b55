"""Choosing a date to look back to, and the way there from every list and dashboard."""

from urllib.parse import urlencode

from initiatives.past.pages import PAGES, page_asked_for
from tests.case import CastTestCase

OCTOBER = {"day-day": "5", "day-month": "10", "day-year": "2014", "how": "as-at"}


class ChoosingADate(CastTestCase):
    def setUp(self):
        self.sign_in(self.officer)

    def ask(self, **answers):
        return self.client.get(f"/look-back/?{urlencode(answers)}")

    def test_the_page_that_was_asked_for_is_shown_as_at_the_date(self):
        answer = self.ask(page="/reports/?state=late", **OCTOBER)
        self.assertRedirects(answer, "/as-at/2014-10-05/reports/?state=late")
        answer = self.ask(page="/overview/", **{**OCTOBER, "how": "as-known"})
        self.assertRedirects(answer, "/as-known/2014-10-05/overview/")

    def test_lists_and_dashboards_lead_here_and_records_do_not(self):
        self.assertContains(
            self.client.get("/initiatives/?standing=live"), "/look-back/?page=/initiatives/%3Fstanding%3Dlive"
        )
        self.assertNotContains(self.client.get(self.review_work.get_absolute_url()), "/look-back/")

    def test_an_address_of_somebody_else_is_never_gone_to(self):
        for page in (
            "https://example.com/",
            "//example.com/reports/",
            "/\\example.com",
            "initiatives/",
            "/account/",
            "",
            "/as-at/2014-01-01/overview/",
        ):
            self.assertRedirects(self.ask(page=page, **OCTOBER), "/as-at/2014-10-05/initiatives/")

    def test_what_cannot_be_a_date_gets_a_sentence_and_is_kept(self):
        for typed, sentence in (
            ({"day-day": "31", "day-month": "2"}, "The date must be a real date"),
            ({"day-year": "2015"}, "The date must be on or before 6 October 2014"),
            ({"day-year": "1900"}, "The date must be on or after 1 January 1950"),
            ({"day-day": ""}, "The date must include a day"),
            ({"how": "as-if"}, "Select which past to show"),
        ):
            page = self.ask(page="/reports/", **{**OCTOBER, **typed})
            self.assertContains(page, sentence, status_code=422)
            self.assertContains(page, 'name="page" value="/reports/"', status_code=422)
        page = self.ask(**{**OCTOBER, "day-month": "Brumaire"})
        self.assertContains(page, 'value="Brumaire"', status_code=422)

    def test_every_page_of_the_past_is_one_of_ours(self):
        assert page_asked_for("/initiatives/", "") == "/initiatives/"
        assert all(":" in name for name in PAGES)
