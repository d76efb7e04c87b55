"""The pages on which people say how often a digest comes, when they are away, and who covers."""

import datetime as dt

from services.access.roles import Role
from services.people.models import Leave, LetterPreferences
from tests import make
from tests.case import MONDAY, CastTestCase

DAY = dt.timedelta(days=1)


def typed(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


class PagesCase(CastTestCase):
    def words_of(self, answer):
        return " ".join(answer.content.decode().split())

    def page(self, address, someone=None):
        self.sign_in(someone or self.fire_lead)
        return self.words_of(self.client.get(address))

    def posts(self, address, answers, someone=None):
        self.sign_in(someone or self.fire_lead)
        return self.client.post(address, answers)


class LettersPageTest(PagesCase):
    ADDRESS = "/account/letters/"

    def test_it_is_reached_from_the_account(self):
        page = self.page("/account/", self.officer)
        assert 'href="/account/letters/"' in page
        assert "Once a week" in page

    def test_it_says_that_reminders_come_in_any_case(self):
        page = self.page(self.ADDRESS)
        assert "You cannot switch these off" in page
        assert "reminders of what you owe" in page

    def test_it_shows_what_counts_for_ones_role(self):
        assert 'value="weekly" checked' in self.page(self.ADDRESS, self.officer)
        assert 'value="never" checked' in self.page(self.ADDRESS, self.fire_lead)

    def test_a_choice_is_kept(self):
        answer = self.posts(self.ADDRESS, {"frequency": "weekly", "weekday": "2", "hour": "9"})
        self.assertRedirects(answer, self.ADDRESS)
        row = LetterPreferences.objects.get()
        assert (row.person, row.digest_frequency, row.digest_weekday, row.digest_hour) == (
            self.fire_lead,
            "weekly",
            2,
            9,
        )

    def test_the_day_is_asked_for_weekly_digests_only(self):
        assert self.posts(self.ADDRESS, {"frequency": "monthly", "hour": "9"}).status_code == 302
        answer = self.posts(self.ADDRESS, {"frequency": "weekly", "hour": "9"})
        assert answer.status_code == 422
        assert "Select on which day it comes" in self.words_of(answer)

    def test_an_hour_in_which_no_letter_leaves_is_not_offered(self):
        for hour in ("1", "7", "18", "x", ""):
            answer = self.posts(self.ADDRESS, {"frequency": "monthly", "hour": hour})
            assert "Select at what time it comes" in self.words_of(answer), hour
        assert not LetterPreferences.objects.exists()

    def test_it_says_when_and_how_digests_were_stopped(self):
        stopped = {"digests_stopped_at": self.now, "digests_stopped_how": "one_click"}
        make.letter_preferences(self.officer, **stopped)
        page = self.page(self.ADDRESS, self.officer)
        assert "Digests were stopped with the link in a digest on 6 October 2014 at 8am." in page
        assert 'value="never" checked' in page


class LeavePageTest(PagesCase):
    ADDRESS = "/account/leave/"

    def answers(self, first_on=MONDAY + DAY, last_on=MONDAY + 2 * DAY, deputy=None):
        return {**typed("first_on", first_on), **typed("last_on", last_on), "deputy": str(deputy.pk) if deputy else ""}

    def test_leave_is_entered_and_listed_with_who_covers(self):
        answer = self.posts(self.ADDRESS, self.answers(deputy=self.sponsor))
        self.assertRedirects(answer, self.ADDRESS)
        page = self.page(self.ADDRESS)
        assert "7 October 2014" in page
        assert "Helen Marsh" in page
        assert "To come" in page

    def test_only_colleagues_are_offered_and_taken(self):
        page = self.page(self.ADDRESS)
        assert "Helen Marsh" in page
        assert "Priya Okafor" not in page
        answer = self.posts(self.ADDRESS, self.answers(deputy=self.police_lead))
        assert answer.status_code == 422
        assert "Choose a person from the list" in self.words_of(answer)

    def test_wrong_days_get_their_sentences(self):
        for days, sentence in (
            ((MONDAY + 2 * DAY, MONDAY), "The last day must be on or after the first day"),
            ((MONDAY - 400 * DAY, MONDAY), "First day away must be on or after 5 October 2013"),
            ((MONDAY, MONDAY + 800 * DAY), "Last day away must be on or before 7 October 2016"),
        ):
            answer = self.posts(self.ADDRESS, self.answers(*days))
            assert answer.status_code == 422
            assert sentence in self.words_of(answer)
        assert not Leave.objects.exists()

    def test_it_says_for_whom_one_covers_now_and_later(self):
        make.leave(self.fire_lead, MONDAY - 7 * DAY, MONDAY - DAY, deputy=self.sponsor)
        make.leave(self.fire_lead, MONDAY, MONDAY + DAY, deputy=self.sponsor)
        make.leave(self.fire_lead, MONDAY + 7 * DAY, MONDAY + 8 * DAY, deputy=self.sponsor)
        page = self.page(self.ADDRESS, self.sponsor)
        assert "Now, until 7 October 2014" in page
        assert "From 13 October 2014 to 14 October 2014" in page
        assert "5 October 2014" not in page

    def test_a_deputy_who_is_away_too_or_gone_shows(self):
        make.leave(self.fire_lead, deputy=self.sponsor)
        assert "Is away too" not in self.page(self.ADDRESS)
        make.leave(self.sponsor, MONDAY + 4 * DAY, MONDAY + 9 * DAY)
        assert "Is away too on some of these days" in self.page(self.ADDRESS)
        type(self.sponsor).objects.filter(pk=self.sponsor.pk).update(is_active=False)
        assert "Can no longer sign in, so nobody covers" in self.page(self.ADDRESS)

    def test_the_page_asks_few_questions_however_long_the_list(self):
        self.sign_in(self.fire_lead)
        for rows in (2, 20):
            for number in range(rows):
                start = MONDAY + (rows * 10 + number * 3) * DAY
                make.leave(self.fire_lead, start, start, deputy=self.sponsor)
                make.leave(self.sponsor, start, start, deputy=self.fire_lead)
                make.person("", self.fire)
            with self.assertNumQueries(7):
                self.client.get(self.ADDRESS)


class ChangingPageTest(PagesCase):
    def setUp(self):
        self.leave = make.leave(self.fire_lead, MONDAY + DAY, MONDAY + 3 * DAY, deputy=self.sponsor)
        self.change, self.take_back = (f"/leave/{self.leave.pk}/{verb}/" for verb in ("change", "take-back"))

    def answers(self, last_on=MONDAY + 4 * DAY, **more):
        return {**typed("last_on", last_on), "deputy": str(self.sponsor.pk), "version": "1", **more}

    def test_the_last_day_is_changed(self):
        self.assertRedirects(self.posts(self.change, self.answers()), "/account/leave/")
        assert Leave.objects.get().last_on == MONDAY + 4 * DAY

    def test_the_page_begins_with_what_is_there(self):
        page = self.page(self.change)
        assert f'value="{self.sponsor.pk}" selected' in page
        assert 'name="last_on-day"' in page
        assert "Take this leave back" in page

    def test_a_deputy_who_has_moved_on_stays_chosen(self):
        self.sponsor.memberships.all().delete()
        assert f'value="{self.sponsor.pk}" selected' in self.page(self.change)

    def test_a_stale_page_shows_both_answers(self):
        self.posts(self.change, self.answers())
        answer = self.posts(self.change, self.answers(MONDAY + 2 * DAY, deputy=""))
        assert answer.status_code == 409
        words = self.words_of(answer)
        assert "Elin Pryce changed this" in words
        assert "10 October 2014" in words
        assert "Helen Marsh" in words

    def test_leave_that_has_not_begun_is_taken_back(self):
        self.assertRedirects(self.posts(self.take_back, {}), "/account/leave/")
        assert not Leave.objects.exists()

    def test_leave_that_has_begun_is_not(self):
        Leave.objects.update(first_on=MONDAY)
        assert "Take this leave back" not in self.page(self.change)
        self.posts(self.take_back, {})
        assert "This leave has begun" in self.page("/account/leave/")
        assert Leave.objects.exists()

    def test_a_colleague_and_a_deputy_may_see_but_not_change(self):
        assert self.posts(self.change, self.answers(), self.sponsor).status_code == 403
        assert self.posts(self.take_back, {}, self.sponsor).status_code == 403
        assert self.posts(self.change, self.answers(), self.administrator).status_code == 404


class ForSomebodyElseTest(PagesCase):
    """The administrator of the office enters leave for the policy officer, who is ill."""

    def setUp(self):
        self.address = f"/people/{self.officer.pk}/leave/"

    def test_it_is_reached_from_the_organisation_by_its_administrator_only(self):
        page = f"/organisations/{self.office.slug}/"
        assert f'href="{self.address}"' in self.page(page, self.administrator)
        assert f'href="{self.address}"' not in self.page(page, self.commissioner)
        assert f'href="{page}"' in self.page(self.address, self.administrator)
        assert "/leave/" not in self.page(f"/organisations/{self.fire.slug}/", self.administrator)

    def test_leave_is_entered_changed_and_the_person_is_told(self):
        days = {**typed("first_on", MONDAY), **typed("last_on", MONDAY + DAY), "deputy": str(self.commissioner.pk)}
        self.assertRedirects(self.posts(self.address, days, self.administrator), self.address)
        leave = Leave.objects.get()
        assert (leave.person, leave.entered_by) == (self.officer, self.administrator)
        longer = {**typed("last_on", MONDAY + 3 * DAY), "deputy": "", "version": "1"}
        self.assertRedirects(self.posts(leave.get_absolute_url(), longer, self.administrator), self.address)
        subjects = sorted(self.officer.letters.values_list("subject", flat=True))
        assert subjects == ["Joan Ellis changed leave for you", "Joan Ellis entered leave for you"]

    def test_an_administrator_of_another_organisation_is_refused(self):
        other = make.person("Other", self.fire, Role.ADMINISTRATOR)
        assert self.posts(self.address, {}, other).status_code == 403
        self.sign_in(other)
        assert self.client.get(f"/people/{self.fire_lead.pk}/leave/").status_code == 200

    def test_somebody_who_has_left_is_nobodys_to_enter_leave_for(self):
        self.officer.memberships.update(ends_on=MONDAY - DAY)
        assert self.posts(self.address, {}, self.administrator).status_code == 403

    def test_the_page_asks_few_questions_however_many_colleagues(self):
        self.sign_in(self.administrator)
        for rows in (2, 20):
            for number in range(rows):
                make.person("", self.office, Role.READER)
                make.leave(self.officer, *[MONDAY + (rows * 10 + number) * DAY] * 2, deputy=self.commissioner)
            with self.assertNumQueries(8):
                self.client.get(self.address)
