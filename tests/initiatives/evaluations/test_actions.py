"""What people do with evaluations and lessons, and what is refused whoever asks."""

import datetime as dt

from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.evaluations import actions
from initiatives.evaluations.choices import COMPARING, EARNED_BY, Method, Strength
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.actions import record
from services.history.models import Entry
from tests import make
from tests.initiatives.evaluations.case import LessonsCase


class AnEvaluation(LessonsCase):
    def add(self, **changed):
        return actions.add_evaluation(self.review_work, by=self.fire_lead, at=self.now, **self.found(**changed))

    def test_is_told_on_the_timeline_of_its_work(self):
        made = self.add()
        entry = Entry.objects.told_on(self.review_work).get(thing=made.history_key)
        self.assertEqual(entry.verb, "added the evaluation “Was it worth it?”")
        self.assertIn({"field": "Strength of the evidence", "before": "not known", "after": "1. Told"}, entry.changes)

    def test_pressed_twice_is_one(self):
        self.assertEqual(self.add(), self.add())
        self.assertEqual(Evaluation.objects.filter(question="Was it worth it?").count(), 1)

    def test_of_tomorrow_is_refused_and_of_today_is_not(self):
        with self.assertRaisesMessage(Refused, "today or in the past"):
            self.add(done_on=dt.date(2014, 10, 7))
        self.add(done_on=dt.date(2014, 10, 6))

    def test_that_is_strong_needs_a_comparison(self):
        for method in Method:
            for strength in Strength:
                said = {"method": method, "strength": strength, "question": f"{method} {strength}?"}
                if strength >= 3 and method not in COMPARING:
                    with self.assertRaisesMessage(Refused, "compares with others"):
                        self.add(**said)
                else:
                    self.add(**said)

    def test_is_corrected_with_a_reason_and_its_timeline_keeps_what_it_said(self):
        actions.correct_evaluation(
            self.evaluation, by=self.police_lead, at=self.now, reason="The nights were left out.", finding="no"
        )
        entry = Entry.objects.told_on(self.review_work).first()
        self.assertEqual((entry.why, entry.changes), ("The nights were left out.", [
            {"field": "Did it do what it set out to do", "before": "Partly", "after": "No"}]))  # fmt: skip
        self.assertEqual(
            list(self.evaluation.row_versions.order_by("pgh_id").values_list("version", "finding")),
            [(1, "partly"), (2, "no")],
        )

    def test_of_closed_work_can_still_be_entered(self):
        work = make.initiative("Over", (self.fire,), standing="closed", standing_reason="Done", ending="completed")
        made = actions.add_evaluation(work, by=self.fire_lead, at=self.now, **self.found())
        self.assertEqual(made.initiative, work)

    def test_changed_meanwhile_is_refused(self):
        actions.correct_evaluation(self.evaluation, by=self.police_lead, at=self.now, reason="Checked", summary="Less.")
        with self.assertRaisesMessage(ChangedMeanwhile, "Priya Okafor changed this"):
            actions.correct_evaluation(
                self.evaluation, by=self.fire_lead, at=self.now, reason="Mine", summary="More.", expected_version=1
            )

    def test_is_never_deleted(self):
        with self.assertRaisesMessage(Exception, "Cannot delete"), transaction.atomic():
            self.evaluation.delete()

    def test_has_a_sentence_for_each_step_of_the_scale(self):
        self.assertEqual(set(EARNED_BY), set(Strength))


class ALesson(LessonsCase):
    def add(self, work=None, by=None, **changed):
        return actions.add_lesson(
            work or self.review_work, by=by or self.fire_lead, at=self.now, **self.said(**changed)
        )

    def test_is_of_the_organisation_of_whoever_writes_it(self):
        self.assertEqual(self.add().organisation, self.fire)
        led = make.initiative("Led", (self.police, self.fire), lead=self.police)
        self.assertEqual(self.add(led, by=self.police_lead).organisation, self.police)
        self.assertEqual(self.add(led, by=self.officer, title="Another").organisation, self.office)

    def test_pressed_twice_is_one(self):
        self.assertEqual(self.add(), self.add())

    def test_of_sensitive_work_is_never_shared(self):
        for fields in ({"marking": "sensitive"}, {"reach": "named"}):
            work = make.initiative("Quiet", (self.fire,), **fields)
            with self.assertRaisesMessage(Refused, "shares no lessons"):
                self.add(work, is_shared=True)
            with self.assertRaisesMessage(IntegrityError, "is not shared"), transaction.atomic():
                make.lesson(work, self.fire, is_shared=True)

    def test_is_not_shared_with_the_name_of_its_work_in_it(self):
        for field in ("title", "happened", "cause", "next_time"):
            for name in ("Tri-service collaboration review", "the TRI-SERVICE collaboration review", "chs-007"):
                with self.assertRaisesMessage(Refused, "which others do not see") as refused:
                    self.add(is_shared=True, **{field: f"In {name}, we waited."})
                self.assertEqual(refused.exception.field, field)
        self.add(is_shared=True, happened="In CHS-0071 we waited.")

    def test_comes_from_an_evaluation_of_the_same_work_or_none(self):
        other = make.evaluation(self.hidden_work)
        with self.assertRaisesMessage(Refused, "Select an evaluation of this work"):
            self.add(evaluation=other)
        with self.assertRaisesMessage(IntegrityError, "of the same work"), transaction.atomic():
            make.lesson(self.review_work, self.fire, evaluation=other)
        self.assertEqual(self.add(evaluation=self.evaluation).evaluation, self.evaluation)

    def test_stops_being_shared_once_its_work_becomes_sensitive_and_stays_so(self):
        for value in ({"marking": "sensitive"}, {"reach": "named"}):
            work = make.initiative("Open", (self.fire,), lead=self.fire)
            make.named(work, self.fire_lead)
            lesson = make.lesson(work, self.fire, is_shared=True)
            record.change(work, by=self.fire_lead, at=self.now, **value)
            lesson.refresh_from_db()
            self.assertFalse(lesson.is_shared)
            told = Entry.objects.told_on(work).get(thing=lesson.history_key)
            self.assertEqual((told.by, told.verb), (self.fire_lead, f"stopped sharing the lesson “{lesson.title}”"))
            record.change(work, by=self.fire_lead, at=self.now, marking="official", reach="participants")
            self.assertFalse(Lesson.objects.visible_to(self.stranger).filter(pk=lesson.pk).exists())

    def test_of_work_made_sensitive_behind_the_portals_back_is_not_seen_either(self):
        type(self.hidden_work).objects.filter(pk=self.hidden_work.pk).update(marking="sensitive")
        self.assertNotIn(self.shared, Lesson.objects.visible_to(self.fire_lead))

    def test_withdrawn_keeps_its_reason_is_not_shared_and_stays_withdrawn(self):
        for _ in range(2):
            actions.withdraw_lesson(self.shared, by=self.stranger, at=self.now, reason="The ramp is gone.")
        self.shared.refresh_from_db()
        self.assertEqual((self.shared.is_shared, self.shared.withdrawn_reason), (False, "The ramp is gone."))
        self.assertEqual(Entry.objects.told_about([self.shared]).count(), 1)
        with self.assertRaisesMessage(Refused, "Kit Lowe withdrew this lesson"):
            actions.change_lesson(self.shared, by=self.stranger, at=self.now, title="True again")
        with self.assertRaisesMessage(Exception, "Cannot update"), transaction.atomic():
            Lesson.objects.filter(pk=self.shared.pk).update(is_shared=True)

    def test_changed_meanwhile_is_refused(self):
        actions.change_lesson(self.kept, by=self.police_lead, at=self.now, cause="Two lists.")
        with self.assertRaisesMessage(ChangedMeanwhile, "Priya Okafor changed this"):
            actions.change_lesson(self.kept, by=self.fire_lead, at=self.now, cause="Three lists.", expected_version=1)


class WhoReadsALesson(LessonsCase, HypothesisTestCase):
    """Whatever the work and the lesson are, a stranger reads a lesson only if it is shared and its work may share."""

    @given(
        is_shared=st.booleans(),
        is_withdrawn=st.booleans(),
        reach=st.sampled_from(["public", "portal", "participants", "named"]),
        is_sensitive=st.booleans(),
    )
    def test_is_the_same_for_every_mixture(self, is_shared, is_withdrawn, reach, is_sensitive):
        is_sensitive = is_sensitive and reach in ("participants", "named")
        is_shared = is_shared and not is_withdrawn
        work = make.initiative("Some work", (self.fire,), reach=reach)
        lesson = make.lesson(work, self.fire, is_shared=is_shared and reach != "named",
                             withdrawn_at=make.EIGHT if is_withdrawn else None)  # fmt: skip
        type(work).objects.filter(pk=work.pk).update(marking="sensitive" if is_sensitive else "official")
        reads = {name for name, person in self.cast.items() if lesson in Lesson.objects.visible_to(person)}
        sees = {name for name, person in self.cast.items() if work in type(work).objects.visible_to(person)}
        members = {name for name, person in self.cast.items() if person.standing.organisation_ids}
        may_be_read = is_shared and reach != "named" and not is_sensitive
        self.assertEqual(reads, sees | members if may_be_read else sees)
