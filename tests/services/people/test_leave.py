"""Leave: nobody is away twice, the deputy is a colleague and is told, and every change is told in the history."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from services.people import actions
from services.people.models import Leave
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase
from tests.services.letters.test_two_workers import side_by_side

DAY = dt.timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
NEXT_MONDAY = MONDAY + 7 * DAY
NEXT_FRIDAY = MONDAY + 11 * DAY


class LeaveCase(CastTestCase):
    """Elin Pryce of the fire service goes away next week; Helen Marsh works there as well."""

    def enter(self, first_on=NEXT_MONDAY, last_on=NEXT_FRIDAY, **more):
        told = {"deputy": self.sponsor, "by": self.fire_lead, "at": self.now}
        return actions.enter_leave(self.fire_lead, first_on=first_on, last_on=last_on, **{**told, **more})

    def change(self, leave, **more):
        told = {"last_on": leave.last_on, "deputy": leave.deputy, "by": self.fire_lead, "at": self.now}
        return actions.change_leave(leave, **{**told, **more})

    def letters_to(self, someone):
        return [(each.kind, each.subject) for each in Letter.objects.filter(to=someone).order_by("id")]

    def told(self):
        return [entry.verb for entry in Entry.objects.told_on(self.fire_lead).order_by("id")]


class EnteringTest(LeaveCase):
    def test_leave_is_kept_and_told_in_the_history(self):
        leave = self.enter()
        assert (leave.person, leave.deputy, leave.entered_by) == (self.fire_lead, self.sponsor, self.fire_lead)
        assert Entry.objects.told_on(self.fire_lead).get().changes == [
            {"field": "First day", "before": "not known", "after": "13 October 2014"},
            {"field": "Last day", "before": "not known", "after": "17 October 2014"},
            {"field": "Deputy", "before": "not known", "after": "Helen Marsh"},
        ]

    def test_the_deputy_is_told_from_when_to_when_and_what_it_means(self):
        self.enter()
        letter = Letter.objects.get()
        assert (letter.to, letter.subject) == (self.sponsor, "You cover for Elin Pryce from 13 October 2014")
        assert "from Monday 13 October 2014 to Friday 17 October 2014, both days included" in letter.text
        assert "you are reminded of it, and you can answer it" in letter.text
        assert "entered this" not in letter.text
        assert "http://localhost:8000/account/leave/" in letter.text

    def test_entering_the_same_twice_is_once(self):
        assert self.enter() == self.enter()
        assert Leave.objects.count() == Letter.objects.count() == len(self.told()) == 1

    def test_nobody_needs_to_cover(self):
        assert self.enter(deputy=None).deputy is None
        assert not Letter.objects.exists()

    def test_somebody_else_who_enters_it_tells_the_person(self):
        self.enter(by=self.administrator)
        assert "Joan Ellis entered this." in Letter.objects.get(to=self.sponsor).text
        (letter,) = Letter.objects.filter(to=self.fire_lead)
        assert letter.subject == "Joan Ellis entered leave for you"
        assert "The deputy is Helen Marsh." in letter.text

    def test_days_that_cannot_be_are_refused(self):
        cases = (
            (NEXT_FRIDAY, NEXT_MONDAY, "on or after the first day"),
            (MONDAY - 5 * DAY, MONDAY - DAY, "today or later"),
            (NEXT_MONDAY, NEXT_MONDAY + dt.timedelta(days=800), "within two years"),
        )
        for first_on, last_on, sentence in cases:
            with pytest.raises(Refused, match=sentence) as refused:
                self.enter(first_on, last_on)
            assert refused.value.field == "last_on"
        assert not Leave.objects.exists()

    def test_leave_that_began_last_week_and_goes_on_can_be_entered(self):
        assert self.enter(MONDAY - 3 * DAY, MONDAY).last_on == MONDAY

    def test_a_second_leave_on_one_of_the_days_is_refused_with_the_first_one_named(self):
        self.enter()
        for first_on, last_on in ((NEXT_FRIDAY, NEXT_FRIDAY), (MONDAY, NEXT_MONDAY), (MONDAY, NEXT_FRIDAY + DAY)):
            with pytest.raises(Refused, match="leave from 13 October 2014 to 17 October 2014 already"):
                self.enter(first_on, last_on)
        assert self.enter(MONDAY, NEXT_MONDAY - DAY).pk
        assert self.enter(NEXT_FRIDAY + DAY, NEXT_FRIDAY + DAY).pk


class DeputyTest(LeaveCase):
    def refuses(self, deputy, sentence, **more):
        with pytest.raises(Refused, match=sentence) as refused:
            self.enter(deputy=deputy, **more)
        assert refused.value.field == "deputy"

    def test_nobody_covers_for_themselves(self):
        self.refuses(self.fire_lead, "cover for themselves")

    def test_a_deputy_belongs_to_one_of_the_same_organisations(self):
        self.refuses(self.police_lead, "Priya Okafor cannot sign in or shares no organisation with Elin Pryce")

    def test_a_deputy_can_sign_in(self):
        self.refuses(make.person("Gone", self.fire, is_active=False), "Gone cannot sign in")

    def test_a_deputy_who_leaves_before_the_first_day_is_refused(self):
        leaving = make.person("Leaving")
        make.membership(leaving, self.fire, Role.READER, ends_on=NEXT_MONDAY - DAY)
        self.refuses(leaving, "on 13 October 2014")
        assert self.enter(MONDAY, FRIDAY, deputy=leaving).deputy == leaving

    def test_a_deputy_who_begins_on_the_first_day_is_taken(self):
        beginning = make.person("Beginning")
        make.membership(beginning, self.fire, Role.READER, starts_on=NEXT_MONDAY)
        assert self.enter(deputy=beginning).deputy == beginning

    def test_of_leave_that_has_begun_today_counts(self):
        beginning = make.person("Beginning")
        make.membership(beginning, self.fire, Role.READER, starts_on=MONDAY)
        assert self.enter(MONDAY - 3 * DAY, FRIDAY, deputy=beginning).deputy == beginning


class ChangingTest(LeaveCase):
    def test_another_last_day_is_told_to_the_deputy_with_the_one_before(self):
        self.change(self.enter(), last_on=NEXT_FRIDAY + 3 * DAY)
        letter = Letter.objects.get(kind="cover_has_moved")
        assert (letter.to, letter.subject) == (self.sponsor, "You cover for Elin Pryce until 20 October 2014")
        assert "now Monday 20 October 2014. Before, it was Friday 17 October 2014." in letter.text
        assert Entry.objects.told_on(self.fire_lead).first().changes == [
            {"field": "Last day", "before": "17 October 2014", "after": "20 October 2014"}
        ]

    def test_another_deputy_is_told_and_so_is_the_one_before(self):
        other = make.person("Other", self.fire)
        self.change(self.enter(), deputy=other)
        assert [kind for kind, _ in self.letters_to(self.sponsor)] == ["you_cover", "cover_is_not_needed"]
        assert [kind for kind, _ in self.letters_to(other)] == ["you_cover"]

    def test_each_change_is_told_anew(self):
        leave = self.enter()
        for days in (1, 2, 1):
            leave = self.change(leave, last_on=NEXT_FRIDAY + days * DAY)
        assert len(self.letters_to(self.sponsor)) == 4
        assert leave.version == 4

    def test_no_change_is_no_change(self):
        leave = self.change(self.enter())
        assert (leave.version, self.told(), Letter.objects.count()) == (1, ["entered leave"], 1)

    def test_somebody_back_early_ends_it_yesterday_and_not_before(self):
        leave = make.leave(self.fire_lead, MONDAY - 7 * DAY, FRIDAY)
        with pytest.raises(Refused, match="yesterday or later"):
            self.change(leave, last_on=MONDAY - 2 * DAY)
        assert self.change(leave, last_on=MONDAY - DAY).last_on == MONDAY - DAY

    def test_leave_that_is_over_stays_as_it_was(self):
        with pytest.raises(Refused, match="is over"):
            self.change(make.leave(self.fire_lead, MONDAY - 7 * DAY), last_on=FRIDAY)

    def test_a_new_end_on_other_leave_is_refused(self):
        leave = self.enter()
        self.enter(NEXT_FRIDAY + 3 * DAY, NEXT_FRIDAY + 4 * DAY)
        with pytest.raises(Refused, match="There is leave from 20 October 2014"):
            self.change(leave, last_on=NEXT_FRIDAY + 3 * DAY)
        assert Leave.objects.get(pk=leave.pk).last_on == NEXT_FRIDAY

    def test_a_deputy_who_has_moved_on_may_stay_but_not_come(self):
        leave = self.enter()
        self.sponsor.memberships.all().delete()
        assert self.change(leave, last_on=NEXT_FRIDAY + DAY).deputy == self.sponsor
        with pytest.raises(Refused, match="shares no organisation"):
            self.change(leave, deputy=self.police_lead)

    def test_two_people_who_change_it_at_once_do_not_overwrite_each_other(self):
        leave = self.enter()
        self.change(leave, last_on=NEXT_FRIDAY + DAY, by=self.administrator, expected_version=1)
        with pytest.raises(ChangedMeanwhile, match="Joan Ellis changed this") as changed:
            self.change(leave, last_on=NEXT_FRIDAY + 2 * DAY, expected_version=1)
        assert changed.value.row.last_on == NEXT_FRIDAY + DAY


class TakingBackTest(LeaveCase):
    def test_leave_that_has_not_begun_is_taken_back_and_told(self):
        actions.take_back_leave(self.enter(), by=self.fire_lead, at=self.now)
        assert not Leave.objects.exists()
        assert self.told()[-1] == "took back leave from 13 October 2014 to 17 October 2014"
        assert self.letters_to(self.sponsor)[-1] == ("cover_is_not_needed", "You no longer cover for Elin Pryce")

    def test_somebody_else_who_takes_it_back_tells_the_person(self):
        actions.take_back_leave(self.enter(by=self.administrator), by=self.administrator, at=self.now)
        subjects = [subject for _, subject in self.letters_to(self.fire_lead)]
        assert subjects == ["Joan Ellis entered leave for you", "Joan Ellis took back leave for you"]

    def test_leave_that_has_begun_cannot_be_taken_back(self):
        with pytest.raises(Refused, match="has begun"):
            actions.take_back_leave(make.leave(self.fire_lead), by=self.fire_lead, at=self.now)
        assert Leave.objects.exists()

    def test_leave_that_is_gone_says_so(self):
        leave = self.enter()
        Leave.objects.all().delete()
        with pytest.raises(Refused, match="has been taken back"):
            self.change(leave, last_on=NEXT_FRIDAY + DAY)


class TheDatabaseTest(CastTestCase):
    """Whoever writes past the actions is stopped as well."""

    def refuses(self, constraint, **fields):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make.leave(self.fire_lead, **fields)

    def test_it_refuses_leave_that_ends_before_it_begins(self):
        self.refuses("leave_ends_after_it_begins", first_on=FRIDAY, last_on=MONDAY)

    def test_it_refuses_a_deputy_of_oneself(self):
        self.refuses("deputy_is_somebody_else", deputy=self.fire_lead)

    def test_it_refuses_one_person_away_twice_and_lets_two_people_go(self):
        make.leave(self.fire_lead)
        self.refuses("one_leave_at_a_time", first_on=FRIDAY, last_on=NEXT_FRIDAY)
        assert make.leave(self.sponsor).pk

    def test_its_constraints_carry_sentences(self):
        make.leave(self.fire_lead)
        wrong = Leave(person=self.fire_lead, deputy=self.fire_lead, first_on=FRIDAY, last_on=NEXT_FRIDAY)
        with pytest.raises(ValidationError) as refused:
            wrong.validate_constraints()
        assert refused.value.messages == [
            "Nobody covers for themselves.",
            "This person is on leave on some of these days already.",
        ]


class AtOnceTest(TransactionTestCase):
    def test_two_who_enter_leave_for_one_person_at_once_come_one_after_the_other(self):
        someone, refusals = make.person("Somebody", make.organisation()), []

        def enter(number):
            try:
                told = {"first_on": MONDAY, "last_on": FRIDAY + number * DAY, "by": someone, "at": EIGHT}
                actions.enter_leave(someone, **told)
            except Refused as refused:
                refusals.append(refused.field)

        side_by_side(enter, workers=4)
        assert Leave.objects.count() == 1
        assert refusals == ["first_on"] * 3


class OverlapTest(HypothesisTestCase):
    """Whatever people enter, in whatever order: each leave is taken exactly if it shares no day with one before it."""

    @given(spans=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=8))
    def test_leave_is_taken_exactly_if_its_days_are_free(self, spans):
        someone, kept = make.person("Somebody", make.organisation()), []
        for start, length in spans:
            first_on, last_on = MONDAY + start * DAY, MONDAY + (start + length) * DAY
            told = {"first_on": first_on, "last_on": last_on, "by": someone, "at": EIGHT}
            is_free = not any(begin <= last_on and first_on <= end for begin, end in kept)
            if is_free or (first_on, last_on) in kept:
                actions.enter_leave(someone, **told)
                kept += [(first_on, last_on)] if is_free else []
            else:
                with pytest.raises(Refused, match="already"):
                    actions.enter_leave(someone, **told)
        assert sorted(kept) == sorted(Leave.objects.of(someone).values_list("first_on", "last_on"))
