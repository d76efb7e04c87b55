"""Nothing typed is lost: quiet saving, and a session that ends while somebody types."""

import re

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from initiatives.reviews.models import Report, ReportRequest
from services.history.models import Entry
from tests import make
from tests.case import CastTestCase
from tests.initiatives.reviews.typed import typed


class KeepingCase(CastTestCase):
    def at(self, page):
        return reverse(f"reports:{page}", kwargs={"pk": self.request.pk})

    def keep(self, version=0, **answers):
        return self.client.post(self.at("keep"), typed(version, **answers))


class QuietSaving(KeepingCase):
    def setUp(self):
        self.sign_in(self.fire_lead)

    def test_keeps_what_is_typed_and_says_so_with_the_version(self):
        page = self.keep(changed="Half a thou")
        self.assertRegex(page.content.decode(), '<p data-version="1">Draft saved at 8(:\\d\\d)?am.')
        assert Report.objects.get().changed == "Half a thou"

    def test_what_is_no_answer_yet_is_kept_as_well(self):
        self.assertEqual(self.keep(status="at_risk", **{"path_by-month": "smarch"}).status_code, 200)
        assert Report.objects.get().unfinished["path_by"]["month"] == "smarch"

    def test_it_goes_on_from_the_version_it_was_told(self):
        self.keep(changed="Half a thou")
        self.assertContains(self.keep(1, changed="Half a thought"), 'data-version="2"')
        self.assertRedirects(self.client.post(self.at("write"), typed(2)), self.at("check"))

    def test_nothing_new_is_no_new_version(self):
        self.keep()
        self.assertContains(self.keep(1), 'data-version="1"')
        assert Entry.objects.filter(verb="started the report").count() == 1

    def test_a_colleague_who_was_faster_is_named_and_nothing_is_overwritten(self):
        self.sign_in(self.police_lead)
        self.client.post(self.at("write"), typed(changed="Police’s words."))
        self.sign_in(self.fire_lead)
        page = self.keep(changed="Fire’s words.")
        self.assertContains(page, "Priya Okafor saved this report", status_code=409)
        self.assertContains(page, "data-stop", status_code=409)
        assert Report.objects.get().changed == "Police’s words."

    def test_a_cleared_report_has_to_be_cleared_again(self):
        ReportRequest.objects.update(needs_clearing=True)
        make.report(self.request, self.police_lead, "cleared")
        self.assertContains(self.keep(1), "has to be cleared again")
        self.request.refresh_from_db()
        assert self.request.state == "drafting"

    def test_is_no_page_to_open(self):
        assert self.client.get(self.at("keep")).status_code == 405

    def test_a_sent_report_is_refused(self):
        make.report(self.request, self.police_lead, "sent")
        assert self.keep(1).status_code == 403

    def test_the_page_tells_the_script_where_and_has_a_polite_place_to_say_it(self):
        page = self.client.get(self.at("write"))
        self.assertContains(page, f'data-keep="{self.at("keep")}"')
        self.assertContains(page, 'id="kept" role="status"')


class TheSessionEnds(KeepingCase):
    """The answers go through sign-in in the pages; the portal keeps nothing of somebody it does not know."""

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        self.answered = self.client.post(self.at("write"), typed(changed="“Kept” & carried.", later="yes"), follow=True)

    def boxes(self, page):
        """The hidden boxes of the page's form, as a browser would post them."""
        return page.context["boxes"]

    def sign_in_again(self, password=make.PASSWORD):
        typed_box = self.answered.context["typed"]
        posted = {"login": "fire.lead@portal.test", "password": password, "typed": typed_box, "next": self.at("write")}
        return self.client.post("/sign-in/", posted)

    def test_the_sign_in_page_carries_them_and_complains_of_nothing(self):
        assert self.answered.redirect_chain == [(f"/sign-in/?next={self.at('write')}", 307)]
        self.assertContains(self.answered, "You were signed out before your answers could be saved.")
        self.assertNotContains(self.answered, "There is a problem")
        self.assertContains(self.answered, 'name="typed"')

    def test_nothing_is_stored_before(self):
        assert not Report.objects.exists()
        assert not self.client.session.keys()

    def test_after_signing_in_one_press_saves_them(self):
        page = self.sign_in_again()
        self.assertContains(page, "What you typed is still here, Elin Pryce.")
        self.assertContains(page, "“Kept” &amp; carried.")
        self.assertContains(page, f'action="{self.at("write")}"')
        self.assertContains(
            self.client.post(self.at("write"), dict(self.boxes(page)), follow=True), "Your draft is saved."
        )
        assert Report.objects.get().changed == "“Kept” & carried."

    def test_a_wrong_password_loses_nothing(self):
        page = self.sign_in_again(password="not this one at all")
        assert page.status_code == 422
        assert page.context["typed"] == self.answered.context["typed"]

    def test_no_token_and_no_password_travel_along(self):
        names = {name for name, _ in self.boxes(self.sign_in_again())}
        assert not {"csrfmiddlewaretoken", "password", "login", "typed"} & names

    def test_never_to_another_place(self):
        posted = {
            "login": "fire.lead@portal.test",
            "password": make.PASSWORD,
            "typed": "a=b",
            "next": "https://evil.example/",
        }
        self.assertRedirects(self.client.post("/sign-in/", posted), "/", fetch_redirect_response=False)

    def test_markup_in_it_stays_text(self):
        posted = {
            "login": "fire.lead@portal.test",
            "password": make.PASSWORD,
            "typed": 'x"><script>=%3Cscript%3E',
            "next": "/",
        }
        assert not re.search("<script>", self.client.post("/sign-in/", posted).content.decode())

    def test_the_other_pages_with_long_texts_do_the_same(self):
        for page in ("send_back", "put_back", "withdraw", "ask_for_more_time", "answer_more_time"):
            assert self.client.post(self.at(page), {"why": "Words."}).status_code == 307, page

    def test_a_press_without_words_just_leads_to_sign_in(self):
        for page in ("send", "accept", "clear", "keep"):
            assert self.client.post(self.at(page)).status_code == 302, page


class AnOldToken(KeepingCase):
    """Somebody signed in again in another window: the page they wrote on has a token from before."""

    def post(self, page="write", **headers):
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in(self.fire_lead)
        return self.client.post(self.at(page), typed(changed="Long words.", csrfmiddlewaretoken="x" * 64), **headers)

    def test_the_answers_are_there_to_be_sent_again(self):
        page = self.post(HTTP_ORIGIN="http://testserver")
        self.assertContains(page, 'name="changed" value="Long words."', status_code=403)
        token = re.search('name="csrfmiddlewaretoken" value="(\\w+)"', page.content.decode()).group(1)
        boxes = {**dict(page.context["boxes"]), "csrfmiddlewaretoken": token}
        self.assertRedirects(self.client.post(self.at("write"), boxes), self.at("check"))

    def test_nothing_of_another_page_is_shown(self):
        for headers in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {}):
            self.assertNotContains(self.post(**headers), "Long words.", status_code=403)

    def test_a_press_without_words_is_not_offered_again(self):
        self.assertNotContains(self.post("send", HTTP_ORIGIN="http://testserver"), "Send it again", status_code=403)
