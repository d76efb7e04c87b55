"""The mail server misbehaves in every way we know of: the others get their letters, and nobody gets two."""

import sys
from collections import Counter

import pytest

from services.letters.models import Hold, Letter
from tests.faults import invariants
from tests.faults.morning import Morning
from tests.faults.portal import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
ELIN, NIA, SAM = "elin@portal.test", "nia@portal.test", "sam@portal.test"
#: What it does once to somebody, and how often his letter is then taken.
ONCE = {
    "421": 1,
    "450": 1,
    "drop before DATA": 1,
    "drop after DATA": 2,
    "hang after DATA": 2,
    "slow": 1,
    "close after 250": 1,
}


def taken(portal):
    """How often a letter was taken, by address."""
    return Counter(each.to for each in portal.mail.taken)


def test_a_server_that_listens_to_nobody_is_waited_for_and_somebody_is_told(portal):
    morning = Morning().authors_at(ELIN, NIA, SAM)
    portal.mail.close()
    portal.go_on()
    wait_until(lambda: any("See what the mail server says" in each for each in invariants.alarmed()))
    code, said = portal.check_reminders()
    assert (code, "3 letters should have left by now" in said) == (1, True), said
    portal.mail.open()
    invariants.hold(portal, morning)
    assert portal.check_reminders() == (0, "")
    assert taken(portal) == {ELIN: 1, NIA: 1, SAM: 1}


def test_a_domain_that_asks_us_to_come_back_later_holds_up_nobody_else(portal):
    slow = [f"author{number}@slow.test" for number in range(3)]
    morning = Morning().authors_at(*slow, ELIN, NIA)
    portal.mail.does["@slow.test"] = "451"
    portal.go_on()
    wait_until(lambda: taken(portal) == {ELIN: 1, NIA: 1} and set(slow) <= set(portal.mail.tried))
    portal.mail.heal()
    invariants.hold(portal, morning)


def test_somebody_whom_the_server_does_not_know_is_tried_once_and_it_can_be_read_why(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "550"
    portal.go_on()
    invariants.hold(portal, morning, but_not_to=(ELIN,))
    assert portal.mail.tried.count(ELIN) == 1
    assert (taken(portal), morning.state_of(ELIN)) == ({NIA: 1}, "failed")
    assert "Nobody of that name" in morning.letter_to(ELIN).last_error


def test_a_letter_that_is_too_big_fails_with_the_servers_own_words(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "552"
    portal.go_on()
    invariants.hold(portal, morning, but_not_to=(ELIN,))
    assert "Message too big" in morning.letter_to(ELIN).last_error
    assert taken(portal) == {NIA: 1}


def test_a_server_that_refuses_our_password_holds_the_letters_and_blames_no_address(portal):
    morning = Morning().authors_at(ELIN, NIA, SAM)
    portal.mail.refuses_us = True
    portal.go_on()
    wait_until(lambda: Hold.objects.filter(reason="mail_account").exists())
    assert len(invariants.alarmed()) == 1
    assert not Letter.objects.filter(state="failed").exists()
    portal.mail.heal()
    invariants.hold(portal, morning)
    assert Hold.objects.count() == 1
    assert taken(portal) == {ELIN: 1, NIA: 1, SAM: 1}


def test_whatever_it_does_to_one_letter_everybody_gets_theirs_and_only_what_it_had_goes_as_a_copy(portal):
    addresses = {f"{what.replace(' ', '-').lower()}@portal.test": what for what in ONCE}
    morning = Morning().authors_at(*addresses)
    portal.mail.does_once.update(addresses)
    portal.go_on()
    invariants.hold(portal, morning)
    assert taken(portal) == {address: ONCE[what] for address, what in addresses.items()}
    assert not portal.mail.does_once, "this was never tried"


def test_a_server_that_takes_a_letter_and_says_nothing_more_costs_a_time_out_and_one_copy(portal):
    morning = Morning().authors_at(ELIN, NIA)
    portal.mail.does[ELIN] = "hang after DATA"
    portal.go_on()
    wait_until(lambda: morning.state_of(ELIN) == "ambiguous" and taken(portal)[NIA] == 1)
    portal.mail.heal()
    invariants.hold(portal, morning)
    assert taken(portal) == {ELIN: 2, NIA: 1}
