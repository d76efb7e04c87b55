"""When somebody cannot be reached, somebody else is told, once, and never in a circle."""

import datetime as dt
from unittest import mock

import pytest
from django.test import override_settings

from collab_portal.toolkit import clock
from services.access.roles import Role
from services.history.models import Entry
from services.letters import bounces, delivery
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.people import chain, reaching, tasks
from services.people.chain import Group, nearest
from services.people.models import Leave, LetterPreferences
from tests import make
from tests.case import MONDAY, CastTestCase
from tests.services.letters.mail_server import mail_server
from tests.services.letters.messages_back import BOX, complaint, report, way_back

NOW = make.EIGHT
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
GONE = "RCPT 550 5.1.1 No such person"


class ReachingCase(CastTestCase):
    """A reminder to Ruth Kemble of the ambulance service, whose administrator is Pat Rowe."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.pat = make.person("Pat Rowe", cls.ambulance, Role.ADMINISTRATOR, email="pat@portal.test")
        cls.ambulance.governed_by = cls.office
        cls.ambulance.save()

    def setUp(self):
        self.enterContext(override_settings(BOUNCE_ADDRESS=BOX))

    def reminder(self, **fields):
        told = {"sort": "duty", "about": self.request.history_key, "subject": "Tri-service review: report due"}
        return make.letter(self.reader, **{**told, "message_id": f"<{Letter.objects.count()}@x.test>", **fields})

    def refused(self, answer=GONE, **fields):
        """A reminder that the mail server refuses at 8am; what is posted because of it leaves in the same run."""
        letter = self.reminder(**fields)
        with mail_server(answer) as self.box:
            delivery.deliver_waiting(NOW)
        letter.refresh_from_db()
        return letter

    def comes_back(self, letter, message=None, at=NOW + MINUTE):
        return bounces.receive(message or report(), [way_back(letter)], at)

    def sent(self, to, **fields):
        made = {"state": "sent", "sent_at": NOW, "first_tried_at": NOW, "address": to.email}
        return make.letter(to, **{"sort": "duty", **made, **fields})

    def told(self):
        letters = Letter.objects.filter(kind="cannot_reach").order_by("id").select_related("to")
        return [letter.to.name for letter in letters]


class TheChain(ReachingCase):
    def groups(self, person=None, day=MONDAY):
        person = person or self.reader
        groups = [chain.deputies(person, day), *chain.look_after(person, day)]
        return [[each.name for each in group.people] for group in groups]

    def test_deputy_then_administrator_then_office_then_every_administrator(self):
        leave = {"first_on": MONDAY, "last_on": MONDAY, "entered_by": self.reader, "entered_at": NOW}
        Leave.objects.create(person=self.reader, deputy=self.ambulance_lead, **leave)
        assert self.groups() == [["Sam Adeyemi"], ["Pat Rowe"], ["Dana Whitlock"], ["Joan Ellis", "Pat Rowe"]]
        assert self.groups(day=MONDAY + DAY)[0] == []

    def test_a_deputy_who_is_away_too_is_not_told(self):
        for person, deputy in ((self.reader, self.ambulance_lead), (self.ambulance_lead, None)):
            Leave.objects.create(person=person, deputy=deputy, first_on=MONDAY, last_on=MONDAY,
                                 entered_by=person, entered_at=NOW)  # fmt: skip
        assert self.groups()[0] == []

    def test_somebody_of_no_organisation_is_known_to_every_administrator(self):
        assert self.groups(make.person("Guest")) == [[], [], [], ["Joan Ellis", "Pat Rowe"]]

    def test_the_first_group_with_somebody_left_is_told(self):
        groups = [Group((), ""), Group((self.pat,), "one"), Group((self.officer, self.administrator), "two")]
        assert nearest(groups, not_these=set(), unreachable=set()).because == "one"
        assert nearest(groups, not_these={self.pat.pk}, unreachable={self.officer.email}).people == (
            self.administrator,
        )
        assert nearest(groups, not_these={each.pk for group in groups for each in group.people}, unreachable=()) is None


class ADutyThatDidNotArrive(ReachingCase):
    """Fault 27: refused for one person; somebody hears of it within the hour."""

    def test_the_administrator_of_the_organisation_is_told_in_the_same_hour(self):
        assert self.refused().state == "failed"
        assert [(each["To"], each["Subject"]) for each in self.box.arrived] == [
            ("pat@portal.test", "We cannot reach Ruth Kemble")
        ]

    def test_the_letter_names_person_address_time_and_reference_and_nothing_else(self):
        self.refused()
        letter = Letter.objects.get(kind="cannot_reach")
        for words in ("Ruth Kemble", "reader@portal.test", "6 October 2014 at 8am", "CHS-R01 for CHS-007"):
            assert words in letter.text
        assert "Tri-service" not in letter.text + letter.subject
        assert "http://localhost:8000/letters/addresses/" in letter.text

    def test_a_letter_that_comes_back_later_is_told_as_well(self):
        self.comes_back(self.sent(self.reader))
        assert self.told() == ["Pat Rowe"]

    def test_a_letter_held_for_a_dead_address_is_told_as_well(self):
        AddressHealth.objects.create(address=self.reader.email, state="hard", since=NOW - 9 * DAY, last_at=NOW)
        letter = self.refused("RCPT 250 OK")
        assert (letter.state, self.told()) == ("held", ["Pat Rowe"])
        assert "waits here, because this address takes no letters" in Letter.objects.get(kind="cannot_reach").text

    def test_once_for_each_address_and_day(self):
        for _ in range(3):
            self.comes_back(self.sent(self.reader))
        assert self.told() == ["Pat Rowe"]
        self.comes_back(self.sent(self.reader), at=NOW + DAY)
        assert self.told() == ["Pat Rowe"] * 2

    def test_a_refusal_that_is_not_the_address_s_fault_is_told_too(self):
        self.refused("552 Too big")
        assert self.told() == ["Pat Rowe"]

    def test_a_notice_is_no_duty_but_a_dead_address_is_news(self):
        self.refused("RCPT 550 5.2.1 Disabled", sort="notice")
        assert self.told() == []
        self.refused(sort="notice")
        assert self.told() == ["Pat Rowe"]

    def test_it_is_posted_with_the_event_or_not_at_all(self):
        letter = self.sent(self.reader)
        with self.captureOnCommitCallbacks(), override_settings(LETTER_REFERENCES="no.such.function"):
            with pytest.raises(ImportError):
                self.comes_back(letter)
        letter.refresh_from_db()
        assert (letter.state, letter.delivery_events.count(), self.told()) == ("sent", 0, [])

    def test_the_person_s_history_says_who_was_told(self):
        self.refused()
        verbs = list(Entry.objects.told_on(self.reader).values_list("verb", flat=True))
        assert "told Pat Rowe about letters to this person" in verbs

    def test_the_deputy_is_told_first(self):
        leave = {"first_on": MONDAY, "last_on": MONDAY, "entered_by": self.reader, "entered_at": NOW}
        Leave.objects.create(person=self.reader, deputy=self.ambulance_lead, **leave)
        self.refused()
        letter = Letter.objects.get(kind="cannot_reach")
        assert (letter.to, letter.why) == (self.ambulance_lead, "you cover for Ruth Kemble")
        assert "/letters/addresses/" not in letter.text


class NeverACircle(ReachingCase):
    def next_comes_back(self, minutes):
        """The newest letter of the chain leaves, and comes back from an address that is not there."""
        letter = Letter.objects.filter(kind="cannot_reach", state="waiting").first()
        if letter is not None:
            Letter.objects.filter(pk=letter.pk).update(
                state="sent", sent_at=NOW, first_tried_at=NOW, address=letter.to.email
            )
            self.comes_back(letter, report(status="5.7.1"), at=NOW + minutes * MINUTE)
        return letter

    def test_the_next_in_the_chain_hears_it_until_nobody_is_left(self):
        self.comes_back(self.sent(self.reader), report(status="5.7.1"))
        with self.assertLogs("services.people.reaching", "ERROR") as logged:
            for minutes in range(2, 9):
                self.next_comes_back(minutes)
        assert self.told() == ["Pat Rowe", "Dana Whitlock", "Joan Ellis"]
        assert len(logged.output) == 1

    def test_when_all_addresses_are_dead_it_still_ends(self):
        self.comes_back(self.sent(self.reader))
        with self.assertLogs("services.people.reaching", "ERROR"):
            for minutes in range(2, 60):
                letter = Letter.objects.filter(kind="cannot_reach", state="waiting").first()
                if letter is None:
                    break
                with mail_server(GONE):
                    delivery.deliver_waiting(NOW + minutes * MINUTE, most=1)
        assert not Letter.objects.filter(state="waiting").exists()
        assert minutes < 20

    def test_as_long_as_one_of_them_has_it_nobody_else_is_told(self):
        second = make.person("Lee Hart", self.ambulance, Role.ADMINISTRATOR)
        self.comes_back(self.sent(self.reader))
        assert set(self.told()) == {"Pat Rowe", "Lee Hart"}
        letter = Letter.objects.get(kind="cannot_reach", to=second)
        Letter.objects.filter(pk=letter.pk).update(state="sent", sent_at=NOW, first_tried_at=NOW, address=second.email)
        self.comes_back(letter, report(status="5.7.1"))
        assert set(self.told()) == {"Pat Rowe", "Lee Hart"}

    def test_an_administrator_is_not_told_of_themselves(self):
        self.comes_back(self.sent(self.pat))
        assert self.told() == ["Dana Whitlock"]

    def test_a_dead_address_is_passed_over(self):
        AddressHealth.objects.create(address=self.pat.email, state="hard", since=NOW, last_at=NOW)
        self.comes_back(self.sent(self.reader))
        assert self.told() == ["Dana Whitlock"]


class OtherNews(ReachingCase):
    def test_three_delays_are_told_to_the_administrator(self):
        for number in range(3):
            self.comes_back(self.sent(self.reader, sort="notice"), report("delayed", "4.4.1"), at=NOW + number * MINUTE)
        letter = Letter.objects.get(kind="address_is_in_doubt")
        assert (letter.to, letter.subject) == (self.pat, "Letters to Ruth Kemble are late")

    def test_a_complaint_stops_digests_is_told_and_duties_go_on(self):
        self.comes_back(self.sent(self.reader, sort="digest"), complaint())
        assert LetterPreferences.objects.get(person=self.reader).digests_stopped_how == "complaint"
        assert Letter.objects.get(kind="letters_are_unwanted").to == self.pat
        reminder = self.reminder()
        delivery.deliver_waiting(NOW + MINUTE)
        reminder.refresh_from_db()
        assert reminder.state == "sent"


class LettingGo(ReachingCase):
    def held(self, posted_at):
        fields = {"state": "held", "last_error": "We cannot reach this address.", "address": "old@portal.test"}
        return self.reminder(posted_at=posted_at, **fields)

    def test_five_working_days_are_counted_by_the_reader_s_calendar(self):
        make.bank_holiday(MONDAY - 3 * DAY)
        old, young = self.held(NOW - 11 * DAY), self.held(clock.at(dt.date(2014, 9, 26), 8))
        assert reaching.let_go(NOW) == (1, 1)
        for letter, state in ((old, "cancelled"), (young, "waiting")):
            letter.refresh_from_db()
            assert letter.state == state

    def test_with_nothing_held_it_asks_one_question(self):
        with self.assertNumQueries(1):
            assert reaching.let_go(NOW) == (0, 0)

    def test_a_machine_with_a_wrong_clock_lets_nothing_go(self):
        letter = self.held(NOW - DAY)
        for ahead, state in ((dt.timedelta(hours=3), "held"), (dt.timedelta(), "waiting")):
            with mock.patch.object(clock, "compared", return_value=clock.Reading(NOW, ahead)):
                tasks.let_go()
            letter.refresh_from_db()
            assert letter.state == state
