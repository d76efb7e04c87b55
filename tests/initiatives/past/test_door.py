"""An address that begins with a date shows its page as at that date, and changes nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse

from initiatives.past.looking import looking_back
from initiatives.past.moments import How, Moment
from initiatives.register.models import Initiative
from services.people.models import User
from tests import make
from tests.case import CastTestCase

THEN = dt.date(2014, 9, 1)
PAST = f"/as-at/{THEN}"


class AnAddressOfThePast(CastTestCase):
    def test_the_page_says_which_date_it_shows_and_how_to_come_back(self):
        self.sign_in(self.officer)
        for how, words in (("as-at", "by the dates in today’s records"), ("as-known", "as the portal knew it then")):
            page = self.client.get(f"/{how}/{THEN}/initiatives/?standing=live")
            self.assertContains(page, "As at 1 September 2014")
            self.assertContains(page, words)
            self.assertContains(page, 'href="/initiatives/?standing=live">Back to today')

    def test_numbers_lead_to_their_rows_of_then(self):
        self.sign_in(self.officer)
        page = self.client.get(f"{PAST}/questions/life/")
        self.assertContains(page, f'href="{PAST}/initiatives/?standing=live"')
        self.assertNotContains(page, 'href="/initiatives/?standing=live"')

    def test_a_file_is_named_after_the_date_it_shows(self):
        self.sign_in(self.officer)
        file = self.client.get(f"{PAST}/questions/life/figures.csv")
        assert f"life-{THEN}.csv" in file["Content-Disposition"]

    def test_a_day_that_has_not_come_or_is_none_is_a_wrong_address(self):
        self.sign_in(self.officer)
        for day in ("2014-10-07", "2999-01-01", "2014-02-30", "1066-10-14", "2014-9-1", "yesterday"):
            for how in ("as-at", "as-known"):
                assert self.client.get(f"/{how}/{day}/initiatives/").status_code == 404, day
        assert self.client.get("/as-at/2014-10-06/initiatives/").status_code == 200  # today, to its end

    def test_records_and_forms_are_of_today_and_are_gone_to_with_what_was_asked(self):
        self.sign_in(self.fire_lead)
        for page in (self.review_work.get_absolute_url(), "/account/", "/initiatives/new/?next=1", "/my-work/"):
            self.assertRedirects(self.client.get(PAST + page), page, fetch_redirect_response=False)
        assert self.client.get(f"{PAST}/nowhere/", follow=True).status_code == 404

    def test_pressing_a_button_on_a_page_of_the_past_does_what_it_does_today(self):
        self.sign_in(self.fire_lead)
        answer = self.client.post(f"{PAST}{reverse('account_logout')}")
        assert answer.status_code == 302
        assert "_auth_user_id" not in self.client.session

    def test_somebody_who_is_not_signed_in_comes_back_to_the_date_after_signing_in(self):
        answer = self.client.get(f"{PAST}/initiatives/?standing=live")
        assert answer.status_code == 302
        assert answer["Location"] == f"/sign-in/?next={PAST}/initiatives/%3Fstanding%3Dlive"

    def test_rules_hold_in_the_past_as_they_do_today(self):
        self.sign_in(self.fire_lead)
        assert self.client.get(f"{PAST}/overview/").status_code == 403

    def test_the_next_page_is_of_today_again_also_after_a_page_that_failed(self):
        self.sign_in(self.officer)
        self.client.get(f"{PAST}/questions/nothing/")
        self.client.get(f"{PAST}/questions/life/")
        assert get_script_prefix() == "/"
        make.initiative("Registered since", (self.police, self.fire), registered_at=make.EIGHT)
        self.assertContains(self.client.get("/initiatives/"), "Registered since")
        self.assertNotContains(self.client.get(f"{PAST}/initiatives/"), "Registered since")

    def test_what_is_written_while_looking_back_is_refused_or_forgotten(self):
        with looking_back(Moment(How.FACTS, THEN), self.officer):
            Initiative.objects.update(name="Another name")  # of the copy
            with pytest.raises(InternalError), transaction.atomic():
                User.objects.update(name="Somebody else")
        self.review_work.refresh_from_db()
        assert self.review_work.name == "Tri-service collaboration review"

    def test_an_error_while_looking_back_leaves_today_as_it_is(self):
        with pytest.raises(PermissionDenied), looking_back(Moment(How.FACTS, THEN), self.officer):
            raise PermissionDenied
        assert get_script_prefix() == "/"
        assert Initiative.objects.filter(pk=self.review_work.pk).exists()

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        self.sign_in(self.officer)
        self.client.get(f"{PAST}/initiatives/")
        numbers = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as counted:
                self.client.get(f"{PAST}/initiatives/")
            numbers.append(len(counted))
            for _ in range(20):
                make.initiative("", (self.police, self.fire))
        assert numbers[0] == numbers[1]
