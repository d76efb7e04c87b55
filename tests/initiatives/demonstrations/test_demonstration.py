"""Living through days from a page: the clock goes on, the morning's work is done, and its letters are there to be read."""

import datetime as dt
import re
import tempfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from collab_portal.toolkit import clock, leaps
from initiatives.demonstrations import actions, mornings, pages
from initiatives.demonstrations.views import FASTER
from initiatives.reminders import watch
from initiatives.reminders.models import Reminder
from initiatives.reminders.rehearsal import plan_of
from services.access.roles import Role
from services.letters import rounds
from services.letters.models import Hold, Letter, Pulse
from tests import make
from tests.initiatives.reminders.mornings import DAY, OCTOBER_3, ReminderTestCase, eight_on

PAGE, GO_ON = "/demonstration/", "/demonstration/go-on/"
OCTOBER_2 = OCTOBER_3 - DAY


class Demonstration(ReminderTestCase):
    """The clock stands at 9am on Thursday 2 October 2014 and can be moved; letters about the report go on the Friday."""

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        clocks = {"PORTAL_CLOCK": "2014-10-02 09:00", "PORTAL_CLOCK_FILE": str(Path(folder) / "clock-moved")}
        self.enterContext(override_settings(**clocks))
        self.sign_in(self.officer)

    def shown(self, **asked):
        answer = self.client.get(PAGE, asked)
        assert answer.status_code == 200, answer.status_code
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    def press(self, to, **more):
        answer = self.client.post(GO_ON, {"to": to.isoformat(), **more}, follow=True)
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class WhoMoves(Demonstration):
    def test_officers_secretaries_and_administrators_move_it_and_nobody_else(self):
        secretary = make.person("Wen Harcourt", self.police, Role.SECRETARY)
        may = {self.officer, self.administrator, secretary}
        for someone in {*self.cast.values(), secretary}:
            self.sign_in(someone)
            assert self.client.get(PAGE).status_code == (200 if someone in may else 403), someone
            assert self.client.get(GO_ON).status_code == (405 if someone in may else 403), someone
            assert ("Move the clock" in self.client.get("/account/").content.decode()) == (someone in may), someone
        self.client.logout()
        assert self.client.get(PAGE).status_code == 302

    def test_who_may_not_moves_nothing(self):
        self.sign_in(self.fire_lead)
        answer = self.client.post(GO_ON, {"to": OCTOBER_3.isoformat()})
        assert answer.status_code == 403
        assert "move this clock" in answer.content.decode()
        assert (clock.today(), Letter.objects.count()) == (OCTOBER_2, 0)

    def test_where_the_clock_cannot_be_moved_there_is_no_such_page_for_anybody(self):
        for elsewhere in ({"PORTAL_CLOCK_FILE": ""}, {"DEVELOPMENT": False}):
            with override_settings(**elsewhere):
                for someone in self.cast.values():
                    self.sign_in(someone)
                    assert self.client.get(PAGE).status_code == 404
                    assert self.client.post(GO_ON, {"to": OCTOBER_3.isoformat()}).status_code == 404
                    assert "Move the clock" not in self.client.get("/account/").content.decode()
        assert clock.today() == OCTOBER_2

    def test_a_form_without_its_token_moves_nothing(self):
        strict = self.client_class(enforce_csrf_checks=True)
        strict.force_login(self.officer)
        assert strict.post(GO_ON, {"to": OCTOBER_3.isoformat()}).status_code == 403
        assert clock.today() == OCTOBER_2


class OnePress(Demonstration):
    def test_it_goes_on_to_eight_the_next_morning_and_shows_its_letters(self):
        assert "In the portal it is 9am on Thursday 2 October 2014" in self.shown()
        page = self.press(OCTOBER_3)
        assert clock.now() == eight_on(OCTOBER_3)
        assert "It is Friday 3 October 2014, 8am. 3 letters were written." in page
        assert "In the portal it is 8am on Friday 3 October 2014" in page
        for letter in Letter.objects.all():
            assert letter.state == "sent"
            for words in (letter.to.name, letter.to.email, f"You get this because {letter.why}."):
                assert words in page
        assert "Go on to Saturday 4 October 2014, 8am" in page

    def test_the_page_itself_says_where_its_button_goes(self):
        for _ in range(3):
            to = re.search(r'name="to" value="([^"]*)"', self.client.get(PAGE).content.decode())[1]
            self.client.post(GO_ON, {"to": to})
        assert clock.now() == eight_on(OCTOBER_3 + 2 * DAY)

    def test_before_eight_it_is_the_same_day(self):
        with override_settings(PORTAL_CLOCK="2014-10-03 02:30"):
            self.press(OCTOBER_3)
            assert clock.now() == eight_on(OCTOBER_3)
        assert Letter.objects.count() == 3

    def test_pressed_twice_it_is_one_day(self):
        self.press(OCTOBER_3)
        assert FASTER in self.press(OCTOBER_3)
        assert clock.now() == eight_on(OCTOBER_3)
        assert Letter.objects.count() == 3

    def test_what_no_page_of_ours_sent_moves_nothing(self):
        for to in ("", "tomorrow", "2014-10-09", "\x00"):
            assert FASTER in self.client.post(GO_ON, {"to": to}, follow=True).content.decode()
        assert FASTER in self.client.post(GO_ON, follow=True).content.decode()
        assert clock.today() == OCTOBER_2

    def test_it_says_on_every_page_where_the_clock_stands_and_signs_nobody_out(self):
        for n in range(12):
            self.press(OCTOBER_3 + n * DAY)
        assert "The portal’s clock stands at 8am on Tuesday 14 October 2014" in self.shown()

    def test_on_a_weekend_it_says_why_nothing_leaves(self):
        self.press(OCTOBER_3)
        page = self.press(OCTOBER_3 + DAY)
        assert "It is Saturday 4 October 2014, 8am. No letter was written." in page
        assert "No letters on this day: offices are closed, Saturday." in page

    def test_on_a_bank_holiday_too(self):
        make.bank_holiday(OCTOBER_3, name="Founders’ day")
        assert "No letters on this day: offices are closed, Founders’ day." in self.press(OCTOBER_3)

    def test_on_a_working_day_without_anything_it_says_so(self):
        page = self.shown()
        assert "No letters on this day: nothing had to be said" in page


class UntilThereAreLetters(Demonstration):
    def test_it_goes_over_the_days_that_have_none(self):
        self.press(OCTOBER_3)
        page = self.press(OCTOBER_3 + DAY, until_letters="on")
        assert clock.now() == eight_on(dt.date(2014, 10, 17))
        assert "It is Friday 17 October 2014, 8am. 3 letters were written." in page

    def test_it_stops_after_a_month_without_any(self):
        with mock.patch.object(mornings, "work"):
            page = self.press(OCTOBER_3, until_letters="on")
        assert clock.today() == OCTOBER_2 + actions.MOST_DAYS * DAY
        assert "No letter was written on these 31 days. Press again to look further." in page

    def test_it_stops_when_it_takes_too_long_for_a_page(self):
        with mock.patch.object(mornings, "work"), mock.patch.object(actions, "MOST_SECONDS", 0):
            self.press(OCTOBER_3, until_letters="on")
        assert clock.today() == OCTOBER_3


class TheDaysSoFar(Demonstration):
    def test_every_day_since_it_began_is_a_link_away_with_its_letters(self):
        for n in range(3):
            self.press(OCTOBER_3 + n * DAY)
        counted = [(each.day, each.in_words) for each in pages.days(clock.today(), clock.today())]
        assert counted == [
            (dt.date(2014, 10, 5), "No letters: Sunday"),
            (dt.date(2014, 10, 4), "No letters: Saturday"),
            (OCTOBER_3, "3 letters"),
            (OCTOBER_2, "No letters"),
        ]
        assert "Elin Pryce" in self.shown(day="2014-10-03")

    def test_a_day_outside_it_is_not_there(self):
        for day in ("2014-10-01", "2014-10-03", "tomorrow", "2014-99-99", "\x00"):
            assert self.client.get(PAGE, {"day": day}).status_code == 404

    def test_of_a_long_demonstration_the_list_has_a_month_around_the_day(self):
        with leaps.one_at_a_time():
            clock.move_ahead(eight_on(OCTOBER_3 + 99 * DAY))
        today = clock.today()
        for back in (0, 10, 20, 60, 100):
            listed = [each.day for each in pages.days(today - back * DAY, today)]
            assert today - back * DAY in listed
            assert len(listed) <= 31
        assert "Thursday 2 October 2014" in self.shown(day="2014-10-02")

    def test_many_letters_cost_no_more_queries_and_have_pages(self):
        for many in (1, 119):
            for _ in range(many):
                make.letter(make.person(email=f"p{Letter.objects.count()}@portal.test"), posted_at=clock.now())
            self.shown()
            with self.assertNumQueries(6):
                self.shown()
        assert "120 letters" in self.shown()
        assert 'rel="next"' in self.client.get(PAGE).content.decode()


class WhoseLetters(Demonstration):
    def test_no_letter_about_signing_in_and_none_to_an_address_that_may_be_real(self):
        for subject, email, more in (
            ("Your new password", "a@portal.test", {"sort": "account"}),
            ("To somebody real", "someone@cheshire.police.uk", {}),
            ("To somebody near it", "someone@portal.test.police.uk", {}),
            ("To the cast", "b@portal.test", {}),
            ("To Westmere", "C@WESTMERE.TEST", {}),
        ):
            make.letter(make.person(email=email), subject=subject, posted_at=clock.now(), **more)
        page = self.shown()
        assert "2 letters, to people who are made up" in page
        assert "To the cast" in page
        assert "To Westmere" in page
        for hidden in ("Your new password", "To somebody real", "To somebody near it"):
            assert hidden not in page

    def test_one_that_is_held_or_came_back_says_so(self):
        make.letter(self.fire_lead, state="held", last_error="We cannot reach this address.", posted_at=clock.now())
        assert "Held back 9am. We cannot reach this address." in self.shown()

    def test_what_a_letter_says_is_escaped(self):
        make.letter(self.fire_lead, subject="<b>Bold</b>", text="<script>alert(1)</script>", posted_at=clock.now())
        assert b"<script>alert(1)" not in self.client.get(PAGE).content
        assert b"&lt;b&gt;Bold" in self.client.get(PAGE).content


class TheSameAsThePlan(Demonstration):
    """A month lived through from the page says what the plan says, whatever the workers do meanwhile."""

    LAST = dt.date(2014, 11, 7)

    def dates(self):
        return [OCTOBER_3 + n * DAY for n in range((self.LAST - OCTOBER_3).days + 1)]

    def said(self):
        """(local date, person, stage) of everything that was said, from the ledger."""
        rows = Reminder.objects.filter(state="sent").select_related("letter")
        return sorted((clock.local(row.letter.posted_at).date(), row.recipient_id, row.stage) for row in rows)

    def planned(self):
        return sorted((day, each.person, each.step.name) for day in self.dates() for each in plan_of(day)[0])

    def test_every_day_says_what_its_plan_says(self):
        planned = self.planned()
        for day in self.dates():
            self.press(day)
        assert self.said() == planned
        assert len(planned) > 10

    def test_workers_that_tick_before_during_and_after_add_nothing_and_hold_nothing(self):
        planned, work = self.planned(), mornings.work

        def with_workers(now):
            self.engine()  # beat was faster
            sent = work(now)
            self.engine()
            return sent

        for day in self.dates():
            self.engine()
            with mock.patch.object(mornings, "work", side_effect=with_workers):
                self.press(day)
            self.engine()
        assert self.said() == planned
        assert not Hold.objects.exists()
        assert not Letter.objects.exclude(state="sent").exists()

    def test_a_worker_that_still_has_yesterdays_time_says_nothing_twice(self):
        planned = self.planned()
        for day in self.dates():
            old = clock.compared()
            self.press(day)
            watch.tick(old)
            rounds.deliver(old)
        assert self.said() == planned
        assert not Hold.objects.exists()

    def engine(self):
        """A look of beat and the workers."""
        reading = clock.compared()
        watch.tick(reading)
        rounds.deliver(reading)


class TheEngine(Demonstration):
    def test_it_is_alive_at_the_morning_gone_to(self):
        self.press(OCTOBER_3)
        assert Pulse.objects.last("tick") == Pulse.objects.last("delivery") == eight_on(OCTOBER_3)

    def test_no_broker_is_asked(self):
        with mock.patch("celery.Celery.send_task") as send_task, self.captureOnCommitCallbacks(execute=True):
            self.press(OCTOBER_3)
        send_task.assert_not_called()

    def test_a_morning_whose_work_fails_is_kept_for_the_workers(self):
        self.client.raise_request_exception = False
        with mock.patch("initiatives.reminders.actions.tick", side_effect=ValueError):
            assert self.client.post(GO_ON, {"to": OCTOBER_3.isoformat()}).status_code == 500
        assert clock.today() == OCTOBER_3
        watch.tick(clock.compared())
        rounds.deliver(clock.compared())
        assert Letter.objects.filter(state="sent").count() == 3

    def test_the_address_has_its_name(self):
        assert (reverse("demonstrations:demonstration"), reverse("demonstrations:go_on")) == (PAGE, GO_ON)
        assert settings.PORTAL_CLOCK_FILE
