"""While an author is away their deputy writes and sends the report, on those days and no other."""

import datetime as dt

from tests import make
from tests.case import MONDAY, CastTestCase


class AnsweringForSomebodyAway(CastTestCase):
    def away(self, first_on=MONDAY, last_on=MONDAY, deputy=None):
        make.leave(self.fire_lead, first_on, last_on, deputy=deputy or self.sponsor)

    def opens(self, someone, page="write"):
        self.sign_in(someone)
        return self.client.get(f"/reports/{self.request.pk}/{page}/").status_code

    def test_the_deputy_writes_it(self):
        assert self.opens(self.sponsor) == 403
        self.away()
        assert self.opens(self.sponsor) == 200

    def test_the_deputy_reads_the_authors_draft(self):
        make.report(self.request, self.fire_lead, changed="The three services met twice.")
        self.away()
        self.sign_in(self.sponsor)
        self.assertContains(self.client.get(f"/reports/{self.request.pk}/"), "The three services met twice.")

    def test_the_deputy_sends_it(self):
        make.report(self.request, self.fire_lead, planned="A count.")
        self.away()
        self.sign_in(self.sponsor)
        self.client.post(f"/reports/{self.request.pk}/send/", {"version": "1"})
        self.request.refresh_from_db()
        assert (self.request.state, self.request.events.last().by) == ("sent", self.sponsor)

    def test_it_is_among_what_the_deputy_owes(self):
        self.away()
        self.sign_in(self.sponsor)
        self.assertContains(self.client.get("/my-work/"), f"/reports/{self.request.pk}/write/")

    def test_not_after_the_last_day(self):
        self.away(MONDAY - dt.timedelta(days=7), MONDAY - dt.timedelta(days=1))
        assert self.opens(self.sponsor) == 403

    def test_a_deputy_who_may_not_see_the_work_finds_no_such_page(self):
        self.away(deputy=self.stranger)
        assert self.opens(self.stranger) == 404
