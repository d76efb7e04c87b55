"""Roles: given and ended by an administrator with a reason, told to the person, and the portal always keeps an administrator."""

import datetime as dt

import pytest
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.refusals import Refused
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from services.people import actions
from services.people.models import Membership
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase
from tests.services.letters.test_two_workers import side_by_side

DAY = dt.timedelta(days=1)
REASON = "Follows Tom Asher"


class RolesCase(CastTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.own_administrator = make.person("Ivy Shaw", cls.fire, Role.ADMINISTRATOR)

    def give(self, person=None, role=Role.FINANCE, by=None, why=REASON, **more):
        by = by or self.own_administrator
        return actions.give_role(person or self.sponsor, self.fire, role, by=by, at=EIGHT, why=why, **more)

    def end(self, membership, by=None, reason="Moved on", **more):
        return actions.end_role(membership, by=by or self.own_administrator, at=EIGHT, reason=reason, **more)

    def role_of(self, person, role):
        return Membership.objects.get(person=person, role=role)


class GivingTest(RolesCase):
    def test_a_role_counts_from_its_day_and_is_told_with_its_reason(self):
        self.give(starts_on=MONDAY)
        assert not self.sponsor.as_of(MONDAY - DAY).standing.finance_ids
        assert self.sponsor.as_of(MONDAY).standing.finance_ids == {self.fire.pk}
        entry = Entry.objects.told_on(self.fire).get()
        assert (entry.verb, entry.by, entry.why) == ("made Helen Marsh finance officer", self.own_administrator, REASON)

    def test_the_person_is_told_by_letter_who_gave_it_and_why(self):
        self.give()
        letter = Letter.objects.get(to=self.sponsor)
        assert letter.subject == "You are finance officer of Cheshire Fire and Rescue Service in the portal"
        assert "Ivy Shaw made you finance officer" in letter.text
        assert "because: Follows Tom Asher" in letter.text

    def test_given_twice_is_once(self):
        assert self.give() == self.give()
        assert Letter.objects.count() == Entry.objects.told_on(self.fire).count() == 1

    def test_a_role_that_had_ended_is_theirs_again_from_that_day(self):
        row = make.membership(self.sponsor, self.fire, Role.FINANCE, ends_on=MONDAY - 30 * DAY)
        self.give(starts_on=MONDAY)
        row.refresh_from_db()
        assert (row.starts_on, row.ends_on) == (MONDAY, None)

    def test_a_role_that_would_end_goes_on_and_keeps_its_first_day(self):
        row = make.membership(self.sponsor, self.fire, Role.FINANCE, starts_on=MONDAY - DAY, ends_on=MONDAY + DAY)
        self.give(starts_on=MONDAY)
        row.refresh_from_db()
        assert (row.starts_on, row.ends_on) == (MONDAY - DAY, None)

    def test_roles_of_oversight_are_for_offices_that_hold_others_to_account(self):
        with pytest.raises(Refused, match="Only an office that holds services to account") as refused:
            self.give(role=Role.COMMISSIONER)
        assert refused.value.field == "role"
        made = actions.give_role(self.sponsor, self.office, Role.POLICY_OFFICER, by=self.administrator, at=EIGHT)
        assert made.organisation == self.office

    def test_nobody_gives_a_role_to_themselves(self):
        with pytest.raises(Refused, match="Nobody gives a role to themselves"):
            self.give(person=self.own_administrator)
        assert not self.own_administrator.as_of(MONDAY).standing.finance_ids


class EndingTest(RolesCase):
    def test_ended_at_once_it_counts_no_more_today(self):
        self.end(self.role_of(self.finance, Role.FINANCE))
        assert not self.finance.as_of(MONDAY + DAY).as_of(MONDAY).standing.finance_ids
        entry = Entry.objects.told_on(self.fire).get()
        assert (entry.verb, entry.why) == ("ended the role of Tom Asher, finance officer", "Moved on")
        assert {"field": "Last day", "before": "no end", "after": "5 October 2014"} in entry.changes

    def test_ended_after_a_day_it_counts_on_that_day(self):
        self.end(self.role_of(self.finance, Role.FINANCE), last_on=MONDAY + DAY)
        assert self.finance.as_of(MONDAY + DAY).standing.finance_ids
        assert not self.finance.as_of(MONDAY + 2 * DAY).standing.finance_ids
        assert "The last day on which it counts: 7 October 2014" in Letter.objects.get(to=self.finance).text

    def test_a_role_given_today_by_mistake_goes_and_the_history_keeps_it(self):
        row = self.give(starts_on=MONDAY)
        self.end(row, reason="The wrong Helen")
        assert not Membership.objects.filter(pk=row.pk).exists()
        verbs = [entry.verb for entry in Entry.objects.told_on(self.fire).order_by("pk")]
        assert verbs == ["made Helen Marsh finance officer", "took back the role of Helen Marsh, finance officer"]
        self.end(row)

    def test_a_last_day_in_the_past_or_far_ahead_is_refused(self):
        row = self.role_of(self.finance, Role.FINANCE)
        for day in (MONDAY - DAY, MONDAY + 733 * DAY):
            with pytest.raises(Refused, match="must be today or later, and within two years"):
                self.end(row, last_on=day)

    def test_what_has_ended_cannot_end_again(self):
        row = make.membership(self.sponsor, self.fire, Role.FINANCE, ends_on=MONDAY - DAY)
        with pytest.raises(Refused, match="has ended already"):
            self.end(row)

    def test_an_administrator_may_end_their_own_role_while_there_is_another(self):
        self.end(self.role_of(self.own_administrator, Role.ADMINISTRATOR))
        assert not self.own_administrator.as_of(MONDAY + DAY).standing.is_administrator

    def test_the_last_administrator_stays(self):
        self.end(self.role_of(self.own_administrator, Role.ADMINISTRATOR))
        with pytest.raises(Refused, match="The portal would have no administrator"):
            self.end(self.role_of(self.administrator, Role.ADMINISTRATOR), by=self.administrator)

    def test_one_whose_own_role_will_end_or_who_cannot_sign_in_is_no_other_administrator(self):
        self.end(self.role_of(self.own_administrator, Role.ADMINISTRATOR), last_on=MONDAY + 9 * DAY)
        gone = make.person("Gone", self.police, Role.ADMINISTRATOR, is_active=False)
        assert gone.memberships.exists()
        with pytest.raises(Refused, match="The portal would have no administrator"):
            self.end(self.role_of(self.administrator, Role.ADMINISTRATOR), last_on=MONDAY + 20 * DAY)


class TwoAtOnceTest(TransactionTestCase):
    def test_two_administrators_who_end_each_other_leave_one(self):
        office = make.organisation("Office")
        both = [make.person(f"Administrator {name}", office, Role.ADMINISTRATOR) for name in "AB"]
        rows = [Membership.objects.select_related("person", "organisation").get(person=each) for each in both]

        said = []

        def ends(number):
            try:
                actions.end_role(rows[1 - number], by=both[number], at=EIGHT, reason="Tidying up")
            except Refused as refused:
                said.append(refused.message)
            else:
                said.append("ended")

        side_by_side(ends, 2)
        assert sorted(said) == [
            "The portal would have no administrator. Give that role to somebody else first",
            "ended",
        ]
        assert Membership.objects.filter(ends_on=None).count() == 1


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class PagesTest(RolesCase):
    @property
    def address(self):
        return f"/organisations/{self.fire.slug}/roles/"

    def words(self, address, someone):
        self.sign_in(someone)
        return " ".join(self.client.get(address).content.decode().split())

    def posts(self, address, answers, someone=None):
        self.sign_in(someone or self.own_administrator)
        return self.client.post(address, answers)

    def test_the_organisation_s_page_leads_an_administrator_there_and_nobody_else(self):
        where = f"/organisations/{self.fire.slug}/"
        assert f'href="{self.address}"' in self.words(where, self.own_administrator)
        for someone in (self.fire_lead, self.officer, self.administrator):
            assert f'href="{self.address}"' not in self.words(where, someone)

    def test_a_portal_administrator_names_the_first_one_where_there_is_none(self):
        where = f"/organisations/{self.ambulance.slug}/roles/"
        assert "Sam Adeyemi" in self.words(where, self.administrator)
        make.person("Own", self.ambulance, Role.ADMINISTRATOR)
        self.sign_in(self.administrator)
        refused = self.client.get(where)
        assert refused.status_code == 403
        assert "has a portal administrator of its own" in refused.content.decode()

    def test_a_role_is_given_by_address(self):
        answers = {"email": " Sponsor@portal.test", "role": "finance", "why": REASON}
        self.assertRedirects(self.posts(self.address + "give/", answers), self.address)
        page = self.words(self.address, self.own_administrator)
        assert "From 6 October 2014" in page
        assert "Made Helen Marsh finance officer" in page
        assert REASON in page

    def test_a_stranger_s_address_no_role_and_no_reason_each_have_their_sentence(self):
        for answers, sentence in (
            (
                {"email": "nobody@portal.test", "role": "finance", "why": "x"},
                "Nobody who can sign in has this email address",
            ),
            ({"email": "sponsor@portal.test", "role": "emperor", "why": "x"}, "Select the role"),
            ({"email": "sponsor@portal.test", "role": "finance", "why": " "}, "Enter why they get this role"),
            (
                {"email": self.own_administrator.email, "role": "finance", "why": "x"},
                "Nobody gives a role to themselves",
            ),
        ):
            answer = self.posts(self.address + "give/", answers)
            assert answer.status_code == 422
            assert sentence in answer.content.decode()
        assert not Letter.objects.exists()

    def test_a_role_is_ended_with_a_reason(self):
        row = self.role_of(self.finance, Role.FINANCE)
        where = f"/roles/{row.pk}/end/"
        assert self.posts(where, {"when": "now"}).status_code == 422
        self.assertRedirects(self.posts(where, {"when": "now", "reason": "Left"}), self.address)
        assert "Ended, last on 5 October 2014" in self.words(self.address, self.own_administrator)

    def test_a_later_end_asks_for_its_day(self):
        where = f"/roles/{self.role_of(self.finance, Role.FINANCE).pk}/end/"
        answer = self.posts(where, {"when": "later", "reason": "Leaves"})
        assert "Enter the last day" in answer.content.decode()
        day = {"last_on-day": "31", "last_on-month": "10", "last_on-year": "2014"}
        self.assertRedirects(self.posts(where, {"when": "later", "reason": "Leaves", **day}), self.address)
        assert self.role_of(self.finance, Role.FINANCE).ends_on == dt.date(2014, 10, 31)

    def test_the_page_asks_as_little_for_forty_people_as_for_four(self):
        def queries():
            self.sign_in(self.own_administrator)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(self.address)
            return len(asked)

        few = queries()
        for _ in range(40):
            self.give(person=make.person("", self.ambulance, Role.READER))
        assert queries() <= few + 1  # the second page has to be counted
