"""Work about which no person has done anything for 90 days; what the portal writes itself is no news."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit import clock
from initiatives.register.models import Initiative
from initiatives.reminders.findings import findings
from initiatives.reminders.sources.initiative_quiet import STILL_HEARD, quiet_on
from services.history import actions as history
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase, eight_on

BEGAN = dt.date(2014, 10, 6)
AFTER_90_DAYS, AFTER_180_DAYS = dt.date(2015, 1, 2), dt.date(2015, 4, 3)


class QuietWork(ReminderTestCase):
    def setUp(self):
        make.event(self.request, "withdrawn")
        Initiative.objects.update(registered_at=eight_on(BEGAN))
        self.review_work.refresh_from_db()

    def told(self, *days, to=None):
        for day in days:
            self.live_through(day - DAY, day + DAY)
        return [day for day, kind in self.letters(to or self.fire_lead) if kind == "initiative_is_quiet"]

    def did_something(self, day, by):
        history.record("changed the purpose", self.review_work, by=by, at=clock.at(day, 11))

    def test_ninety_days_after_it_came_into_the_portal(self):
        assert self.told(AFTER_90_DAYS) == [AFTER_90_DAYS]

    def test_the_letter_says_since_when_and_what_can_be_done(self):
        self.told(AFTER_90_DAYS)
        letter = Letter.objects.get(to=self.fire_lead)
        assert letter.subject == "Tri-service collaboration…: no news since 6 October 2014"
        assert "park it until a day to look again, or close it" in letter.text
        assert letter.why == "you look after it"

    def test_what_a_person_did_is_news(self):
        self.did_something(dt.date(2014, 12, 1), self.reader)
        assert self.told(AFTER_90_DAYS) == []
        assert self.told(dt.date(2015, 2, 27)) == [dt.date(2015, 2, 27)]

    def test_a_report_that_somebody_sent_is_news(self):
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(dt.date(2014, 12, 1)))
        assert self.told(AFTER_90_DAYS) == []

    def test_a_stamp_by_the_portal_itself_is_no_news(self):
        """Lessons 3.3: the reminder must not reset the clock that it measures."""
        make.milestone(self.review_work, on=dt.date(2014, 12, 8))
        self.live_through(dt.date(2014, 12, 1), dt.date(2014, 12, 9))
        assert self.letters(self.fire_lead), "the portal has written in the timeline that it reminded somebody"
        assert self.told(AFTER_90_DAYS) == [AFTER_90_DAYS]

    def test_being_told_does_not_make_it_active_and_the_next_ninety_days_are_told_again(self):
        assert self.told(AFTER_90_DAYS, AFTER_180_DAYS) == [AFTER_90_DAYS, AFTER_180_DAYS]

    def test_every_morning_of_a_long_silence_it_is_said_once_in_ninety_days(self):
        self.live_through(AFTER_90_DAYS - DAY, AFTER_180_DAYS + DAY)
        assert self.told() == [AFTER_90_DAYS, AFTER_180_DAYS]

    def test_news_and_then_ninety_days_of_silence_are_told_again(self):
        self.told(AFTER_90_DAYS)
        self.did_something(dt.date(2015, 1, 12), self.fire_lead)
        assert self.told(dt.date(2015, 4, 2), dt.date(2015, 4, 10)) == [AFTER_90_DAYS, dt.date(2015, 4, 10)]

    def test_drafts_parked_and_closed_work_may_rest(self):
        for standing, more in (
            ("draft", {}),
            ("parked", {"standing_reason": "No money.", "look_again_on": dt.date(2016, 1, 4)}),
            ("closed", {"standing_reason": "Done.", "ending": "completed"}),
        ):
            Initiative.objects.update(standing=standing, **more)
            assert self.told(AFTER_90_DAYS) == []

    def test_work_past_its_known_end_may_rest(self):
        Initiative.objects.update(ended_on="2014-12")
        assert self.told(AFTER_90_DAYS) == []

    def test_the_service_leads_of_its_lead_are_told_as_well(self):
        colleague = make.person("Ann Bell", self.fire)
        Initiative.objects.update(lead=self.fire)
        assert self.told(AFTER_90_DAYS, to=colleague) == [AFTER_90_DAYS]
        assert self.told(to=self.sponsor) == []

    def test_of_work_led_jointly_those_of_everybody_who_takes_part(self):
        self.review_work.named_people.all().delete()
        Initiative.objects.update(is_jointly_led=True)
        assert self.told(AFTER_90_DAYS, to=self.ambulance_lead) == [AFTER_90_DAYS]

    def test_nobody_named_and_no_lead_is_a_finding(self):
        self.review_work.named_people.all().delete()
        [finding] = findings(dt.date(2014, 12, 15))
        assert "because nobody is named to write its reports, and who leads it is not known" in finding.sentence
        assert (finding.url, finding.owner) == ("/initiatives/CHS-007/", "the organisations that take part")

    def test_work_of_which_no_day_is_known_says_nothing(self):
        Initiative.objects.update(registered_at=None)
        assert self.told(AFTER_90_DAYS) == []


@given(st.dates(dt.date(2010, 1, 1), dt.date(2020, 1, 1)), st.integers(0, 3000))
def test_a_silence_is_due_every_ninety_days_and_never_goes_back(last_news_on, silent):
    day = last_news_on + silent * DAY
    due_on = quiet_on(last_news_on, day)
    assert (due_on - last_news_on).days % 90 == 0
    assert due_on > last_news_on
    assert due_on > day - STILL_HEARD * DAY
    assert due_on <= quiet_on(last_news_on, day + DAY)
