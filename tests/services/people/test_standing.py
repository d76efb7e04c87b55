"""Who somebody is on a day: memberships count from their first day to their last, both included."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from services.access.roles import EDITORS, OVERSIGHT, Role
from services.people.models import User
from tests import make
from tests.case import CastTestCase

DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2014, 3, 1))
MAYBE = st.none() | DAYS


class StandingTest(CastTestCase):
    def test_nobody_has_a_standing_before_the_door_named_the_day(self):
        fresh = User.objects.get(pk=self.reader.pk)
        with pytest.raises(RuntimeError, match="which day it is"):
            fresh.standing

    def test_another_day_is_another_standing(self):
        self.reader.memberships.update(ends_on=dt.date(2014, 10, 6))
        someone = User.objects.get(pk=self.reader.pk)
        assert someone.as_of(dt.date(2014, 10, 6)).standing.organisation_ids == {self.ambulance.pk}
        assert someone.as_of(dt.date(2014, 10, 7)).standing.organisation_ids == frozenset()

    def test_the_office_reaches_those_it_holds_to_account_and_nobody_else(self):
        for someone in (self.officer, self.commissioner):
            assert someone.standing.reach_ids == {self.office.pk, self.police.pk}
            assert someone.standing.is_oversight
        assert self.police_lead.standing.reach_ids == {self.police.pk}

    def test_running_the_portal_gives_no_records(self):
        assert self.administrator.standing.is_administrator
        assert self.administrator.standing.reach_ids == frozenset()
        assert self.administrator.standing.organisations == [self.office]

    def test_somebody_who_cannot_sign_in_is_nothing(self):
        self.fire_lead.is_active = False
        assert self.fire_lead.as_of(dt.date(2014, 10, 7)).standing.memberships == ()

    def test_it_takes_one_question_for_oversight_too(self):
        with self.assertNumQueries(1):
            self.fire_lead.as_of(dt.date(2014, 10, 7)).standing.reach_ids
        with self.assertNumQueries(1):
            self.officer.as_of(dt.date(2014, 10, 7)).standing.reach_ids
            self.officer.standing.reach_ids


class MembershipDatesTest(HypothesisTestCase):
    @settings(deadline=None)
    @given(start=MAYBE, end=MAYBE, day=DAYS, role=st.sampled_from(Role.values))
    def test_a_membership_counts_from_its_first_day_to_its_last(self, start, end, day, role):
        if start and end and end < start:
            start, end = end, start
        body = make.organisation()
        someone = make.person("", body, role)
        someone.memberships.update(starts_on=start, ends_on=end)
        standing = someone.as_of(day).standing
        counts = (start is None or start <= day) and (end is None or day <= end)
        assert standing.holds(role) is counts
        assert standing.edits_for([body.pk]) is (counts and role in EDITORS)
        assert standing.is_oversight_of(body.pk) is (counts and role in OVERSIGHT)
        assert (body.pk in standing.organisation_ids) is (counts and role != Role.ADMINISTRATOR)
        assert User.objects.holding(frozenset({role}), {body.pk}, day).exists() is counts
