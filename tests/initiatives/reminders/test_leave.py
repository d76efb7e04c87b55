"""While somebody is away their deputy is told in their place, if the deputy may see it; if not, somebody hears of that."""

import datetime as dt
from unittest import mock

from initiatives.reminders import actions
from initiatives.reminders.findings import findings
from initiatives.reminders.policy import AUTHORS
from initiatives.reminders.sources import roll
from initiatives.reminders.sources.report_due import REPORTS_OWED
from services.access.roles import Role
from services.letters.models import Letter
from services.people.standing import Standing
from tests import make
from tests.initiatives.management.test_remind import told
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase
from tests.initiatives.reminders.test_cover import Away

FIRST, LAST = dt.date(2014, 10, 13), dt.date(2014, 10, 24)


class LeaveTestCase(ReminderTestCase):
    def setUp(self):
        self.deputy = make.person("Ann Bell", self.fire, Role.READER)
        self.is_away(self.deputy)

    def is_away(self, deputy):
        """Elin Pryce is away from 13 to 24 October; what services.people knows of it is told to both who ask."""
        aways = [Away(self.fire_lead.pk, deputy and deputy.pk, FIRST, LAST)]
        covers = property(lambda standing: self.covered_by(standing, deputy))
        self.enterContext(mock.patch.object(roll, "aways_between", return_value=aways))
        self.enterContext(mock.patch.object(Standing, "covers_ids", covers, create=True))

    def covered_by(self, standing, deputy):
        is_deputy = deputy in {each.person for each in standing.memberships}
        return frozenset({self.fire_lead.pk} if is_deputy and FIRST <= standing.day <= LAST else ())

    def days(self, someone):
        return [day.day for day, _ in self.letters(someone)]


class TheDeputy(LeaveTestCase):
    def test_is_told_on_the_days_of_leave_and_the_author_before_and_after(self):
        self.live_through(OCTOBER_3, dt.date(2014, 11, 3))
        assert self.days(self.fire_lead) == [3, 30, 3]
        assert self.days(self.deputy) == [17, 24]
        assert self.days(self.police_lead) == [3, 17, 24, 30, 3]

    def test_reads_for_whom(self):
        self.live_through(dt.date(2014, 10, 17), dt.date(2014, 10, 17))
        letter = Letter.objects.get(to=self.deputy)
        assert letter.why == "you cover for Elin Pryce"
        assert "Dear Ann Bell," in letter.text
        assert f"/reports/{self.request.pk}/write/" in letter.text

    def test_covering_for_two_reads_for_both(self):
        both = frozenset({self.fire_lead.pk, self.police_lead.pk})
        with mock.patch.object(Standing, "covers_ids", both, create=True):
            [matter] = REPORTS_OWED.matters(self.deputy, [self.request.history_key]).values()
        assert matter.because(AUTHORS) == "cover for Elin Pryce and Priya Okafor"

    def test_is_asked_once_where_they_are_an_author_as_well(self):
        make.named(self.review_work, self.deputy)
        self.live_through(OCTOBER_3, LAST)
        assert self.days(self.deputy) == [3, 17, 24]
        assert {letter.why for letter in Letter.objects.filter(to=self.deputy)} == {"you write its reports"}

    def test_is_told_nothing_more_when_the_cover_ends_before_the_letter_is_written(self):
        self.tick(dt.date(2014, 10, 16))
        over = mock.patch.object(roll, "aways_between", return_value=[])
        as_planned = mock.patch.object(actions, "bring_up_to_date", return_value=(0, 0))
        with over, as_planned, mock.patch.object(Standing, "covers_ids", frozenset(), create=True):
            self.tick(dt.date(2014, 10, 17))
        assert self.days(self.deputy) == []

    def test_stands_in_for_a_service_lead_and_a_sponsor_too(self):
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        make.milestone(self.review_work, on=dt.date(2014, 10, 21))
        self.review_work.lead, self.review_work.look_again_on = self.fire, dt.date(2014, 10, 20)
        self.review_work.standing, self.review_work.standing_reason = "parked", "No money."
        self.review_work.save()
        self.live_through(FIRST, dt.date(2014, 10, 13))
        assert Letter.objects.get(to=self.deputy).why == "you cover for Elin Pryce"

    def test_stands_in_the_rehearsal_with_the_reason(self):
        lines = told("--on", "2014-10-17", "--print")
        assert [line.partition(" (")[0] for line in lines[1:]] == ["Ann Bell", "Priya Okafor", "Sam Adeyemi"]
        assert lines[1].endswith("because they cover for Elin Pryce")


class NobodyStandsIn(LeaveTestCase):
    def whys(self):
        return [
            (each.sentence.partition(" on ")[2][:22], each.sentence.partition("because ")[2])
            for each in findings(OCTOBER_3)
        ]

    def test_everything_covered_is_no_finding(self):
        assert self.whys() == []

    def test_without_a_deputy_it_is_a_finding_though_others_are_told(self):
        self.is_away(None)
        away = "Elin Pryce is away, and nobody who may see it covers for them."
        assert self.whys() == [("Friday 17 October 2014", away)]
        self.live_through(OCTOBER_3, dt.date(2014, 10, 30))
        assert self.days(self.fire_lead) == [3, 30]

    def test_a_deputy_who_may_not_see_it_is_not_told_and_it_is_a_finding(self):
        self.is_away(self.stranger)
        self.live_through(OCTOBER_3, LAST)
        assert not self.rows(recipient=self.stranger).exists()
        assert len(self.whys()) == 1

    def test_of_several_who_answer_for_an_organisation_one_may_be_away(self):
        self.is_away(None)
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        make.agreement((self.fire,), state="in_force", review_on=dt.date(2014, 10, 17))
        assert self.whys() == []
