"""The page about the engine, what an administrator can do there, and the banner that everybody reads."""

import datetime as dt
from unittest import mock

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit import clock
from collab_portal.toolkit.cache import quick
from services.history.models import Entry
from services.letters import holds, lateness
from services.letters.models import Hold, Letter
from services.letters.reconciling import ACCOUNT
from tests import make
from tests.case import EIGHT, WITHOUT_REDIS, CastTestCase

PAGE = "/manage/health/"
MINUTE = dt.timedelta(minutes=1)
SECRET = "Words that are the reader's alone"


class EngineCase(CastTestCase):
    def setUp(self):
        self.sign_in(self.administrator)

    def page(self, address=PAGE):
        answer = self.client.get(address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    def letter(self, state="failed", **fields):
        words = {"subject": SECRET, "text": SECRET, "html": SECRET, "why": SECRET}
        return make.letter(self.fire_lead, **{"state": state, "last_error": "550 no such box", **words, **fields})

    def post(self, address, follow=True, **answers):
        return " ".join(self.client.post(PAGE + address, answers, follow=follow).content.decode().split())


class ThePage(EngineCase):
    def test_an_engine_that_is_well_says_so(self):
        make.bank_holiday(dt.date(2016, 1, 1), is_seeded=True)
        holds.beat("tick", EIGHT, planned=2, posted=1, taken_back=0, milliseconds=41)
        holds.beat("delivery", EIGHT, sent=1)
        page = self.page()
        assert "Nothing. Letters leave, and everybody gets theirs." in page
        assert "2 lines planned, 1 letter written, 0 letters taken back, in 41 milliseconds" in page
        assert "Known up to 1 January 2016" in page
        assert "CANARY_ADDRESS" in page

    def test_yesterdays_letters_are_counted_against_the_journal(self):
        assert "Not counted yet" in self.page()
        for without_line, said in ((0, "The journal says the same."), (1, "The journal says something else.")):
            holds.beat(ACCOUNT, EIGHT, day="2014-10-05", sent=3, without_line=without_line, without_letter=0)
            page = self.page()
            assert "3 letters left on 5 October 2014" in page
            assert said in page

    def test_what_is_wrong_stands_on_top(self):
        holds.beat("tick", EIGHT - 20 * MINUTE)
        assert "Broken</strong> The engine last looked at what is due on 6 October 2014 at 7:40am." in self.page()

    def test_a_web_machine_whose_clock_is_wrong_is_told_of_and_the_page_goes_by_the_database(self):
        holds.beat("tick", EIGHT)
        for seconds, told in (
            (-31, "This web machine is 31 seconds behind the database. Set its clock: "),
            (31, "ahead"),
            (30, ""),
        ):
            reading = clock.Reading(EIGHT, dt.timedelta(seconds=seconds))
            with mock.patch.object(clock, "compared", return_value=reading):
                page = self.page()
            assert ("This web machine is" in page) == bool(told)
            assert told in page

    def test_what_it_says_of_the_engine_does_not_follow_a_wrong_web_clock(self):
        holds.beat("tick", EIGHT)
        three_hours = dt.timedelta(hours=3)
        with (
            mock.patch.object(clock, "compared", return_value=clock.Reading(EIGHT, three_hours)),
            mock.patch.object(clock, "now", return_value=EIGHT + three_hours),
        ):
            page = self.page()
        assert "This web machine is 3 hours ahead of the database." in page
        assert "The engine last looked at what is due" not in page

    def test_the_volumes_of_today_and_of_seven_days_link_to_their_letters(self):
        for days, state in ((0, "sent"), (0, "failed"), (6, "bounced"), (7, "sent")):
            self.letter(state, posted_at=EIGHT - dt.timedelta(days=days), sent_at=EIGHT)
        page = self.page()
        for what, today, week in (
            ("written", 2, 3),
            ("sent", 1, 2),
            ("failed", 1, 1),
            ("bounced", 0, 1),
            ("held", 0, 0),
        ):
            assert f'?what={what}&amp;written=today">{today}<' in page
            assert f'?what={what}&amp;written=week">{week}<' in page
            listed = self.client.get(f"{PAGE}letters/?what={what}&written=week").context["page"]
            assert listed.paginator.count == week

    def test_a_day_begins_at_midnight_in_london(self):
        midnight = dt.datetime(2014, 10, 5, 23, tzinfo=dt.UTC)
        self.letter("sent", posted_at=midnight, sent_at=midnight)
        self.letter("sent", posted_at=midnight - MINUTE, sent_at=midnight)
        assert '?what=written&amp;written=today">1<' in self.page()

    def test_no_word_of_a_letter_is_shown_or_even_fetched(self):
        self.letter()
        with CaptureQueriesContext(connection) as asked:
            pages = self.page() + self.page(PAGE + "letters/?what=written")
        assert "550 no such box" in pages
        assert SECRET not in pages
        assert not any('"services_letter"."text"' in query["sql"] for query in asked)

    @override_settings(CANARY_ADDRESS="canary@portal.test")
    def test_it_asks_few_questions_however_much_is_wrong(self):
        holds.beat("tick", EIGHT - dt.timedelta(hours=1))
        for rows in (1, 40):
            for _ in range(rows):
                self.letter()
                self.letter("waiting", sort="duty", not_before=EIGHT - dt.timedelta(hours=1))
            with CaptureQueriesContext(connection) as asked, override_settings(PORTAL_CLOCK="2014-10-06 10:00"):
                assert "should have left by now" in self.page()
            assert len(asked) <= 12, [query["sql"][:150] for query in asked]


class TheLetters(EngineCase):
    def test_they_are_those_asked_for_newest_first_a_page_at_a_time(self):
        for number in range(30):
            self.letter(posted_at=EIGHT - number * MINUTE)
        self.letter("bounced")
        page = self.page(f"{PAGE}letters/?what=failed&page=2")
        assert page.count("Elin Pryce</th>") + page.count('Elin Pryce<span class="app-sub">') == 5

    def test_a_word_that_is_none_of_ours_finds_what_was_given_up(self):
        self.letter()
        for query in ("", "?what=zebra", "?what=failed&written=zebra", "?what=%00", "?page=99"):
            assert "Report is due" in self.page(f"{PAGE}letters/{query}")

    def test_few_questions(self):
        for rows in (1, 30):
            for _ in range(rows):
                self.letter()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(f"{PAGE}letters/")
            assert len(asked) <= 8


class TryingAgain(EngineCase):
    def test_a_digest_that_was_given_up_is_never_sent_again(self):
        letter = self.letter(sort="digest")
        assert "Try again" not in self.page()
        assert "never sent again" in self.post(f"letters/{letter.pk}/try-again/")
        letter.refresh_from_db()
        assert letter.state == "failed"

    def test_a_letter_that_was_given_up_waits_once_more(self):
        letter = self.letter(attempts=5)
        assert "The letter waits to leave again." in self.post(f"letters/{letter.pk}/try-again/")
        letter.refresh_from_db()
        assert (letter.state, letter.next_try_at, letter.attempts) == ("waiting", self.now, 5)
        told = Entry.objects.told_on(letter).get()
        assert (told.verb, told.by, told.why) == (
            "asked for this letter to be tried again",
            self.administrator,
            "550 no such box",
        )

    def test_whoever_comes_second_is_told(self):
        letter = self.letter("sent", sent_at=EIGHT)
        assert "Somebody may have been faster." in self.post(f"letters/{letter.pk}/try-again/")
        letter.refresh_from_db()
        assert letter.state == "sent"

    def test_nobody_else_can(self):
        letter = self.letter()
        for someone, status in ((self.fire_lead, 404), (self.officer, 404)):
            self.sign_in(someone)
            assert self.client.post(f"{PAGE}letters/{letter.pk}/try-again/").status_code == status
        assert Letter.objects.get().state == "failed"


class Holding(EngineCase):
    def test_all_letters_are_stopped_with_a_reason(self):
        assert "The letters are stopped." in self.post("stop/", why="We move house.")
        held = Hold.objects.get()
        assert (held.reason, held.words) == ("by_hand", "We move house.")
        assert Entry.objects.told_on(held).get().by == self.administrator
        assert "Stop all letters" not in self.page()

    def test_not_without_a_reason_and_not_twice(self):
        assert "Enter why no letter may leave" in self.post("stop/", why=" ")
        self.post("stop/", why="We move house.")
        assert "The letters have been stopped already." in self.post("stop/", why="Again.")

    def test_they_are_released_with_a_reason(self):
        holds.hold(Hold.Reason.SILENCE, "Silent.", at=EIGHT, until=EIGHT + 10 * MINUTE)
        held = Hold.objects.get()
        assert f'href="/manage/health/holds/{held.pk}/release/"' in self.page()
        assert "The letters are released." in self.post(f"holds/{held.pk}/release/", why="It was the cable.")
        held.refresh_from_db()
        assert held.released_by == self.administrator
        assert "released these letters" not in self.page()

    def test_whoever_comes_second_is_told(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=EIGHT)
        held = Hold.objects.get()
        self.post(f"holds/{held.pk}/release/", why="We have moved.")
        assert "have been released already" in self.post(f"holds/{held.pk}/release/", why="We have moved.")

    def test_after_a_restore_not_before_the_journal_is_replayed(self):
        holds.hold(Hold.Reason.RESTORED, "Older than the journal.", at=EIGHT)
        address = f"holds/{Hold.objects.get().pk}/release/"
        with mock.patch("services.letters.restoring.still_to_replay", return_value=3):
            assert "The journal has not been replayed yet." in self.post(address, why="It is late.")
        assert "The letters are released." in self.post(address, why="It is replayed.")

    def test_a_visit_changes_nothing(self):
        self.page(PAGE + "stop/")
        assert not Hold.objects.exists()


class TheBanner(CastTestCase):
    SAYS = "Reminders were delayed today"

    def setUp(self):
        quick.delete(lateness.KEPT_UNDER)
        holds.beat("tick", EIGHT)

    def on(self, address):
        return self.client.get(address).content.decode()

    def test_everybody_who_is_signed_in_reads_it_while_letters_are_held(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=EIGHT)
        for someone in (self.reader, self.officer):
            self.sign_in(someone)
            page = self.on("/messages/")
            assert self.SAYS in page
            assert "We move house." not in page
            assert PAGE not in page

    def test_an_administrator_finds_the_way_to_the_page(self):
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=EIGHT)
        self.sign_in(self.administrator)
        assert f'href="{PAGE}"' in self.on("/messages/")

    def test_nobody_reads_it_as_a_rule_and_a_visitor_never(self):
        self.sign_in(self.reader)
        assert self.SAYS not in self.on("/messages/")
        self.client.logout()
        quick.delete(lateness.KEPT_UNDER)
        holds.hold(Hold.Reason.BY_HAND, "We move house.", at=EIGHT)
        assert self.SAYS not in self.on("/help/")

    @override_settings(CACHES=WITHOUT_REDIS, PORTAL_CLOCK="2014-10-06 08:06")
    def test_while_redis_is_away_it_is_read_after_five_minutes_without_a_tick(self):
        self.sign_in(self.reader)
        assert "The portal last looked at what is due on 6 October 2014 at 8am." in self.on("/messages/")

    def test_it_costs_one_query_in_half_a_minute(self):
        self.sign_in(self.reader)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                self.on("/messages/")
            counts.append(len(asked))
        assert counts[0] - counts[1] == 1
