"""What changed since the last leadership review: as a person would tell it, and nothing that somebody may not see."""

import datetime as dt
import random
from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit import clock
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.register.actions import parties, record, standing
from initiatives.register.models import Initiative, Reach, Stage, Status
from initiatives.reviews import actions as reviews
from services.history import actions as history
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

DAY = dt.timedelta(days=1)
JUNE_3 = dt.date(2014, 6, 3)
WORST_FIRST = ["Off track", "At risk", "On track"]
AT_FIRST = {"Stage": "Idea logged", "Status": "Not reported"}


class Changed(CastTestCase):
    def picture(self, someone=None):
        return QUESTIONS["changed"].draw((someone or self.officer).as_of(MONDAY), MONDAY)

    def told(self, someone=None):
        """What changed, from what to what, without where and when."""
        return [tuple(cell.value for cell in line.cells[1:4]) for line in self.picture(someone).rows]

    def held(self, day=JUNE_3):
        return make.review(self.office, title="Summer review", held_on=day)

    def report_is_accepted(self, status, at=EIGHT):
        asked = make.report_request(self.review_work, self.office)
        make.report(asked, self.fire_lead, "sent", status=status)
        return reviews.accept(asked, by=self.officer, at=at)


class WhatIsTold(Changed):
    def test_of_a_stage_that_moved_twice_the_first_and_the_last(self):
        for stage in (Stage.GO_LIVE, Stage.EVALUATION):
            record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage=stage)
        assert self.told() == [("Stage", "Delivery", "Evaluation")]

    def test_nothing_of_a_stage_that_went_back_to_where_it_was(self):
        for stage in (Stage.GO_LIVE, Stage.DELIVERY):
            record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage=stage)
        assert self.told() == []

    def test_whether_a_status_is_the_first_or_got_worse_or_better(self):
        self.report_is_accepted(Status.ON_TRACK, EIGHT - 60 * DAY)
        assert [line.kind for line in self.picture().rows] == ["first"]
        self.held(MONDAY - 30 * DAY)
        self.report_is_accepted(Status.OFF_TRACK, EIGHT)
        assert [line.kind for line in self.picture().rows] == ["worse"]
        assert self.told() == [("Status", "On track", "Off track")]
        self.held(MONDAY - 10 * DAY)
        assert "Status got" not in self.picture().answer

    def test_that_work_was_parked_and_taken_up_again_in_its_last_words(self):
        standing.park(
            self.review_work, by=self.fire_lead, at=EIGHT, reason="No money.", look_again_on=MONDAY + 90 * DAY
        )
        standing.take_up_again(self.review_work, by=self.fire_lead, at=EIGHT, reason="There is money.")
        assert self.told() == [("Took this up again", None, None)]

    def test_that_a_partner_answered(self):
        invited = make.participation(self.review_work, self.elsewhere, answer="invited")
        parties.answer_invitation(invited, by=self.stranger.as_of(MONDAY), at=EIGHT, takes_part=True)
        assert ("Answered for Kent Police: takes part", None, None) in self.told()

    def test_of_each_value_that_finance_confirmed_since_then(self):
        self.held(MONDAY - 30 * DAY)
        saving = make.benefit(self.review_work, self.fire, self.fire_lead, title="Rent no longer paid")
        make.reading(saving, "confirmed", quarter=1, answered_at=EIGHT - 40 * DAY, claimed_at=EIGHT - 40 * DAY)
        make.reading(saving, "confirmed", quarter=2, value=9_500)
        make.reading(saving, quarter=3)
        [(said, before, now)] = self.told()
        assert said.startswith("Rent no longer paid, ")
        assert "July to September 2014" in said
        assert (before, "9,500" in now) == (None, True)

    def test_in_one_sentence_with_the_review_it_counts_from(self):
        self.held()
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage=Stage.GO_LIVE)
        self.report_is_accepted(Status.AT_RISK)
        assert self.picture().answer == (
            "Since the leadership review of 3 June 2014, Summer review: one moved to another stage and one was reported on "
            "for the first time."
        )

    def test_of_three_months_where_no_review_was_held(self):
        assert self.picture().answer == (
            "Since 6 July 2014: nothing changed that you can see. No leadership review that you can see has been held, so "
            "these are the last three months."
        )

    def test_nothing_of_the_day_of_the_review_itself_and_all_of_the_day_after(self):
        self.held()
        for day, stage in ((JUNE_3, Stage.GO_LIVE), (JUNE_3 + DAY, Stage.EVALUATION)):
            record.change(self.review_work, by=self.fire_lead, at=clock.at(day, 0 if day > JUNE_3 else 23), stage=stage)
        assert self.told() == [("Stage", "Go-live", "Evaluation")]

    def test_of_work_that_began_nothing_of_what_was_done_to_its_draft(self):
        steps = (("changed the stage", "Idea logged"), ("registered this", None), ("changed the stage", "Delivery"))
        for verb, after in steps:
            changes = [{"field": "Stage", "before": "not known", "after": after}] if after else []
            history.record(verb, self.review_work, by=self.fire_lead, at=EIGHT, changes=changes)
        assert self.told() == [("Registered", None, None), ("Stage", "not known", "Delivery")]


class WhoIsTold(Changed):
    def a_random_past(self, seed):
        """Thirty pieces of work, some that few may see, whose stage and status moved now and then."""
        dice, moves = random.Random(seed), []
        for number in range(30):
            partners = tuple(dice.sample([self.police, self.fire, self.ambulance, self.elsewhere], 2))
            reach = dice.choice([Reach.PARTICIPANTS, Reach.PARTICIPANTS, Reach.PORTAL, Reach.NAMED])
            work = make.initiative(f"Work {number}", partners, reach=reach)
            for _ in range(dice.randint(0, 4)):
                field = dice.choice(list(AT_FIRST))
                after = dice.choice(["Scoping", "Delivery", "Go-live"] if field == "Stage" else WORST_FIRST)
                moves.append((work, MONDAY - dice.randint(0, 200) * DAY, field, after))
        self.moves, stands = [], {}
        for work, day, field, after in sorted(moves, key=lambda move: move[1]):
            before = stands.get((work, field), AT_FIRST[field])
            stands[work, field] = after
            changes = [{"field": field, "before": before, "after": after}]
            history.record("changed the record", work, by=self.fire_lead, at=clock.at(day, 9), changes=changes)
            self.moves.append((work, day, field, before, after))

    def told_by_hand(self, someone, since):
        """The kinds of change, counted move by move."""
        seen = set(Initiative.objects.visible_to(someone.as_of(MONDAY)).values_list("pk", flat=True))
        ends = {}
        for work, day, field, before, after in self.moves:
            if work.pk in seen and day > since:
                first, _ = ends.get((work.pk, field), (before, after))
                ends[work.pk, field] = (first, after)
        kinds = Counter()
        for (_, field), (first, last) in ends.items():
            if first == last:
                continue
            if field == "Stage":
                kinds["stage"] += 1
            elif first == "Not reported":
                kinds["first"] += 1
            else:
                kinds["worse" if WORST_FIRST.index(last) < WORST_FIRST.index(first) else "better"] += 1
        return kinds

    def test_each_of_six_people_is_told_what_they_may_see_and_each_number_leads_to_its_rows(self):
        self.held()
        self.a_random_past(3)
        answers = set()
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            picture = self.picture(someone)
            knows_of_the_review = someone in (self.officer, self.commissioner, self.administrator)
            since = JUNE_3 if knows_of_the_review else dt.date(2014, 7, 6)
            assert Counter(line.kind for line in picture.rows) == self.told_by_hand(someone, since), someone
            answers.add(picture.answer)
            self.sign_in(someone)
            for fact in picture.facts:
                assert len(self.client.get(fact.href).context["picture"].rows) == fact.value, (someone, fact)
        assert len(answers) > 3

    def test_nobody_is_told_of_a_value_that_they_may_not_see(self):
        theirs = make.initiative("Theirs", (self.police,))
        make.reading(make.benefit(theirs, self.police, self.police_lead), "confirmed")
        assert [line.kind for line in self.picture(self.police_lead).rows] == ["gains"]
        assert not self.picture(self.stranger).rows

    def test_a_kind_nobody_knows_shows_everything(self):
        self.sign_in(self.officer)
        record.change(self.review_work, by=self.fire_lead, at=EIGHT, stage=Stage.GO_LIVE)
        for what in ("nonsense", "worse", "\x00"):
            page = self.client.get("/questions/changed/", {"what": what})
            assert len(page.context["picture"].rows) == 1

    def test_asks_as_much_for_many_changes_as_for_few(self):
        self.a_random_past(1)
        self.sign_in(self.officer)
        numbers = []
        for seed in (None, 4):
            if seed:
                self.a_random_past(seed)
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/questions/changed/")
            numbers.append(len(queries))
        assert numbers[0] == numbers[1]
