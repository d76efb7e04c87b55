"""Who sees what, asked for everybody at once: the same answers as `visible_to` gives one at a time."""

import datetime as dt

from collab_portal.toolkit.dates import VagueDate
from initiatives.agreements.models import Agreement
from initiatives.meetings.models import Meeting
from initiatives.register.models import Answer, Initiative, Reach, Standing
from initiatives.reminders.policy import LEAD
from initiatives.reminders.sources.look import around_initiatives, around_organisations
from services.access.roles import Role
from services.people.models import User
from tests import make
from tests.case import MONDAY, CastTestCase

DAY = dt.timedelta(days=1)
DAYS = (dt.date(2014, 1, 15), MONDAY, dt.date(2014, 12, 31), dt.date(2015, 6, 1))
PARTS = (
    {},
    {"from_on": VagueDate("2014-11")},
    {"to_on": VagueDate("2014")},
    {"to_on": VagueDate("2014-03-31")},
    {"is_planned": True},
    {"answer": Answer.INVITED},
    {"answer": Answer.DECLINED},
)
STANDINGS = (
    {},
    {"standing": Standing.PARKED, "standing_reason": "No money.", "look_again_on": MONDAY},
    {"standing": Standing.CLOSED, "standing_reason": "Done.", "ending": "completed"},
    {"ended_on": VagueDate("2014-10")},
)


class Sight(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for reach in Reach.values:
            for standing in STANDINGS:
                for part in PARTS:
                    work = make.initiative(reach=reach, **standing)
                    make.participation(work, cls.police, **part)
                make.named(work, cls.stranger, "reader", until=dt.date(2014, 12, 31))
        newcomer = make.person("Nia Rees")
        make.membership(newcomer, cls.police, Role.SPONSOR, starts_on=dt.date(2014, 12, 1))
        make.membership(make.person("Lee Watts"), cls.fire, ends_on=dt.date(2014, 11, 30))

    def seen_by_each(self, records, day):
        people = User.objects.all()
        return {
            (one.pk, pk) for one in people for pk in records.visible_to(one.as_of(day)).values_list("pk", flat=True)
        }

    def around(self, records):
        ids = [each.pk for each in records]
        return around_organisations(ids, MONDAY, None, lambda those: records.filter(pk__in=those).open_to())

    def test_of_initiatives_it_is_what_visible_to_says(self):
        works = Initiative.objects.registered()
        for day in DAYS:
            circle = around_initiatives([work.pk for work in works], day, None)
            pairs = [(one, work) for one in User.objects.values_list("pk", flat=True) for work in works]
            assert {(one, work.pk) for one, work in pairs if circle.sees(one, work.pk, day)} == self.seen_by_each(
                works, day
            )

    def test_whoever_holds_a_role_is_found_as_far_as_they_see_the_record(self):
        works, roles = Initiative.objects.registered(), frozenset({Role.SERVICE_LEAD, Role.SPONSOR})
        circle = around_initiatives([work.pk for work in works], MONDAY, None)
        for organisation in (self.police, self.fire, self.ambulance):
            for work in works:
                found = circle.holding(LEAD, roles, {organisation.pk}, work.pk)
                posts = circle.roll.posts(organisation.pk, roles)
                seeing = {
                    one.person for one in posts if circle.sees(one.person, work.pk, max(MONDAY, one.from_on or MONDAY))
                }
                assert {each.person for each in found} == seeing

    def test_of_meetings_it_is_what_visible_to_says(self):
        make.meeting(self.office, (self.fire, self.ambulance))
        make.meeting(self.ambulance, (self.police,))
        circle = self.around(Meeting.objects.all())
        pairs = [(one, pk) for one in User.objects.values_list("pk", flat=True) for pk in circle.open_to]
        assert {pair for pair in pairs if circle.sees(*pair, MONDAY)} == self.seen_by_each(Meeting.objects, MONDAY)

    def test_of_agreements_it_is_what_visible_to_says_of_the_parties(self):
        make.agreement((self.fire, self.police))
        make.agreement((self.ambulance,))
        circle = self.around(Agreement.objects.all())
        pairs = [(one, pk) for one in User.objects.values_list("pk", flat=True) for pk in circle.open_to]
        assert {pair for pair in pairs if circle.sees(*pair, MONDAY)} == self.seen_by_each(Agreement.objects, MONDAY)

    def test_what_an_agreement_covers_never_shows_it_to_more(self):
        make.agreement((self.ambulance,), (self.review_work,))
        circle = self.around(Agreement.objects.all())
        pairs = [(one, pk) for one in User.objects.values_list("pk", flat=True) for pk in circle.open_to]
        assert {pair for pair in pairs if circle.sees(*pair, MONDAY)} < self.seen_by_each(Agreement.objects, MONDAY)
