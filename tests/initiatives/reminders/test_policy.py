"""Adding a kind of reminder is a row in the table, a letter, and a source of facts."""

import datetime as dt
from unittest import mock

from initiatives.reminders import facts, policy, story
from initiatives.reminders.facts import Matter
from initiatives.reminders.plan import Fact, Listener
from initiatives.reminders.policy import AUTHORS, POLICY, SPONSOR, Stage
from services.letters.models import Letter
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase

BIRTHDAY = "birthday"


class ParkedIdeas:
    """A made-up kind: parked work to look at again, told to its authors."""

    def __init__(self, initiative, person):
        self.initiative, self.person = initiative, person

    def facts(self, day, first_due, last_due, *, as_of_then):
        due_on, key = self.initiative.look_again_on, self.initiative.history_key
        listeners = frozenset({Listener(AUTHORS.name, self.person.pk)})
        return (
            [Fact(BIRTHDAY, key, key, due_on, listeners, ref=self.initiative.ref)]
            if first_due <= due_on <= last_due
            else []
        )

    def matters(self, person, subjects):
        audiences = frozenset({AUTHORS.name})
        path = self.initiative.get_absolute_url()
        words = {"noun": "look", "asked": "", "act": "Look again", "read": "See it"}
        matter = Matter(
            record=self.initiative, due_on=self.initiative.look_again_on, audiences=audiences, name=self.initiative.name,
            ref=self.initiative.ref, part_of=self.initiative.ref, to_act=path, to_read=path, **words,
        )  # fmt: skip
        return {self.initiative.history_key: matter}

    def why_gone(self, subjects):
        return {}


class AMadeUpKind(ReminderTestCase):
    def setUp(self):
        self.review_work.look_again_on = dt.date(2014, 10, 17)
        row = Stage(about=BIRTHDAY, working_days_before=(10,), to=AUTHORS, letter="look_at_it_again")
        source = {BIRTHDAY: ParkedIdeas(self.review_work, self.reader)}
        for patch in (mock.patch.object(policy, "POLICY", (*POLICY, row)), mock.patch.dict(facts.SOURCES, source)):
            patch.start()
            self.addCleanup(patch.stop)

    def test_it_is_planned_said_once_and_kept(self):
        self.live_through(OCTOBER_3, dt.date(2014, 10, 8))
        letter = Letter.objects.get(to=self.reader)
        assert letter.subject == "Tri-service…: look at it again on Friday 17 October"
        assert self.rows(kind=BIRTHDAY).get().state == "sent"
        assert len(self.letters()) == 4

    def test_a_row_taken_out_of_the_policy_is_not_said(self):
        self.tick(dt.date(2014, 10, 2))
        with mock.patch.object(policy, "POLICY", POLICY):
            self.live_through(OCTOBER_3, dt.date(2014, 10, 8))
        assert self.letters(self.reader) == []
        assert self.rows(kind=BIRTHDAY).get().state == "cancelled"


class TheTable(ReminderTestCase):
    def test_it_reads_as_the_ladder(self):
        assert story.ladder() == [
            ("20, 10, 5 and 1 working days before it is due", "the people who write its reports"),
            ("1 working day late", "the people who write its reports"),
            ("2 working days late", "the service leads of the organisations that owe it"),
            ("3 working days late", "its sponsor"),
            ("5 working days late", "the office that asked for it"),
        ]

    def test_a_step_that_it_does_not_have_is_none(self):
        assert policy.step_named("report_due", "late_3_sponsor")
        assert policy.step_named("report_due", "late_4_sponsor") is None


def test_steps_have_names_that_the_ledger_can_look_up():
    stage = Stage(about="x", working_days_before=(2,), working_days_late=(2,), to=SPONSOR, letter="y")
    assert [(step.name, step.in_words) for step in stage.steps] == [
        ("before_2_sponsor", "2 working days before"),
        ("late_2_sponsor", "2 working days late"),
    ]
