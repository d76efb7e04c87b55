"""A letter that did not arrive is a red line on the pages it was about, for whoever may see them."""

import datetime as dt

from initiatives.dashboards import boards
from initiatives.reminders.letter_references import of_letter
from services.access.roles import Role
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

LINE = "A reminder to Elin Pryce did not arrive on 3 October 2014."


class NotArrived(ReminderTestCase):
    """Elin Pryce's reminder of 3 October came back."""

    def setUp(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        self.letter = Letter.objects.get(to=self.fire_lead)
        Letter.objects.filter(pk=self.letter.pk).update(state="bounced")

    def page(self, someone, address):
        self.sign_in(someone)
        return self.client.get(address)

    @property
    def pages(self):
        return [self.request.get_absolute_url(), self.review_work.get_absolute_url()]

    def test_it_stands_on_the_page_of_the_report_and_of_the_work(self):
        for address in self.pages:
            self.assertContains(self.page(self.reader, address), LINE)

    def test_strangers_find_no_page_and_no_line(self):
        for address in self.pages:
            assert self.page(self.stranger, address).status_code == 404

    def test_the_address_is_shown_to_administrators_only(self):
        make.membership(self.officer, self.office, Role.ADMINISTRATOR)
        for someone, is_shown in ((self.officer, True), (self.commissioner, False)):
            shown = "fire.lead@portal.test" in self.page(someone, self.pages[0]).content.decode()
            assert shown is is_shown

    def test_once_another_letter_has_reached_them_it_is_gone(self):
        make.letter(self.fire_lead, state="sent", sent_at=eight_on(dt.date(2014, 10, 4)))
        for address in self.pages:
            self.assertNotContains(self.page(self.reader, address), LINE)

    def test_a_letter_about_signing_in_makes_nothing_good(self):
        make.letter(self.fire_lead, state="sent", sent_at=eight_on(dt.date(2014, 10, 4)), sort="account")
        self.assertContains(self.page(self.reader, self.pages[0]), LINE)

    def test_one_letter_about_several_things_counts_on_each_page(self):
        Letter.objects.filter(pk=self.letter.pk).update(about="")
        for address in self.pages:
            self.assertContains(self.page(self.reader, address), LINE)

    def test_it_is_no_line_on_other_work(self):
        other = make.initiative("", (self.fire, self.ambulance))
        self.assertNotContains(self.page(self.reader, other.get_absolute_url()), "did not arrive")


class OnTheOverview(NotArrived):
    def missed(self, day=dt.date(2014, 10, 6)):
        board = boards.overview(self.officer.as_of(day), day)
        return [(line.who, line.noun) for row in [*board.due.rows, *board.late.rows] for line in row.told.not_arrived]

    def test_it_is_a_red_fact_in_the_row_of_its_report(self):
        assert self.missed() == [("Elin Pryce", "reminder")]
        self.assertContains(self.page(self.officer, "/overview/"), LINE.removesuffix("."))

    def test_also_once_the_report_is_late(self):
        assert self.missed(dt.date(2014, 11, 3)) == [("Elin Pryce", "reminder")]

    def test_not_once_the_report_is_sent_nor_after_a_quarter(self):
        assert self.missed(dt.date(2015, 2, 1)) == []
        make.event(self.request, "sent", by=self.police_lead)
        assert self.missed() == []


class References(ReminderTestCase):
    def test_a_letter_is_named_by_its_references_alone(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        letter = Letter.objects.get(to=self.fire_lead)
        assert of_letter(letter) == ["CHS-R01 for CHS-007"]
        letter.about = ""
        assert of_letter(letter) == ["CHS-R01 for CHS-007"]

    def test_each_kind_of_record_has_one(self):
        records = {
            "CHS-007": [self.review_work, self.review_work.participations.first(), make.milestone(self.review_work)],
            "CHS-R01": [self.review],
            "CHS-M01": [make.meeting(self.office, ref="CHS-M01")],
            "CHS-A01": [make.agreement((self.fire,), ref="CHS-A01")],
        }
        for reference, those in records.items():
            for record in those:
                assert of_letter(make.letter(self.fire_lead, about=record.history_key)) == [reference], record

    def test_of_anything_else_nothing_is_said(self):
        for about in (self.fire_lead.history_key, "", "x:y", "initiative:", "initiative:999999", "initiative:²"):
            assert of_letter(make.letter(self.fire_lead, about=about)) == []
