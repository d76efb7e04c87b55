"""The page that shows somebody their next digest."""

from html import unescape

from django.urls import reverse

from initiatives.reminders.digests.models import Digest
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase


class TheNextDigest(CastTestCase):
    def page(self, someone):
        self.sign_in(someone)
        return unescape(self.client.get(reverse("reminders:next_digest")).content.decode())

    def test_it_says_when_it_goes_and_what_it_would_say(self):
        make.report_request(make.initiative("Shared fleet", (self.police,)), self.office, make.MONDAY.replace(day=3))
        make.letter_preferences(self.officer, "weekly", digest_weekday=2, digest_hour=15)
        page = self.page(self.officer)
        assert "It goes on Wednesday 8 October 2014 at 3pm." in page
        assert "Your collaboration week: 1 late" in page
        assert "“Shared fleet”" in page

    def test_nothing_to_say_is_said(self):
        assert "There is nothing to say now." in self.page(self.officer)

    def test_who_wants_none_sees_a_weekly_one(self):
        page = self.page(self.fire_lead)
        assert "You have not asked for digests, so none comes." in page

    def test_without_a_board_ahead_none_is_planned(self):
        make.letter_preferences(self.officer, "before_board")
        assert "None is planned, because no board that you can see has a date ahead." in self.page(self.officer)

    def test_looking_changes_nothing_and_shows_no_link_that_acts(self):
        make.report_request(make.initiative("Shared fleet", (self.police,)), self.office, make.MONDAY.replace(day=3))
        assert "/digests/stop/" not in self.page(self.officer)
        assert not Digest.objects.exists()
        assert not Letter.objects.exists()

    def test_the_settings_lead_there_and_promise_no_more_than_is_done(self):
        self.sign_in(self.officer)
        page = self.client.get(reverse("people:letter_preferences")).content.decode()
        assert reverse("reminders:next_digest") in page
        assert "does not send digests yet" not in page
