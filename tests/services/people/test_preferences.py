"""Digests: what comes with a role until somebody chooses, what they chose, and that stopping is heeded."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from services.access.roles import OVERSIGHT, Role
from services.history.models import Entry
from services.people import actions
from services.people.models import LetterPreferences, User
from services.people.preferences import Frequency, Preferences, Stopped, hour_in_words, preferences_of
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase


class DefaultsTest(CastTestCase):
    def test_the_office_gets_a_digest_every_monday_at_eight_and_nobody_else_one(self):
        wanting = User.objects.wanting_digests(MONDAY)
        assert {each.person_id for each in wanting} == {self.officer.pk, self.commissioner.pk}
        assert {(each.frequency, each.weekday, each.hour) for each in wanting} == {(Frequency.WEEKLY, 0, 8)}

    def test_the_role_counts_on_the_day(self):
        self.officer.memberships.update(ends_on=MONDAY)
        tomorrow = MONDAY + dt.timedelta(days=1)
        assert self.officer.pk in {each.person_id for each in User.objects.wanting_digests(MONDAY)}
        assert self.officer.pk not in {each.person_id for each in User.objects.wanting_digests(tomorrow)}

    def test_nobody_has_a_row_before_they_change_something(self):
        preferences_of(self.officer)
        assert not LetterPreferences.objects.exists()

    def test_somebody_who_cannot_sign_in_wants_none(self):
        User.objects.filter(pk=self.officer.pk).update(is_active=False)
        assert self.officer.pk not in {each.person_id for each in User.objects.wanting_digests(MONDAY)}

    def test_it_takes_one_question_however_many_people_there_are(self):
        for rows in (1, 20):
            for _ in range(rows):
                make.letter_preferences(make.person("", self.office, Role.POLICY_OFFICER))
            with self.assertNumQueries(1):
                assert len(User.objects.wanting_digests(MONDAY)) > rows


class ChoosingTest(CastTestCase):
    def choose(self, someone=None, **more):
        someone = someone or self.fire_lead
        told = {"frequency": "weekly", "hour": 10, "weekday": 3, "by": someone, "at": self.now}
        return actions.choose_digests(someone, **{**told, **more})

    def counts(self, someone):
        return preferences_of(User.objects.get(pk=someone.pk).as_of(MONDAY))

    def test_a_choice_counts_and_is_told_in_the_history(self):
        self.choose()
        assert self.counts(self.fire_lead) == Preferences(self.fire_lead.pk, Frequency.WEEKLY, 10, 3)
        assert Entry.objects.told_on(self.fire_lead).get().changes == [
            {"field": "How often a digest comes", "before": "Never", "after": "Once a week"},
            {"field": "On which day", "before": "Monday", "after": "Thursday"},
            {"field": "At what time", "before": "8am", "after": "10am"},
        ]

    def test_a_choice_outlives_the_role(self):
        self.choose(self.officer)
        self.officer.memberships.all().delete()
        assert self.counts(self.officer).frequency == Frequency.WEEKLY

    def test_the_same_choice_again_changes_nothing(self):
        self.choose()
        self.choose()
        assert Entry.objects.told_on(self.fire_lead).count() == 1

    def test_no_day_keeps_the_day_chosen_before(self):
        self.choose()
        self.choose(frequency="monthly", weekday=None)
        assert self.counts(self.fire_lead).weekday == 3

    def test_never_is_kept_with_its_time_and_choosing_again_lifts_it(self):
        self.choose(self.officer, frequency="never")
        stopped = self.counts(self.officer)
        assert (stopped.wants_digests, stopped.stopped_at, stopped.stopped_how) == (False, self.now, "person")
        self.choose(self.officer, frequency="before_board")
        assert self.counts(self.officer).stopped_at is None

    def test_hours_and_days_in_which_no_letter_leaves_are_refused(self):
        for wrong in ({"digest_hour": 1}, {"digest_hour": 18}, {"digest_weekday": 5}):
            with pytest.raises(IntegrityError, match="digest_comes"), transaction.atomic():
                make.letter_preferences(self.fire_lead, **wrong)
        with pytest.raises(IntegrityError, match="stopped_digests_say_how"), transaction.atomic():
            make.letter_preferences(self.fire_lead, digests_stopped_at=EIGHT)

    def test_hours_are_said_as_people_say_them(self):
        assert [hour_in_words(hour) for hour in (8, 11, 12, 13, 17)] == ["8am", "11am", "midday", "1pm", "5pm"]


class StoppingTest(CastTestCase):
    def test_stopping_keeps_what_was_chosen(self):
        make.letter_preferences(self.fire_lead, "monthly", digest_hour=9)
        actions.stop_digests(self.fire_lead, at=self.now, how="complaint")
        counts = preferences_of(User.objects.get(pk=self.fire_lead.pk).as_of(MONDAY))
        assert (counts.frequency, counts.hour, counts.stopped_how) == (Frequency.NEVER, 9, "complaint")
        assert LetterPreferences.objects.get().digest_frequency == Frequency.MONTHLY

    def test_stopping_twice_is_once(self):
        first = actions.stop_digests(self.officer, at=self.now, how="one_click")
        later = self.now + dt.timedelta(hours=1)
        assert actions.stop_digests(self.officer, at=later, how="complaint").digests_stopped_at == self.now
        assert Entry.objects.told_on(self.officer).get().verb == "stopped the digests with the link in a digest"
        assert first == LetterPreferences.objects.get()

    def test_somebody_who_gets_none_is_believed_as_well(self):
        actions.stop_digests(self.fire_lead, at=self.now, how="one_click")
        make.membership(self.fire_lead, self.office, Role.POLICY_OFFICER)
        assert self.fire_lead.pk not in {each.person_id for each in User.objects.wanting_digests(MONDAY)}

    def test_the_history_names_somebody_only_if_they_were_signed_in(self):
        for someone, how, by in ((self.officer, "one_click", None), (self.reader, "person", self.reader)):
            actions.stop_digests(someone, at=self.now, how=how)
            assert Entry.objects.told_on(someone).get().by == by

    def test_a_way_of_stopping_that_nobody_knows_is_an_error(self):
        with pytest.raises(ValueError):
            actions.stop_digests(self.officer, at=self.now, how="by magic")


class WhatCountsTest(HypothesisTestCase):
    @given(
        role=st.sampled_from(Role.values),
        chosen=st.none() | st.sampled_from(Frequency.values),
        stopped=st.none() | st.sampled_from(Stopped.values),
        is_active=st.booleans(),
    )
    def test_stopped_then_chosen_then_the_role(self, role, chosen, stopped, is_active):
        someone = make.person("", make.organisation(), role, is_active=is_active)
        if chosen:
            how = {"digests_stopped_at": EIGHT, "digests_stopped_how": stopped} if stopped else {}
            make.letter_preferences(someone, chosen, **how)
        expected = "weekly" if role in OVERSIGHT else "never"
        if chosen:
            expected = "never" if stopped else chosen
        (counts,) = User.objects.filter(pk=someone.pk).preferences_on(MONDAY)
        assert counts.frequency == expected
        wanting = [each for each in User.objects.wanting_digests(MONDAY) if each.person_id == someone.pk]
        assert wanting == ([counts] if is_active and expected != "never" else [])
        if is_active:
            assert preferences_of(User.objects.get(pk=someone.pk).as_of(MONDAY)) == counts
