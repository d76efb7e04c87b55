"""Before a day closes or opens again, a page shows which dates move; what was shown is what happens."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.refusals import Refused
from services.directory import actions, previews
from services.directory.calendars import Change
from services.directory.models import BankHoliday
from services.directory.previews import Move, NotSeenYet, Preview
from services.directory.signals import calendar_would_change
from tests import make
from tests.case import EIGHT, CastTestCase

THURSDAY, FRIDAY = dt.date(2014, 10, 30), dt.date(2014, 10, 31)
ADD = "/manage/bank-holidays/add/"
SHOWN = Move("Report: Initial outcomes", "/reports/1/", FRIDAY, THURSDAY, "Tri-service collaboration review")
HIDDEN = Move.of_a_record_not_seen(FRIDAY, THURSDAY)


@pytest.mark.parametrize(
    ("moves", "hidden", "sentence"),
    [
        (0, 0, "No open date moves."),
        (1, 0, "1 date moves."),
        (3, 0, "3 dates move."),
        (3, 2, "3 dates move, and 2 dates of records you cannot see."),
        (0, 1, "1 date of records you cannot see moves."),
        (0, 2, "2 dates of records you cannot see move."),
    ],
)
def test_a_preview_says_how_many_dates_move(moves, hidden, sentence):
    assert Preview((SHOWN,) * moves, hidden, "").sentence == sentence


class Previews(CastTestCase):
    """The report of the thread is due on the Friday; another room may have dates of its own."""

    CLOSES = Change(frozenset({FRIDAY}), division="england-and-wales")

    def another_room_says(self, *moves):
        calendar_would_change.connect(listen := lambda sender, **what: list(moves))
        self.addCleanup(calendar_would_change.disconnect, listen)

    def seal(self):
        return previews.of(self.CLOSES, self.administrator).seal

    def add(self, seen, name="A one-off day"):
        told = {"name": name, "why": "Proclaimed.", "by": self.administrator, "at": EIGHT}
        return actions.add_bank_holiday(day=FRIDAY, seen=seen, **told)

    def test_the_dates_of_every_room_are_shown_in_their_order(self):
        late = Move("Action", "/actions/1/", FRIDAY + dt.timedelta(days=1), FRIDAY)
        self.another_room_says(late, SHOWN, HIDDEN)
        preview = previews.of(self.CLOSES, self.administrator)
        assert preview.moves == (SHOWN, late)
        assert preview.hidden == 2  # with the report, which an administrator does not see

    def test_looking_changes_nothing(self):
        self.seal()
        assert not BankHoliday.objects.exists()
        self.request.refresh_from_db()
        assert self.request.due_on == FRIDAY

    def test_the_deed_is_done_with_the_seal_of_what_was_shown(self):
        with pytest.raises(NotSeenYet) as first:
            self.add("")
        assert not first.value.is_stale
        assert self.add(first.value.preview.seal).day == FRIDAY
        self.request.refresh_from_db()
        assert self.request.due_on == THURSDAY

    def test_a_calendar_that_changed_meanwhile_is_shown_again(self):
        seen = self.seal()
        make.bank_holiday(dt.date(2015, 5, 8), division="scotland")
        with pytest.raises(NotSeenYet) as again:
            self.add(seen)
        assert again.value.is_stale
        assert not BankHoliday.objects.kept_in("england-and-wales").exists()

    def test_a_date_that_changed_meanwhile_is_shown_again_even_if_its_record_is_hidden(self):
        seen = self.seal()
        make.report(self.request, self.fire_lead, "sent", planned="A count.")
        with pytest.raises(NotSeenYet):
            self.add(seen)

    def test_the_seal_of_another_change_is_no_good(self):
        other = Change(frozenset({THURSDAY}), division="england-and-wales")
        with pytest.raises(NotSeenYet):
            self.add(previews.of(other, self.administrator).seal)

    def test_where_nobody_looks_nothing_has_to_be_shown(self):
        assert self.add(None).day == FRIDAY


class ThePages(CastTestCase):
    """An administrator who is a policy officer as well sees the report; one who is not only counts it."""

    TYPED = {
        "day-day": "31", "day-month": "10", "day-year": "2014", "name": "A one-off day",
        "division": "england-and-wales", "why": "Proclaimed.",
    }  # fmt: skip

    def setUp(self):
        self.both = make.person("Ann Both", self.office, "administrator")
        make.membership(self.both, self.office, "policy_officer")
        self.sign_in(self.both)

    def words(self, answer):
        return " ".join(answer.content.decode().split())

    def test_the_page_shows_what_moves_from_where_to_where_and_what_was_typed(self):
        page = self.words(self.client.post(ADD, self.TYPED))
        for said in ("1 date moves.", "Report: Initial outcomes", "Tri-service collaboration review", "Proclaimed."):
            assert said in page
        assert page.index("Friday 31 October 2014") < page.index("Thursday 30 October 2014")
        assert 'name="why" value="Proclaimed."' in page

    def test_a_date_of_a_record_they_may_not_see_is_only_counted(self):
        self.sign_in(self.administrator)
        page = self.words(self.client.post(ADD, self.TYPED))
        assert "1 date of records you cannot see moves." in page
        assert "Tri-service" not in page

    def test_a_day_on_which_nothing_is_due_says_so(self):
        page = self.words(self.client.post(ADD, self.TYPED | {"day-day": "29"}))
        assert "No open date moves." in page

    def test_the_second_press_does_it(self):
        seen = self.client.post(ADD, self.TYPED).context["preview"].seal
        self.assertRedirects(self.client.post(ADD, self.TYPED | {"seen": seen}), "/manage/bank-holidays/")
        self.request.refresh_from_db()
        assert self.request.due_on == THURSDAY

    def test_a_stale_page_is_shown_again_and_says_so(self):
        seen = self.client.post(ADD, self.TYPED).context["preview"].seal
        make.bank_holiday(THURSDAY)
        again = self.client.post(ADD, self.TYPED | {"seen": seen})
        assert again.status_code == 409
        assert "changed while you were looking" in self.words(again)
        assert "Wednesday 29 October 2014" in self.words(again)
        self.assertRedirects(
            self.client.post(ADD, self.TYPED | {"seen": again.context["preview"].seal}), "/manage/bank-holidays/"
        )

    def test_what_was_typed_can_be_changed_without_typing_it_again(self):
        page = self.words(self.client.post(ADD, self.TYPED | {"seen": "x", "change": "yes"}))
        assert 'value="A one-off day"' in page
        assert "Check which dates move" not in page

    def test_a_day_added_by_hand_is_removed_after_the_same_look(self):
        holiday = actions.add_bank_holiday(day=FRIDAY, name="A day", why="So.", by=self.administrator, at=EIGHT)
        address = f"/manage/bank-holidays/{holiday.pk}/remove/"
        first = self.client.get(address)
        assert "1 date moves." in self.words(first)
        seen = first.context["preview"].seal
        self.assertRedirects(
            self.client.post(address, {"seen": seen, "why": "It was a rumour."}), "/manage/bank-holidays/"
        )
        self.request.refresh_from_db()
        assert self.request.due_on == FRIDAY

    def test_a_stale_removal_is_shown_again_with_the_reason_that_was_typed(self):
        holiday = actions.add_bank_holiday(day=FRIDAY, name="A day", why="So.", by=self.administrator, at=EIGHT)
        address = f"/manage/bank-holidays/{holiday.pk}/remove/"
        seen = self.client.get(address).context["preview"].seal
        make.report(self.request, self.fire_lead, "sent", planned="A count.")
        again = self.client.post(address, {"seen": seen, "why": "It was a rumour."})
        assert again.status_code == 409
        for said in ("changed while you were looking", "It was a rumour.", "No open date moves."):
            assert said in self.words(again)
        assert BankHoliday.objects.exists()

    def test_a_day_of_the_list_cannot_be_removed(self):
        holiday = make.bank_holiday(FRIDAY, is_seeded=True)
        assert self.client.get(f"/manage/bank-holidays/{holiday.pk}/remove/").status_code == 403
        assert "Remove" not in self.words(self.client.get("/manage/bank-holidays/"))
        with pytest.raises(Refused, match="comes with the portal"):
            actions.remove_bank_holiday(holiday, why="So.", by=self.both, at=EIGHT)

    def test_only_administrators_remove_a_day(self):
        holiday = make.bank_holiday(FRIDAY)
        self.sign_in(self.officer)
        assert self.client.get(f"/manage/bank-holidays/{holiday.pk}/remove/").status_code == 403

    def test_looking_asks_few_questions_however_many_dates_move(self):
        asked = []
        for rows in (1, 30):
            for _ in range(rows):
                make.report_request(make.initiative("", (self.police,)), self.office, FRIDAY)
            with CaptureQueriesContext(connection) as queries:
                self.client.post(ADD, self.TYPED)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 20
