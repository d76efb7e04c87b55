"""Which pages travel: each list and dashboard does, or is said to be of today only."""

import datetime as dt
import re

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from initiatives.past.pages import PAGES, UNDATED
from services.directory.models import Kind, Organisation
from services.people.models import User
from tests import make
from tests.case import CastTestCase
from tests.initiatives.past.test_versions import kept_on

#: Lists and dashboards that are plainly of today: what tells of the portal itself, what is owed now, and what asks for
#: days of its own (the docstring of `pages`).
OF_TODAY = {
    *("front:help", "front:accessibility", "front:privacy", "front:cookies", "front:healthz", "front:readyz"),
    *("people:account", "people:letter_preferences", "people:leave", "messages:messages", "addresses:addresses"),
    *("watch:health", "watch:nobody_to_tell", "watch:letters", "watch:stop_letters"),
    *("holidays:bank_holidays", "reminders:every_rule", "reminders:timeline", "reminders:next_digest"),
    *("dashboards:home", "dashboards:my_work", "past:choose", "exports:exports", "register:drafts"),
    *("demonstrations:demonstration", "demonstrations:go_on"),
}
FORMS = {"register:begin", "cycles:begin", "holidays:add_bank_holiday"}
SIGNING_IN = re.compile("account_")


def without_a_record(resolver=None, space=""):
    """The name of every page whose address names no record."""
    for each in (resolver or get_resolver()).url_patterns:
        if "<" in str(each.pattern):
            continue
        if hasattr(each, "url_patterns"):
            yield from without_a_record(each, f"{each.namespace}:" if each.namespace else space)
        else:
            yield f"{space}{each.name}"


def test_every_page_that_is_not_of_one_record_travels_or_is_of_today():
    pages = {name for name in without_a_record() if not SIGNING_IN.match(name)}
    assert pages - PAGES - OF_TODAY - FORMS == set()
    assert not PAGES & OF_TODAY
    assert UNDATED.keys() <= PAGES


class TheOrganisationsOfThen(CastTestCase):
    """In June 2014 there was another fire service, which the one of today followed in September."""

    def setUp(self):
        Organisation.objects.filter(pk=self.fire.pk).update(valid_from="2014-09-01")
        self.before = make.organisation(
            "Cheshire Fire Brigade", Kind.FIRE, valid_to="2014-08-31", succeeded_by=self.fire
        )
        self.sign_in(self.officer)

    def listed(self, prefix="", query=""):
        page = self.client.get(f"{prefix}/organisations/?kind=fire_rescue_service{query}")
        return [row.name for row in page.context["page"]]

    def test_each_is_listed_between_its_own_dates_and_the_one_after_it_follows(self):
        assert self.listed("/as-at/2014-08-31") == ["Cheshire Fire Brigade"]
        assert self.listed("/as-at/2014-09-01") == ["Cheshire Fire and Rescue Service"]
        assert self.listed() == ["Cheshire Fire and Rescue Service"]

    def test_one_whose_dates_are_not_known_was_there_and_the_page_says_so(self):
        page = self.client.get("/as-at/1974-04-01/organisations/?q=kent")
        self.assertContains(page, "Kent Police")
        self.assertContains(page, "A body whose beginning is not known is taken to have been there.")
        self.assertContains(page, "As at 1 April 1974")

    @override_settings(PORTAL_CLOCK="2026-11-27 09:00")
    def test_as_known_there_are_those_that_the_portal_had_been_told_of_by_their_name_of_then(self):
        kept_on(dt.date(2014, 6, 15), self.police)
        Organisation.objects.filter(pk=self.police.pk).update(name="Cheshire Police")
        kept_on(dt.date(2014, 7, 15), self.police)
        names = []
        for day in ("2014-06-14", "2014-06-15", "2014-07-15"):
            page = self.client.get(f"/as-known/{day}/organisations/")
            names.append([row.name for row in page.context["page"]])
            self.assertNotContains(page, "is taken to have been there")
        assert names == [[], ["Cheshire Constabulary"], ["Cheshire Police"]]
        self.assertContains(self.client.get("/as-known/2014-06-14/organisations/"), "No organisation is known.")

    def test_records_still_point_to_one_that_the_portal_was_told_of_later(self):
        for row in (self.review_work, *self.review_work.participations.all()):
            kept_on(dt.date(2014, 6, 15), row)
        page = self.client.get("/as-known/2014-06-15/initiatives/")
        self.assertContains(page, "Tri-service collaboration review")


class WhatNoRecordDates(CastTestCase):
    def test_every_list_by_the_dates_says_so_in_a_line_and_none_as_it_was_known(self):
        self.sign_in(self.officer)
        for name in PAGES:
            if "figures_file" in name or "question" in name:
                continue
            said = UNDATED.get(name, "What a record does not date, such as a name, is as it is today.")
            self.assertContains(self.client.get(f"/as-at/2014-10-06{reverse(name)}"), said)
            self.assertNotContains(self.client.get(f"/as-known/2014-10-06{reverse(name)}"), said)


class HowMuchAPageAsks(CastTestCase):
    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        board = make.board(self.office, (self.police, self.fire))
        self.sign_in(self.officer)
        for name in ("cycles:cycles", "evaluations:lessons", "organisations:organisations"):
            for how in ("as-at", "as-known"):
                address, numbers = f"/{how}/2014-10-06{reverse(name)}", []
                self.client.get(address)
                for _ in range(2):
                    for number in range(6):
                        make.cycle_date(make.cycle(board, self.office, (self.police,)))
                        work = make.initiative("", (self.police, self.fire))
                        make.lesson(work, self.fire, evaluation=make.evaluation(work), is_shared=number % 2 == 0)
                    with CaptureQueriesContext(connection) as counted:
                        assert self.client.get(address).status_code == 200
                    numbers.append(len(counted))
                assert numbers[0] == numbers[1], address
                assert numbers[0] < 130, (address, numbers)

    def test_each_new_page_is_shown_to_whoever_has_no_records_of_their_own(self):
        for someone in (self.administrator, User.objects.get(pk=self.stranger.pk)):
            self.sign_in(someone)
            for how in ("as-at", "as-known"):
                for name in ("cycles:cycles", "organisations:organisations"):
                    assert self.client.get(f"/{how}/2014-10-06{reverse(name)}").status_code == 200
