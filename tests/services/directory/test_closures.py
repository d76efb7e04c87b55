"""When one organisation is closed: what the table takes, what adding and removing a closure does, and its pages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from collab_portal.toolkit.refusals import Refused
from services.directory import actions
from services.directory.models import Closure
from services.directory.signals import calendar_changed
from services.history.models import Entry
from tests import make
from tests.case import EIGHT, CastTestCase

THURSDAY, FRIDAY, SATURDAY = dt.date(2014, 10, 30), dt.date(2014, 10, 31), dt.date(2014, 11, 1)


class TheTable(CastTestCase):
    def refuses(self, first_on, last_on):
        """The sentence of the constraint, by way of the form and by way of the database."""
        closure = Closure(organisation=self.fire, first_on=first_on, last_on=last_on, name="x", why="y", added_at=EIGHT)
        closure.added_by = self.administrator
        with pytest.raises(IntegrityError), transaction.atomic():
            closure.save()
        with pytest.raises(ValidationError) as broken:
            closure.full_clean()
        return " ".join(broken.value.messages)

    def test_a_closure_does_not_end_before_it_begins(self):
        assert "cannot end before it begins" in self.refuses(FRIDAY, THURSDAY)

    def test_a_closure_lasts_a_month_at_most(self):
        assert "31 days at most" in self.refuses(FRIDAY, FRIDAY + dt.timedelta(days=31))
        make.closure(self.fire, FRIDAY, FRIDAY + dt.timedelta(days=30))

    def test_no_day_is_closed_twice_at_one_organisation(self):
        make.closure(self.fire, THURSDAY, FRIDAY)
        assert "closed on one of these days already" in self.refuses(FRIDAY, SATURDAY)
        make.closure(self.police, FRIDAY)
        make.closure(self.fire, SATURDAY)

    def test_its_days_leave_weekends_out(self):
        assert make.closure(self.fire, FRIDAY, dt.date(2014, 11, 3)).days == {FRIDAY, dt.date(2014, 11, 3)}


class Adding(CastTestCase):
    def add(self, first_on=FRIDAY, **values):
        told = {"name": "Stocktaking", "why": "The stores are counted.", "by": self.administrator, "at": EIGHT}
        return actions.add_closure(self.office, first_on=first_on, **{**told, **values})

    def test_the_rooms_above_hear_whose_days_changed(self):
        heard = []
        calendar_changed.connect(listen := lambda sender, **what: heard.append(what))
        self.addCleanup(calendar_changed.disconnect, listen)
        self.add(THURSDAY, last_on=SATURDAY)
        assert heard[0]["days"] == {THURSDAY, FRIDAY}
        assert (heard[0]["organisations"], heard[0]["divisions"]) == ({self.office.pk}, frozenset())

    def test_it_is_told_on_the_organisation_with_its_reason(self):
        self.add(last_on=SATURDAY)
        told = Entry.objects.told_on(self.office).get()
        assert (told.why, told.by) == ("The stores are counted.", self.administrator)
        assert told.changes[0]["after"] == "Stocktaking, 31 October 2014 to 1 November 2014"

    def test_a_day_that_is_closed_already_and_a_weekend_are_refused(self):
        self.add()
        with pytest.raises(Refused, match="is closed then already: Stocktaking, 31 October 2014"):
            self.add(THURSDAY, last_on=FRIDAY)
        with pytest.raises(Refused, match="weekend"):
            self.add(SATURDAY, last_on=dt.date(2014, 11, 2))

    def test_what_the_table_refuses_comes_back_in_its_words(self):
        with pytest.raises(ValidationError, match="31 days at most"):
            self.add(last_on=FRIDAY + dt.timedelta(days=40))

    def test_removing_it_is_told_and_happens_once(self):
        closure = self.add()
        actions.remove_closure(closure, why="Counted in a night.", by=self.administrator, at=EIGHT)
        assert not Closure.objects.exists()
        told = Entry.objects.told_on(self.office).first()
        assert (told.verb, told.why) == ("said that this organisation is open after all", "Counted in a night.")
        with pytest.raises(Refused, match="removed this already"):
            actions.remove_closure(closure, why="Again.", by=self.administrator, at=EIGHT)


class ThePages(CastTestCase):
    ADD = "/organisations/policing-body-cheshire/closures/add/"
    TYPED = {
        "first_on-day": "31", "first_on-month": "10", "first_on-year": "2014", "name": "Stocktaking", "why": "Counting.",
    }  # fmt: skip

    def shown(self, address, data=None):
        """The words of a page."""
        answer = self.client.post(address, data) if data is not None else self.client.get(address)
        return " ".join(answer.content.decode().split())

    def test_an_administrator_adds_a_closure_after_seeing_what_moves(self):
        self.sign_in(self.administrator)
        first = self.client.post(self.ADD, self.TYPED)
        assert not Closure.objects.exists()
        seen = first.context["preview"].seal
        self.assertRedirects(
            self.client.post(self.ADD, self.TYPED | {"seen": seen}), "/organisations/policing-body-cheshire/"
        )
        page = self.shown("/organisations/policing-body-cheshire/")
        assert "31 October 2014" in page
        assert "Added by Joan Ellis on 6 October 2014" in page

    def test_a_closure_is_removed_with_a_reason(self):
        closure = make.closure(self.office, FRIDAY, name="Stocktaking", added_by=self.administrator)
        self.sign_in(self.administrator)
        address = f"/organisations/closures/{closure.pk}/remove/"
        seen = self.client.get(address).context["preview"].seal
        assert "Enter why it is removed" in self.shown(address, {"seen": seen})
        self.assertRedirects(
            self.client.post(address, {"seen": seen, "why": "Counted."}), "/organisations/policing-body-cheshire/"
        )
        assert not Closure.objects.exists()

    def test_others_see_closures_to_come_and_cannot_change_them(self):
        past = make.closure(self.office, dt.date(2014, 9, 1), name="Long ago")
        closure = make.closure(self.office, FRIDAY, name="Stocktaking")
        self.sign_in(self.officer)
        page = self.shown("/organisations/policing-body-cheshire/")
        assert "Stocktaking" in page
        assert past.name not in page
        assert "Add a closure" not in page
        assert self.client.get(self.ADD).status_code == 403
        assert self.client.post(f"/organisations/closures/{closure.pk}/remove/").status_code == 403

    def test_an_empty_form_and_ends_that_do_not_fit_say_what_to_do(self):
        self.sign_in(self.administrator)
        for sentence in ("Enter the first day", "Enter what it is called", "Enter why it is closed"):
            assert sentence in self.shown(self.ADD, {"name": ""})
        ends = {"last_on-day": "30", "last_on-month": "10", "last_on-year": "2014"}
        assert "The last day must be on or after 31 October 2014" in self.shown(self.ADD, self.TYPED | ends)
        ends["last_on-year"] = "2015"
        assert "A closure can last 31 days at most" in self.shown(self.ADD, self.TYPED | ends)
