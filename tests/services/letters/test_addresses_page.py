"""The page about addresses that take no letters, for administrators; and what the person concerned reads."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.letters import bounces
from services.letters.came_back import Finding
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.letters.status import Kind, Meaning
from tests import make
from tests.case import CastTestCase

PAGE = "/letters/addresses/"
NOW = make.EIGHT


class AddressesCase(CastTestCase):
    def dead(self, someone, **fields):
        made = {"state": "hard", "since": NOW, "last_at": NOW, "evidence": "550 5.1.1 <b>No such person", "strikes": 1}
        return AddressHealth.objects.create(address=someone.email, **{**made, **fields})

    def held(self, someone):
        return make.letter(someone, state="held", last_error="We cannot reach this address.", subject="Secret title")

    def words(self, address=PAGE, someone=None):
        self.sign_in(someone or self.administrator)
        return " ".join(self.client.get(address).content.decode().split())


class ThePage(AddressesCase):
    def test_it_says_whose_address_why_and_what_is_held(self):
        self.dead(self.reader)
        self.held(self.reader)
        words = self.words()
        for said in (
            "Ruth Kemble",
            "reader@portal.test",
            "North West Ambulance Service",
            "Takes no letters",
            "1 letter",
        ):
            assert said in words
        assert "550 5.1.1 &lt;b&gt;No such person" in words

    def test_it_never_says_what_was_written(self):
        self.dead(self.reader)
        self.held(self.reader)
        make.letter(
            self.fire_lead, state="failed", subject="Secret title", last_error="552 too big", address="a@x.test"
        )
        assert "Secret title" not in self.words()

    def test_an_address_that_nobody_has_any_more_is_not_listed(self):
        self.dead(self.reader)
        self.reader.email = "new@portal.test"
        self.reader.save()
        assert "No address is in trouble." in self.words()

    def test_letters_refused_for_another_reason_are_listed_with_it(self):
        lost = make.letter(self.reader, state="failed", address="élin@bücher.example", last_error="DataError: (552)")
        assert "DataError: (552)" in self.words()
        bounces.add_event(lost, Finding(Kind.BOUNCED, "552", "Too big for us"), Meaning.NOTHING, "a hash", NOW)
        words = self.words()
        assert "élin@bücher.example" in words
        assert "Too big for us" in words
        assert "DataError" not in words

    def test_the_dead_come_first(self):
        self.dead(self.fire_lead, state="soft")
        self.dead(self.reader)
        words = self.words()
        assert words.index("Ruth Kemble") < words.index("Elin Pryce")

    def test_only_administrators_see_it(self):
        health = self.dead(self.reader)
        for someone in (self.reader, self.officer, self.commissioner):
            self.sign_in(someone)
            assert self.client.get(PAGE).status_code == 403
            assert self.client.get(f"{PAGE}{health.pk}/works-again/").status_code == 404

    def test_it_asks_no_more_when_there_is_more(self):
        for people in (1, 20):
            for _ in range(people):
                someone = make.person("", self.fire)
                self.dead(someone)
                self.held(someone)
                make.letter(make.person(), state="failed", address="x@x.test")
            self.words()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(PAGE)
            assert len(asked) <= 8, [each["sql"][:90] for each in asked]


class ItWorksAgain(AddressesCase):
    def post(self, health, **answers):
        self.sign_in(self.administrator)
        return self.client.post(f"{PAGE}{health.pk}/works-again/", answers)

    def test_said_with_a_reason_it_is_so(self):
        health = self.dead(self.reader)
        answer = self.post(health, why="She wrote to me from it.")
        assert (answer.status_code, answer.url) == (302, PAGE)
        health.refresh_from_db()
        assert (health.state, health.proved_at) == ("good", NOW)

    def test_without_a_reason_it_is_not(self):
        health = self.dead(self.reader)
        answer = self.post(health)
        self.assertContains(answer, "Enter how you know that this address works again", status_code=422)
        health.refresh_from_db()
        assert health.state == "hard"

    def test_looking_changes_nothing(self):
        health = self.dead(self.reader)
        self.words(f"{PAGE}{health.pk}/works-again/")
        health.refresh_from_db()
        assert health.state == "hard"


class OnesOwnAccount(AddressesCase):
    def test_it_says_that_letters_come_back_and_what_to_do(self):
        self.dead(self.reader)
        words = self.words("/account/", self.reader)
        assert "Letters to you come back" in words
        assert "tell your organisation’s portal administrator" in words
        assert "Letters to you" not in self.words("/account/", self.fire_lead)

    def test_delays_are_said_more_gently(self):
        self.dead(self.reader, state="soft")
        assert "Letters to you are often late" in self.words("/account/", self.reader)

    def test_the_letter_itself_says_that_it_came_back(self):
        letter = make.letter(self.reader, state="bounced")
        assert "It came back from your address." in self.words(letter.get_absolute_url(), self.reader)

    def test_administrators_find_the_page_from_their_account(self):
        assert PAGE in self.words("/account/")
        assert PAGE not in self.words("/account/", self.officer)


def test_a_letter_without_an_hour_of_its_own_counts_from_when_it_was_written():
    letter = Letter(posted_at=NOW)
    assert letter.when_it_should_have_come == NOW
