"""The pages: what each says, what a wrong answer is told, who may press what, and what a stranger never reads."""

import datetime as dt

from initiatives.evaluations import actions
from initiatives.evaluations.models import Evaluation, Lesson
from tests import make
from tests.initiatives.evaluations.case import REF, LessonsCase


class TheSectionOfAnInitiative(LessonsCase):
    def test_says_when_nothing_is_known(self):
        make.initiative("Quiet", (self.fire,), ref="TST-Q")
        self.sign_in(self.fire_lead)
        page = self.at("of_initiative", ref="TST-Q")
        self.assertContains(page, "whether this work does what it set out to do is not known")
        self.assertContains(page, "No lessons have been written down yet")
        self.sign_in(self.ambulance_lead)
        self.assertEqual(self.at("of_initiative", ref="TST-Q").status_code, 404)

    def test_says_what_was_found_and_how_sure_that_is(self):
        self.sign_in(self.reader)
        page = self.at("of_initiative", ref=REF)
        self.assertContains(page, "Do people wait less?")
        self.assertContains(page, "2. Measured")
        self.assertContains(page, "with nobody to compare it with")
        self.assertContains(page, "One list of calls")
        self.assertNotContains(page, "Add a lesson")
        self.assertContains(self.client.get(f"/initiatives/{REF}/"), f"/initiatives/{REF}/evaluation/")

    def test_keeps_what_is_no_longer_true_apart_with_the_reason(self):
        actions.withdraw_lesson(self.kept, by=self.fire_lead, at=self.now, reason="There is one list now.")
        self.sign_in(self.fire_lead)
        page = self.at("of_initiative", ref=REF)
        self.assertContains(page, "1 lesson no longer true")
        self.assertContains(page, "There is one list now.")
        self.assertContains(page, "No lesson of this work holds today.")
        self.assertNotContains(page, f"/lessons/{self.kept.pk}/change/")

    def test_shows_a_web_address_as_words_only(self):
        make.evaluation(self.review_work, report="javascript:alert(1)")
        self.sign_in(self.fire_lead)
        page = self.at("of_initiative", ref=REF)
        self.assertContains(page, "javascript:alert(1)")
        self.assertNotContains(page, 'href="javascript')

    def test_takes_as_many_queries_for_many_rows_as_for_few(self):
        self.sign_in(self.fire_lead)
        address = f"/initiatives/{REF}/evaluation/"
        few = self.queries(address)
        for _ in range(12):
            found = make.evaluation(self.review_work)
            make.lesson(self.review_work, self.fire, evaluation=found)
            make.lesson(self.review_work, self.police, withdrawn_at=make.EIGHT)
        self.assertEqual(self.queries(address), few)
        self.assertLessEqual(few, 12)


class TheFormOfAnEvaluation(LessonsCase):
    def refused(self, sentence, **changed):
        page = self.post("add_evaluation", self.typed_evaluation(**changed), ref=REF)
        self.assertContains(page, sentence, status_code=422)
        return page

    def test_adds_one(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("add_evaluation", ref=REF), "The people who did it say what happened and why.")
        sent = self.post("add_evaluation", self.typed_evaluation(), ref=REF)
        made = Evaluation.objects.get(question="Was it worth it?")
        self.assertRedirects(sent, f"/initiatives/{REF}/evaluation/#evaluation-{made.pk}")
        self.assertEqual((made.strength, made.done_on), (1, dt.date(2014, 10, 1)))

    def test_refuses_what_is_missing_wrong_or_too_long_and_keeps_what_was_typed(self):
        self.sign_in(self.fire_lead)
        for sentence, changed in (
            ("Enter what was asked", {"question": "  "}),
            ("What was asked must be 300 characters or less", {"question": "q" * 301}),
            ("Select how it was found out", {"method": "magic"}),
            ("Select how strong the evidence is", {"strength": "6"}),
            ("Select how strong the evidence is", {"strength": "very"}),
            ("Select whether it did what it set out to do", {"finding": ""}),
            ("Enter what was found", {"summary": ""}),
            ("What was found must be 1,500 characters or less", {"summary": "s" * 1501}),
            ("The day it was done must be today or in the past", {"done_on-day": "7"}),
            ("The day it was done must be a real date", {"done_on-day": "31", "done_on-month": "9"}),
            ("The day it was done must be on or after 1 January 1990", {"done_on-year": "1914"}),
            ("Enter the day it was done", {"done_on-day": "", "done_on-month": "", "done_on-year": ""}),
            ("Enter who did it", {"done_by": ""}),
            ("Evidence of strength 3 or more compares with others", {"strength": "4"}),
        ):
            page = self.refused(sentence, **changed)
            self.assertContains(page, "https://example.test/report.pdf", status_code=422)

    def test_is_for_whoever_may_change_the_work(self):
        may = {"police_lead", "fire_lead", "ambulance_lead", "sponsor", "officer"}
        for name, someone in self.cast.items():
            self.sign_in(someone)
            for form in ("add_evaluation", "add_lesson"):
                status = self.at(form, ref=REF).status_code
                self.assertEqual(status == 200, name in may, f"{name} {form} {status}")

    def test_corrected_by_two_people_at_once_shows_both_texts(self):
        self.sign_in(self.fire_lead)
        actions.correct_evaluation(
            self.evaluation, by=self.police_lead, at=self.now, reason="Counted again", summary="Five minutes less."
        )
        typed = self.typed_evaluation(summary="Three minutes less.", reason="Nights", version=1)
        page = self.post("correct_evaluation", typed, pk=self.evaluation.pk)
        self.assertContains(page, "Priya Okafor changed this", status_code=409)
        self.assertContains(page, "Five minutes less.", status_code=409)
        self.assertContains(page, "Three minutes less.", status_code=409)

    def test_needs_a_reason_to_correct_one(self):
        self.sign_in(self.fire_lead)
        page = self.post("correct_evaluation", self.typed_evaluation(version=1), pk=self.evaluation.pk)
        self.assertContains(page, "Enter why it is corrected", status_code=422)


class TheFormOfALesson(LessonsCase):
    def test_begins_with_the_themes_of_the_work_and_not_shared(self):
        self.sign_in(self.fire_lead)
        form = self.at("add_lesson", ref=REF).context["form"]
        self.assertEqual((form["themes"].value(), form["is_shared"].value()), (["response"], "no"))

    def test_adds_one(self):
        self.sign_in(self.fire_lead)
        typed = self.typed_lesson(evaluation=self.evaluation.pk, is_shared="yes")
        self.assertRedirects(
            self.post("add_lesson", typed, ref=REF),
            f"/initiatives/{REF}/evaluation/#lesson-{Lesson.objects.order_by('pk').last().pk}",
        )
        made = Lesson.objects.get(title="Train drivers first")
        self.assertEqual((made.themes, made.is_shared, made.evaluation), (["fleet", "people"], True, self.evaluation))

    def test_refuses_what_is_missing_wrong_or_too_long(self):
        self.sign_in(self.fire_lead)
        other = make.evaluation(self.hidden_work)
        for sentence, changed in (
            ("Enter the lesson in a few words", {"title": ""}),
            ("The lesson must be 120 characters or less", {"title": "t" * 121}),
            ("Enter what happened", {"happened": ""}),
            ("Enter why it happened", {"cause": ""}),
            ("Enter what should be done next time", {"next_time": ""}),
            ("Choose one of the answers", {"themes": ["magic"]}),
            ("Choose one of the answers", {"evaluation": other.pk}),
            ("Select yes if everybody who signs in may read it", {"is_shared": ""}),
            ("which others do not see", {"is_shared": "yes", "cause": "CHS-007 was late."}),
        ):
            page = self.post("add_lesson", self.typed_lesson(**changed), ref=REF)
            self.assertContains(page, sentence, status_code=422)
            self.assertContains(
                page, "Train drivers first" if "title" not in changed else "Crews waited.", status_code=422
            )

    def test_changed_by_two_people_at_once_shows_both_texts(self):
        self.sign_in(self.fire_lead)
        actions.change_lesson(self.kept, by=self.police_lead, at=self.now, cause="There were two lists.")
        page = self.post("change_lesson", self.typed_lesson(cause="Three lists.", version=1), pk=self.kept.pk)
        self.assertContains(page, "There were two lists.", status_code=409)
        self.assertContains(page, "Three lists.", status_code=409)

    def test_is_withdrawn_with_a_reason_and_by_post_only(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("withdraw_lesson", pk=self.kept.pk), "One list of calls")
        self.assertContains(self.post("withdraw_lesson", pk=self.kept.pk), "Why is it no longer true?")
        refused = self.post("withdraw_lesson", {"reason": " "}, pk=self.kept.pk)
        self.assertContains(refused, "Enter why it is no longer true", status_code=422)
        self.post("withdraw_lesson", {"reason": "One list now."}, pk=self.kept.pk)
        self.kept.refresh_from_db()
        self.assertTrue(self.kept.is_withdrawn)

    def test_of_work_one_does_not_see_cannot_be_changed_and_its_refusal_names_nothing(self):
        self.sign_in(self.fire_lead)
        for name in ("change_lesson", "withdraw_lesson"):
            page = self.at(name, pk=self.shared.pk)
            self.assertEqual(page.status_code, 403)
            self.assertNotIn("Nightjar", page.content.decode())
            self.assertNotIn("KNT-001", page.content.decode())
            self.sign_in(self.stranger)
            self.assertEqual(self.at(name, pk=self.kept.pk).status_code, 404)
            self.sign_in(self.fire_lead)
