"""The facts of reports: who listens, what counts as owed, and the same few queries at ten reports and at a hundred."""

import datetime as dt

from collab_portal.toolkit.dates import WorkingDays
from initiatives.reminders import actions, facts
from initiatives.reminders.policy import POLICY, REPORT_DUE
from initiatives.reviews import passing_on
from services.access.roles import Role
from tests import make
from tests.initiatives.reminders.mornings import DAY, FRIDAY, OCTOBER_3, ReminderTestCase, eight_on

ABOUT_REPORTS = [stage for stage in POLICY if stage.about == REPORT_DUE]


class Gathering(ReminderTestCase):
    def gather(self, day=OCTOBER_3, **how):
        return facts.gather(ABOUT_REPORTS, WorkingDays(), day, day - 14 * DAY, day + 35 * DAY, **how)

    def more(self, number):
        for _ in range(number):
            work = make.initiative(partners=(self.fire,))
            make.named(work, self.fire_lead)
            make.named(work, self.sponsor, "sponsor")
            make.report_request(work, self.office, FRIDAY)

    def test_a_fact_says_who_listens(self):
        [fact] = self.gather()
        assert (fact.ref, fact.part_of, fact.due_on) == ("CHS-R01", "CHS-007", FRIDAY)
        assert {(one.audience, one.person) for one in fact.listeners} == {
            ("authors", self.police_lead.pk), ("authors", self.fire_lead.pk), ("authors", self.ambulance_lead.pk),
            ("sponsor", self.sponsor.pk), ("office", self.officer.pk),
        }  # fmt: skip

    def test_the_number_of_queries_does_not_follow_the_number_of_reports(self):
        for number in (5, 30):
            self.more(number)
            with self.assertNumQueries(7):
                self.gather()

    def test_a_tick_with_nothing_new_costs_the_same_at_two_sizes(self):
        for number in (3, 20):
            self.more(number)
            actions.tick(eight_on(OCTOBER_3))
            with self.assertNumQueries(10):
                actions.tick(eight_on(OCTOBER_3))

    def test_as_of_a_day_that_has_passed(self):
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(dt.date(2014, 10, 20)))
        assert self.gather() == []
        assert len(self.gather(as_of_then=True)) == 1
        assert self.gather(dt.date(2014, 10, 20), as_of_then=True) == []
        make.event(self.request, "returned", at=eight_on(dt.date(2014, 10, 22)), why="Say what it costs.")
        assert len(self.gather(dt.date(2014, 10, 22), as_of_then=True)) == 1

    def test_a_report_asked_more_time_for_or_passed_on_is_still_owed_as_of_then(self):
        make.event(self.request, "more_time_asked", due_on=dt.date(2014, 11, 14), why="Half-term.")
        make.event(self.request, "passed_on", self.fire_lead, to=self.reader)
        assert len(self.gather(dt.date(2014, 10, 20), as_of_then=True)) == 1

    def test_a_colleague_listens_in_the_place_of_the_author_who_passed_it_on(self):
        passing_on.pass_on(self.request, by=self.fire_lead, at=eight_on(OCTOBER_3), person=self.reader)
        [fact] = self.gather()
        listening = {one.person for one in fact.listeners if one.audience == "authors"}
        assert listening == {self.police_lead.pk, self.ambulance_lead.pk, self.reader.pk}

    def test_a_colleague_who_cannot_sign_in_any_more_listens_to_nothing(self):
        passing_on.pass_on(self.request, by=self.fire_lead, at=eight_on(OCTOBER_3), person=self.reader)
        self.reader.is_active = False
        self.reader.save()
        [fact] = self.gather()
        assert self.reader.pk not in {one.person for one in fact.listeners}

    def test_the_colleague_gets_the_letter_that_the_author_would_have_had(self):
        passing_on.pass_on(self.request, by=self.fire_lead, at=eight_on(OCTOBER_3), person=self.reader)
        self.live_through(OCTOBER_3, OCTOBER_3)
        assert [kind for _, kind in self.letters(self.reader)] == ["report_was_passed_to_you", "report_is_due"]
        assert self.letters(self.fire_lead) == []

    def test_drafts_are_nobodys_business(self):
        self.review_work.standing = "draft"
        self.review_work.save()
        assert self.gather() == []

    def test_people_of_the_future_listen_from_their_first_day(self):
        newcomer = make.person("Nia Rees")
        make.membership(newcomer, self.office, Role.POLICY_OFFICER, starts_on=dt.date(2014, 11, 7))
        [fact] = self.gather()
        mine = next(one for one in fact.listeners if one.person == newcomer.pk)
        assert not mine.listens_on(dt.date(2014, 11, 6))
        assert mine.listens_on(dt.date(2014, 11, 7))
