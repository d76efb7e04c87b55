"""Setting a cycle up, starting, changing and ending it: what each does to dates, reviews, reports and the history."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.cycles.actions import setting_up as actions
from initiatives.cycles.models import ReviewCycle
from initiatives.cycles.planning import offers
from initiatives.reviews.models import LeadershipReview, ReportRequest
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

QUARTERS = [dt.date(2014, 12, 8), dt.date(2015, 3, 6), dt.date(2015, 6, 8), dt.date(2015, 9, 8), dt.date(2015, 12, 8)]


class CycleTestCase(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.board = make.board(cls.office, (cls.police, cls.fire, cls.ambulance), name="Tri-service board")

    def draft(self, **fields):
        return make.cycle(
            self.board,
            self.office,
            (self.police, self.fire, self.ambulance),
            state="draft",
            readers=(self.fire,),
            **fields,
        )

    def start(self, cycle, dates=None, by=None, at=EIGHT, **told):
        offered = [each.on for each in offers(cycle, clock.local(at).date()) if not each.is_too_late]
        return actions.start(cycle, dates=offered if dates is None else dates, by=by or self.officer, at=at, **told)

    def change(self, cycle, by=None, **values):
        return actions.change(cycle, by=by or self.officer, at=EIGHT, **values)


class Beginning(CycleTestCase):
    def begin(self, title="Quarterly report"):
        return actions.begin(
            title=title, what="Outcomes", board=self.board, asked_by=self.office, by=self.officer, at=EIGHT
        )

    def test_gives_the_next_reference_and_the_fields_own_lead_times(self):
        refs = [self.begin(title).ref for title in ("One", "Two")]
        cycle = ReviewCycle.objects.get(ref="CHS-C02")
        self.assertEqual(refs, ["CHS-C01", "CHS-C02"])
        self.assertEqual((cycle.draft_days, cycle.clear_days, cycle.papers_days, cycle.state), (15, 10, 6, "draft"))

    def test_the_same_title_twice_is_one_draft(self):
        self.assertEqual(self.begin(), self.begin())
        self.assertEqual(Entry.objects.told_on(self.begin()).count(), 1)


class Starting(CycleTestCase):
    def test_makes_the_dates_of_15_months_each_with_its_review(self):
        cycle = self.start(self.draft(title="Quarterly report", sections=["risk"], questions=["Why?"]))
        dates = list(cycle.dates.all())
        self.assertEqual([each.on for each in dates], QUARTERS)
        review = dates[0].review
        self.assertEqual((review.title, str(review.due)), ("Quarterly report, 8 December 2014", "28 November 2014"))
        self.assertEqual((review.asked_by, review.board, review.sections, review.questions),
                         (self.office, self.board, ["risk"], ["Why?"]))  # fmt: skip
        self.assertEqual([each.organisation for each in review.readers.all()], [self.fire])

    def test_asks_at_once_for_what_is_near_in_the_name_of_who_started_it(self):
        self.start(self.draft())
        asked = ReportRequest.objects.get(review__cycle_date__isnull=False)
        self.assertEqual((asked.due_on, asked.events.get().by), (dt.date(2014, 11, 28), self.officer))

    def test_a_date_left_out_is_kept_as_dropped_and_opens_no_review(self):
        cycle = self.start(self.draft(), dates=QUARTERS[1:])
        left_out = cycle.dates.get(on=QUARTERS[0])
        self.assertEqual((left_out.is_dropped, left_out.review), (True, None))
        self.assertEqual(LeadershipReview.objects.filter(cycle_date__cycle=cycle).count(), 4)

    def test_a_date_whose_papers_were_due_already_is_listed_and_not_asked_for(self):
        cycle = self.start(self.draft(every="every_4_weeks", first_on=dt.date(2014, 10, 10)))
        first = cycle.dates.first()
        self.assertTrue(first.is_too_late)
        self.assertFalse(ReportRequest.objects.filter(review=first.review).exclude(review=None).exists())
        self.assertEqual(cycle.dates.filter(review=None).count(), 1)

    def test_pressed_twice_it_starts_once(self):
        cycle = self.draft()
        self.assertEqual(self.start(cycle), self.start(cycle))
        self.assertEqual((cycle.dates.count(), Entry.objects.filter(verb=actions.STARTED).count()), (5, 1))

    def test_the_second_person_is_told_who_started_it(self):
        cycle = self.draft()
        self.start(cycle)
        other = make.person("Rob Nash", self.office, Role.SECRETARY)
        with pytest.raises(Refused, match="Dana Whitlock started this cycle at 8am on 6 October 2014."):
            self.start(cycle, by=other)

    def test_dates_that_were_not_shown_are_refused(self):
        for dates in ([], [*QUARTERS, dt.date(2014, 12, 9)]):
            with pytest.raises(Refused, match="The dates have changed since you opened this page."):
                self.start(self.draft(), dates=dates)
        self.assertFalse(ReviewCycle.objects.running().exists())

    def test_answers_that_changed_meanwhile_are_shown_again_first(self):
        cycle = self.draft()
        self.change(cycle, draft_days=20)
        with pytest.raises(ChangedMeanwhile, match="Dana Whitlock changed this"):
            self.start(cycle, expected_version=1)


class WhatKeepsItFromStarting(CycleTestCase):
    def refused(self, cycle, **told):
        with pytest.raises(Refused) as refusal:
            self.start(cycle, dates=QUARTERS, **told)
        assert not ReviewCycle.objects.running().exists()
        return refusal.value.message

    def test_no_initiatives(self):
        cycle = self.draft()
        cycle.organisations.set([self.police, self.elsewhere])
        self.assertEqual(
            self.refused(cycle),
            "No live initiative is shared by two of these organisations, so nobody would be asked. "
            "Choose other organisations, or choose initiatives by name.",
        )

    def test_a_chosen_list_of_which_nothing_is_live(self):
        cycle = self.draft(covers="chosen")
        self.assertIn("No initiative you chose is live", self.refused(cycle))

    def test_fewer_than_two_organisations(self):
        cycle = self.draft()
        cycle.organisations.set([self.police])
        self.assertIn("at least two", self.refused(cycle))

    def test_no_rhythm(self):
        self.assertEqual(self.refused(self.draft(every="")), "Say how often reports are wanted, and from when on.")

    def test_a_first_date_that_has_come_in_the_meantime(self):
        for first_on in (MONDAY, None):
            self.assertEqual(self.refused(self.draft(first_on=first_on)), "The first date must be in the future.")

    def test_a_board_without_a_meeting_to_come(self):
        make.meeting(self.office, board=self.board, held_on=VagueDate("2014-12"))
        make.meeting(self.office, board=self.board, held_on=VagueDate("2014-10-03"))
        self.assertIn(
            "No coming meeting of Tri-service board is known to the day", self.refused(self.draft(every="each_board"))
        )

    def test_papers_that_would_all_have_been_due(self):
        said = self.refused(self.draft(every="once", first_on=dt.date(2014, 10, 10)))
        self.assertIn("The papers for 10 October 2014 would have been due on 2 October 2014", said)


class BeforeEachBoard(CycleTestCase):
    def test_the_days_on_which_the_board_meets_are_the_dates(self):
        for held_on in ("2014-12-09", "2015-03-10", "2015-06", None):
            make.meeting(self.office, board=self.board, held_on=VagueDate(held_on) if held_on else None)
        make.meeting(self.office, held_on=VagueDate("2015-01-12"))
        cycle = self.start(self.draft(every="each_board", first_on=None))
        self.assertEqual(list(cycle.dates.values_list("on", flat=True)), [dt.date(2014, 12, 9), dt.date(2015, 3, 10)])


class Changing(CycleTestCase):
    def test_is_told_in_words_with_initiatives_only_counted(self):
        cycle = self.draft()
        self.change(cycle, covers="chosen", chosen=[self.review_work])
        self.change(cycle, readers=[(self.police, "Chief Constable")], sections=["risk"], draft_days=20)
        told = [(each["field"], each["before"], each["after"])
                for entry in Entry.objects.told_on(cycle) for each in entry.changes]  # fmt: skip
        self.assertEqual(set(told), {
            ("Which initiatives", "All live work that at least two of them share", "Initiatives chosen by name"),
            ("Initiatives chosen by name", "0 initiatives", "1 initiative"),
            ("Who reads", f"Leadership of {self.fire}", "Chief Constable"),
            ("Parts of the report", "all of them", "Risk"),
            ("Draft due before the board", "15 working days", "20 working days"),
        })  # fmt: skip

    def test_the_same_answers_are_no_change(self):
        cycle = self.draft()
        organisations = list(cycle.organisations.order_by("-pk"))
        self.change(cycle, title=cycle.title, organisations=organisations, chosen=[], readers=[
            (self.fire, f"Leadership of {self.fire}")], expected_version=7)  # fmt: skip
        self.assertFalse(Entry.objects.told_on(cycle).exists())

    def test_a_stale_change_is_refused_with_who_was_faster(self):
        cycle = self.draft()
        self.change(cycle, title="Mine")
        with pytest.raises(ChangedMeanwhile) as refused:
            self.change(cycle, by=make.person("Rob Nash", self.office, Role.SECRETARY), title="His", expected_version=1)
        self.assertEqual((refused.value.by, refused.value.row.title), ("Dana Whitlock", "Mine"))

    def test_the_rhythm_of_a_running_cycle_stays(self):
        cycle = self.start(self.draft())
        with pytest.raises(Refused, match="its board and its rhythm stay"):
            self.change(cycle, every="yearly")

    def test_what_is_due_when_must_stay_in_order(self):
        with pytest.raises(Refused, match="The draft is due before its clearance, and that before the papers."):
            self.change(self.draft(), draft_days=5)

    def test_counts_for_dates_that_nobody_has_been_asked_for_and_no_others(self):
        cycle = self.start(self.draft(title="Report"))
        self.change(cycle, title="New name", papers_days=3, sections=["money"], readers=[])
        first, second = cycle.dates.all()[:2]
        self.assertEqual((first.review.title, first.papers_due_on), ("Report, 8 December 2014", dt.date(2014, 11, 28)))
        self.assertEqual((second.review.title, second.papers_due_on), ("New name, 6 March 2015", dt.date(2015, 3, 3)))
        self.assertEqual((second.review.sections, str(second.review.due)), (["money"], "3 March 2015"))
        self.assertFalse(second.review.readers.exists())

    def test_clearing_ends_for_those_dates_too(self):
        cycle = self.start(self.draft())
        self.change(cycle, needs_clearing=False)
        first, second = cycle.dates.all()[:2]
        self.assertEqual((first.clear_due_on, second.clear_due_on), (dt.date(2014, 11, 24), None))


class Ending(CycleTestCase):
    def end(self, cycle):
        return actions.end(cycle, reason="The board has been wound up.", by=self.officer, at=EIGHT)

    def test_drops_what_is_to_come_and_tells_who_was_asked(self):
        cycle = self.end(self.start(self.draft()))
        self.assertEqual((cycle.state, cycle.ended_reason), ("ended", "The board has been wound up."))
        self.assertFalse(cycle.dates.kept().exists())
        self.assertEqual(ReportRequest.objects.get(review__board=self.board).state, "withdrawn")
        told = {each.to for each in Letter.objects.filter(kind="report_is_not_asked_for")}
        self.assertEqual(told, {self.police_lead, self.fire_lead, self.ambulance_lead})

    def test_what_was_sent_and_what_is_late_for_an_earlier_date_stays(self):
        cycle = self.start(self.draft())
        late = make.cycle_date(cycle, dt.date(2014, 9, 8))
        owed = make.report_request(self.review_work, self.office, late.papers_due_on, review=late.review)
        sent = ReportRequest.objects.get(review=cycle.dates.get(on=QUARTERS[0]).review)
        make.report(sent, self.fire_lead, "sent")
        self.end(cycle)
        states = (
            ReportRequest.objects.filter(pk__in=[owed.pk, sent.pk]).order_by("due_on").values_list("state", flat=True)
        )
        self.assertEqual(list(states), ["asked", "sent"])

    def test_ended_twice_it_ends_once_and_changes_no_more(self):
        cycle = self.start(self.draft())
        self.assertEqual(self.end(cycle), self.end(cycle))
        self.assertEqual(Entry.objects.filter(verb="ended this cycle").count(), 1)
        with pytest.raises(Refused, match="This cycle has ended"):
            self.change(cycle, title="Other")

    def test_a_draft_can_be_given_up(self):
        self.assertEqual(self.end(self.draft()).state, "ended")


class WhatTheDatabaseHolds(CycleTestCase):
    def refuses(self, cycle, **fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewCycle.objects.filter(pk=cycle.pk).update(**fields)

    def test_a_cycle_is_never_half_a_cycle(self):
        cycle = self.start(self.draft())
        self.refuses(cycle, every="")
        self.refuses(cycle, first_on=None)
        self.refuses(cycle, state="ended")
        self.refuses(cycle, draft_days=5)
        self.refuses(cycle, questions=["1", "2", "3", "4", "5", "6"])

    def test_one_date_a_day(self):
        cycle = self.start(self.draft())
        with pytest.raises(IntegrityError), transaction.atomic():
            make.cycle_date(cycle, QUARTERS[0], planned_on=dt.date(2014, 12, 9))
        with pytest.raises(IntegrityError), transaction.atomic():
            make.cycle_date(cycle, dt.date(2014, 12, 9), planned_on=QUARTERS[0])
