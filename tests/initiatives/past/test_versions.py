"""As the portal knew it then: what was put right later is left out, and what has been closed since stays closed."""

import datetime as dt
from copy import copy

from django.db import models

from collab_portal.toolkit import clock
from initiatives.benefits.models import Benefit, PlannedQuarter
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.past.looking import looking_back
from initiatives.past.moments import How, Moment
from initiatives.past.versions import versions_of
from initiatives.register.models import Initiative, Participation
from initiatives.reviews.models import Report
from services.directory.models import Budget, Organisation
from tests import make
from tests.case import CastTestCase
from tests.initiatives.past.test_facts import part_of_all

JUNE, JULY = dt.date(2014, 6, 15), dt.date(2014, 7, 15)


def kept_on(day: dt.date, row: models.Model) -> None:
    """Say that the last version of this row was kept on a day; a test's own are all of one instant, now."""
    last = versions_of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
    versions_of(type(row)).objects.filter(pk=last.pk).update(pgh_created_at=clock.at(day, 12))


class ARecordAsItWasKnown(CastTestCase):
    def setUp(self):
        for row in (self.review_work, *self.review_work.participations.all()):
            kept_on(JUNE, row)

    def as_known(self, day, user=None):
        return looking_back(Moment(How.KNOWN, day), user or self.officer)

    def change(self, row, on, **values):
        type(row).objects.filter(pk=row.pk).update(**values)
        kept_on(on, row)

    def test_a_name_put_right_later_reads_as_it_did(self):
        self.change(self.review_work, JULY, name="Blue light review")
        for day, name in ((JUNE, "Tri-service collaboration review"), (JULY, "Blue light review")):
            with self.as_known(day):
                assert Initiative.objects.get(pk=self.review_work.pk).name == name
        with looking_back(Moment(How.FACTS, JUNE), self.officer):
            assert Initiative.objects.get(pk=self.review_work.pk).name == "Blue light review"

    def test_before_the_first_version_there_was_nothing(self):
        with self.as_known(JUNE - dt.timedelta(days=1)):
            assert not Initiative.objects.exists()
            assert not Participation.objects.exists()

    def test_a_plan_that_was_forecast_anew_shows_the_plan_of_then(self):
        benefit = make.benefit(self.review_work, self.fire, self.fire_lead, target_value=400_000)
        kept_on(JUNE, benefit)
        self.change(benefit, JULY, target_value=250_000)
        found = []
        for day in (JUNE, JULY):
            with self.as_known(day):
                found.append(Benefit.objects.get(pk=benefit.pk).target_value)
        assert found == [400_000, 250_000]

    def test_the_plan_of_a_quarter_that_was_taken_back_later_was_still_there(self):
        benefit = make.benefit(self.review_work, self.fire, self.fire_lead)
        planned = PlannedQuarter.objects.create(benefit=benefit, year=2014, quarter=4, value=100_000)
        for row in (benefit, planned):
            kept_on(JUNE, row)
        gone = copy(planned)
        planned.delete()
        kept_on(JULY, gone)
        found = []
        for day in (JUNE - dt.timedelta(days=1), JUNE, JULY - dt.timedelta(days=1), JULY):
            with self.as_known(day):
                found.append(list(PlannedQuarter.objects.values_list("value", flat=True)))
        assert found == [[], [100_000], [100_000], []]

    def test_a_budget_that_was_changed_since_is_what_it_was(self):
        budget = make.budget(self.fire, 1_000)
        cost = make.cost(self.review_work, self.fire, 24, stage="plan")
        kept_on(JUNE, budget)
        kept_on(JUNE, cost)
        kept_on(JUNE, self.fire)
        self.change(budget, JULY, amount=2_000, version=2)
        for day, amount, part in ((JUNE, 1_000, "2.4%"), (JULY, 2_000, "1.2%")):
            with self.as_known(day):
                assert Budget.objects.get().amount == amount
                assert part_of_all(QUESTIONS["five"].draw(self.officer, day)) == part
        with self.as_known(JUNE - dt.timedelta(days=1)):
            assert not Budget.objects.exists()

    def test_an_organisation_goes_by_its_name_of_then_and_by_its_first_name_before(self):
        kept_on(JUNE, self.fire)
        self.change(self.fire, JULY, name="Cheshire Fire Authority")
        names = []
        for day in (JUNE - dt.timedelta(days=30), JUNE, JULY):
            with self.as_known(day):
                names.append(Organisation.objects.get(pk=self.fire.pk).name)
        assert names == [
            "Cheshire Fire and Rescue Service",
            "Cheshire Fire and Rescue Service",
            "Cheshire Fire Authority",
        ]

    def test_work_that_was_open_then_and_is_for_named_people_now_stays_with_them(self):
        self.change(self.review_work, JULY, reach="named")
        with self.as_known(JUNE, self.reader):
            assert not Initiative.objects.exists()
        with self.as_known(JUNE, self.fire_lead):  # named on it
            assert Initiative.objects.get(pk=self.review_work.pk).reach == "named"

    def test_answers_that_were_marked_since_are_marked_in_every_version(self):
        report = make.report(self.request, self.fire_lead, "sent", decision="Close the station")
        kept_on(JUNE, self.request)
        kept_on(JUNE, report)
        self.change(report, JULY, marking="sensitive", decision="")
        with self.as_known(JUNE):
            then = Report.objects.get(pk=report.pk)
            assert (then.decision, then.marking) == ("Close the station", "sensitive")

    def test_an_organisation_that_joined_later_did_not_take_part(self):
        party = make.participation(self.review_work, self.elsewhere)
        kept_on(JULY, party)
        for day, number in ((JUNE, 3), (JULY, 4)):
            with self.as_known(day):
                assert Participation.objects.current_on(day).count() == number
