"""Who covers for whom on which day, against a recomputation by hand; and who sees whose leave."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from services.access.roles import Role
from services.people.cover import Away, aways_between
from services.people.models import Leave, User
from tests import make
from tests.case import MONDAY, CastTestCase

DAY = dt.timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
#: A leave by numbers: whose, from when, for how long, who covers (nobody: None).
LEAVES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 5), st.none() | st.integers(0, 3)))


class CoverTest(CastTestCase):
    def test_a_deputy_covers_from_the_first_day_to_the_last(self):
        make.leave(self.fire_lead, MONDAY, FRIDAY, deputy=self.sponsor)
        days = [MONDAY - DAY, MONDAY, FRIDAY, FRIDAY + DAY]
        covers = [self.sponsor.as_of(day).standing.covers_ids for day in days]
        assert covers == [frozenset(), {self.fire_lead.pk}, {self.fire_lead.pk}, frozenset()]

    def test_a_deputy_who_is_away_does_not_pass_it_on(self):
        make.leave(self.fire_lead, deputy=self.sponsor)
        make.leave(self.sponsor, deputy=self.reader)
        assert self.reader.standing.covers_ids == {self.sponsor.pk}

    def test_nobody_covers_for_a_closed_account_or_with_one(self):
        make.leave(self.fire_lead, deputy=self.sponsor)
        User.objects.filter(pk=self.fire_lead.pk).update(is_active=False)
        assert self.sponsor.standing.covers_ids == frozenset()
        self.sponsor.is_active = False
        make.leave(self.reader, deputy=self.sponsor)
        assert self.sponsor.as_of(FRIDAY).standing.covers_ids == frozenset()

    def test_it_is_read_with_the_memberships(self):
        make.leave(self.fire_lead, deputy=self.sponsor)
        someone = self.sponsor.as_of(FRIDAY)
        with self.assertNumQueries(1):
            someone.standing.reach_ids
            assert someone.standing.covers_ids == {self.fire_lead.pk}

    def test_a_deputy_who_can_no_longer_sign_in_is_none(self):
        make.leave(self.fire_lead, deputy=self.sponsor)
        make.leave(self.reader)
        with self.assertNumQueries(1):
            assert aways_between(MONDAY, MONDAY)[0] == Away(self.fire_lead.pk, self.sponsor.pk, MONDAY, FRIDAY)
        User.objects.filter(pk=self.sponsor.pk).update(is_active=False)
        assert [each.deputy_id for each in aways_between(FRIDAY, FRIDAY)] == [None, None]

    def test_days_without_cover_are_found(self):
        gone = make.person("Gone", self.fire, is_active=False)
        covered = make.leave(self.fire_lead, deputy=self.sponsor)
        bare = [make.leave(self.reader), make.leave(self.police_lead, deputy=gone)]
        make.leave(gone)
        assert set(Leave.objects.without_cover_on(FRIDAY)) == set(bare)
        bare.append(make.leave(self.sponsor, FRIDAY, FRIDAY))
        assert set(Leave.objects.without_cover_on(FRIDAY)) == {covered, *bare}
        assert covered not in Leave.objects.without_cover_on(MONDAY)


class WhoSeesLeaveTest(CastTestCase):
    def seen_by(self, someone):
        return list(Leave.objects.visible_to(someone))

    def test_one_sees_ones_own_ones_colleagues_and_whom_one_covers_for(self):
        leave = make.leave(self.fire_lead, deputy=self.reader)
        seeing = {part for part, someone in self.cast.items() if self.seen_by(someone)}
        assert seeing == {"fire_lead", "sponsor", "finance", "reader"}
        assert self.seen_by(self.sponsor) == [leave]

    def test_a_portal_administrator_sees_that_of_their_own_organisation(self):
        make.leave(self.fire_lead)
        leave = make.leave(self.officer)
        assert self.seen_by(self.administrator) == [leave]

    def test_a_colleague_who_has_left_no_longer_sees_it(self):
        make.leave(self.fire_lead)
        self.sponsor.memberships.update(ends_on=MONDAY)
        assert self.seen_by(User.objects.get(pk=self.sponsor.pk).as_of(MONDAY))
        assert not self.seen_by(User.objects.get(pk=self.sponsor.pk).as_of(MONDAY + DAY))

    def test_somebody_who_cannot_sign_in_sees_nothing(self):
        make.leave(self.fire_lead)
        self.fire_lead.is_active = False
        assert self.seen_by(self.fire_lead) == []


class AgainstRecomputationTest(HypothesisTestCase):
    """Four people of one organisation, some of whom cannot sign in, on leave at random."""

    def setUp(self):
        self.body = make.organisation()

    def make_leaves(self, drawn, active):
        """Those of the drawn leaves that can be, as (person, deputy, first day, last day)."""
        people = [make.person(f"P{n}", self.body, Role.READER, is_active=active[n]) for n in range(4)]
        made = []
        for who, start, length, deputy in drawn:
            first_on, last_on = MONDAY + start * DAY, MONDAY + (start + length) * DAY
            taken = any(each[0] == who and each[2] <= last_on and first_on <= each[3] for each in made)
            if not taken and deputy != who:
                make.leave(people[who], first_on, last_on, deputy=None if deputy is None else people[deputy])
                made.append((who, deputy, first_on, last_on))
        return people, made

    @given(drawn=LEAVES, active=st.lists(st.booleans(), min_size=4, max_size=4), when=st.integers(-1, 15))
    def test_covers_and_gaps_of_a_day(self, drawn, active, when):
        people, made = self.make_leaves(drawn, active)
        day = MONDAY + when * DAY
        today = {who: deputy for who, deputy, first_on, last_on in made if first_on <= day <= last_on}
        for number, someone in enumerate(people):
            covered = {people[who].pk for who, deputy in today.items() if deputy == number and active[who]}
            expected = covered if active[number] else set()
            assert someone.as_of(day).standing.covers_ids == expected
        bare = {who for who, deputy in today.items() if deputy is None or not active[deputy] or deputy in today}
        found = {each.person_id for each in Leave.objects.without_cover_on(day)}
        assert found == {people[who].pk for who in bare if active[who]}

    @given(
        drawn=LEAVES,
        active=st.lists(st.booleans(), min_size=4, max_size=4),
        start=st.integers(-1, 15),
        length=st.integers(0, 9),
    )
    def test_everybody_away_in_a_span_of_days(self, drawn, active, start, length):
        people, made = self.make_leaves(drawn, active)
        days = [MONDAY + n * DAY for n in range(start, start + length + 1)]
        expected = {
            Away(
                people[who].pk, people[deputy].pk if deputy is not None and active[deputy] else None, first_on, last_on
            )
            for who, deputy, first_on, last_on in made
            if any(first_on <= day <= last_on for day in days)
        }
        found = aways_between(days[0], days[-1])
        assert set(found) == expected
        assert len(found) == len(expected)
        assert all(any(each.is_on(day) for day in days) for each in found)
