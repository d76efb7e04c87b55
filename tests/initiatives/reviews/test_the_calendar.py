"""Due dates of reports follow the calendar of the organisation that asked for them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit.dates import VagueDate
from initiatives.reviews.models import ReportRequest
from services.directory import actions, previews
from services.directory.calendars import Calendars, Change
from services.directory.models import BankHoliday, Closure, Division
from services.history.models import Entry
from tests import make
from tests.case import EIGHT, CastTestCase

THURSDAY, FRIDAY = dt.date(2014, 10, 30), dt.date(2014, 10, 31)


class Following(CastTestCase):
    def due(self, request=None):
        return ReportRequest.objects.get(pk=(request or self.request).pk).due_on

    def close(self, organisation, first_on=FRIDAY, last_on=None):
        told = {"name": "Closed", "why": "A move.", "by": self.administrator, "at": EIGHT}
        return actions.add_closure(organisation, first_on=first_on, last_on=last_on, **told)

    def test_a_closure_of_the_office_that_asked_moves_the_report_before_it(self):
        self.close(self.office, dt.date(2014, 10, 27), FRIDAY)
        assert self.due() == dt.date(2014, 10, 24)
        assert Entry.objects.told_on(self.review_work).first().why == "A move."

    def test_more_time_that_was_given_is_not_taken_away(self):
        """Due on the day that was given, or the last working day before it; never back on the first one."""
        given = dt.date(2014, 11, 14)
        self.request.first_due_on, self.request.due_on = FRIDAY, given
        self.request.save()
        make.event(self.request, "more_time_given", due_on=given)
        closure = self.close(self.office, given)
        assert self.due() == dt.date(2014, 11, 13)
        actions.remove_closure(closure, why="Not yet.", by=self.administrator, at=EIGHT)
        assert self.due() == given

    def test_a_closure_of_somebody_who_only_writes_moves_nothing(self):
        self.close(self.fire)
        assert self.due() == FRIDAY

    def test_a_closure_that_is_removed_gives_the_date_back(self):
        closure = self.close(self.office, THURSDAY, FRIDAY)
        actions.remove_closure(closure, why="Not yet.", by=self.administrator, at=EIGHT)
        assert self.due() == FRIDAY

    def test_closures_that_follow_each_other_for_months_are_seen_through(self):
        first = self.close(self.office, dt.date(2014, 8, 4), dt.date(2014, 8, 29))
        self.close(self.office, dt.date(2014, 9, 1), dt.date(2014, 9, 30))
        last = self.close(self.office, dt.date(2014, 10, 1), FRIDAY)
        assert self.due() == dt.date(2014, 8, 1)
        actions.remove_closure(first, why="Open.", by=None, at=EIGHT)
        actions.remove_closure(last, why="Open.", by=None, at=EIGHT)
        assert self.due() == FRIDAY

    def test_a_holiday_moves_what_offices_of_that_division_asked_for_and_no_other(self):
        board = make.organisation("Scottish Police Authority", "policing_body", country="Scotland")
        theirs = make.report_request(self.review_work, board, FRIDAY)
        told = {"name": "A day", "why": "So.", "by": self.administrator, "at": EIGHT}
        actions.add_bank_holiday(day=FRIDAY, division=Division.SCOTLAND, **told)
        assert (self.due(), self.due(theirs)) == (FRIDAY, THURSDAY)
        actions.add_bank_holiday(day=FRIDAY, **told)
        assert (self.due(), self.due(theirs)) == (THURSDAY, THURSDAY)

    def test_an_office_whose_country_was_wrong_keeps_other_holidays_from_then_on(self):
        make.bank_holiday(FRIDAY, division=Division.SCOTLAND)
        actions.change_organisation(self.office, by=None, at=EIGHT, country="Scotland")
        assert self.due() == THURSDAY

    def test_a_day_that_was_closed_already_moves_nothing(self):
        self.close(self.office)
        told = {"name": "A day", "why": "So.", "by": self.administrator, "at": EIGHT}
        actions.add_bank_holiday(day=FRIDAY, **told)
        assert self.due() == THURSDAY
        assert Entry.objects.told_on(self.review_work).count() == 1

    def test_what_would_move_is_asked_in_four_questions_and_told_without_what_is_hidden(self):
        change = Change(frozenset({FRIDAY}), organisation_id=self.office.pk)
        self.officer.standing
        with self.assertNumQueries(4):
            (move,) = previews.of(change, self.officer).moves
        assert (move.what, move.whose) == ("Report: Initial outcomes", "Tri-service collaboration review")
        assert (move.url, move.from_on, move.to_on) == (self.request.get_absolute_url(), FRIDAY, THURSDAY)
        assert previews.of(change, self.stranger).hidden == 1


october = st.integers(13, 31).map(lambda day: dt.date(2014, 10, day))


class WhatIsShownIsWhatHappens(HypothesisTestCase):
    @given(st.lists(st.tuples(october, st.booleans()), min_size=1, max_size=8), october)
    def test_after_any_changes_each_due_date_is_the_last_working_day_of_the_office_and_was_foretold(self, deeds, due):
        office = make.organisation()
        asked = make.report_request(make.initiative(), office, due, review=make.review(office, due=VagueDate.on(due)))
        asked.due_on = Calendars.known().of(office.pk).due(asked.review.due)
        asked.save()
        for day, is_holiday in deeds:
            self.turn(day, office, is_holiday, asked)
        assert asked.due_on == Calendars.known().of(office.pk).due(asked.review.due)

    def turn(self, day, office, is_holiday, asked):
        """Close the day if it is open in this way, open it if it is closed; check the page against the deed."""
        known = BankHoliday.objects.filter(day=day) if is_holiday else Closure.objects.filter(first_on=day)
        where = {"division": "england-and-wales"} if is_holiday else {"organisation_id": office.pk}
        if day.weekday() > 4:
            return
        preview = previews.of(Change(frozenset({day}), closes=not known, **where), make.person())
        before, told = asked.due_on, {"why": "So.", "by": make.person(), "at": EIGHT}
        if known:
            remove = actions.remove_bank_holiday if is_holiday else actions.remove_closure
            remove(known.get(), **told)
        elif is_holiday:
            actions.add_bank_holiday(day=day, name="A day", **told)
        else:
            actions.add_closure(office, first_on=day, name="A day", **told)
        asked.refresh_from_db()
        assert preview.hidden == (asked.due_on != before)
