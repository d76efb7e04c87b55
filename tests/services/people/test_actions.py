"""Taking people on and giving them roles: once, told in the history, never with a password in it."""

from services.access.roles import Role
from services.history.models import Entry
from services.people import actions
from services.people.models import User
from tests import make
from tests.case import CastTestCase


class PeopleTest(CastTestCase):
    def take_on(self, **more):
        told = {
            "name": "Ada Byron",
            "job_title": "Analyst",
            "password": make.PASSWORD,
            "by": self.administrator,
            "at": self.now,
        }
        return actions.take_on(" Ada@Portal.TEST", **{**told, **more})

    def verbs(self, someone):
        return [entry.verb for entry in Entry.objects.told_on(someone)]

    def test_an_account_is_known_by_its_address_in_lower_case(self):
        someone = self.take_on()
        assert (someone.email, someone.joined_at) == ("ada@portal.test", someone.joined_at)
        assert self.take_on() == someone
        assert User.objects.filter(email="ada@portal.test").count() == 1
        assert self.verbs(someone) == ["gave this person an account"]

    def test_a_change_is_told_with_before_and_after(self):
        someone = self.take_on()
        User.objects.filter(pk=someone.pk).update(is_active=False)
        self.take_on(job_title="Head of analysis")
        told = Entry.objects.told_on(someone).first()
        assert told.changes == [
            {"field": "Job title", "before": "Analyst", "after": "Head of analysis"},
            {"field": "Can sign in", "before": "no", "after": "yes"},
        ]

    def test_a_role_is_given_once(self):
        first = actions.give_role(self.stranger, self.fire, Role.READER, by=self.administrator, at=self.now)
        assert actions.give_role(self.stranger, self.fire, Role.READER, by=self.administrator, at=self.now) == first
        assert self.verbs(self.fire) == ["made Kit Lowe reader"]
        assert self.stranger.as_of(make.MONDAY.replace(day=7)).standing.holds(Role.READER)
