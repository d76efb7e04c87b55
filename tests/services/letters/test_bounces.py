"""What follows from a message that came back: counted once, in whatever order, and never on a stranger's word."""

import datetime as dt
from unittest import mock

from django.core import mail
from django.test import TestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as TestCaseForEach

from services.letters import bounces, delivery
from services.letters.bounces import Became
from services.letters.models import Letter
from services.letters.returns import AddressHealth, DeliveryEvent
from tests import make
from tests.services.letters.mail_server import mail_server
from tests.services.letters.messages_back import BOX, complaint, out_of_office, plain, report, way_back

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


class BounceCase(TestCase):
    def setUp(self):
        self.enterContext(override_settings(BOUNCE_ADDRESS=BOX))
        self.elin = make.person("Elin Pryce", email="elin@portal.test")

    def sent(self, **fields):
        made = {"state": "sent", "sent_at": NOW, "first_tried_at": NOW, "address": "elin@portal.test"}
        return make.letter(self.elin, **{**made, **fields})

    def comes_back(self, letter, message=None, at=NOW + MINUTE):
        return bounces.receive(message or report(), [way_back(letter)], at)

    def state(self, letter):
        letter.refresh_from_db()
        return letter.state

    def health(self, address="elin@portal.test"):
        return AddressHealth.objects.filter(address=address).values_list("state", flat=True).first()


class Believed(BounceCase):
    def test_a_letter_that_came_back_says_so_and_keeps_only_a_hash_and_the_servers_words(self):
        letter = self.sent()
        assert self.comes_back(letter) == Became.KEPT
        event = DeliveryEvent.objects.get()
        assert (self.state(letter), self.health()) == ("bounced", "hard")
        assert (event.kind, event.code, event.words) == ("bounced", "5.1.1", "550 5.1.1 No such person here")
        assert (event.address, event.at, len(event.raw_hash)) == ("elin@portal.test", NOW + MINUTE, 64)

    def test_a_delay_changes_nothing_about_the_letter(self):
        letter = self.sent()
        self.comes_back(letter, report("delayed", "4.4.1"))
        assert (self.state(letter), self.health()) == ("sent", "good")

    def test_a_letter_that_arrived_says_so(self):
        letter = self.sent()
        self.comes_back(letter, report("delivered", "2.0.0"))
        assert self.state(letter) == "delivered"

    def test_plain_words_count_like_a_report(self):
        letter = self.sent()
        self.comes_back(letter, plain("550 5.1.1 No such person"))
        assert (self.state(letter), self.health()) == ("bounced", "hard")

    def test_out_of_office_changes_nothing(self):
        letter = self.sent()
        assert self.comes_back(letter, out_of_office("Auto-Submitted: auto-replied")) == Became.SAYS_NOTHING
        assert (self.state(letter), DeliveryEvent.objects.count()) == ("sent", 0)

    def test_a_complaint_is_kept_and_letters_go_on(self):
        letter = self.sent()
        self.comes_back(letter, complaint())
        assert (self.state(letter), self.health()) == ("sent", "good")
        assert AddressHealth.objects.get().complained_at == NOW + MINUTE

    def test_a_copy_that_waits_does_not_go_once_the_first_came_back(self):
        letter = self.sent(state="waiting", is_copy=True, sent_at=None)
        self.comes_back(letter)
        assert delivery.deliver_waiting(NOW + 20 * MINUTE) == 0
        assert (self.state(letter), mail.outbox) == ("bounced", [])

    def test_a_letter_that_was_taken_back_stays_so(self):
        letter = self.sent(state="cancelled", last_error="What it says is no longer so.")
        self.comes_back(letter)
        assert self.state(letter) == "cancelled"

    def test_any_of_several_recipients_in_the_headers_may_be_ours(self):
        letter = self.sent()
        forged = way_back(letter)[:-20] + "a" * 5 + "@portal.example"
        assert bounces.receive(report(), ["x@y.example", forged, way_back(letter)], NOW + MINUTE) == Became.KEPT


class BeforeTheCommit(BounceCase):
    """Fault 31: the bounce is faster than our own commit."""

    def test_it_is_kept_and_the_commit_does_not_undo_it(self):
        letter = make.letter(self.elin, message_id="<a@portal.invalid>")

        def bounces_already(sent, at):
            assert self.comes_back(sent) == Became.KEPT

        with mail_server(), mock.patch("services.letters.delivery.journal.write", side_effect=bounces_already):
            delivery.deliver_waiting(NOW)
        assert (self.state(letter), self.health()) == ("bounced", "hard")

    def test_a_sender_that_dies_after_it_does_not_send_again(self):
        letter = self.sent(state="handing_over", sent_at=None, lease_until=NOW + 10 * MINUTE, attempts=1)
        self.comes_back(letter)
        assert delivery.deliver_waiting(NOW + 20 * MINUTE) == 0
        assert (self.state(letter), mail.outbox) == ("bounced", [])


class NotBelieved(BounceCase):
    """Fault 32, and abuse case 61: repeated, forged, for another letter, too late."""

    def test_the_same_message_ten_times_is_one(self):
        letter = self.sent()
        became = [self.comes_back(letter, report(status="5.2.1")) for _ in range(10)]
        assert became == [Became.KEPT, *[Became.REPEATED] * 9]
        assert (DeliveryEvent.objects.count(), AddressHealth.objects.get().strikes) == (1, 1)

    def test_ten_messages_about_one_letter_are_one_strike(self):
        letter = self.sent()
        for number in range(10):
            self.comes_back(letter, report(status="5.2.1", more=str(number)))
        assert (AddressHealth.objects.get().strikes, self.health()) == (1, "good")

    def test_nobody_fills_the_table_with_one_letter(self):
        letter = self.sent()
        for number in range(30):
            last = self.comes_back(letter, report("delayed", "4.4.1", more=str(number)))
        assert (last, DeliveryEvent.objects.count()) == (Became.TOO_MANY, bounces.MOST_EVENTS)

    def test_a_forged_signature_changes_nothing(self):
        letter = self.sent()
        path = f"bounces+{letter.pk}.{'a' * 26}@portal.example"
        assert bounces.receive(report(), [path], NOW) == Became.NOT_SIGNED
        assert (self.state(letter), DeliveryEvent.objects.count(), self.health()) == ("sent", 0, None)

    def test_a_letter_that_was_deleted_is_ignored(self):
        letter = self.sent()
        path = way_back(letter)
        letter.delete()
        assert bounces.receive(report(), [path], NOW) == Became.NO_SUCH_LETTER

    def test_what_comes_after_a_month_is_ignored(self):
        letter = self.sent()
        assert self.comes_back(letter, at=NOW + 31 * DAY) == Became.TOO_LATE
        assert self.state(letter) == "sent"

    def test_the_log_names_the_letter_and_neither_signature_nor_words(self):
        letter = self.sent()
        with self.assertLogs("services.letters.bounces", "INFO") as logged:
            self.comes_back(letter, report(diagnostic="smtp; 550 5.1.1 secret\r\n words"))
        assert logged.output == [
            f"INFO:services.letters.bounces:A message about letter {letter.pk} was handed in: it is kept."
        ]

    @override_settings(BOUNCE_ADDRESS="")
    def test_without_a_box_nothing_is_ours(self):
        assert bounces.receive(report(), ["bounces+1.aaaa@portal.example"], NOW) == Became.NOT_SIGNED


class InAnyOrder(TestCaseForEach):
    """The same end, whatever comes first and however often."""

    @given(st.lists(st.sampled_from(["commit", "bounce", "another", "delivered", "delayed"]), min_size=1, max_size=7))
    def test_the_end_follows_from_what_happened_and_not_from_the_order(self, happened):
        with override_settings(BOUNCE_ADDRESS=BOX):
            letter = self.handed_over()
            for number, what in enumerate(happened):
                self.let(what, letter, NOW + number * MINUTE)
        letter.refresh_from_db()
        health = AddressHealth.objects.filter(state="hard").count()
        came_back = {"bounce", "another"} & set(happened)
        arrived = "delivered" if "delivered" in happened else "sent" if "commit" in happened else "handing_over"
        assert (letter.state, health) == (("bounced", 1) if came_back else (arrived, 0))

    def handed_over(self):
        someone = make.person(email="elin@portal.test")
        fields = {"state": "handing_over", "lease_until": NOW + DAY, "address": "elin@portal.test", "attempts": 1}
        return make.letter(someone, first_tried_at=NOW, **fields)

    def let(self, what, letter, at):
        messages = {
            "bounce": report(),
            "another": report(more="once more"),
            "delivered": report("delivered", "2.0.0"),
            "delayed": report("delayed", "4.4.1"),
        }
        if what == "commit":
            delivery.keep_sent([letter], at)
        else:
            bounces.receive(messages[what], [way_back(letter)], at)

    @given(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26), st.integers(-1, 3))
    def test_forged_signatures_never_change_anything(self, signature, number):
        with override_settings(BOUNCE_ADDRESS=BOX):
            letter = self.handed_over()
            path = f"bounces+{letter.pk + number}.{signature}@portal.example"
            assert bounces.receive(report(), [path], NOW) in (Became.NOT_SIGNED, Became.NO_SUCH_LETTER)
        letter.refresh_from_db()
        assert (letter.state, DeliveryEvent.objects.count(), AddressHealth.objects.count()) == ("handing_over", 0, 0)


class RefusedAtTheDoor(BounceCase):
    """Faults 26, 27 and 30: what a mail server says at once counts like what it sends back."""

    def after(self, *answers, minutes=0, **fields):
        letter = make.letter(self.elin, message_id="<a@portal.invalid>", **fields)
        with mail_server(*answers) as box:
            delivery.deliver_waiting(NOW + minutes * MINUTE)
        self.box = box
        return letter

    def test_no_such_person_fails_once_and_the_address_is_dead(self):
        letter = self.after("RCPT 550 5.1.1 No such person")
        assert (self.state(letter), self.health()) == ("failed", "hard")
        assert DeliveryEvent.objects.values_list("kind", "code", "meaning").get() == ("bounced", "5.1.1", "gone")
        assert delivery.deliver_waiting(NOW + DAY) == 0

    def test_another_refusal_for_good_is_a_strike_and_two_are_enough(self):
        self.after("RCPT 550 5.2.1 Disabled")
        assert self.health() == "good"
        self.after("RCPT 554 Not here", minutes=1)
        assert self.health() == "hard"

    def test_a_letter_too_big_fails_with_the_reason_and_blames_no_address(self):
        letter = self.after("552 5.3.4 Too big")
        assert (self.state(letter), self.health()) == ("failed", None)
        assert "552" in letter.last_error
        assert DeliveryEvent.objects.get().meaning == "nothing"

    def test_a_letter_refused_after_it_was_read_blames_no_address(self):
        letter = self.after("554 We do not like your links")
        assert (self.state(letter), self.health()) == ("failed", None)

    def test_letters_outside_ascii_before_the_at_fail_with_the_reason_and_nobody_else_gets_the_mail(self):
        self.elin.email = "élin@portal.test"
        self.elin.save()
        letter = self.after()
        assert (self.state(letter), self.box.arrived, self.health("élin@portal.test")) == ("failed", [], None)
        assert "SMTPUTF8" in letter.last_error

    def test_a_domain_outside_ascii_is_written_to(self):
        self.elin.email = "elin@bücher.example"
        self.elin.save()
        assert self.state(self.after()) == "sent"

    def test_a_server_without_a_sign_in_loses_no_letter(self):
        with override_settings(EMAIL_HOST_USER="portal", EMAIL_HOST_PASSWORD="secret"):
            letter = self.after()
        assert (self.state(letter), self.health()) == ("waiting", None)

    def waits_alone(self, answer):
        other = make.letter(make.person(), next_try_at=NOW + MINUTE, message_id="<b@portal.invalid>")
        letter = self.after(answer, minutes=2)
        assert (self.state(letter), self.state(other), self.health()) == ("waiting", "sent", None)

    def test_one_domain_that_waits_holds_nobody_up_and_is_no_strike(self):
        self.waits_alone("RCPT 451 4.7.1 Greylisted")

    def test_nor_does_one_for_which_the_server_hangs_up(self):
        self.waits_alone("RCPT 421 Too busy for your domain")

    def test_our_own_mistake_blames_no_address(self):
        letter = make.letter(self.elin, message_id="<a@portal.invalid>\nBcc: x@portal.test")
        for hour in range(9):
            delivery.deliver_waiting(NOW + hour * 60 * MINUTE)
        assert (self.state(letter), DeliveryEvent.objects.count(), self.health()) == ("failed", 0, None)


class ADeadAddress(BounceCase):
    def setUp(self):
        super().setUp()
        AddressHealth.objects.create(address="elin@portal.test", state="hard", since=NOW, last_at=NOW)

    def test_a_letter_to_it_is_held_with_the_reason_and_the_next_goes(self):
        letter, other = make.letter(self.elin), make.letter(make.person(), next_try_at=NOW + MINUTE)
        assert delivery.deliver_waiting(NOW + 2 * MINUTE) == 1
        assert (self.state(letter), letter.last_error) == ("held", "We cannot reach this address.")
        assert self.state(other) == "sent"

    def test_a_letter_about_signing_in_goes_all_the_same(self):
        letter = make.letter(self.elin, sort="account")
        delivery.deliver_waiting(NOW)
        assert self.state(letter) == "sent"

    def test_a_new_address_of_the_same_person_takes_letters(self):
        Letter.objects.all().delete()
        self.elin.email = "new@portal.test"
        self.elin.save()
        letter = make.letter(self.elin)
        delivery.deliver_waiting(NOW)
        assert self.state(letter) == "sent"
