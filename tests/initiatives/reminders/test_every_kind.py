"""Every kind, every letter: it has all it needs, it leads to a page, and it keeps what is sensitive to itself."""

import datetime as dt
from itertools import groupby

from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.dates import VagueDate, WorkingDays
from initiatives.reminders import facts, writing
from initiatives.reminders.policy import POLICY
from initiatives.reminders.rehearsal import matter
from services.history.models import Entry
from services.letters.letter_file import as_html, as_text
from services.letters.models import Letter
from services.people.models import User
from tests import make
from tests.initiatives.reminders.every_kind import IN_APRIL, MONDAY, SECRETS, EveryKindTestCase
from tests.initiatives.reminders.mornings import DAY, FRIDAY

OCTOBER_14 = dt.date(2014, 10, 14)
MONDAY_MORNING = make.EIGHT

LETTERS = {stage.letter for stage in POLICY}


def test_every_kind_of_the_policy_has_a_source_and_every_source_a_row():
    assert {stage.about for stage in POLICY} == set(facts.SOURCES)


class Queries(EveryKindTestCase):
    def more(self, number):
        """As many more records of each kind, with their own people."""
        for _ in range(number):
            work = make.initiative(partners=(self.fire, self.ambulance), registered_at=IN_APRIL, lead=self.police)
            make.named(work, make.person(organisation=self.fire))
            make.milestone(work, on=OCTOBER_14)
            make.report(make.report_request(work, self.office, FRIDAY), self.fire_lead, "returned")
            work.participations.filter(organisation=self.fire).update(from_on="2014-09-08")
            work.participations.filter(organisation=self.ambulance).update(purpose_confirmed_on=OCTOBER_14 - 90 * DAY)
            dates = {"review_on": OCTOBER_14, "expires_on": VagueDate("2014-11")}
            make.agreement((self.police, self.ambulance), (work,), state="in_force", **dates)
            make.meeting(self.office, (self.police,), held_on=VagueDate.on(OCTOBER_14), board=make.board(self.office))
            make.planned_quarter(make.benefit(work, self.fire, self.fire_lead), quarter=2)
            make.reading(make.benefit(work, self.fire, self.fire_lead), quarter=2, claimed_at=MONDAY_MORNING)
            resting = {"standing": "parked", "standing_reason": "No money.", "look_again_on": OCTOBER_14}
            make.initiative(partners=(self.fire,), registered_at=IN_APRIL, **resting)

    def asked(self, look):
        with CaptureQueriesContext(connection) as queries:
            found = look()
        assert found
        return len(queries)

    def test_gathering_every_kind_costs_the_same_few_at_two_sizes(self):
        span = (POLICY, WorkingDays(), MONDAY, MONDAY - 14 * DAY, MONDAY + 35 * DAY)
        self.more(2)
        few, known = self.asked(lambda: facts.gather(*span)), len(facts.gather(*span))
        self.more(12)
        many = self.asked(lambda: facts.gather(*span))
        assert len(facts.gather(*span)) > known + 100
        assert many == few <= 32

    def test_checking_again_what_is_said_to_one_person_costs_the_same_few_at_two_sizes(self):
        self.more(2)
        few = self.checked_again()
        self.more(12)
        assert self.checked_again() == few <= 5 * len(facts.SOURCES)

    def test_what_is_checked_again_is_locked_until_the_letter_is_written(self):
        for each in {each.fact.about: each for each in self.said()}.values():
            person = User.objects.get(pk=each.person).as_of(each.day)
            with CaptureQueriesContext(connection) as queries:
                assert facts.SOURCES[each.fact.about].matters(person, [each.fact.subject])
            assert any("FOR NO KEY UPDATE" in query["sql"] for query in queries), each.fact.about

    def checked_again(self):
        """How many queries it takes to ask every source about everything for one person."""
        person = User.objects.get(pk=self.fire_lead.pk).as_of(MONDAY)
        known = facts.gather(POLICY, WorkingDays(), MONDAY, MONDAY, MONDAY + 35 * DAY)
        subjects = {kind: {each.subject for each in known if each.about == kind} for kind in facts.SOURCES}
        return self.asked(lambda: [facts.SOURCES[kind].matters(person, those) for kind, those in subjects.items()])


class EveryLetter(EveryKindTestCase):
    def test_each_line_of_the_plan_holds_when_it_is_checked_again_and_every_letter_is_written(self):
        assert {words.kind for _, _, words in self.letters_of_everything()} == LETTERS

    def test_the_subject_begins_with_the_record_and_fits(self):
        for _, item, words in self.letters_of_everything():
            assert len(words.subject) <= writing.LONGEST_SUBJECT, words.subject
            assert words.subject.startswith(item.matter.name.split()[0])
            assert words.text.startswith("Dear ")

    def test_nothing_is_left_unfilled(self):
        for _, _, words in self.letters_of_everything():
            for slip in ("None", "{{", "  ", "..", " .", "\n\n\n", "()", "“”"):
                assert slip not in words.subject + words.text, f"{slip} in {words}"

    def test_the_link_opens_for_the_person_it_was_sent_to(self):
        for person, item, words in self.letters_of_everything():
            _, path = writing.in_words(item, person, MONDAY, WorkingDays(), []).link
            assert path in words.text
            self.sign_in(person)
            assert self.client.get(path).status_code == 200, f"{path} for {person}"

    def test_several_at_once_say_each_in_a_line(self):
        everything = sorted(self.items(), key=lambda each: each[0].pk)
        for person, those in groupby(everything, key=lambda each: each[0]):
            items = [item for _, _, item in those]
            if len(items) > 1:
                words = writing.write(items, person, MONDAY, WorkingDays())
                assert words.text.count("http") == len(items) + 1
                assert all(item.matter.ref in words.text for item in items)
                assert "None" not in words.text


class SensitiveRecords(EveryKindTestCase):
    def setUp(self):
        self.marked_sensitive()

    def kept(self, text):
        assert not [secret for secret in SECRETS if secret.lower() in text.lower()], text

    def test_a_letter_about_one_thing_has_no_word_of_it(self):
        letters = list(self.letters_of_everything())
        assert {words.kind for _, _, words in letters} == LETTERS
        for _, item, words in letters:
            self.kept(words.subject + as_text(words.text, item.because) + as_html(words.subject, words.text, "x"))
            assert words.subject.startswith("A restricted item")

    def test_a_letter_about_several_has_no_word_of_them(self):
        everything = list(self.items())
        for person in {person for person, _, _ in everything}:
            items = [item for one, _, item in everything if one == person]
            words = writing.write(items, person, MONDAY, WorkingDays())
            self.kept(words.subject + words.text)

    def test_the_rehearsal_and_the_timeline_have_no_word_of_them(self):
        for each in self.said():
            self.kept(matter(each.fact, each.step))
        self.live_through(MONDAY - 5 * DAY, MONDAY + 40 * DAY)
        assert Letter.objects.count() > 10
        for entry in Entry.objects.filter(by=None):
            self.kept(entry.verb + entry.why + str(entry.changes))
        for letter in Letter.objects.all():
            self.kept(letter.subject + letter.text + letter.html)
