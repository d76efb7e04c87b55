"""By the dates in the records: what had begun, been said, claimed and answered by the end of a day."""

import datetime as dt
from io import StringIO

from django.core.management import call_command
from django.test import TestCase, override_settings

from collab_portal.toolkit import clock
from initiatives.benefits.models import BenefitReading
from initiatives.past.looking import looking_back
from initiatives.past.moments import How, Moment
from initiatives.register.actions import record, standing
from initiatives.register.models import Initiative, Participation
from initiatives.reviews.models import Report, ReportRequest
from services.people.models import User
from tests import make
from tests.case import CastTestCase

MAY, JUNE, JULY = dt.date(2014, 5, 15), dt.date(2014, 6, 15), dt.date(2014, 7, 15)


def at(day):
    return clock.at(day, 12)


class ARecordLookedBackAt(CastTestCase):
    def as_at(self, day, user=None):
        return looking_back(Moment(How.FACTS, day), user or self.officer)

    def test_a_stage_is_what_it_was_before_it_changed(self):
        record.change(self.review_work, by=self.fire_lead, at=at(JUNE), version=1, stage="usual")
        for day, stage in (
            (MAY, "delivery"),
            (JUNE - dt.timedelta(days=1), "delivery"),
            (JUNE, "usual"),
            (JULY, "usual"),
        ):
            with self.as_at(day):
                assert Initiative.objects.get(pk=self.review_work.pk).stage == stage

    def test_parked_and_closed_work_was_live_before_and_in_between(self):
        standing.park(self.review_work, by=self.fire_lead, at=at(MAY), reason="Money", look_again_on=JULY)
        standing.take_up_again(self.review_work, by=self.fire_lead, at=at(JUNE), reason="Money came")
        standing.stop(self.review_work, by=self.fire_lead, at=at(JULY), ending="completed", reason="Done")
        days = (MAY.replace(day=1), MAY, JUNE, JULY)
        found = []
        for day in days:
            with self.as_at(day):
                found.append(Initiative.objects.get(pk=self.review_work.pk).standing)
                assert Initiative.objects.live_on(day).exists() == (found[-1] == "live")
        assert found == ["live", "parked", "live", "closed"]

    def test_an_invitation_was_open_until_it_was_answered_and_not_there_before(self):
        party = make.participation(
            self.review_work, self.elsewhere, invited_at=at(MAY), invited_by=self.fire_lead, answered_at=at(JULY)
        )
        found = {}
        for day in (MAY.replace(day=1), MAY, JULY):
            with self.as_at(day):
                found[day] = list(Participation.objects.filter(pk=party.pk).values_list("answer", flat=True))
        assert found == {MAY.replace(day=1): [], MAY: ["invited"], JULY: ["takes_part"]}

    def test_a_report_was_late_until_it_was_sent(self):
        asked = make.report_request(self.review_work, self.office, JUNE)
        report = make.report(asked, self.fire_lead)
        Report.objects.filter(pk=report.pk).update(saved_at=at(JULY))
        make.event(asked, "asked", at=at(MAY))
        make.event(asked, "started", at=at(JULY))
        make.event(asked, "sent", at=at(JULY), days_late=21)
        for day, state, late in ((JUNE + dt.timedelta(days=1), "asked", True), (JULY, "sent", False)):
            with self.as_at(day):
                row = ReportRequest.objects.get(pk=asked.pk)
                assert (row.state, ReportRequest.objects.late_on(day).filter(pk=asked.pk).exists()) == (state, late)
                assert Report.objects.filter(pk=report.pk).exists() != late
                assert row.days_late == (None if late else 21)
        with self.as_at(MAY.replace(day=1)):
            assert not ReportRequest.objects.filter(pk=asked.pk).exists()

    def test_a_value_was_claimed_then_confirmed_then_replaced(self):
        benefit = make.benefit(self.review_work, self.fire, self.fire_lead)
        first = make.reading(benefit, "replaced", self.finance, claimed_at=at(MAY), answered_at=at(JUNE))
        make.reading(
            benefit, "confirmed", self.finance, claimed_at=at(JUNE), answered_at=at(JULY), correction="Counted twice"
        )
        found = []
        for day in (MAY.replace(day=1), MAY, JUNE, JULY):
            with self.as_at(day):
                found.append(list(BenefitReading.objects.order_by("pk").values_list("state", "answered_by")))
        who = self.finance.pk
        assert found == [
            [],
            [("claimed", None)],
            [("confirmed", who), ("claimed", None)],
            [("replaced", who), ("confirmed", who)],
        ]
        assert BenefitReading.objects.get(pk=first.pk).state == "replaced"

    def test_nobody_sees_in_the_past_what_they_may_not_see_today(self):
        make.initiative("For named people", (self.police, self.fire), reach="named", registered_at=at(MAY))
        make.initiative("Fire and ambulance", (self.fire, self.ambulance), registered_at=at(MAY))
        left = make.initiative("Kent was there", (self.police,), registered_at=at(MAY))
        make.participation(left, self.elsewhere, from_on="2014-05-01", to_on="2014-06-30")
        for name, someone in self.cast.items():
            today = set(Initiative.objects.visible_to(someone).registered().values_list("pk", flat=True))
            for how in How:
                for day in (MAY, JUNE, JULY):
                    with looking_back(Moment(how, day), someone):
                        then = set(Initiative.objects.visible_to(someone).values_list("pk", flat=True))
                        there = set(Initiative.objects.values_list("pk", flat=True))
                    assert then <= today, (name, how)
                    assert there <= today, (name, how)  # not even by a query that forgets to ask


@override_settings(PORTAL_CLOCK="2026-11-27 09:00")
class TheSeedRegister(TestCase):
    """Loaded twelve years later, with what is known since."""

    @classmethod
    def setUpTestData(cls):
        for command in ("load_organisations", "load_bank_holidays", "load_register"):
            call_command(command, stdout=StringIO())
        call_command("load_cast", password="three blue lights in a row", stdout=StringIO())

    def live(self, prefix=""):
        self.client.force_login(User.objects.get(email="officer@portal.test"))
        page = self.client.get(f"{prefix}/initiatives/?standing=live")
        return {each.ref: {part.organisation.slug for part in each.partners_now} for each in page.context["page"]}

    def test_as_at_5_october_2014_all_seven_initiatives_of_the_post_were_live(self):
        then = self.live("/as-at/2014-10-05")
        assert sorted(then) == [f"CHS-00{number}" for number in range(1, 8)]

    def test_the_motorway_group_had_the_members_of_then_and_is_over_today(self):
        then = self.live("/as-at/2014-10-05")["CHS-001"]
        assert {"police-cheshire", "police-merseyside", "police-lancashire", "police-greater-manchester"} <= then
        assert "police-lancashire" not in self.live("/as-at/2019-03-01")["CHS-001"]
        assert "CHS-001" not in self.live()

    def test_nottinghamshire_was_joining_and_not_there_yet(self):
        assert "police-nottinghamshire" not in self.live("/as-at/2014-10-05")["CHS-006"]
        assert "police-nottinghamshire" in self.live("/as-at/2015-04-30")["CHS-006"]

    def test_nothing_was_there_before_it_began(self):
        assert "CHS-003" in self.live("/as-at/2014-06-30")
        assert not self.live("/as-at/1971-01-01").keys() & {"CHS-002", "CHS-006"}

    def test_the_review_of_october_was_ahead_and_its_report_owed(self):
        self.client.force_login(User.objects.get(email="officer@portal.test"))
        page = self.client.get("/as-at/2014-10-05/questions/decide/")
        self.assertContains(page, "October 2014")
        self.assertNotContains(page, "No leadership review is ahead")
        self.assertContains(self.client.get("/as-at/2014-10-05/meetings/"), "November 2013")

    def test_the_portal_knew_nothing_before_it_was_in_use(self):
        assert self.live("/as-known/2014-10-05") == {}
