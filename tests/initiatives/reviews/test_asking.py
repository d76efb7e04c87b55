"""Asking for reports: once, with the days it is due, moved with a reason, and taken back only where nobody has begun."""

import datetime as dt

import pytest

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives.reviews import actions, asking
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

DECEMBER_1 = dt.date(2014, 12, 1)
DAYS = {"due_on": DECEMBER_1, "draft_due_on": dt.date(2014, 11, 17), "clear_due_on": dt.date(2014, 11, 24)}


class OpeningAReview(CastTestCase):
    def open(self, **fields):
        told = {"title": "Quarterly report", "what": "Outcomes", "due_on": DECEMBER_1, "by": self.officer, "at": EIGHT}
        return asking.open_review(asked_by=self.office, **{**told, **fields})

    def test_gives_it_the_next_reference_its_date_and_its_readers(self):
        made = self.open(readers=[(self.fire, "Chief Fire Officer")], sections=["risk"], questions=["Why?"])
        self.assertEqual((made.ref, str(made.due), made.sections), ("CHS-R02", "1 December 2014", ["risk"]))
        self.assertEqual(
            [(each.organisation, each.known_as) for each in made.readers.all()], [(self.fire, "Chief Fire Officer")]
        )

    def test_is_told_in_its_history(self):
        entry = Entry.objects.told_on(self.open()).get()
        self.assertEqual((entry.by, entry.verb), (self.officer, "opened this review"))
        self.assertEqual(
            entry.changes, [{"field": "Reports due on", "before": "not known", "after": "1 December 2014"}]
        )

    def test_asks_nobody_yet(self):
        self.assertFalse(self.open().requests.exists())

    def test_rewriting_the_same_changes_nothing(self):
        made = self.open(readers=[(self.fire, "Chief Fire Officer")])
        told = {"title": made.title, "due_on": DECEMBER_1, "readers": [(self.fire, "Chief Fire Officer")]}
        asking.rewrite(made, **told, by=self.officer, at=EIGHT)
        self.assertEqual(Entry.objects.told_on(made).count(), 1)

    def test_rewriting_says_what_was_and_what_is(self):
        made = self.open(readers=[(self.fire, "Chief Fire Officer")])
        asking.rewrite(made, sections=["risk"], readers=[], by=self.officer, at=EIGHT, why="Less is enough.")
        entry = Entry.objects.told_on(made).first()
        said = [(each["field"], each["before"], each["after"]) for each in entry.changes]
        self.assertEqual(
            said, [("Parts of the report", "all of them", "risk"), ("Who reads", "Chief Fire Officer", "nobody")]
        )
        self.assertEqual(entry.why, "Less is enough.")


class Asking(CastTestCase):
    def setUp(self):
        self.quarterly = make.review(self.office)

    def ask(self, initiative=None, by=None, **days):
        told = {**DAYS, "needs_clearing": True, **days}
        return asking.ask(self.quarterly, initiative or self.review_work, **told, by=by or self.officer, at=EIGHT)

    def test_writes_the_days_the_event_and_the_history(self):
        asked = self.ask()
        self.assertEqual({name: getattr(asked, name) for name in DAYS}, DAYS)
        self.assertTrue(asked.needs_clearing)
        self.assertEqual(
            [(each.kind, each.by, each.at) for each in asked.events.all()], [("asked", self.officer, EIGHT)]
        )
        self.assertEqual(Entry.objects.told_on(self.review_work).get().verb, "asked for the report")

    def test_twice_is_once_and_the_days_of_the_first_time_stay(self):
        first = self.ask()
        again = self.ask(due_on=dt.date(2014, 12, 9))
        self.assertEqual((again.pk, again.due_on), (first.pk, DECEMBER_1))
        self.assertEqual((first.events.count(), Entry.objects.told_on(self.review_work).count()), (1, 1))

    def test_a_draft_is_refused(self):
        draft = make.initiative("Draft", ref="CHS-900", standing="draft", registered_by=self.fire_lead)
        with pytest.raises(Refused, match="CHS-900 is still a draft"):
            self.ask(draft)

    def test_work_that_has_closed_or_come_to_its_end_is_refused(self):
        closed = make.initiative(
            "Closed", ref="CHS-901", standing="closed", standing_reason="Done.", ending="completed"
        )
        over = make.initiative("Over", ref="CHS-902", ended_on=make.VagueDate("2013"))
        for work in (closed, over):
            with pytest.raises(Refused, match=f"{work.ref} has closed"):
                self.ask(work)
        self.assertFalse(self.quarterly.requests.exists())

    def test_what_a_person_withdrew_is_not_asked_again(self):
        asked = self.ask()
        actions.withdraw(asked, by=self.officer, at=EIGHT, why="Not needed.")
        self.assertEqual(self.ask().state, "withdrawn")

    def test_what_the_portal_took_back_is_asked_again_for_the_new_days(self):
        asked = self.ask()
        asking.take_back(asked, at=EIGHT, why="This work is parked.")
        again = self.ask(due_on=dt.date(2014, 12, 2))
        self.assertEqual((again.pk, again.state, again.due_on), (asked.pk, "asked", dt.date(2014, 12, 2)))
        self.assertEqual(list(asked.events.values_list("kind", flat=True)), ["asked", "withdrawn", "asked"])


class TakingBack(CastTestCase):
    def test_says_why_and_writes_to_nobody(self):
        self.assertTrue(asking.take_back(self.request, at=EIGHT, why="This work is parked."))
        entry = Entry.objects.told_on(self.review_work).get()
        self.assertEqual(
            (entry.by, entry.verb, entry.why), (None, "no longer asked for the report", "This work is parked.")
        )
        self.assertFalse(Letter.objects.exists())

    def test_is_left_undone_once_somebody_has_begun(self):
        make.report(self.request, self.fire_lead)
        self.assertFalse(asking.take_back(self.request, at=EIGHT, why="This work is parked."))
        self.assertEqual(ReportRequest.objects.get(pk=self.request.pk).state, "drafting")


class Moving(CastTestCase):
    def move(self, **days):
        told = {"due_on": DECEMBER_1, "draft_due_on": None, "clear_due_on": None, **days}
        return asking.move(self.request, **told, by=self.officer, at=EIGHT, why="The commissioner is away.")

    def test_keeps_the_reason_in_the_history_of_the_initiative(self):
        moved = self.move()
        entry = Entry.objects.told_on(self.review_work).get()
        self.assertEqual((moved.due_on, entry.why), (DECEMBER_1, "The commissioner is away."))
        self.assertEqual(entry.changes, [{"field": "Due on", "before": "31 October 2014", "after": "1 December 2014"}])

    def test_twice_is_once(self):
        self.move()
        self.move()
        self.assertEqual(Entry.objects.told_on(self.review_work).count(), 1)

    def test_a_report_that_was_sent_stays_where_it_is(self):
        make.report(self.request, self.fire_lead, "sent")
        with pytest.raises(Refused, match="This report is sent, so the day it is due can no longer move."):
            self.move()


def test_the_seeds_own_review_is_counted_when_a_reference_is_given(db):
    office = make.organisation("Office")
    make.review(office, ref="CHS-R01")
    make.review(office, ref="CHS-R9x")
    opened = asking.open_review(asked_by=office, title="T", what="W", due_on=MONDAY, by=None, at=clock.at(MONDAY, 9))
    assert opened.ref == "CHS-R02"
    assert LeadershipReview.objects.count() == 3
