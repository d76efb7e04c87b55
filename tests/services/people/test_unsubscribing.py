"""One click and no sign-in: only a press stops digests, only of the person whose link it is."""

from django.core.signing import Signer
from django.test import Client, override_settings

from services.history.models import Entry
from services.people import unsubscribing
from services.people.models import LetterPreferences, User
from services.people.preferences import preferences_of
from tests import make
from tests.case import MONDAY, CastTestCase

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class UnsubscribingTest(CastTestCase):
    def setUp(self):
        self.mail_program = Client(enforce_csrf_checks=True)
        self.address = unsubscribing.link_for(self.officer).removeprefix("http://localhost:8000")

    def wants_digests(self, someone=None):
        return preferences_of(User.objects.get(pk=(someone or self.officer).pk).as_of(MONDAY)).wants_digests

    def words_of(self, answer):
        return " ".join(answer.content.decode().split())

    def test_the_link_is_built_on_the_portals_own_address_and_is_plain(self):
        with override_settings(PORTAL_URL="https://portal.example.police.uk/"):
            link = unsubscribing.link_for(self.officer)
        assert link.startswith(f"https://portal.example.police.uk/digests/stop/{self.officer.pk}.")
        assert len(link) < 120

    def test_a_scanner_that_follows_the_link_changes_nothing(self):
        for ask in (self.mail_program.get, self.mail_program.head):
            assert ask(self.address).status_code == 200
        assert not LetterPreferences.objects.exists()
        assert not Entry.objects.exists()

    def test_the_page_has_one_button(self):
        words = self.words_of(self.mail_program.get(self.address))
        assert words.count("<button") == words.count("<form") == 1
        assert "Stop my digests" in words
        assert self.officer.name not in words
        assert self.officer.email not in words

    def test_a_mail_program_stops_them_without_cookie_or_token(self):
        answer = self.mail_program.post(self.address, ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
        assert not self.wants_digests()
        assert self.wants_digests(self.commissioner)

    def test_a_mail_program_may_say_it_in_either_form(self):
        body = "List-Unsubscribe=One-Click"
        answer = self.mail_program.post(self.address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert LetterPreferences.objects.get().digests_stopped_how == "one_click"

    def test_it_says_so_and_how_to_get_them_again(self):
        words = self.words_of(self.mail_program.post(self.address))
        assert "Your digests have been stopped" in words
        assert 'href="/account/letters/"' in words

    def test_pressing_twice_is_fine(self):
        for _ in range(2):
            assert "have been stopped" in self.words_of(self.mail_program.post(self.address, ONE_CLICK))
        assert Entry.objects.told_on(self.officer).count() == 1

    def test_whoever_is_signed_in_stops_those_of_the_link(self):
        self.sign_in(self.commissioner)
        self.client.post(self.address)
        assert self.wants_digests(self.commissioner)
        assert not self.wants_digests()

    def test_a_wrong_link_is_a_wrong_address(self):
        number, signature = self.address.removeprefix("/digests/stop/").strip("/").split(".")
        other = Signer(salt="another salt", sep=".").sign(self.officer.pk)
        nobody = unsubscribing.SIGNER.sign(10**30)
        wrong = f"{self.commissioner.pk}.{signature}", f"{number}.", f"{number}.{signature}x", "x", "%00", other, nobody
        for token in wrong:
            for ask in (self.mail_program.get, self.mail_program.post):
                assert ask(f"/digests/stop/{token}/").status_code == 404, token
        assert not LetterPreferences.objects.exists()

    def test_a_link_outlives_its_person_quietly(self):
        someone = make.person("Gone", self.fire, is_active=False)
        address = unsubscribing.link_for(someone).removeprefix("http://localhost:8000")
        assert self.mail_program.post(address).status_code == 200
        someone.delete()
        assert self.mail_program.post(address).status_code == 404

    def test_nothing_else_is_answered(self):
        for ask in (self.mail_program.put, self.mail_program.delete):
            assert ask(self.address).status_code == 405
