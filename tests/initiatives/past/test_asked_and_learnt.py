"""Review cycles, evaluations and lessons looked back at, on their lists, by the dates that they carry and as they were known."""

import datetime as dt

from django.test import override_settings

from collab_portal.toolkit import clock
from initiatives.cycles.actions import dates, setting_up
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.evaluations import actions as learning
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.past.looking import looking_back
from initiatives.past.moments import How, Moment
from initiatives.register.models import Initiative
from tests.initiatives.cycles.test_setting_up import QUARTERS, CycleTestCase
from tests.initiatives.evaluations.case import LessonsCase
from tests.initiatives.past.test_versions import kept_on

DECEMBER_15 = dt.date(2014, 12, 15)
OCTOBER = {number: dt.date(2014, 10, number) for number in range(1, 32)}
#: Later than any version that a test leaves, which are all of the day it runs on.
FAR_AHEAD = dt.date(2199, 12, 31)
SAID = {"question": "Was it worth it?", "method": "survey", "strength": 1, "finding": "partly"}


def at(day):
    return clock.at(day, 12)


@override_settings(PORTAL_CLOCK="2014-11-03 08:00")
class ACycleLookedBackAt(CycleTestCase):
    """Set up on the 7th, started on the 9th, a date moved on the 13th and dropped on the 16th, ended on the 20th."""

    def setUp(self):
        self.cycle = setting_up.begin(
            title="Quarterly report",
            what="Outcomes",
            board=self.board,
            asked_by=self.office,
            by=self.officer,
            at=at(OCTOBER[7]),
        )
        answers = {"every": "quarterly", "first_on": QUARTERS[0], "organisations": [self.police, self.fire]}
        readers = {"readers": [(self.fire, "Chief Fire Officer")]}
        setting_up.change(self.cycle, by=self.officer, at=at(OCTOBER[8]), **answers, **readers)
        self.start(ReviewCycle.objects.get(), at=at(OCTOBER[9]))
        first = self.cycle.dates.get(on=QUARTERS[0])
        dates.move_date(first, on=DECEMBER_15, reason="Away", by=self.officer, at=at(OCTOBER[13]))
        dates.drop_date(first, reason="No meeting", by=self.officer, at=at(OCTOBER[16]))
        setting_up.end(self.cycle, reason="A board of its own", by=self.officer, at=at(OCTOBER[20]))

    def listed(self, day, someone=None, how="as-at"):
        """The state and the next date of the cycle on the list, or None where it is not on it."""
        self.sign_in(someone or self.officer)
        page = self.client.get(f"/{how}/{day}/cycles/")
        return next(((row.state, row.next_on) for row in page.context["page"]), None)

    def test_it_was_a_draft_then_ran_towards_its_next_date_and_then_ended(self):
        assert [self.listed(OCTOBER[day]) for day in (6, 7, 8, 9, 12, 13, 15, 16, 19, 20)] == [
            None,
            ("draft", None),
            ("draft", None),
            ("running", QUARTERS[0]),
            ("running", QUARTERS[0]),
            ("running", DECEMBER_15),
            ("running", DECEMBER_15),
            ("running", QUARTERS[1]),
            ("running", QUARTERS[1]),
            ("ended", None),
        ]

    def test_a_draft_was_seen_by_the_body_that_asks_alone(self):
        assert self.listed(OCTOBER[8], self.fire_lead) is None
        assert self.listed(OCTOBER[9], self.fire_lead) == ("running", QUARTERS[0])
        assert self.listed(OCTOBER[9], self.stranger) is None

    def test_a_draft_that_was_ended_unstarted_was_a_draft_before(self):
        told = {"what": "Outcomes", "board": self.board, "asked_by": self.office}
        begun = setting_up.begin(title="Another", **told, by=self.officer, at=at(OCTOBER[7]))
        setting_up.end(begun, reason="Not wanted", by=self.officer, at=at(OCTOBER[20]))
        for day, state in ((19, "draft"), (20, "ended")):
            with looking_back(Moment(How.FACTS, OCTOBER[day]), self.officer):
                assert ReviewCycle.objects.get(pk=begun.pk).state == state

    def test_a_date_left_out_was_never_one_and_a_later_one_came_when_it_was_confirmed(self):
        cycle = self.start(self.draft(title="Another"), dates=QUARTERS[1:], at=at(OCTOBER[9]))
        dates.confirm_later(cycle, dates=[dt.date(2016, 3, 8)], by=self.officer, at=clock.at(DECEMBER_15, 9))
        found = []
        for day in (OCTOBER[8], OCTOBER[9], DECEMBER_15):
            with looking_back(Moment(How.FACTS, day), self.officer):
                found.append(list(CycleDate.objects.filter(cycle=cycle).kept().values_list("on", flat=True)))
        assert found == [[], QUARTERS[1:], [*QUARTERS[1:], dt.date(2016, 3, 8)]]

    def test_as_known_it_is_what_it_said_on_the_evening(self):
        versions = list(self.cycle.row_versions.order_by("pgh_id"))
        for kept, day in zip(versions, (7, 8, 9, 20), strict=True):
            type(kept).objects.filter(pk=kept.pk).update(pgh_created_at=at(OCTOBER[day]))
        for row in (self.board, self.office):
            kept_on(OCTOBER[1], row)
        assert [self.listed(OCTOBER[day], how="as-known") for day in (6, 7, 9, 20)] == [
            None, ("draft", None), ("running", None), ("ended", None),
        ]  # fmt: skip

    def test_a_cycle_that_somebody_may_not_see_today_they_did_not_see_then(self):
        self.board.members.remove(self.police)
        assert self.listed(OCTOBER[9], self.police_lead) is None
        for how in How:
            for name, someone in self.cast.items():
                today = set(ReviewCycle.objects.visible_to(someone).values_list("pk", flat=True))
                with looking_back(Moment(how, FAR_AHEAD), someone):
                    assert set(ReviewCycle.objects.values_list("pk", flat=True)) == today, (how, name)

    def test_the_page_says_what_is_as_it_is_today_and_which_date_it_shows(self):
        self.sign_in(self.officer)
        page = self.client.get(f"/as-at/{OCTOBER[9]}/cycles/")
        self.assertContains(page, "As at 9 October 2014")
        self.assertContains(page, "its board, who asks and how often are as they are today")
        known = self.client.get(f"/as-known/{OCTOBER[9]}/cycles/")
        self.assertNotContains(known, "as they are today")
        self.assertContains(self.client.get("/cycles/"), "See this as at a past date")


@override_settings(PORTAL_CLOCK="2014-11-03 08:00")
class ALessonLookedBackAt(LessonsCase):
    def listed(self, day, someone=None, how="as-at"):
        """What is on the list: the title of each lesson, and whether it says of which work it is."""
        self.sign_in(someone or self.fire_lead)
        page = self.client.get(f"/{how}/{day}/lessons/")
        return {row.title: row.shows_work for row in page.context["page"]}

    def test_it_was_there_from_the_day_it_was_written_down(self):
        assert self.listed(OCTOBER[5]) == {}
        assert self.listed(OCTOBER[6])["One list of calls"]

    def test_one_that_others_share_is_read_and_says_nothing_of_its_work(self):
        assert self.listed(OCTOBER[6]) == {"One list of calls": True, "Test the heavy ramp first": False}
        self.assertNotContains(self.client.get(f"/as-at/{OCTOBER[6]}/lessons/"), "Nightjar")
        with looking_back(Moment(How.FACTS, OCTOBER[6]), self.fire_lead):
            assert not Initiative.objects.filter(pk=self.hidden_work.pk).exists()

    def test_as_known_one_that_others_share_is_read_from_the_evening_it_was_known(self):
        kept_on(OCTOBER[6], self.shared)
        for day, known in ((5, {}), (6, {"Test the heavy ramp first": False})):
            assert self.listed(OCTOBER[day], how="as-known") == known
        self.assertNotContains(self.client.get(f"/as-known/{OCTOBER[6]}/lessons/"), "Nightjar")

    def test_one_that_is_no_longer_true_held_until_somebody_said_so(self):
        learning.withdraw_lesson(self.kept, by=self.fire_lead, at=at(OCTOBER[20]), reason="One list now")
        assert "One list of calls" in self.listed(OCTOBER[19])
        assert "One list of calls" not in self.listed(OCTOBER[20])
        with looking_back(Moment(How.FACTS, OCTOBER[19]), self.fire_lead):
            assert not Lesson.objects.get(pk=self.kept.pk).is_withdrawn

    def test_it_was_shared_from_the_day_that_somebody_shared_it(self):
        lesson = learning.add_lesson(self.review_work, by=self.fire_lead, at=at(OCTOBER[7]), **self.said())
        learning.change_lesson(lesson, by=self.fire_lead, at=at(OCTOBER[14]), is_shared=True)
        for day, shared in ((13, False), (14, True)):
            assert (lesson.title in self.listed(OCTOBER[day], self.stranger)) == shared
            with looking_back(Moment(How.FACTS, OCTOBER[day]), self.fire_lead):
                assert Lesson.objects.get(pk=lesson.pk).is_shared == shared

    def test_one_that_was_shared_and_is_not_today_stays_with_those_who_see_its_work(self):
        lesson = learning.add_lesson(
            self.review_work, by=self.fire_lead, at=at(OCTOBER[7]), **self.said(is_shared=True)
        )
        assert lesson.title in self.listed(OCTOBER[8], self.stranger)
        learning.withdraw_lesson(lesson, by=self.fire_lead, at=at(OCTOBER[20]), reason="No longer so")
        kept_on(OCTOBER[20], lesson)
        assert lesson.title not in self.listed(OCTOBER[8], self.stranger)
        assert self.listed(OCTOBER[8])[lesson.title]
        with looking_back(Moment(How.FACTS, OCTOBER[8]), self.fire_lead):
            assert Lesson.objects.get(pk=lesson.pk).is_shared

    def test_as_known_it_says_what_it_said_on_the_evening(self):
        for row in (self.review_work, *self.review_work.participations.all(), self.kept):
            kept_on(OCTOBER[6], row)
        learning.change_lesson(self.kept, by=self.fire_lead, at=at(OCTOBER[14]), title="One list of all calls")
        kept_on(OCTOBER[14], self.kept)
        assert self.listed(OCTOBER[5], how="as-known") == {}
        assert self.listed(OCTOBER[13], how="as-known") == {"One list of calls": True}
        assert self.listed(OCTOBER[14], how="as-known") == {"One list of all calls": True}
        assert "One list of all calls" in self.listed(OCTOBER[13])  # by the dates, words are today's

    def test_work_that_became_sensitive_shares_nothing_of_the_past_either(self):
        kept_on(OCTOBER[6], self.shared)
        Lesson.objects.filter(pk=self.shared.pk).update(is_shared=False)
        Initiative.objects.filter(pk=self.hidden_work.pk).update(marking="sensitive")
        for how in ("as-at", "as-known"):
            assert "Test the heavy ramp first" not in self.listed(OCTOBER[8], how=how)

    def test_nobody_reads_of_then_what_they_may_not_read_today(self):
        for how in How:
            for name, someone in self.cast.items():
                today = set(Lesson.objects.visible_to(someone).values_list("pk", flat=True))
                with looking_back(Moment(how, FAR_AHEAD), someone):
                    assert set(Lesson.objects.values_list("pk", flat=True)) <= today, (how, name)

    def test_an_evaluation_counts_from_the_day_it_was_done_and_was_known_once_it_was_entered(self):
        made = learning.add_evaluation(
            self.review_work, by=self.fire_lead, at=at(OCTOBER[20]), **SAID, summary="Partly", done_on=OCTOBER[10],
            done_by="The staff council", report="",
        )  # fmt: skip
        kept_on(OCTOBER[20], made)
        for how, day, there in (
            (How.FACTS, 9, False),
            (How.FACTS, 10, True),
            (How.KNOWN, 19, False),
            (How.KNOWN, 20, True),
        ):
            with looking_back(Moment(how, OCTOBER[day]), self.fire_lead):
                assert Evaluation.objects.filter(pk=made.pk).exists() == there, (how, day)

    def test_the_page_says_that_words_are_as_they_are_today(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(f"/as-at/{OCTOBER[8]}/lessons/"), "What a lesson says, and")
        self.assertNotContains(self.client.get(f"/as-known/{OCTOBER[8]}/lessons/"), "What a lesson says, and")
