"""The two dates of an agreement: its review, and the day it expires, which may be known to the month only."""

import datetime as dt

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate
from initiatives.agreements.models import Agreement
from initiatives.reminders.findings import findings
from services.history import actions as history
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase


class AgreementTestCase(ReminderTestCase):
    def agreed(self, **dates):
        return make.agreement((self.fire,), title="Fleet agreement", ref="CHS-A07", state="in_force", **dates)

    def told(self, *days):
        for day in days:
            self.live_through(day, day)
        return [(day, kind) for day, kind in self.letters(self.sponsor) if kind.startswith("agreement")]

    def days_around(self, *days):
        """Every day that could be a reminder's, its neighbours, and no others."""
        return sorted({day + n * DAY for day in days for n in range(-3, 4)})


class Reviews(AgreementTestCase):
    def test_three_months_one_month_and_on_the_day_to_sponsors_and_service_leads_of_its_parties(self):
        self.agreed(review_on=dt.date(2015, 6, 1))
        days = dt.date(2015, 2, 27), dt.date(2015, 5, 1), dt.date(2015, 6, 1)
        told = [(day, "agreement_is_to_be_reviewed") for day in days]
        assert self.told(*self.days_around(*days)) == told
        assert [each for each in self.letters(self.fire_lead) if each[1].startswith("agreement")] == told
        assert not any(kind.startswith("agreement") for _, kind in self.letters(self.police_lead))

    def test_the_letter_counts_in_months_and_leads_to_the_agreement(self):
        self.agreed(review_on=dt.date(2015, 6, 1))
        self.told(dt.date(2015, 2, 27))
        letter = Letter.objects.get(to=self.sponsor)
        assert letter.subject == "Fleet agreement: review due 1 June 2015"
        assert "is to be reviewed by Monday 1 June 2015, in 3 months." in letter.text
        assert "http://localhost:8000/agreements/CHS-A07/" in letter.text

    def test_a_review_that_was_past_when_the_record_was_brought_in_says_nothing(self):
        agreement = self.agreed(review_on=dt.date(2015, 6, 1))
        history.record("loaded this", agreement, by=None, at=clock.at(dt.date(2015, 6, 2), 9))
        assert self.told(dt.date(2015, 6, 2), dt.date(2015, 6, 3)) == []

    def test_an_agreement_that_is_over_has_nothing_to_review(self):
        self.agreed(review_on=dt.date(2015, 6, 1))
        self.told(dt.date(2015, 5, 1))
        Agreement.objects.update(state="ended")
        assert len(self.told(dt.date(2015, 6, 1))) == 1
        assert "The agreement is ended." in {row.reason for row in self.rows(kind="agreement_review")}

    def test_a_new_date_for_the_review_is_a_new_round(self):
        agreement = self.agreed(review_on=dt.date(2014, 11, 3))
        self.told(dt.date(2014, 10, 3), dt.date(2014, 11, 3))
        agreement.review_on = dt.date(2015, 11, 2)
        agreement.save()
        days = [day for day, _ in self.told(*self.days_around(dt.date(2015, 7, 31), dt.date(2015, 10, 2)))]
        assert days == [dt.date(2014, 10, 3), dt.date(2014, 11, 3), dt.date(2015, 7, 31), dt.date(2015, 10, 2)]


class Expiries(AgreementTestCase):
    def test_twelve_six_three_and_one_month_before(self):
        self.agreed(expires_on=VagueDate("2015-11-30"))
        days = [dt.date(2014, 11, 28), dt.date(2015, 5, 29), dt.date(2015, 8, 28), dt.date(2015, 10, 30)]
        assert [day for day, _ in self.told(*self.days_around(*days))] == days

    def test_a_vague_date_expires_on_its_last_day(self):
        self.agreed(expires_on=VagueDate("2015-11"))
        self.told(dt.date(2014, 11, 28))
        letter = Letter.objects.get(to=self.sponsor)
        assert "expires on Monday 30 November 2015, in 12 months." in letter.text
        assert letter.subject == "Fleet agreement: expires on 30 November 2015"

    def test_a_party_that_has_left_is_not_told(self):
        agreement = self.agreed(expires_on=VagueDate("2015-11-30"))
        agreement.parties.update(to_on="2014-06")
        assert self.told(dt.date(2014, 11, 28)) == []

    def test_parties_without_anybody_are_a_finding_of_the_parties(self):
        make.agreement((self.elsewhere,), state="in_force", expires_on=VagueDate("2014-12-01"), ref="CHS-A08")
        self.stranger.memberships.all().delete()
        [finding] = findings(dt.date(2014, 10, 27))
        assert finding.owner == "its parties"
        assert finding.url == "/agreements/CHS-A08/"
        assert "because no party has a sponsor or a service lead" in finding.sentence
