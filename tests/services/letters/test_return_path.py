"""The signed return path: people see the same sender as ever, and nobody else can make one."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import TestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as TestCaseForEach

from services.letters import delivery, return_path
from tests import make
from tests.services.letters.mail_server import mail_server
from tests.services.letters.messages_back import BOX


@override_settings(BOUNCE_ADDRESS=BOX)
class TheEnvelope(TestCase):
    def setUp(self):
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def test_mail_goes_back_to_the_letters_own_address_and_people_see_the_usual_sender(self):
        letter = make.letter(self.elin, message_id="<a@portal.invalid>")
        with mail_server() as box:
            delivery.deliver_waiting(make.EIGHT)
        letter.refresh_from_db()
        assert box.senders == [return_path.path_for(letter)]
        assert box.senders[0].startswith(f"bounces+{letter.pk}.")
        assert box.arrived[0]["From"] == settings.DEFAULT_FROM_EMAIL

    @override_settings(BOUNCE_ADDRESS="")
    def test_without_a_box_for_it_mail_goes_back_to_the_usual_sender(self):
        make.letter(self.elin, message_id="<a@portal.invalid>")
        with mail_server() as box:
            delivery.deliver_waiting(make.EIGHT)
        assert box.senders == ["no-reply@portal.invalid"]

    def test_it_fits_before_the_at_sign_however_many_letters_there_are(self):
        letter = make.letter(self.elin, pk=999_999_999_999, address="elin@portal.test")
        with override_settings(BOUNCE_ADDRESS=f"{'b' * 24}@portal.example"):
            assert len(return_path.path_for(letter).partition("@")[0]) <= 64
            assert return_path.proves(return_path.read(return_path.path_for(letter)), letter)


@override_settings(BOUNCE_ADDRESS=BOX)
class TheSignature(TestCaseForEach):
    def setUp(self):
        self.letter = make.letter(make.person(), address="elin@portal.test")
        self.path = return_path.path_for(self.letter)

    def proves(self, path, letter=None):
        claim = return_path.read(path)
        return claim is not None and return_path.proves(claim, letter or self.letter)

    def test_it_proves_its_own_letter_in_any_case_and_in_brackets(self):
        assert all(self.proves(path) for path in (self.path, self.path.upper(), f" <{self.path}> "))

    def test_it_proves_no_other_letter(self):
        other = make.letter(self.letter.to, address="elin@portal.test")
        assert not self.proves(self.path, other)
        assert not self.proves(self.path.replace(f"+{self.letter.pk}.", f"+{other.pk}."), other)

    def test_of_a_copy_to_an_old_address_it_says_nothing_about_the_new_one(self):
        self.letter.address = "elin@new.test"
        assert not self.proves(self.path)

    def test_a_letter_that_never_left_has_none_that_counts(self):
        self.letter.address = ""
        assert not self.proves(return_path.path_for(self.letter))

    def test_a_key_that_was_replaced_still_counts(self):
        with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            assert self.proves(self.path)
        with override_settings(SECRET_KEY="another" * 10):
            assert not self.proves(self.path)

    @given(st.integers(0, 25), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
    def test_another_letter_anywhere_in_it_spoils_it(self, where, letter):
        local, _, host = self.path.partition("@")
        start = len(local) - 26 + where
        changed = local[:start] + letter + local[start + 1 :]
        assert self.proves(f"{changed}@{host}") is (changed == local)


@pytest.mark.parametrize(
    "address",
    ["", "bounces@portal.example", "bounces+1@portal.example", "elin+1.abc@portal.example", "a@b@c", "+.@", "\x00"],
)
def test_other_addresses_are_no_return_path(address, settings):
    settings.BOUNCE_ADDRESS = BOX
    assert return_path.read(address) is None


@given(st.text(max_size=100))
def test_whatever_is_claimed_is_read_or_left_aside(text):
    with override_settings(BOUNCE_ADDRESS=BOX):
        assert return_path.read(text) is None


@override_settings(UNSUBSCRIBE_LINK="tests.services.letters.test_return_path.link_for")
class Unsubscribing(TestCase):
    def headers(self, sort):
        make.letter(make.person(), sort=sort)
        delivery.deliver_waiting(make.EIGHT)
        return mail.outbox[0].message()

    def test_digests_can_be_ended_with_one_press(self):
        message = self.headers("digest")
        assert message["List-Unsubscribe"].startswith("<https://portal.example/stop/")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_duties_cannot(self):
        assert "List-Unsubscribe" not in self.headers("duty")

    @override_settings(UNSUBSCRIBE_LINK="")
    def test_without_somebody_who_makes_the_address_there_is_no_such_header(self):
        assert "List-Unsubscribe" not in self.headers("digest")


def link_for(person):
    return f"https://portal.example/stop/{person.pk}/"
