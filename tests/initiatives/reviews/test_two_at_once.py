"""Two people press at the same moment, in two real transactions: one comes first, and the other is told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reviews import actions, clearing, more_time
from initiatives.reviews.models import Report, ReportEvent
from services.access.roles import Role
from tests import make
from tests.case import EIGHT


class TwoAtOnce(TransactionTestCase):
    def setUp(self):
        self.office = make.organisation("Office")
        self.request = make.report_request(make.initiative("Work", (self.office,)), self.office)
        self.people = [make.person(name, self.office, Role.POLICY_OFFICER) for name in ("Ada", "Rob")]

    def together(self, *verbs):
        """Runs each at the same moment on a connection of its own; gives back what each raised, or None."""
        start = Barrier(len(verbs))

        def run(verb):
            try:
                start.wait(5)
                verb()
            except (Refused, ChangedMeanwhile) as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(verbs)) as pool:
            return list(pool.map(run, verbs))

    def test_two_reviewers_accept_and_return(self):
        make.report(self.request, make.person("Eve", self.office), "sent", planned="A count.")
        ada, rob = self.people
        said = self.together(
            lambda: actions.accept(self.request, by=ada, at=EIGHT),
            lambda: actions.send_back(self.request, by=rob, at=EIGHT, why="More."),
        )
        refused = [each for each in said if each]
        assert len(refused) == 1
        assert refused[0].message in ("Ada accepted this at 8am.", "Rob returned this at 8am.")
        assert ReportEvent.objects.filter(kind__in=["accepted", "returned"]).count() == 1

    def test_two_authors_begin(self):
        ada, rob = self.people
        said = self.together(
            lambda: actions.save_draft(self.request, by=ada, at=EIGHT, changed="Ada’s."),
            lambda: actions.save_draft(self.request, by=rob, at=EIGHT, changed="Rob’s."),
        )
        assert [type(each) for each in said if each] == [ChangedMeanwhile]
        assert Report.objects.count() == 1

    def test_two_authors_ask_for_more_time(self):
        ada, rob = self.people
        ask = more_time.ask_for_more_time
        said = self.together(
            lambda: ask(self.request, by=ada, at=EIGHT, due_on=dt.date(2014, 11, 14), why="Ill."),
            lambda: ask(self.request, by=rob, at=EIGHT, due_on=dt.date(2014, 11, 17), why="Away."),
        )
        assert [type(each) for each in said if each] == [Refused]
        assert ReportEvent.objects.filter(kind="more_time_asked").count() == 1

    def test_a_sponsor_clears_while_an_author_changes_it(self):
        ada, rob = self.people
        eve = make.person("Eve", self.office)
        make.named(self.request.initiative, rob, "sponsor")
        self.request.needs_clearing = True
        self.request.save()
        make.report(self.request, eve, "ready", planned="A count.")
        self.together(
            lambda: clearing.clear(self.request, by=rob, at=EIGHT, expected_version=1),
            lambda: actions.save_draft(self.request, by=ada, at=EIGHT, expected_version=1, changed="New."),
        )
        self.request.refresh_from_db()
        assert (self.request.state, Report.objects.get().changed) == ("drafting", "New.")
