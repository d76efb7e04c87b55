"""A letter that was held for so long that it is cancelled: what it would have said is not called said."""

import datetime as dt

from initiatives.reminders import story
from initiatives.reminders.models import Reminder
from services.letters import addresses, delivery
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.people import reaching
from tests import make
from tests.initiatives.reminders.mornings import OCTOBER_3, ReminderTestCase, eight_on

OCTOBER_13 = dt.date(2014, 10, 13)
OCTOBER_17 = dt.date(2014, 10, 17)
OCTOBER_20 = dt.date(2014, 10, 20)
OCTOBER_24 = dt.date(2014, 10, 24)
OCTOBER_27 = dt.date(2014, 10, 27)
HOUR = dt.timedelta(hours=1)


class WaitedTooLong(ReminderTestCase):
    """Elin Pryce is reminded 20 working days ahead, on 3 October, at an address that takes no letters."""

    def setUp(self):
        there = {"since": eight_on(OCTOBER_3), "last_at": eight_on(OCTOBER_3)}
        self.health = AddressHealth.objects.create(address=self.fire_lead.email, state="hard", **there)
        self.live_through(OCTOBER_3, OCTOBER_3)

    def it_works_on(self, day):
        addresses.works_again(self.health, why="She rang.", by=self.administrator, at=eight_on(day))
        return reaching.let_go(eight_on(day))

    def row(self):
        return Reminder.objects.get(recipient=self.fire_lead, planned_on=OCTOBER_3)

    def letter_of_the_morning(self, day):
        self.tick(day)
        delivery.deliver_waiting(eight_on(day) + HOUR)
        return Letter.objects.get(to=self.fire_lead, state="sent")

    def test_somebody_near_was_told_when_it_was_held(self):
        held = Letter.objects.get(to=self.fire_lead)
        assert (held.state, self.row().letter) == ("held", held)
        assert Letter.objects.filter(kind="cannot_reach", state="sent").exists()

    def test_what_is_still_worth_saying_goes_in_a_letter_of_today(self):
        assert self.it_works_on(OCTOBER_13) == (0, 1)
        assert (self.row().state, self.row().letter, self.row().decided_at) == ("planned", None, None)
        letter = self.letter_of_the_morning(OCTOBER_13)
        assert "in 14 working days" in letter.text
        assert (self.row().state, self.row().letter) == ("sent", letter)

    def test_a_day_already_planned_is_planned_anew(self):
        self.tick(OCTOBER_13)
        self.it_works_on(OCTOBER_13)
        assert self.row().letter is None
        letter = self.letter_of_the_morning(OCTOBER_13)
        assert (self.row().state, self.row().letter) == ("sent", letter)

    def test_where_a_later_one_is_on_its_way_that_one_goes_and_the_earlier_is_superseded(self):
        for day in (OCTOBER_17, OCTOBER_24):
            self.live_through(day, day)
        assert self.it_works_on(OCTOBER_27) == (1, 2)
        letter = self.letter_of_the_morning(OCTOBER_27)
        earlier, later = (self.rows(recipient=self.fire_lead, planned_on=day).get() for day in (OCTOBER_17, OCTOBER_24))
        assert (later.state, later.letter) == ("sent", letter)
        assert (earlier.state, earlier.superseded_by, earlier.letter) == ("superseded", later, None)

    def test_what_was_due_too_long_ago_ends_with_the_reason_which_the_page_tells(self):
        late = dt.date(2014, 11, 28)
        Reminder.objects.filter(recipient=self.fire_lead).exclude(pk=self.row().pk).delete()
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(OCTOBER_20))
        self.it_works_on(late)
        self.tick(late)
        assert (self.row().state, self.row().reason) == ("cancelled", "Its day was too long ago to remind anybody of.")
        (told,) = story.of_initiative(self.request.initiative, late)
        lines = [(line.who, line.outcome, line.why) for line in told.lines if self.fire_lead.name in line.who]
        assert lines == [(self.fire_lead.name, "Not sent", "Its day was too long ago to remind anybody of.")]

    def test_what_is_no_longer_so_is_said_to_nobody(self):
        make.event(self.request, "sent", by=self.fire_lead, at=eight_on(OCTOBER_13))
        self.it_works_on(OCTOBER_13)
        self.live_through(OCTOBER_13, OCTOBER_13)
        assert set(Letter.objects.filter(to=self.fire_lead).values_list("state", flat=True)) == {"cancelled"}
        assert (self.row().state, self.row().reason) == ("cancelled", "The report has been sent.")

    def test_what_waited_for_less_leaves_as_it_is(self):
        assert self.it_works_on(dt.date(2014, 10, 7)) == (1, 0)
        assert self.row().state == "sent"
