"""Meetings known to the day: five and one working days before, to those whose place they are."""

import datetime as dt

from collab_portal.toolkit.dates import VagueDate
from initiatives.meetings.models import Meeting
from initiatives.reminders.findings import findings
from services.access.roles import Role
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import ReminderTestCase

FIRST, LAST = dt.date(2014, 11, 10), dt.date(2014, 12, 12)


class MeetingsAhead(ReminderTestCase):
    def setUp(self):
        make.event(self.request, "withdrawn")
        self.meeting = make.meeting(
            self.office,
            (self.fire,),
            held_on=VagueDate("2014-12-03"),
            title="Leaders’ meeting",
            ref="CHS-M03",
            place="Winsford",
        )

    def told(self, first=FIRST, last=LAST):
        self.live_through(first, last)
        letters = Letter.objects.order_by("posted_at", "to__name").select_related("to")
        return [(letter.posted_at.day, letter.to.name) for letter in letters]

    def test_five_and_one_working_days_before_to_sponsors_officers_and_the_commissioner(self):
        assert self.told() == [
            (day, name) for day in (26, 2) for name in ("Dana Whitlock", "Helen Marsh", "Martin Hale")
        ]

    def test_the_letter_says_when_and_where(self):
        self.told()
        letter = Letter.objects.filter(to=self.sponsor).latest("posted_at")
        assert letter.subject == "Leaders’ meeting: meeting on Wednesday 3 December"
        assert "“Leaders’ meeting” (CHS-M03) takes place on Wednesday 3 December 2014, in 1 working day." in letter.text
        assert "Where: Winsford." in letter.text
        assert "http://localhost:8000/meetings/CHS-M03/" in letter.text

    def test_a_member_of_the_board_is_told_once_it_may_see_the_meeting(self):
        secretary = make.person("Ada Quill", self.ambulance, Role.SECRETARY)
        self.meeting.board = make.board(self.office, (self.ambulance,))
        self.meeting.save()
        assert "Ada Quill" not in {name for _, name in self.told()}
        self.meeting.attended_by.add(self.ambulance)
        self.meeting.held_on = VagueDate("2015-01-14")
        self.meeting.save()
        self.live_through(dt.date(2015, 1, 5), dt.date(2015, 1, 14))
        assert len(self.letters(secretary)) == 2

    def test_a_date_known_to_the_month_says_nothing(self):
        Meeting.objects.update(held_on="2014-12")
        assert self.told() == []

    def test_a_meeting_of_the_past_that_is_brought_in_says_nothing(self):
        assert self.told(dt.date(2014, 12, 4)) == []

    def test_a_moved_meeting_is_told_of_anew(self):
        self.told(last=dt.date(2014, 11, 26))
        Meeting.objects.update(held_on="2014-12-17")
        self.live_through(dt.date(2014, 11, 27), dt.date(2014, 12, 17))
        assert [(day.month, day.day) for day, _ in self.letters(self.sponsor)] == [(11, 26), (12, 10), (12, 16)]

    def test_nobody_who_answers_for_it_is_a_finding_of_whoever_convenes_it(self):
        lonely = make.meeting(self.elsewhere, (), held_on=VagueDate("2014-12-03"))
        [finding] = findings(FIRST)
        assert (finding.url, finding.owner) == (lonely.get_absolute_url(), "Kent Police")
        assert finding.sentence.endswith("because no organisation that comes has anybody who answers for it.")
