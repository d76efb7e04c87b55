"""Reading meetings and boards: dates as vague as they are, and only the shared work one may see."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collab_portal.toolkit.dates import VagueDate
from initiatives.meetings.models import Meeting
from tests import make
from tests.case import CastTestCase


class Meetings(CastTestCase):
    def at(self, name, **where):
        return self.client.get(reverse(f"meetings:{name}", kwargs=where))

    def test_the_newest_come_first_and_unknown_dates_last(self):
        dates = ["2013", "2013-11-05", None, "2014-01", "2013-11"]
        made = {text: make.meeting(self.office, held_on=VagueDate(text) if text else None) for text in dates}
        found = list(Meeting.objects.newest_first())
        self.assertEqual(found, [made[text] for text in ("2014-01", "2013-11-05", "2013-11", "2013", None)])

    def test_a_meeting_says_what_is_known_and_how(self):
        told = {
            "held_on": {"source": "seed"},
            "place": {"source": "unknown"},
            "minutes": {"source": "added: Minutes book"},
        }
        made = make.meeting(self.office, (self.fire,), provenance=told, minutes="Agreed.")
        self.sign_in(self.fire_lead)
        page = self.at("meeting", ref=made.ref)
        for said in (
            "November 2013",
            "As the source document says.",
            "The source does not say.",
            "Added: Minutes book.",
        ):
            self.assertContains(page, said)

    def test_shared_work_one_may_not_see_is_not_named(self):
        made = make.meeting(self.office, (self.fire,))
        made.initiatives.set([self.review_work, make.initiative("A secret alliance", (self.police,))])
        self.sign_in(self.fire_lead)
        page = self.at("meeting", ref=made.ref)
        self.assertContains(page, "Tri-service collaboration review")
        self.assertNotContains(page, "A secret alliance")

    def test_a_board_says_that_it_is_not_known_how_often_it_meets(self):
        made = make.board(self.office, (self.fire, self.ambulance))
        self.sign_in(self.reader)
        self.assertContains(self.at("board", ref=made.ref), "not known")
        self.assertContains(self.at("meetings"), made.name)

    def test_a_stranger_finds_nothing(self):
        board, meeting = make.board(self.office, (self.fire,)), make.meeting(self.office, (self.fire,))
        self.sign_in(self.stranger)
        self.assertEqual(self.at("board", ref=board.ref).status_code, 404)
        self.assertEqual(self.at("meeting", ref=meeting.ref).status_code, 404)
        self.assertContains(self.at("meetings"), "No meetings are recorded that you can see.")

    def test_the_list_takes_eight_queries_and_the_page_twelve_at_two_sizes(self):
        self.sign_in(self.officer)
        board = make.board(self.office, (self.fire,))
        counts = []
        for size in (1, 30):
            for _ in range(size):
                made = make.meeting(self.office, (self.fire, self.police), board=board)
                made.initiatives.add(self.review_work)
            counts.append(
                [self.queries("meetings"), self.queries("meeting", ref=made.ref), self.queries("board", ref=board.ref)]
            )
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0][0], 8)
        self.assertLessEqual(max(counts[0]), 12)

    def queries(self, name, **where):
        with CaptureQueriesContext(connection) as asked:
            self.at(name, **where)
        return len(asked)
