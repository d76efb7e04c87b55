"""The front desk: open pages that keep their promises, and two addresses for whoever watches the portal."""

import datetime as dt
from unittest import mock

from django.core.cache import cache
from django.db import OperationalError
from django.test import override_settings

from services.front import known_issues
from services.letters import holds
from services.letters.models import Letter
from tests import make
from tests.case import CastTestCase

NOWHERE = "redis://127.0.0.1:1/0"


class FrontDeskTest(CastTestCase):
    def words_of(self, address):
        answer = self.client.get(address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    def test_the_pages_are_open_to_everybody(self):
        for address, heading in (
            ("/help/", "Help"),
            ("/accessibility/", "Accessibility statement"),
            ("/privacy/", "Privacy"),
            ("/cookies/", "Cookies"),
        ):
            assert heading in self.words_of(address)

    def test_the_statement_has_the_sections_of_the_model_form(self):
        words = self.words_of("/accessibility/")
        for section in (
            "How accessible this website is",
            "Feedback and contact information",
            "Enforcement procedure",
            "Technical information about this website’s accessibility",
            "Compliance status",
            "Non-accessible content",
            "Preparation of this accessibility statement",
        ):
            assert f">{section}<" in words

    def test_the_statement_lists_the_known_issues_and_only_those(self):
        for issue in known_issues.KNOWN_ISSUES:
            assert issue.criterion in self.words_of("/accessibility/")
        with mock.patch("services.front.views.KNOWN_ISSUES", ()):
            words = self.words_of("/accessibility/")
        assert "fully compliant" in words
        assert "Non-accessible content" not in words

    def test_every_cookie_the_portal_sets_is_listed(self):
        cache.clear()
        words = self.words_of("/cookies/")
        self.client.get("/sign-in/")
        self.client.post("/sign-in/", {"login": "fire.lead@portal.test", "password": make.PASSWORD})
        self.client.post(
            "/account/password/",
            {"oldpassword": make.PASSWORD, "password1": "a quiet harbour", "password2": "a quiet harbour"},
        )
        assert {"sessionid", "csrftoken"} <= set(self.client.cookies)
        for name in self.client.cookies:
            assert f">{name}<" in words


class HealthTest(CastTestCase):
    def test_the_process_answers_without_asking_anybody(self):
        with self.assertNumQueries(0):
            assert self.client.get("/healthz").json() == {"alive": True}

    def test_ready_tells_the_age_of_the_oldest_unsent_letter(self):
        assert self.client.get("/readyz").json()["oldest_unsent_letter_seconds"] is None
        make.letter(self.reader, not_before=make.EIGHT - dt.timedelta(hours=1))
        make.letter(self.reader, not_before=make.EIGHT - dt.timedelta(hours=9), state=Letter.State.FAILED)
        make.letter(self.reader, not_before=make.EIGHT + dt.timedelta(hours=1))
        answer = self.client.get("/readyz")
        assert answer.status_code == 200
        assert 3600 <= answer.json()["oldest_unsent_letter_seconds"] < 3700
        assert answer.json()["database"] == answer.json()["broker"] == "answers"

    def test_ready_tells_how_long_ago_the_engine_looked(self):
        assert self.client.get("/readyz").json()["last_tick_seconds"] is None
        holds.beat("tick", make.EIGHT - dt.timedelta(minutes=7))
        assert self.client.get("/readyz").json()["last_tick_seconds"] == 420

    @override_settings(CELERY_BROKER_URL=NOWHERE)
    def test_a_broker_that_is_away_is_503(self):
        answer = self.client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["broker"] == "does not answer"

    def test_a_database_that_is_away_is_503(self):
        with mock.patch("collab_portal.toolkit.health.database_answers", return_value=False):
            answer = self.client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {
            "database": "does not answer",
            "broker": "answers",
            "oldest_unsent_letter_seconds": None,
            "last_tick_seconds": None,
        }

    def test_a_page_that_the_database_fails_is_503_and_one_that_we_fail_is_500(self):
        self.client.raise_request_exception = False
        for trouble, status, again in ((OperationalError("away"), 503, "60"), (ValueError("ours"), 500, None)):
            with mock.patch("services.front.views.parseaddr", side_effect=trouble), self.assertLogs("django", "ERROR"):
                answer = self.client.get("/help/")
            assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
            assert "Try again in a few minutes" in answer.content.decode()

    def test_an_address_that_is_not_ours_gets_a_plain_page_demonstration_or_not(self):
        for moment in ("2014-10-06 08:00", ""):
            with override_settings(ALLOWED_HOSTS=["portal.test"], PORTAL_CLOCK=moment):
                assert self.client.get("/", headers={"host": "elsewhere.test"}).status_code == 400
