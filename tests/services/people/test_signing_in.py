"""Sign-in and passwords: one sentence for every failure, a lock after five, and no secret in the outbox."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.cache import quick
from services.history.models import Entry
from services.letters import delivery
from services.letters.models import Letter
from services.letters.private import STANDS_IN
from services.people.models import User
from services.people.signing_in import LOCKED_OUT, NOT_RIGHT, Adapter, reset_link
from tests import make
from tests.case import WITHOUT_REDIS, CastTestCase

NEW = "a quiet harbour at dusk"


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
class SigningInCase(CastTestCase):
    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)

    def try_to_sign_in(self, email="fire.lead@portal.test", password=make.PASSWORD, **more):
        return self.client.post("/sign-in/", {"login": email, "password": password, **more})

    def is_signed_in(self):
        return "_auth_user_id" in self.client.session

    def words_of(self, answer):
        return " ".join(answer.content.decode().split())


class SignInTest(SigningInCase):
    def test_the_right_password_signs_in_whatever_the_case_of_the_address(self):
        self.assertRedirects(self.try_to_sign_in(" Fire.Lead@Portal.TEST "), "/", fetch_redirect_response=False)
        assert self.is_signed_in()

    def test_every_failure_has_the_same_sentence(self):
        User.objects.filter(pk=self.reader.pk).update(is_active=False)
        tries = {
            "wrong password": self.try_to_sign_in(password="not this one at all"),
            "nobody": self.try_to_sign_in("nobody@portal.test"),
            "locked out": self.try_to_sign_in("reader@portal.test"),
        }
        for what, answer in tries.items():
            assert answer.status_code == 422, what
            assert NOT_RIGHT in self.words_of(answer), what
            assert "<title>Error: Sign in" in self.words_of(answer)
            assert not self.is_signed_in()

    def test_empty_boxes_say_what_to_enter(self):
        words = self.words_of(self.try_to_sign_in("", ""))
        assert "Enter your email address" in words
        assert "Enter your password" in words
        assert words.count("There is a problem") == 1

    def test_the_page_keeps_the_address_and_never_the_password(self):
        words = self.words_of(self.try_to_sign_in(password="secret that was wrong"))
        assert 'value="fire.lead@portal.test"' in words
        assert "secret that was wrong" not in words

    def test_after_five_failures_the_right_password_is_refused_as_well(self):
        for _ in range(5):
            assert NOT_RIGHT in self.words_of(self.try_to_sign_in(password="wrong wrong wrong"))
        answer = self.try_to_sign_in()
        assert LOCKED_OUT in self.words_of(answer)
        assert not self.is_signed_in()
        assert self.try_to_sign_in("police.lead@portal.test").status_code == 302

    def test_a_wiped_redis_unlocks_nobody(self):
        for _ in range(5):
            self.try_to_sign_in(password="wrong wrong wrong")
        quick.clear()
        assert LOCKED_OUT in self.words_of(self.try_to_sign_in())

    def test_while_redis_is_away_tries_are_counted_all_the_same(self):
        with override_settings(CACHES=WITHOUT_REDIS):
            for _ in range(5):
                assert NOT_RIGHT in self.words_of(self.try_to_sign_in(password="wrong wrong wrong"))
            assert LOCKED_OUT in self.words_of(self.try_to_sign_in())

    def test_an_address_nobody_has_is_locked_just_the_same(self):
        for _ in range(5):
            self.try_to_sign_in("nobody@portal.test")
        assert LOCKED_OUT in self.words_of(self.try_to_sign_in("nobody@portal.test"))

    def test_next_leads_on_within_the_portal_only(self):
        self.assertRedirects(self.try_to_sign_in(next="/messages/"), "/messages/", fetch_redirect_response=False)
        for elsewhere in (
            "https://evil.example/",
            "//evil.example/",
            "javascript:alert(1)",
            "http:///evil.example",
            "\\\\evil.example",
        ):
            self.client.logout()
            assert self.try_to_sign_in(next=elsewhere)["Location"] == "/", elsewhere

    def test_the_page_carries_next_through_the_form(self):
        words = self.words_of(self.client.get("/sign-in/?next=/messages/%22%3E"))
        assert 'name="next" value="/messages/&quot;&gt;"' in words

    def test_somebody_signed_in_is_sent_on(self):
        self.sign_in(self.fire_lead)
        assert self.client.get("/sign-in/?next=/messages/")["Location"] == "/messages/"
        assert self.client.get("/sign-in/")["Location"] == "/"

    def test_nobody_can_sign_themselves_up(self):
        assert self.client.get("/sign-up/").status_code == 404
        assert Adapter(None).is_open_for_signup(None) is False

    def test_the_password_box_has_a_button_that_shows_it(self):
        words = self.words_of(self.client.get("/sign-in/"))
        assert 'data-module="govuk-password-input"' in words
        assert 'autocomplete="current-password"' in words

    def test_signing_out_is_a_post(self):
        self.sign_in(self.fire_lead)
        assert "Do you want to sign out?" in self.words_of(self.client.get("/sign-out/"))
        assert self.is_signed_in()
        self.assertRedirects(self.client.post("/sign-out/"), "/sign-in/")
        assert not self.is_signed_in()

    def test_too_many_requests_from_one_place_get_a_page(self):
        for _ in range(31):
            answer = self.client.post("/sign-in/", {"login": "", "password": ""})
        assert answer.status_code == 429
        assert "Wait a minute and try again" in self.words_of(answer)

    def test_no_door_answers_in_json(self):
        answer = self.client.post("/sign-in/", {"login": "x", "password": "y"}, headers={"accept": "application/json"})
        assert answer["Content-Type"].startswith("text/html")


class ForgottenPasswordTest(SigningInCase):
    def ask(self, email="fire.lead@portal.test"):
        return self.client.post("/forgotten-password/", {"email": email})

    def link(self):
        """The address in the e-mail, without the portal's own."""
        delivery.deliver_waiting(clock.now())
        return re.search(r"http://[^/]+(/new-password/\S+)", mail.outbox[-1].body)[1]

    def test_the_answer_is_the_same_for_an_address_nobody_has(self):
        known, unknown = self.ask(), self.ask("nobody@portal.test")
        self.assertRedirects(known, "/forgotten-password/sent/")
        self.assertRedirects(unknown, "/forgotten-password/sent/")
        assert Letter.objects.get().to == self.fire_lead

    def test_somebody_who_cannot_sign_in_gets_no_link(self):
        User.objects.filter(pk=self.fire_lead.pk).update(is_active=False)
        self.ask()
        assert not Letter.objects.exists()

    def test_the_link_stands_in_the_email_and_nowhere_else(self):
        self.ask()
        link = self.link()
        key = link.rstrip("/").rpartition("-")[2]
        letter = Letter.objects.get()
        assert STANDS_IN in letter.text
        assert key in str(mail.outbox[0].alternatives[0])
        kept = " ".join(str(value) for value in Letter.objects.values_list().get())
        kept += " ".join(str(entry) for entry in Entry.objects.values_list())
        assert key not in kept
        self.sign_in(self.fire_lead)
        page = self.words_of(self.client.get(letter.get_absolute_url()))
        assert STANDS_IN in page
        assert key not in page

    def test_the_link_is_built_on_the_portals_own_address(self):
        self.client.post("/forgotten-password/", {"email": "fire.lead@portal.test"}, headers={"host": "testserver"})
        delivery.deliver_waiting(clock.now())
        assert "http://localhost:8000/new-password/" in mail.outbox[0].body
        assert "testserver" not in mail.outbox[0].body

    def test_the_link_sets_a_password_once(self):
        self.ask()
        link = self.link()
        form_page = self.client.get(link)
        assert link.rstrip("/").rpartition("-")[2] not in form_page["Location"]
        answer = self.client.post(form_page["Location"], {"password1": NEW, "password2": NEW})
        self.assertRedirects(answer, "/new-password/set/")
        assert not self.is_signed_in()
        assert self.try_to_sign_in(password=NEW).status_code == 302
        again = self.client.get(link, follow=True)
        assert "This link no longer works" in self.words_of(again)

    def test_a_wrong_link_is_explained(self):
        for link in (
            "/new-password/zz-abc-def/",
            f"/new-password/{self.fire_lead.pk}-abc-123/",
            "/new-password/0-set-password/",
        ):
            assert "This link no longer works" in self.words_of(self.client.get(link))

    def test_a_weak_password_is_told_in_our_words(self):
        self.ask()
        address = self.client.get(self.link())["Location"]
        words = self.words_of(self.client.post(address, {"password1": "short", "password2": "short"}))
        assert "Password must be 12 characters or more" in words
        words = self.words_of(
            self.client.post(address, {"password1": "fire.lead@portal.test", "password2": "fire.lead@portal.test"})
        )
        assert "Password must not be like your name or email address" in words
        words = self.words_of(self.client.post(address, {"password1": NEW, "password2": NEW + "s"}))
        assert "The two new passwords must be the same" in words

    def test_asking_twice_in_a_minute_sends_one_letter(self):
        self.ask()
        self.ask()
        assert Letter.objects.count() == 1

    def test_an_empty_box_says_what_to_enter(self):
        assert "Enter your email address" in self.words_of(self.ask(""))
        assert "Enter an email address in the correct format" in self.words_of(self.ask("fire lead"))

    def test_the_link_is_too_old_after_an_hour(self):
        link = reset_link(self.fire_lead).partition("8000")[2]
        with override_settings(PASSWORD_RESET_TIMEOUT=-1):
            assert "This link no longer works" in self.words_of(self.client.get(link))


class ChangePasswordTest(SigningInCase):
    def change(self, old=make.PASSWORD, new=NEW, again=NEW):
        return self.client.post("/account/password/", {"oldpassword": old, "password1": new, "password2": again})

    def test_it_is_changed_told_by_letter_and_kept_in_the_history(self):
        self.sign_in(self.fire_lead)
        self.assertRedirects(self.change(), "/account/")
        assert User.objects.get(pk=self.fire_lead.pk).check_password(NEW)
        letter = Letter.objects.get()
        assert (letter.to, letter.subject) == (self.fire_lead, "Your password was changed")
        assert "6 October 2014 at 8am" in letter.text
        assert Entry.objects.told_on(self.fire_lead).get().verb == "set a new password"
        assert NEW not in str(list(Entry.objects.values_list()))

    def test_other_places_are_signed_out_and_this_one_is_not(self):
        self.sign_in(self.fire_lead)
        other = self.client_class()
        other.force_login(self.fire_lead)
        self.change()
        assert other.get("/account/").status_code == 302
        assert self.client.get("/account/").status_code == 200

    def test_the_current_password_must_be_right(self):
        self.sign_in(self.fire_lead)
        answer = self.change(old="not this one")
        assert answer.status_code == 422
        assert "Current password is not right" in self.words_of(answer)

    def test_a_stranger_to_the_portal_is_sent_to_sign_in(self):
        assert self.client.get("/account/password/")["Location"].startswith("/sign-in/")


class AccountTest(SigningInCase):
    def test_it_says_who_i_am_and_where_i_belong_today(self):
        self.sign_in(self.fire_lead)
        make.membership(self.fire_lead, self.police, "reader", ends_on=make.MONDAY.replace(day=1))
        words = self.words_of(self.client.get("/account/"))
        assert "Elin Pryce" in words
        assert "Cheshire Fire and Rescue Service" in words
        assert "Cheshire Constabulary" not in words
        assert '<form method="post" action="/sign-out/">' in words

    def test_a_letter_of_allauth_that_nobody_wrote_is_noticed(self):
        with pytest.raises(NotImplementedError):
            Adapter(None).send_mail("account/email/something", "x@portal.test", {})
