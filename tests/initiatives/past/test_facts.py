"""By the dates in the records: what had begun, been said, claimed and answered by the end of a day."""

import datetime as dt
from io import StringIO

from django.core.management import call_command
from django.test import TestCase, override_settings

from collab_portal.toolkit import clock
from initiatives.benefits.models import BenefitReading
from initiatives.costs.models import Apportionment, Cost
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.past.looking import looking_back
from initiatives.past.moments import How, Moment
from initiatives.register.actions import record, standing
from initiatives.register.models import Initiative, Milestone, Participation
from initiatives.reviews.models import LeadershipReview, Report, ReportRequest
from services.directory.models import Budget
from services.history import actions as history
from services.people.models import User
from tests import make
from tests.case import CastTestCase

MAY, JUNE, JULY = dt.date(2014, 5, 15), dt.date(2014, 6, 15), dt.date(2014, 7, 15)


def at(day):
    return clock.at(day, 12)


def told(field, before, after):
    return {"field": field, "before": before, "after": after}


def part_of_all(five) -> str:
    """The part of all business that the fire service does together, by the answer to how much that is."""
    return {row.cells[0].value: row.cells[7].value for row in five.rows}["Cheshire Fire and Rescue Service"]


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

    def test_what_a_draft_said_before_it_was_registered_is_no_past_of_the_work(self):
        work = make.initiative(
            "Begun in May", (self.police, self.fire), started_on="2014-05", registered_at=at(JULY), stage="idea"
        )
        record.change(work, by=self.fire_lead, at=at(JUNE), version=1, stage="scoping")
        with self.as_at(MAY):
            assert Initiative.objects.get(pk=work.pk).stage == "scoping"

    def test_a_lead_is_who_led_then(self):
        work = make.initiative("Shared drones", (self.police, self.fire), lead=self.police)
        history.record(
            "changed this",
            work,
            by=self.fire_lead,
            at=at(JUNE),
            changes=[told("Lead", self.fire.name, self.police.name)],
        )
        for day, lead in ((MAY, self.fire), (JUNE, self.police)):
            with self.as_at(day):
                assert Initiative.objects.get(pk=work.pk).lead == lead

    def test_dates_that_had_not_come_are_empty(self):
        stone = make.milestone(self.review_work, done_on=JUNE)
        review = make.review(self.office, held_on=JUNE)
        Initiative.objects.filter(pk=self.review_work.pk).update(status_on=JUNE)
        for day, known in ((MAY, None), (JUNE, JUNE)):
            with self.as_at(day):
                assert Milestone.objects.get(pk=stone.pk).done_on == known
                assert LeadershipReview.objects.get(pk=review.pk).held_on == known
                assert Initiative.objects.get(pk=self.review_work.pk).status_on == known

    def test_a_budget_is_there_once_it_was_entered_and_so_is_the_part_of_it_that_was_shared(self):
        make.budget(self.fire, 1_000, entered_at=at(JUNE))
        make.cost(self.review_work, self.fire, 24, stage="plan", entered_at=at(MAY))
        for day, part in (
            (MAY, "Not known"),
            (JUNE - dt.timedelta(days=1), "Not known"),
            (JUNE, "2.4%"),
            (JULY, "2.4%"),
        ):
            with self.as_at(day):
                assert Budget.objects.exists() == (part != "Not known")
                assert part_of_all(QUESTIONS["five"].draw(self.officer, day)) == part

    def test_costs_and_shares_are_there_once_they_were_entered(self):
        cost = make.cost(self.review_work, self.fire, entered_at=at(JUNE))
        shares = make.apportionment(self.review_work, {self.fire: 100}, set_at=at(JUNE))
        for day, is_there in ((MAY, False), (JUNE, True)):
            with self.as_at(day):
                assert Cost.objects.filter(pk=cost.pk).exists() == is_there
                assert Apportionment.objects.filter(pk=shares.pk).exists() == is_there

    def test_a_report_was_ready_wished_for_later_and_due_earlier_as_was_agreed_then(self):
        asked = make.report_request(self.review_work, self.office, JUNE, first_due_on=JUNE)
        ReportRequest.objects.filter(pk=asked.pk).update(due_on=JULY)
        for kind, day, fields in (
            ("asked", MAY, {}),
            ("started", MAY, {}),
            ("ready_to_clear", MAY, {}),
            ("more_time_asked", MAY, {"due_on": JULY}),
            ("more_time_given", JULY, {"due_on": JULY}),
            ("cleared", JULY, {}),
        ):
            make.event(asked, kind, at=at(day), **fields)
        for day, said in ((MAY, (JUNE, True, JULY, "drafting")), (JULY, (JULY, False, None, "cleared"))):
            with self.as_at(day):
                row = ReportRequest.objects.get(pk=asked.pk)
                assert (row.due_on, row.is_ready, row.wished_due_on, row.state) == said

    def test_answers_that_are_marked_today_were_marked_then(self):
        report = make.report(self.request, self.fire_lead, "sent", decision="Close the station")
        Report.objects.filter(pk=report.pk).update(marking="sensitive", saved_at=clock.at(dt.date(2014, 10, 5), 12))
        Report.objects.filter(pk=report.pk).update(marking="official", saved_at=at(MAY))
        Report.objects.filter(pk=report.pk).update(marking="sensitive", saved_at=at(JULY))
        with self.as_at(JUNE):
            assert Report.objects.get(pk=report.pk).marking == "sensitive"

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

    def test_work_that_is_parked_today_was_live_before(self):
        standing.park(
            self.review_work, by=self.fire_lead, at=at(JUNE), reason="Money", look_again_on=dt.date(2014, 12, 1)
        )
        for day, how in ((MAY, "live"), (JUNE, "parked")):
            with self.as_at(day):
                assert Initiative.objects.get(pk=self.review_work.pk).standing == how

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
