"""A report's whole life: random people press random buttons, and nothing happens that the table of steps does not allow."""

import datetime as dt

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.reviews import actions, clearing, more_time, passing_on
from initiatives.reviews.choices import MOVES, NEXT, OWED, RequestState, state_after
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from tests import make
from tests.case import MONDAY
from tests.initiatives.reviews.deputies import covering
from tests.initiatives.reviews.test_actions import ANSWERED

NOW = clock.at(MONDAY, 10)
FIRST_DUE = dt.date(2014, 10, 31)
LATER = [dt.date(2014, 11, day) for day in (10, 12, 15, 17)]  # the third is a Saturday
AUTHORS, SPONSORS, OFFICE = ("ada", "bea", "second"), ("sponsor", "second"), ("officer", "commissioner")
PEOPLE = (*AUTHORS, "sponsor", *OFFICE, "deputy", "colleague", "reader")
#: Each button: the rule at its gate, what it does, and what is typed with it.
BUTTONS = {
    "say ready": (rules.WRITE_REPORT, clearing.say_ready, {}),
    "clear": (rules.CLEAR_REPORT, clearing.clear, {}),
    "put back": (rules.CLEAR_REPORT, clearing.put_back, {"why": "Say more."}),
    "send": (rules.SEND_REPORT, actions.send, {}),
    "accept": (rules.JUDGE_REPORT, actions.accept, {}),
    "return": (rules.JUDGE_REPORT, actions.send_back, {"why": "Say what it costs."}),
    "withdraw": (rules.WITHDRAW_REPORT, actions.withdraw, {"why": "It has stopped."}),
    "decline": (rules.GIVE_MORE_TIME, more_time.answer_more_time, {"gives": False, "why": "No."}),
    "take back": (rules.TAKE_REPORT_BACK, passing_on.take_back, {}),
}
DAYS = {
    f"{what} {day}": (asks, verb, {**typed, "due_on": day})
    for day in LATER
    for what, asks, verb, typed in (
        ("wish for", rules.ASK_FOR_MORE_TIME, more_time.ask_for_more_time, {"why": "Half-term."}),
        ("give", rules.GIVE_MORE_TIME, more_time.answer_more_time, {"gives": True}),
    )
}
#: What somebody sensible does next, so that lives are long: who, and which button.
ONWARD = {
    "asked": [("ada", "write")],
    "drafting": [("ada", "write"), ("ada", "say ready"), ("sponsor", "clear"), ("deputy", "clear"), ("ada", "send")],
    "cleared": [("bea", "send"), ("ada", "write")],
    "sent": [("officer", "return"), ("commissioner", "return"), ("officer", "return"), ("officer", "accept")],
    "returned": [("bea", "write"), ("bea", "say ready"), ("sponsor", "clear"), ("deputy", "send")],
}
PRESSES = st.one_of(
    st.tuples(st.just("onward"), st.integers(0, 4)),
    st.tuples(st.just("onward"), st.integers(0, 4)),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["write", "write half", "hold", *BUTTONS, *DAYS])),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["write", "pass to colleague", "pass to officer", *BUTTONS])),
)


class Life:
    """One report and the people around it. Everybody goes through the same gate as in the portal."""

    def __init__(self, needs_clearing):
        office = make.organisation()
        work = make.organisation(governed_by=office)
        for name in PEOPLE:
            setattr(self, name, make.person(name, office if name in OFFICE else work, Role.READER))
        make.membership(self.officer, office, Role.POLICY_OFFICER)
        make.membership(self.commissioner, office, Role.COMMISSIONER)
        initiative = make.initiative("Work", (work,))
        for duty, names in (("author", AUTHORS), ("sponsor", SPONSORS)):
            for name in names:
                make.named(initiative, getattr(self, name), duty)
        self.request = make.report_request(initiative, office, FIRST_DUE, needs_clearing=needs_clearing)
        self.words, self.cleared = 0, ""

    def press(self, name, button):
        """Whether anything happened."""
        self.request = ReportRequest.objects.get(pk=self.request.pk)
        if name == "onward":
            steps = ONWARD.get(self.request.state, [("ada", "write")])
            name, button = steps[button % len(steps)]
        before = self.told()
        with covering(self.deputy, self.ada, self.sponsor):
            asks, verb, typed = self.what_is_meant_by(button)
            user = getattr(self, name)
            if asks.allows(user, self.request.review if button == "hold" else self.request):
                self.carries_out(verb, by=user, at=NOW, **typed)
        return self.told() != before

    def what_is_meant_by(self, button):
        if button == "hold":
            return rules.HOLD_REVIEW, lambda request, **told: actions.hold(request.review, held_on=MONDAY, **told), {}
        if button.startswith("pass to"):
            return rules.PASS_REPORT_ON, passing_on.pass_on, {"person": getattr(self, button.split()[-1])}
        if button.startswith("write"):
            self.words += 1
            answers = {**ANSWERED, "changed": "" if button.endswith("half") else f"Words {self.words}."}
            version = self.request.draft.version if self.request.draft else 0
            return rules.WRITE_REPORT, actions.save_draft, {**answers, "expected_version": version}
        return (BUTTONS | DAYS)[button]

    def carries_out(self, verb, **told):
        try:
            with transaction.atomic():
                verb(self.request, **told)
        except Refused:
            return

    def told(self):
        return list(self.request.events.values_list("kind", "by__name", "for_whom__name", "due_on"))


class ALife(HypothesisTestCase):
    @settings(max_examples=40, deadline=None)
    @given(needs_clearing=st.booleans(), presses=st.lists(PRESSES, min_size=30, max_size=50))
    def test_never_leaves_the_table_of_steps(self, needs_clearing, presses):
        life = Life(needs_clearing)
        for name, button in presses:
            if life.press(name, button):
                self.looks_at(life)

    def looks_at(self, life):
        asked, events = ReportRequest.objects.get(pk=life.request.pk), life.told()
        kinds = [kind for kind, *_ in events]
        self.assertEqual(
            (asked.state, asked.is_ready, asked.wished_due_on),
            (state_after(kinds), is_ready_after(kinds), wish_after(events)),
        )
        self.every_step_is_in_the_table(kinds)
        self.nobody_did_what_is_not_theirs(events)
        if asked.needs_clearing:
            self.nothing_uncleared_was_sent(kinds)
        if kinds[-1] == "cleared":
            life.cleared = asked.draft.changed
        if kinds[-1] == "sent" and asked.needs_clearing:
            self.assertEqual(asked.draft.changed, life.cleared)
        self.assertEqual(asked.first_due_on, FIRST_DUE if "more_time_given" in kinds else None)
        self.assertTrue(asked.due_on >= FIRST_DUE and asked.due_on.weekday() < 5, asked.due_on)

    def every_step_is_in_the_table(self, kinds):
        state = RequestState.ASKED
        for kind in kinds:
            then = MOVES.get(kind, state)
            self.assertIn(then, {state, *NEXT[state]}, kinds)
            state = then

    def nobody_did_what_is_not_theirs(self, events):
        theirs = {
            **dict.fromkeys(("returned", "accepted", "presented", "withdrawn", "more_time_given", "more_time_declined"), OFFICE),
            **dict.fromkeys(("cleared", "put_back"), (*SPONSORS, "deputy")),
            **dict.fromkeys(("started", "changed", "sent", "ready_to_clear", "more_time_asked"), (*AUTHORS, "deputy", "colleague")),
            "passed_on": (*AUTHORS, "colleague"),
            "taken_back": AUTHORS,
        }  # fmt: skip
        for kind, by, for_whom, _ in events[1:]:
            self.assertIn(by, theirs[kind], kind)
            if for_whom:
                self.assertEqual((by, for_whom in ("ada", "sponsor")), ("deputy", True), kind)

    def nothing_uncleared_was_sent(self, kinds):
        moves = [kind for kind in kinds if kind in MOVES]
        before = [moves[number - 1] for number, kind in enumerate(moves) if kind == "sent"]
        self.assertLessEqual(set(before), {"cleared"}, kinds)


def is_ready_after(kinds):
    """Said in plain Python: ready from the authors' word until the next step."""
    ready = False
    for kind in kinds:
        ready = kind == "ready_to_clear" or (ready and kind not in MOVES)
    return ready


def wish_after(events):
    """The day asked for, while nobody has answered and the report is owed."""
    wish = None
    for kind, _, _, day in events:
        if kind == "more_time_asked":
            wish = day
        elif kind in ("more_time_given", "more_time_declined", "sent", "withdrawn"):
            wish = None
    return wish


def test_every_state_has_its_line_in_the_table_and_is_reached():
    assert set(NEXT) == set(RequestState) == set(MOVES.values())
    assert all(RequestState.WITHDRAWN in NEXT[state] for state in OWED)
