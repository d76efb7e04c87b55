"""What owners and finance officers are told about benefits: a quarter that nobody claimed, and a claim that waits."""

import datetime as dt
from decimal import Decimal

from collab_portal.toolkit import clock
from initiatives.benefits import actions
from initiatives.benefits.models import Benefit
from initiatives.reminders.findings import findings
from initiatives.reminders.rehearsal import rehearse
from services.access.roles import Role
from services.history import actions as history
from services.letters.models import Letter
from services.people.models import Membership
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase, eight_on

#: July to September 2014 ended on a Tuesday; five working days later, and twenty.
FIFTH, TWENTIETH = dt.date(2014, 10, 7), dt.date(2014, 10, 28)
CLAIMED = dt.date(2014, 10, 8)
AFTER_FIVE, AFTER_FIFTEEN = dt.date(2014, 10, 15), dt.date(2014, 10, 29)


class BenefitsTestCase(ReminderTestCase):
    kind = ""

    def setUp(self):
        make.event(self.request, "withdrawn")
        self.saving = make.benefit(self.review_work, self.fire, self.sponsor, title="Rent no longer paid")

    def told(self, *days, to):
        for day in days:
            self.live_through(day - DAY, day + DAY)
        said = self.rows(kind=self.kind, recipient=to, state="sent")
        return [clock.local(row.decided_at).date() for row in said]


class Claiming(BenefitsTestCase):
    kind = "reading_due"

    def plan(self, quarter=2, **fields):
        return make.planned_quarter(self.saving, quarter=quarter, **fields)

    def test_five_and_twenty_working_days_after_a_planned_quarter_to_the_owner_alone(self):
        self.plan()
        assert self.told(FIFTH, TWENTIETH, to=self.sponsor) == [FIFTH, TWENTIETH]
        assert not self.rows(kind=self.kind).exclude(recipient=self.sponsor).exists()

    def test_the_letter_names_the_quarter_and_leads_to_the_form(self):
        self.plan()
        self.told(FIFTH, to=self.sponsor)
        letter = Letter.objects.get(to=self.sponsor)
        assert letter.subject == "Rent no longer paid: claim the last quarter"
        assert "July to September 2014 ended on Tuesday 30 September 2014" in letter.text
        assert f"/benefits/{self.saving.pk}/claim/" in letter.text
        assert "you own this benefit" in letter.why

    def test_a_quarter_for_which_nothing_is_planned_is_not_asked_about(self):
        self.plan(value=0)
        assert self.told(FIFTH, to=self.sponsor) == []
        self.plan(quarter=3)
        assert self.told(TWENTIETH, to=self.sponsor) == []

    def test_without_a_plan_by_quarter_it_is_asked_once_the_target_day_has_come(self):
        assert self.told(FIFTH, to=self.sponsor) == []
        Benefit.objects.update(target_on=dt.date(2014, 8, 31))
        assert self.told(TWENTIETH, to=self.sponsor) == [TWENTIETH]

    def test_without_a_plan_by_quarter_it_is_asked_after_an_earlier_value(self):
        make.reading(self.saving, "confirmed", by=self.finance)
        assert self.told(FIFTH, to=self.sponsor) == [FIFTH]

    def test_what_comes_once_is_not_asked_about_again(self):
        Benefit.objects.update(is_recurring=False)
        make.reading(self.saving, "confirmed", by=self.finance)
        assert self.told(FIFTH, to=self.sponsor) == []

    def test_once_claimed_nothing_is_said_until_it_is_rejected(self):
        self.plan()
        made = {"by": self.sponsor, "at": eight_on(dt.date(2014, 10, 2)), "value": Decimal(1_000)}
        made["quarter"] = self.saving.profile.get().when
        claim = actions.claim_reading(self.saving, **made)
        assert self.told(FIFTH, to=self.sponsor) == []
        actions.reject_reading(claim, by=self.finance, at=eight_on(dt.date(2014, 10, 9)), reason="No invoice.")
        assert self.told(TWENTIETH, to=self.sponsor) == [TWENTIETH]

    def test_the_next_quarter_is_asked_about_in_its_turn(self):
        make.reading(self.saving, "confirmed", by=self.finance)
        in_january = dt.date(2015, 1, 7)
        assert self.told(FIFTH, in_january, to=self.sponsor) == [FIFTH, in_january]

    def test_what_was_given_up_is_not_asked_about(self):
        self.plan()
        Benefit.objects.update(status="not_realised")
        assert self.told(FIFTH, to=self.sponsor) == []

    def test_a_line_that_was_entered_after_the_quarter_is_not_asked_about_it(self):
        self.plan()
        history.record(
            "added the benefit “Rent no longer paid”", self.saving, by=self.sponsor, at=eight_on(dt.date(2014, 10, 2))
        )
        assert self.told(FIFTH, to=self.sponsor) == []

    def test_an_owner_who_has_left_is_a_finding_of_that_organisation(self):
        self.plan()
        Membership.objects.filter(person=self.sponsor).update(ends_on=dt.date(2014, 10, 1))
        assert self.told(FIFTH, to=self.sponsor) == []
        said = rehearse(FIFTH)
        assert any(
            "Helen Marsh, who owns it, does not work for Cheshire Fire and Rescue Service" in line for line in said
        )

    def test_the_rehearsal_of_a_past_day_counts_what_was_claimed_by_then(self):
        self.plan()
        make.reading(self.saving, quarter=2, claimed_at=eight_on(dt.date(2014, 10, 10)))
        assert any("value of July to September 2014" in line for line in rehearse(FIFTH))
        assert not any("value of July to September 2014" in line for line in rehearse(TWENTIETH))


class Confirming(BenefitsTestCase):
    kind = "claim_waiting"

    def claim(self, by=None):
        return make.reading(self.saving, quarter=2, claimed_by=by or self.sponsor, claimed_at=eight_on(CLAIMED))

    def test_five_and_fifteen_working_days_after_the_claim_to_finance_of_that_organisation(self):
        self.claim()
        assert self.told(AFTER_FIVE, AFTER_FIFTEEN, to=self.finance) == [AFTER_FIVE, AFTER_FIFTEEN]
        assert not self.rows(kind=self.kind).exclude(recipient=self.finance).exists()

    def test_the_letter_says_what_was_claimed_by_whom_and_leads_to_the_answer(self):
        claim = self.claim()
        self.told(AFTER_FIVE, to=self.finance)
        letter = Letter.objects.get(to=self.finance)
        assert letter.subject == "Rent no longer paid: a claim waits for you"
        assert "£10,000, claimed by Helen Marsh, for July to September 2014" in letter.text
        assert "since Wednesday 8 October 2014" in letter.text
        assert f"/benefits/readings/{claim.pk}/confirm/" in letter.text

    def test_never_to_whoever_claimed_it(self):
        make.membership(self.sponsor, self.fire, Role.FINANCE)
        self.claim()
        assert self.told(AFTER_FIVE, to=self.sponsor) == []

    def test_once_answered_nothing_is_said_and_the_ledger_says_why(self):
        claim = self.claim()
        self.live_through(CLAIMED, CLAIMED + DAY)
        actions.confirm_reading(claim, by=self.finance, at=eight_on(CLAIMED + 2 * DAY))
        assert self.told(AFTER_FIVE, to=self.finance) == []
        assert {row.reason for row in self.rows(kind=self.kind)} == {"The value has been confirmed."}

    def test_nobody_to_confirm_is_a_finding(self):
        Membership.objects.filter(person=self.finance).delete()
        self.claim()
        self.live_through(CLAIMED, CLAIMED)
        said = [each for each in rehearse(AFTER_FIVE) if "has no finance officer, besides who claimed" in each]
        assert len(said) == 1
        assert findings(AFTER_FIVE - DAY)
