"""The gate and its doorkeepers: no rule, no entry; hidden and missing look alike; a refusal says why."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from collab_portal.toolkit import clock
from services.access.gate import allowed, find, open_to_all
from services.access.rule import NOT_YOURS_TO_DO, Denied, Rule
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase


def without_a_rule(request):
    return HttpResponse("open")


def told_time(request):
    return HttpResponse(f"{request.now.isoformat()} {request.today}")


urlpatterns = [
    path("without-a-rule/", without_a_rule),
    path("told-time/", open_to_all(told_time)),
    path("", include("collab_portal.urls")),
]
handler403 = "services.access.errors.refused"
handler404 = "services.access.errors.not_found"

NEVER = Rule("do this", lambda user: Denied("Only on Sundays."))
QUIETLY_NEVER = Rule("do this", lambda user: False)
ABOUT_A_LETTER = Rule("do this", lambda user, letter: Denied("Not this letter."))


@override_settings(ROOT_URLCONF=__name__)
class GateTest(CastTestCase):
    def request_of(self, someone):
        request = RequestFactory().get("/somewhere/?page=2")
        request.user = someone
        return request

    def test_a_view_without_a_rule_is_refused_to_everyone(self):
        for someone in (None, self.reader, self.administrator, self.commissioner):
            if someone:
                self.sign_in(someone)
            answer = self.client.get("/without-a-rule/")
            assert answer.status_code == 403
            assert "This page has no rule yet" in answer.content.decode()

    def test_somebody_who_is_not_signed_in_is_sent_to_sign_in_and_back(self):
        answer = self.client.get("/organisations/?q=fire")
        self.assertRedirects(answer, "/sign-in/?next=/organisations/%3Fq%3Dfire", fetch_redirect_response=False)

    def test_a_refusal_says_why(self):
        gated = allowed(NEVER)(without_a_rule)
        with pytest.raises(PermissionDenied, match="Only on Sundays"):
            gated(self.request_of(self.reader))
        with pytest.raises(PermissionDenied, match=NOT_YOURS_TO_DO):
            allowed(QUIETLY_NEVER)(without_a_rule)(self.request_of(self.reader))

    def test_the_403_page_shows_the_reason(self):
        self.sign_in(self.reader)
        answer = self.client.get("/manage/bank-holidays/add/")
        assert answer.status_code == 403
        assert "Only a portal administrator can change how the portal runs." in answer.content.decode()

    def test_what_is_hidden_and_what_is_missing_get_the_same_page(self):
        letter = make.letter(self.fire_lead)
        self.sign_in(self.stranger)
        hidden, missing = self.client.get(f"/messages/{letter.pk}/"), self.client.get("/messages/987654/")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert without_nonce(hidden) == without_nonce(missing)

    def test_the_rule_is_asked_only_about_what_the_person_may_see(self):
        letter = make.letter(self.fire_lead)
        gated = allowed(ABOUT_A_LETTER, on=Letter, by="pk")(without_a_rule)
        with pytest.raises(PermissionDenied, match="Not this letter"):
            gated(self.request_of(self.fire_lead), pk=letter.pk)
        with pytest.raises(Http404):
            gated(self.request_of(self.stranger), pk=letter.pk)

    def test_a_nul_byte_or_a_huge_number_in_the_address_is_not_found(self):
        with pytest.raises(Http404):
            find(Letter, "pk", "1\x00", self.fire_lead)
        self.sign_in(self.fire_lead)
        for address in (
            "/messages/%00/",
            f"/messages/{10**30}/",
            "/organisations/police%00kent/",
            "/organisations/x%FF/",
        ):
            assert self.client.get(address).status_code == 404, address

    def test_a_view_answers_only_to_the_rule_it_declares(self):
        gated = allowed(ABOUT_A_LETTER, on=Letter, by="pk")(without_a_rule)
        assert (gated.rule, gated.on) == (ABOUT_A_LETTER, Letter)
        assert open_to_all(without_a_rule).rule.signed_in is False

    @override_settings(PORTAL_CLOCK="2014-07-01 00:30")
    def test_the_door_tells_the_time_and_the_london_day(self):
        now, today = self.client.get("/told-time/").content.decode().split()
        assert today == "2014-07-01"
        assert dt.datetime.fromisoformat(now).date() == dt.date(2014, 6, 30)
        assert clock.local(dt.datetime.fromisoformat(now)).hour == 0

    def test_pages_are_not_stored_by_anybody_on_the_way(self):
        assert self.client.get("/told-time/")["Cache-Control"] == "no-store"

    def test_somebody_who_was_locked_out_is_signed_out_at_once(self):
        self.sign_in(self.reader)
        assert self.client.get("/account/").status_code == 200
        self.reader.is_active = False
        self.reader.save()
        assert self.client.get("/account/").status_code == 302

    def test_a_form_without_its_token_is_explained(self):
        self.client.handler.enforce_csrf_checks = True
        answer = self.client.post("/sign-in/", {"login": "x", "password": "y"})
        assert answer.status_code == 403
        assert "Send the form again" in answer.content.decode()


def without_nonce(answer):
    nonce = answer.content.decode().split('nonce="')[1].split('"')[0]
    return answer.content.decode().replace(nonce, "")
