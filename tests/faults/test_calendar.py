"""The calendar does what it does at its worst: clocks change, a holiday comes overnight, the list of holidays ends."""

import datetime as dt

from django.test import override_settings

from collab_portal.toolkit import clock
from collab_portal.toolkit.clock import Reading
from initiatives.reminders import rehearsal, timeline, watch
from services.directory import actions as directory
from services.letters import delivery, holds, rounds
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import DAY, ReminderTestCase
from tests.services.management.test_check_reminders import checked, troubles

WEDNESDAY, THURSDAY, FRIDAY = (dt.date(2014, 10, day) for day in (29, 30, 31))
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
#: Moments of a day by UTC at which the engine looks: often enough to be awake, and around 8am by either time.
LOOKS = ((0, 0), (3, 45), (6, 59), (7, 0), (7, 59), (8, 0), (11, 0), (14, 0), (17, 30), (21, 0))


class WhenTheClocksChange(ReminderTestCase):
    """Fault 35: from the Friday before to the Tuesday after, and every ten minutes of the night itself."""

    def live_through_the_night_of(self, sunday):
        """Somebody has something due on the Monday, the Tuesday and the Wednesday; so they hear the working day before."""
        author = make.person(email=f"author.{sunday}@portal.test")
        make.letter_preferences(author, "never")
        for after in (1, 2, 3):
            make.named(work := make.initiative(), author)
            make.report_request(work, self.office, sunday + after * DAY)
        days = [sunday + number * DAY for number in range(-2, 3)]
        midnight = dt.datetime.combine(sunday, dt.time(), dt.UTC)
        by_day = [dt.datetime.combine(day, dt.time(*look), dt.UTC) for day in days for look in LOOKS]
        by_night = [midnight + dt.timedelta(minutes=minutes) for minutes in range(30, 211, 10)]
        for moment in sorted({*by_day, *by_night}):
            watch.tick(Reading(moment))
            rounds.deliver(Reading(moment))
        return author

    def left(self, author):
        return [f"{letter.sent_at:%a %H:%M}" for letter in Letter.objects.filter(to=author).order_by("sent_at")]

    def days_with_letters(self, sunday):
        return [each.day - sunday for each in timeline.days(sunday + 2 * DAY) if "sent" in each.counts]

    def test_in_spring_8am_comes_an_hour_earlier_from_the_monday_on(self):
        author = self.live_through_the_night_of(SPRING)
        assert self.left(author) == ["Fri 08:00", "Mon 07:00", "Tue 07:00"]
        assert self.days_with_letters(SPRING) == [-2 * DAY, DAY, 2 * DAY]

    def test_in_autumn_it_comes_an_hour_later_and_the_hour_that_comes_twice_brings_nothing(self):
        author = self.live_through_the_night_of(AUTUMN)
        assert self.left(author) == ["Fri 07:00", "Mon 08:00", "Tue 08:00"]
        assert self.days_with_letters(AUTUMN) == [-2 * DAY, DAY, 2 * DAY]


class AHolidayOvernight(ReminderTestCase):
    """Fault 36: the report is due on Friday, its authors hear on Thursday at 8am, and Thursday becomes a holiday."""

    def setUp(self):
        self.live_through(dt.date(2014, 10, 24), WEDNESDAY)

    def closes_on_thursday(self, *, at):
        told = {"name": "A day of thanks", "why": "Proclaimed this morning.", "by": self.administrator}
        directory.add_bank_holiday(day=THURSDAY, at=clock.at(WEDNESDAY, at), **told)

    def last_call(self):
        """When, by London's time, each of the three heard that it is due."""
        rows = self.rows(stage="before_1_authors", state="sent").select_related("letter")
        return [f"{clock.local(row.letter.sent_at):%A %H:%M}" for row in rows]

    def go_on(self, *mornings):
        for day, hour in mornings:
            self.tick(day, hour)
            delivery.deliver_waiting(clock.at(day, hour))

    def test_the_rehearsal_shows_it_on_the_day_before(self):
        assert len(rehearsal.rehearse(THURSDAY)) == 1 + 3
        self.closes_on_thursday(at=10)
        assert rehearsal.rehearse(THURSDAY) == ["Nothing is said on Thursday 30 October 2014."]
        shown = rehearsal.rehearse(WEDNESDAY)
        assert len(shown) == 1 + 3
        assert all("due Friday 31 October 2014, 1 working day before" in line for line in shown[1:])

    def test_added_in_the_morning_it_is_said_the_same_day_and_once(self):
        self.closes_on_thursday(at=10)
        self.go_on((WEDNESDAY, 11), (WEDNESDAY, 17), (THURSDAY, 8), (THURSDAY, 12), (FRIDAY, 8))
        assert self.last_call() == ["Wednesday 11:00"] * 3

    def test_added_in_the_evening_it_is_said_on_the_day_itself_and_never_after_it(self):
        self.closes_on_thursday(at=19)
        self.go_on((WEDNESDAY, 20), (THURSDAY, 8), (THURSDAY, 12), (FRIDAY, 8), (FRIDAY, 12))
        assert self.last_call() == ["Friday 08:00"] * 3


@override_settings(PORTAL_CLOCK="2014-10-06 10:00")
class TheListEnds(ReminderTestCase):
    """Fault 37: nobody has loaded the coming years."""

    def known_up_to(self, day):
        make.bank_holiday(day, is_seeded=True)
        holds.beat("tick", clock.at(make.MONDAY, 10))

    def test_a_year_ahead_nothing_is_said(self):
        self.known_up_to(dt.date(2015, 10, 6))
        assert checked() == ""

    def test_with_less_the_watcher_says_so(self):
        self.known_up_to(dt.date(2015, 10, 5))
        (sentence,) = troubles()
        assert "known only up to 5 October 2015" in sentence

    def test_once_it_has_ended_that_is_said_and_weekends_are_still_closed(self):
        self.known_up_to(dt.date(2014, 8, 25))
        (sentence,) = troubles()
        assert "ran out on 25 August 2014" in sentence
        self.live_through(dt.date(2014, 9, 29), dt.date(2014, 11, 10), hours=(8, 12))
        days = [day for day, _ in self.letters()]
        assert len(days) == 17
        assert not {day for day in days if day.weekday() > 4}
