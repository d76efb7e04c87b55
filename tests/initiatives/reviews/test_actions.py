"""What people do with reports: every verb in every state, drafts, due dates, and who is told."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, WorkingDays
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.register.models import Status
from initiatives.reviews import actions
from initiatives.reviews.models import ANSWERS, OWED, Report, ReportEvent, ReportRequest
from initiatives.reviews.sheet import Sheet
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase
from tests.initiatives.reviews.typed import ASPECTS

ANSWERED = {
    "status": "on_track",
    "parts": ASPECTS,
    "changed": "Two meetings.",
    "planned": "A count.",
    "needs_decision": False,
    "marking": "official",
}
UNFINISHED = {**ANSWERED, "changed": ""}
NOW = clock.at(MONDAY, 10, 26)


class EveryStateAndEveryVerb(HypothesisTestCase):
    """The state that the database derives from the events is always that of a model in plain Python."""

    def test_the_state_is_what_the_verbs_made_it(self):
        run_state_machine_as_test(
            machine_for(self), settings=settings(max_examples=40, stateful_step_count=12, deadline=None)
        )


def machine_for(test):
    class AReport(RuleBasedStateMachine):
        @initialize()
        def ask(self):
            office = make.organisation()
            self.request = make.report_request(make.initiative("Work", (office,)), office)
            self.author = make.person("Ada", office)
            self.reviewer = make.person("Rob", office, Role.POLICY_OFFICER)
            make.named(self.request.initiative, self.author)
            self.state, self.is_finished, self.version, self.sent = "asked", False, 0, 0

        def does(self, verb, may, **told):
            """The verb works exactly where the model says so, and leaves nothing behind where it does not."""
            events = self.request.events.count()
            try:
                with transaction.atomic():
                    verb(self.request, at=NOW, **told)
                test.assertTrue(may, f"{verb.__name__} worked in {self.state}")
            except Refused:
                test.assertFalse(may, f"{verb.__name__} was refused in {self.state}")
                test.assertEqual(self.request.events.count(), events)
            return may

        @rule(finished=st.booleans())
        def write(self, finished):
            answers = {**(ANSWERED if finished else UNFINISHED), "planned": f"Step {self.version}."}
            if self.does(
                actions.save_draft, self.state in OWED, by=self.author, expected_version=self.version, **answers
            ):
                self.version += 1
                self.is_finished = finished
                self.state = "drafting" if self.state == "asked" else self.state

        @rule()
        def send(self):
            again = self.state == "sent"
            if (
                self.does(actions.send, again or (self.state in OWED and self.is_finished), by=self.author)
                and not again
            ):
                self.state, self.sent = "sent", self.sent + 1

        @rule()
        def accept(self):
            if self.does(actions.accept, self.state in ("sent", "accepted"), by=self.reviewer):
                self.state = "accepted"

        @rule(why=st.sampled_from(["Why?", "How much?"]))
        def send_back(self, why):
            last = self.request.events.last()
            again = (last.kind, last.why) == ("returned", why)
            if self.does(actions.send_back, again or self.state == "sent", by=self.reviewer, why=why):
                self.state = "returned"

        @rule()
        def withdraw(self):
            may = self.state in (*OWED, "withdrawn")
            if self.does(actions.withdraw, may, by=self.reviewer, why="The work has stopped."):
                self.state = "withdrawn"

        @invariant()
        def the_row_agrees(self):
            self.request.refresh_from_db()
            test.assertEqual(self.request.state, self.state)
            kinds = list(self.request.events.values_list("kind", flat=True))
            test.assertEqual((kinds.count("sent"), kinds.count("started")), (self.sent, int(self.version > 0)))
            test.assertEqual(
                Letter.objects.filter(about=self.request.history_key, kind="report_was_sent").count(), self.sent
            )

    return AReport


class Drafts(CastTestCase):
    def save(self, version=0, by=None, **answers):
        return actions.save_draft(self.request, by=by or self.fire_lead, at=NOW, expected_version=version, **answers)

    def test_a_stale_save_is_refused_with_the_row_as_it_is(self):
        self.save(changed="Fire’s.")
        with pytest.raises(ChangedMeanwhile) as refused:
            self.save(changed="Police’s.", by=self.police_lead)
        self.assertEqual((refused.value.row.changed, refused.value.by), ("Fire’s.", "Elin Pryce"))

    def test_nothing_is_saved_once_it_is_sent(self):
        make.report(self.request, self.fire_lead, "sent", planned="A count.")
        with pytest.raises(Refused, match="Elin Pryce sent this at 8am"):
            self.save(1, changed="Late thought.")

    def test_answers_nobody_was_asked_for_do_not_go(self):
        self.save(**{**ANSWERED, "path_to_green": "Hire.", "path_owner": "Helen", "decision": "Approve it"})
        actions.send(self.request, by=self.fire_lead, at=NOW)
        sent = ReportEvent.objects.get(kind="sent").answers
        self.assertEqual((sent["path_to_green"], sent["path_owner"], sent["decision"]), ("", "", ""))

    def test_at_risk_needs_a_way_back_with_an_owner_and_a_date(self):
        self.save(**{**ANSWERED, "status": "at_risk"})
        gaps = Sheet.of(self.request).gaps(Report.objects.get())
        self.assertEqual(gaps, ["path_to_green", "path_owner", "path_by"])
        with pytest.raises(Refused, match="not finished"):
            actions.send(self.request, by=self.fire_lead, at=NOW)

    def test_a_day_later_the_refusal_names_the_day(self):
        make.report(self.request, self.fire_lead, "sent", planned="A count.")
        actions.accept(self.request, by=self.officer, at=NOW)
        with pytest.raises(Refused, match="Dana Whitlock accepted this at 10:26am on 6 October 2014"):
            actions.accept(self.request, by=self.commissioner, at=NOW + dt.timedelta(days=1))


class WhoIsTold(CastTestCase):
    def test_the_policy_officers_of_the_office_that_asked(self):
        make.person("Other Officer", self.elsewhere, Role.POLICY_OFFICER)
        make.report(self.request, self.fire_lead, "drafting", planned="A count.")
        actions.send(self.request, by=self.fire_lead, at=NOW)
        self.assertEqual([each.to for each in Letter.objects.filter(kind="report_was_sent")], [self.officer])

    def test_whoever_else_answers_for_the_office_if_it_has_no_officer(self):
        self.officer.memberships.all().delete()
        self.assertEqual(actions.people_of_the_office(self.request, MONDAY), [self.commissioner])

    def test_authors_who_have_left_are_not_written_to(self):
        self.police_lead.is_active = False
        self.police_lead.save()
        self.assertEqual(set(actions.authors_of(self.request, MONDAY)), {self.fire_lead, self.ambulance_lead})

    def test_officers_who_may_not_see_work_for_named_people_are_not_told_its_name(self):
        self.review_work.reach = "named"
        self.review_work.save()
        self.assertEqual(actions.people_of_the_office(self.request, MONDAY), [])
        make.named(self.review_work, self.commissioner, "reader")
        self.assertEqual(actions.people_of_the_office(self.request, MONDAY), [self.commissioner])

    def test_nobody_accepts_the_report_they_sent_themselves(self):
        make.report(self.request, self.officer, "sent", planned="A count.")
        with pytest.raises(Refused, match="somebody else has to accept it"):
            actions.accept(self.request, by=self.officer, at=NOW)
        actions.accept(self.request, by=self.commissioner, at=NOW)


class TheReview(CastTestCase):
    def test_is_recorded_as_held_once(self):
        for _ in range(2):
            actions.hold(self.review, by=self.officer, at=NOW, held_on=MONDAY)
        self.assertEqual(Entry.objects.told_on(self.review).count(), 1)
        with pytest.raises(Refused, match="took place on 6 October 2014"):
            actions.hold(self.review, by=self.officer, at=NOW, held_on=dt.date(2014, 10, 3))


class Presented(CastTestCase):
    def sent(self, request=None):
        request = request or self.request
        make.report(request, self.fire_lead, "sent", planned="A count.")
        return request

    def hold(self):
        actions.hold(self.review, by=self.officer, at=NOW, held_on=MONDAY)

    def state(self, request=None):
        return ReportRequest.objects.get(pk=(request or self.request).pk).state

    def test_accepted_reports_are_presented_when_the_leaders_have_met(self):
        actions.accept(self.sent(), by=self.officer, at=NOW)
        self.hold()
        self.assertEqual(self.state(), "presented")
        verbs = Entry.objects.told_on(self.review_work).values_list("verb", flat=True)
        self.assertIn("presented the report to the leaders", verbs)

    def test_one_accepted_after_the_meeting_is_presented_at_once(self):
        self.sent()
        self.hold()
        self.assertEqual(self.state(), "sent")
        for _ in range(2):
            actions.accept(self.request, by=self.officer, at=NOW)
        self.assertEqual(self.state(), "presented")

    def test_what_was_not_accepted_stays_where_it_is(self):
        others = [make.report_request(make.initiative(), self.office, review=self.review) for _ in range(2)]
        make.report(others[0], self.fire_lead, "returned")
        self.hold()
        self.assertEqual([self.state(each) for each in others], ["returned", "asked"])

    def test_reports_of_another_review_stay_accepted(self):
        other = self.sent(make.report_request(self.review_work, self.office))
        actions.accept(other, by=self.officer, at=NOW)
        self.hold()
        self.assertEqual(self.state(other), "accepted")

    def test_a_presented_report_is_accepted_wherever_it_is_asked_for(self):
        make.report(self.request, self.fire_lead, "presented")
        later = make.report_request(self.review_work, self.office, dt.date(2014, 12, 1))
        self.assertEqual(ReportRequest.objects.accepted().get(), self.request)
        self.assertTrue(ReportRequest.objects.get(pk=self.request.pk).is_accepted)
        self.assertTrue(Report.objects.last_accepted_before(later, self.fire_lead).exists())
        self.assertIn(self.request.report, Report.objects.visible_to(self.reader))


class DueDates(CastTestCase):
    FRIDAY, THURSDAY = dt.date(2014, 10, 31), dt.date(2014, 10, 30)

    def recompute(self):
        return actions.recompute_due_dates(
            days={self.FRIDAY}, divisions={"england-and-wales"}, by=self.administrator, at=EIGHT
        )

    def due(self):
        return ReportRequest.objects.get(pk=self.request.pk).due_on

    def test_move_earlier_when_their_day_becomes_a_holiday_and_back_when_it_is_not(self):
        holiday = make.bank_holiday(self.FRIDAY)
        self.assertEqual((self.recompute(), self.due()), (1, self.THURSDAY))
        self.assertIn(
            "moved the day the report is due", Entry.objects.told_on(self.review_work).values_list("verb", flat=True)
        )
        self.assertEqual(self.recompute(), 0)
        holiday.delete()
        self.assertEqual((self.recompute(), self.due()), (1, self.FRIDAY))

    def test_stay_where_they_are_once_the_report_is_sent(self):
        make.report(self.request, self.fire_lead, "sent", planned="A count.")
        make.bank_holiday(self.FRIDAY)
        self.assertEqual((self.recompute(), self.due()), (0, self.FRIDAY))

    def test_another_country_s_holiday_moves_nothing(self):
        make.bank_holiday(self.FRIDAY, division="scotland")
        moved = actions.recompute_due_dates(days={self.FRIDAY}, divisions={"scotland"}, by=None, at=EIGHT)
        self.assertEqual(moved, 0)


@given(
    month=st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 1)),
    rest=st.sets(st.integers(1, 28), max_size=15),
    yearly=st.booleans(),
)
def test_a_vague_date_falls_due_on_the_latest_working_day_it_can_mean(month, rest, yearly):
    period = VagueDate(f"{month.year}" if yearly else f"{month:%Y-%m}")
    calendar = WorkingDays.without(dt.date(month.year, month.month, day) for day in rest)
    due = calendar.due(period)
    later = (due + dt.timedelta(days=n) for n in range(1, (period.last - due).days + 1))
    assert period.first <= due <= period.last
    assert calendar.is_working(due)
    assert not any(calendar.is_working(day) for day in later)


def test_every_answer_of_the_page_is_a_field_of_the_report():
    assert set(ANSWERS) <= {field.name for field in Report._meta.get_fields()}
    assert Status.NOT_REPORTED not in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
