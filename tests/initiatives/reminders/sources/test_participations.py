"""What an organisation is asked about the purpose: to confirm it, and 90 days later whether it is still true."""

import datetime as dt

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from initiatives.register.actions import parties, record
from initiatives.register.models import Initiative, Participation
from initiatives.reminders.findings import findings
from services.access.roles import Role
from services.history import actions as history
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase, eight_on

ANSWERED, TWENTY_DAYS_LATER = dt.date(2014, 11, 3), dt.date(2014, 12, 1)


class PurposeTestCase(ReminderTestCase):
    kind = ""

    def setUp(self):
        make.event(self.request, "withdrawn")
        Initiative.objects.update(registered_at=eight_on(dt.date(2014, 10, 6)))
        self.part = Participation.objects.select_related("initiative").get(organisation=self.fire)

    def told(self, *days, to=None):
        for day in days:
            self.live_through(day - DAY, day + DAY)
        said = self.rows(kind=self.kind, recipient=to or self.fire_lead, state="sent")
        return [clock.local(row.decided_at).date() for row in said]


class Confirming(PurposeTestCase):
    kind = "purpose_confirmation"

    def answer(self, day, **more):
        Participation.objects.filter(pk=self.part.pk).update(answered_at=eight_on(day), **more)

    def test_twenty_working_days_after_it_said_that_it_takes_part_to_whoever_writes_for_it(self):
        self.answer(ANSWERED)
        assert self.told(TWENTY_DAYS_LATER) == [TWENTY_DAYS_LATER]
        assert self.told(to=self.sponsor) == [TWENTY_DAYS_LATER]
        assert self.told(to=self.police_lead) == []

    def test_the_letter_says_who_since_when_and_leads_to_the_page(self):
        self.answer(ANSWERED)
        self.told(TWENTY_DAYS_LATER)
        letter = Letter.objects.get(to=self.fire_lead)
        assert letter.subject == "Tri-service collaboration review: confirm its purpose"
        assert letter.text.split("\n\n")[1].startswith(
            "Cheshire Fire and Rescue Service has taken part in “Tri-service"
        )
        assert "since Monday 3 November 2014 and has not confirmed its purpose yet" in letter.text

    def test_the_day_on_record_counts_where_it_is_later_and_known_to_the_day(self):
        self.answer(dt.date(2014, 10, 7), from_on=VagueDate.on(ANSWERED))
        assert self.told(dt.date(2014, 11, 4)) == []
        assert self.told(TWENTY_DAYS_LATER) == [TWENTY_DAYS_LATER]

    def test_a_day_that_nobody_knows_says_nothing(self):
        Participation.objects.update(from_on="2014-11")
        assert self.told(TWENTY_DAYS_LATER, dt.date(2014, 12, 29)) == []

    def test_a_part_that_began_before_the_portal_knew_the_work_says_nothing(self):
        Participation.objects.update(from_on="2014-09-08")
        assert self.told(dt.date(2014, 10, 6), dt.date(2014, 10, 7)) == []

    def test_once_confirmed_it_is_not_asked(self):
        self.answer(ANSWERED)
        self.told(dt.date(2014, 11, 20))
        parties.confirm_purpose(self.part, by=self.fire_lead, at=eight_on(dt.date(2014, 11, 24)))
        assert self.told(TWENTY_DAYS_LATER) == []
        assert {row.reason for row in self.rows(kind="purpose_confirmation")} == {"The purpose has been confirmed."}

    def test_an_organisation_that_has_left_or_work_without_a_purpose_is_not_asked(self):
        self.answer(ANSWERED, to_on="2014-11")
        assert self.told(TWENTY_DAYS_LATER) == []
        self.answer(ANSWERED, to_on=None)
        Initiative.objects.update(purpose="")
        assert self.told(TWENTY_DAYS_LATER) == []

    def test_the_policy_officers_of_an_oversight_body_answer_for_it(self):
        part = make.participation(self.review_work, self.office, answered_at=eight_on(ANSWERED))
        assert part.takes_part
        assert self.told(TWENTY_DAYS_LATER, to=self.officer) == [TWENTY_DAYS_LATER]
        assert self.told(to=self.commissioner) == []

    def test_nobody_who_writes_for_it_is_a_finding_that_names_it(self):
        Initiative.objects.update(lead=self.police)
        make.participation(self.review_work, make.organisation("Halton Council"), answered_at=eight_on(ANSWERED))
        [finding] = findings(dt.date(2014, 11, 20))
        assert "because Halton Council has nobody here who writes for it and may see this" in finding.sentence
        assert finding.owner == "Cheshire Constabulary"

    def test_only_those_named_are_asked_about_work_for_named_people(self):
        self.answer(ANSWERED)
        Initiative.objects.update(reach="named")
        make.person("Ann Bell", self.fire, Role.SECRETARY)
        self.told(TWENTY_DAYS_LATER)
        assert {letter.to.name for letter in Letter.objects.all()} == {"Elin Pryce", "Helen Marsh"}


class StillTrue(PurposeTestCase):
    kind = "still_true"

    def setUp(self):
        super().setUp()
        parties.confirm_purpose(self.part, by=self.fire_lead, at=eight_on(dt.date(2014, 10, 13)))

    def test_ninety_days_after_it_confirmed_the_purpose(self):
        day = dt.date(2015, 1, 9)  # the ninetieth is a Sunday
        history.record("changed the themes", self.review_work, by=self.fire_lead, at=eight_on(dt.date(2014, 12, 1)))
        assert self.told(day) == [day]
        letter = Letter.objects.get(to=self.fire_lead)
        assert letter.subject == "Tri-service collaboration review: is it still true?"
        assert (
            "confirmed the purpose of “Tri-service collaboration review” (CHS-007) on Monday 13 October 2014"
            in letter.text
        )

    def test_a_new_purpose_that_is_confirmed_opens_its_own_ninety_days(self):
        self.told(dt.date(2015, 1, 9))
        later = clock.at(dt.date(2015, 1, 12), 10)
        record.change(self.review_work, by=self.fire_lead, at=later, purpose="Share one control room.")
        assert self.told(dt.date(2015, 1, 13)) == [dt.date(2015, 1, 9)]
        parties.confirm_purpose(self.part, by=self.fire_lead, at=later + DAY)
        assert self.told(dt.date(2015, 4, 13)) == [dt.date(2015, 1, 9), dt.date(2015, 4, 13)]

    def test_saying_that_it_is_still_true_answers_the_question_and_opens_another_ninety_days(self):
        self.told(dt.date(2014, 12, 31))
        parties.confirm_purpose(self.part, by=self.fire_lead, at=clock.at(dt.date(2015, 1, 7), 10))
        assert self.told(dt.date(2015, 1, 9)) == []
        assert self.told(dt.date(2015, 4, 7)) == [dt.date(2015, 4, 7)]

    def test_a_changed_purpose_takes_the_question_back(self):
        self.told(dt.date(2014, 12, 15))
        at = clock.at(dt.date(2014, 12, 16), 10)
        record.change(self.review_work, by=self.fire_lead, at=at, purpose="Share one control room.")
        assert self.told(dt.date(2015, 1, 9)) == []
        assert {row.reason for row in self.rows(kind="still_true")} == {"The purpose has changed."}

    def test_work_that_rests_is_not_asked_about(self):
        Initiative.objects.update(standing="closed", standing_reason="Done.", ending="completed")
        assert self.told(dt.date(2015, 1, 9)) == []
