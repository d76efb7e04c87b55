"""All lessons on one page, and those that surface when somebody registers similar work. Neither names what is hidden."""

from initiatives.evaluations.models import Lesson
from tests import make
from tests.initiatives.evaluations.case import LessonsCase

HIDDEN = ("Nightjar", "KNT-001")


class ThePageOfAllLessons(LessonsCase):
    def titles(self, query=""):
        return [lesson.title for lesson in self.at("lessons", query).context["page"]]

    def test_has_those_of_work_one_sees_and_what_others_share(self):
        self.sign_in(self.reader)
        self.assertEqual(self.titles(), ["Test the heavy ramp first", "One list of calls"])
        self.sign_in(self.stranger)
        self.assertEqual(self.titles(), ["Test the heavy ramp first"])

    def test_shows_of_hidden_work_the_lesson_its_themes_and_whose_it_is_and_never_its_name(self):
        self.sign_in(self.fire_lead)
        page = self.at("lessons")
        self.assertContains(page, "Test the ramp of a shared workshop before the old one closes.")
        self.assertContains(page, "Fleet and equipment")
        self.assertContains(page, "Kent Police")
        for words in HIDDEN:
            self.assertNotContains(page, words)
        self.sign_in(self.stranger)
        self.assertContains(self.at("lessons"), 'href="/initiatives/KNT-001/evaluation/#lesson-')

    def test_is_no_way_to_guess_the_name_of_hidden_work(self):
        self.sign_in(self.fire_lead)
        self.assertEqual(self.titles("?words=nightjar"), [])
        self.assertEqual(self.titles("?words=KNT-001"), [])

    def test_is_searched_by_words_and_by_theme(self):
        self.sign_in(self.fire_lead)
        self.assertEqual(self.titles("?words=lists"), ["One list of calls"])
        self.assertEqual(self.titles("?theme=fleet"), ["Test the heavy ramp first"])
        self.assertEqual(self.titles("?theme=fleet&words=lists"), [])
        self.assertEqual(len(self.titles("?theme=magic")), 2)
        for odd in (
            "?words=%00",
            "?words=" + "x" * 5000,
            "?words=%27%3Adrop%20%26%20%7C%21",
            "?page=nought",
            "?page=99",
        ):
            self.assertEqual(self.at("lessons", odd).status_code, 200, odd)

    def test_says_when_nothing_matches_and_when_there_is_nothing_yet(self):
        self.sign_in(self.fire_lead)
        page = self.at("lessons", "?theme=crime&words=cars")
        self.assertContains(page, "No lessons about crime with ‘cars’.")
        self.assertContains(page, "Show all lessons")
        self.sign_in(self.administrator)
        self.assertContains(self.at("lessons"), "No lessons yet that you can read.")

    def test_leaves_out_what_is_no_longer_true(self):
        make.lesson(self.review_work, self.fire, title="Long ago", withdrawn_at=make.EIGHT)
        self.sign_in(self.fire_lead)
        self.assertNotIn("Long ago", self.titles())

    def test_is_linked_from_the_list_of_initiatives(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get("/initiatives/"), 'href="/lessons/"')

    def test_has_pages_and_takes_as_many_queries_for_many_as_for_few(self):
        self.sign_in(self.fire_lead)
        few = self.queries("/lessons/")
        for _ in range(30):
            make.lesson(self.review_work, self.fire)
        self.assertContains(self.at("lessons"), 'aria-label="Page 2"')
        self.assertEqual(self.queries("/lessons/"), few)
        self.assertLessEqual(few, 8)


class TheListOfInitiatives(LessonsCase):
    def test_is_narrowed_to_those_that_are_evaluated_or_not_yet(self):
        make.initiative("Nobody asked", (self.fire,))
        self.sign_in(self.fire_lead)
        for answer, name in (("yes", "Tri-service collaboration review"), ("no", "Nobody asked")):
            page = self.client.get(f"/initiatives/?evaluated={answer}").context["page"]
            self.assertEqual([each.name for each in page], [name])
        self.assertEqual(len(self.client.get("/initiatives/?evaluated=perhaps").context["page"]), 2)


class WhatSurfacesForSimilarWork(LessonsCase):
    def surfaced(self, name, themes=(), besides=None, who=None):
        found = Lesson.objects.from_similar_work(who or self.fire_lead, name, themes, besides)
        return [lesson.title for lesson in found]

    def test_is_found_by_the_name_of_work_one_sees(self):
        self.assertEqual(self.surfaced("A review of tri-service collaboration"), ["One list of calls"])
        self.assertEqual(self.surfaced("A review of tri-service collaboration", besides=self.review_work), [])

    def test_is_found_by_themes_and_by_its_own_words(self):
        self.assertEqual(self.surfaced("Quiet", ["fleet"]), ["Test the heavy ramp first"])
        self.assertEqual(self.surfaced("Shared workshop"), ["Test the heavy ramp first"])
        self.assertEqual(self.surfaced("Shared boathouse for divers"), [])
        self.assertEqual(self.surfaced(""), [])

    def test_is_never_found_by_the_name_of_hidden_work(self):
        self.assertEqual(self.surfaced("Operation Nightjar"), [])
        self.assertEqual(self.surfaced("Operation Nightjar", who=self.stranger), ["Test the heavy ramp first"])

    def test_comes_by_name_first_then_by_most_themes_and_at_most_three(self):
        for title, themes in (("Both", ["fleet", "estates"]), ("One", ["estates"]), ("Other", ["crime"])):
            make.lesson(self.hidden_work, self.elsewhere, title=title, themes=themes, is_shared=True)
        found = self.surfaced("Tri-service collaboration review", ["fleet", "estates"])
        self.assertEqual(found[:2], ["One list of calls", "Both"])
        self.assertEqual(len(found), 3)

    def test_leaves_out_what_is_withdrawn_or_kept(self):
        make.lesson(self.hidden_work, self.elsewhere, themes=["estates"])
        make.lesson(self.review_work, self.fire, themes=["estates"], withdrawn_at=make.EIGHT)
        self.assertEqual(self.surfaced("Quiet", ["estates"]), [])

    def test_surfaces_as_somebody_names_it_on_the_draft_and_where_it_is_checked(self):
        self.sign_in(self.fire_lead)
        said = "What others learnt from similar work"
        self.assertNotContains(self.client.get("/initiatives/new/"), said)
        asked = self.client.post("/initiatives/new/", {"name": "Tri-service collaboration review"})
        self.assertContains(asked, said, status_code=422)
        draft = make.initiative(
            "Workshop for all", ref="draft-1", standing="draft", registered_by=self.fire_lead, themes=["fleet"]
        )
        for address in ("draft/", "draft/check/", "change/what/"):
            page = self.client.get(f"/initiatives/{draft.ref}/{address}")
            self.assertContains(page, said)
            self.assertContains(page, "Next time: Test the ramp of a shared workshop before the old one closes.")
            self.assertContains(page, "Kent Police")
            for words in HIDDEN:
                self.assertNotContains(page, words)
        self.assertNotContains(self.client.get(f"/initiatives/{draft.ref}/change/why/"), said)

    def test_takes_as_many_queries_for_many_as_for_few(self):
        self.sign_in(self.fire_lead)
        make.initiative("Workshop", ref="draft-1", standing="draft", registered_by=self.fire_lead, themes=["fleet"])
        addresses = [f"/initiatives/draft-1/{end}" for end in ("draft/", "draft/check/", "change/what/")]
        few = [self.queries(address) for address in addresses]
        for number in range(20):
            other = make.initiative(f"Workshop {number}", (self.fire,), themes=["fleet"])
            make.lesson(other, self.fire, themes=["fleet"])
            make.lesson(self.hidden_work, self.elsewhere, themes=["fleet"], is_shared=True)
        self.assertEqual([self.queries(address) for address in addresses], few)
