"""Who sees a cycle: whoever asks, reads or may see the board; a draft only the people of the body that asks."""

from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.rules import BEGIN_CYCLE, CHANGE_CYCLE, CHANGE_CYCLE_DATE
from services.access.roles import Role
from tests import make
from tests.case import MONDAY, CastTestCase

OFFICE = {"officer", "commissioner"}


class WhoSees(CastTestCase):
    def sees(self, cycle):
        seen = {name for name, each in self.cast.items() if cycle in ReviewCycle.objects.visible_to(each)}
        date = make.cycle_date(cycle, planned_on=MONDAY)
        dates = {name for name, each in self.cast.items() if date in CycleDate.objects.visible_to(each)}
        self.assertEqual(seen, dates)
        return seen

    def cycle(self, members=(), convened_by=None, **fields):
        return make.cycle(make.board(convened_by or self.elsewhere, members), self.office, **fields)

    def test_the_body_that_asks(self):
        self.assertEqual(self.sees(self.cycle()), OFFICE | {"stranger"})

    def test_whoever_sits_on_the_board(self):
        self.assertEqual(self.sees(self.cycle((self.fire,), self.office)), OFFICE | {"fire_lead", "sponsor", "finance"})

    def test_whoever_reads(self):
        seen = self.sees(self.cycle(convened_by=self.office, readers=(self.ambulance,)))
        self.assertEqual(seen, OFFICE | {"ambulance_lead", "reader"})

    def test_a_draft_only_the_body_that_asks(self):
        draft = self.cycle((self.fire,), self.office, readers=(self.ambulance,), state="draft")
        self.assertEqual(self.sees(draft), OFFICE)

    def test_nobody_who_can_no_longer_sign_in(self):
        cycle = self.cycle()
        self.officer.is_active = False
        self.assertNotIn(cycle, ReviewCycle.objects.visible_to(self.officer))


class WhoMay(CastTestCase):
    def test_policy_officers_and_board_secretaries_set_up(self):
        secretary = make.person("Rob Nash", self.fire, Role.SECRETARY)
        may = {name for name, each in {**self.cast, "secretary": secretary}.items() if BEGIN_CYCLE.allows(each)}
        self.assertEqual(may, {"officer", "secretary"})

    def test_those_of_the_body_that_asks_change(self):
        cycle = make.cycle(make.board(self.office), self.office)
        elsewhere = make.person("Rob Nash", self.fire, Role.SECRETARY)
        here = make.person("Una Reid", self.office, Role.SECRETARY)
        may = {each for each in [*self.cast.values(), elsewhere, here] if CHANGE_CYCLE.allows(each, cycle)}
        self.assertEqual(may, {self.officer, here})

    def test_nobody_changes_what_has_ended_or_was_dropped(self):
        ended = make.cycle(make.board(self.office), self.office, state="ended", ended_reason="Done.")
        running = make.cycle(make.board(self.office), self.office)
        dropped = make.cycle_date(running, is_dropped=True, dropped_reason="No board.")
        self.assertIn("has ended", CHANGE_CYCLE.asks(self.officer, ended).reason)
        self.assertIn("was dropped", CHANGE_CYCLE_DATE.asks(self.officer, dropped).reason)

    def test_an_administrator_sees_and_changes_nothing_by_that_alone(self):
        cycle = make.cycle(make.board(self.office), self.office)
        self.assertNotIn(cycle, ReviewCycle.objects.visible_to(self.administrator))


class TheOrderOfTheList(CastTestCase):
    def test_running_ones_by_their_next_date_then_drafts_then_what_has_ended(self):
        board = make.board(self.office)
        ended = make.cycle(board, self.office, state="ended", ended_reason="Done.")
        draft, undated, later, sooner = (
            make.cycle(board, self.office, state=state) for state in ("draft", "running", "running", "running")
        )
        for cycle, on in (
            (later, make.dt.date(2015, 3, 9)),
            (sooner, make.dt.date(2014, 12, 8)),
            (undated, make.dt.date(2014, 9, 8)),
        ):
            make.cycle_date(cycle, on)
        make.cycle_date(later, make.dt.date(2014, 11, 10), is_dropped=True, dropped_reason="No board.")
        found = list(ReviewCycle.objects.for_list(MONDAY))
        self.assertEqual(found, [sooner, later, undated, draft, ended])
