"""The sections of a review cycle: short steps while it is a draft, and the same forms once it runs."""

import datetime as dt
from itertools import zip_longest
from typing import Any

from crispy_forms.layout import Layout

from collab_portal.toolkit.crispy_pack import Group, Note
from collab_portal.toolkit.fields import Choice, GovDate, MultipleChoice, Pick, PickMany, Whole, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from initiatives.cycles.belonging import shared_by
from initiatives.cycles.checklist import FIRST_DATE
from initiatives.cycles.choices import Covers, Every, Section
from initiatives.cycles.dates import MONTHS_AHEAD, horizon
from initiatives.cycles.models import MOST_QUESTIONS, ReviewCycle
from initiatives.meetings.models import Board
from initiatives.register.models import Initiative
from services.directory.models import Organisation

QUESTIONS = tuple(f"question_{number}" for number in range(1, MOST_QUESTIONS + 1))
WORKING_DAYS = "working days"
COVERS_HINTS = {
    Covers.SHARED: "Work that joins later is asked too, and work that stops is asked no longer",
    Covers.CHOSEN: "Only the ones you tick",
}
EVERY_HINTS = {
    Every.FOUR_WEEKS: "28 days after the last, always on the same weekday",
    Every.QUARTERLY: "On the same day of every third month",
    Every.EACH_BOARD: "On the days on which the board is known to meet",
    Every.YEARLY: "On the same day of every year",
}
SECTION_HINTS = {
    Section.TIME: "Is it on time?",
    Section.MONEY: "What was planned, and what has been spent?",
    Section.BENEFITS: "What has each organisation gained so far?",
    Section.RISK: "What could go wrong?",
    Section.RESOURCES: "Are there enough people, vehicles and skills?",
    Section.MILESTONES: "First promised, now expected, and reached",
    Section.DECISION: "What does the board have to decide?",
}


class CycleForm(PortalForm):
    """A section of a cycle. Knows who asks and which day it is, because they decide what is on offer."""

    submit_text = "Save and continue"

    def __init__(
        self, data: Any = None, *, user: Any, today: dt.date, row: ReviewCycle | None = None, **kwargs: Any
    ) -> None:
        self.user, self.today, self.is_running = user, today, bool(row and row.is_running)
        super().__init__(data, row=row, **kwargs)
        if self.is_running:
            self.submit_text = "Save"
        self.offer()

    def offer(self) -> None:
        """Offer what this person may choose from, once the questions are there."""


class WhatForm(CycleForm):
    """What the board wants to know. The body that asks is asked for only where somebody works for several."""

    title = Words("What is this cycle called?", ask="Enter what this cycle is called", called="The name", max_length=120,
                  size="s", width="two-thirds", hint="As people will say it, such as ‘Quarterly collaboration report’")  # fmt: skip
    what = Words("What must be reported?", ask="Enter what must be reported", called="What must be reported", rows=3,
                 max_length=300, size="s", hint="One sentence that everybody who writes a report reads first")  # fmt: skip
    board = Pick("Which board reads the reports?", ask="Select the board that reads the reports", as_select=True,
                 queryset=Board.objects.none(), size="s", hint="The boards that you can see")  # fmt: skip
    asked_by = Pick("Who asks?", ask="Select the organisation that asks", queryset=Organisation.objects.none(), size="s",
                    hint="You work for more than one that may")  # fmt: skip

    def offer(self) -> None:
        bodies = Organisation.objects.filter(pk__in=self.user.standing.asker_ids).order_by("name")
        self.fields["board"].queryset = Board.objects.visible_to(self.user)
        self.fields["asked_by"].queryset = bodies
        self.only_body = bodies[0] if len(bodies) == 1 else None
        if self.row or self.only_body:
            del self.fields["asked_by"]
        if self.is_running:
            del self.fields["board"]

    def _answers(self) -> dict[str, Any]:
        return (
            super()._answers() if self.row or not self.only_body else {**super()._answers(), "asked_by": self.only_body}
        )


class WhoForm(CycleForm):
    """The organisations whose shared work the board looks at."""

    organisations = PickMany(
        "Whose shared work does the board look at?", ask="Select the organisations whose shared work it looks at",
        queryset=Organisation.objects.none(), small=True, size="s", hint="Select at least two")  # fmt: skip

    def offer(self) -> None:
        self.fields["organisations"].queryset = around(self.row, self.user)
        if not self.row.organisations.exists():
            likely = self.row.board.members.all() | Organisation.objects.governed_by_any({self.row.asked_by_id})
            self.initial["organisations"] = list(likely.distinct())

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if len(answers.get("organisations", [])) == 1:
            self.add_error("organisations", "Select at least two organisations: shared work needs more than one")
        return answers


class WorkForm(CycleForm):
    """Which of the work they share."""

    covers = Choice("Which initiatives report?", ask="Select which initiatives report", choices=Covers.choices,
                    hints=COVERS_HINTS, reveals={Covers.CHOSEN: ("chosen",)}, size="s")  # fmt: skip
    chosen = PickMany(
        "Initiatives", ask="Select at least one initiative", queryset=Initiative.objects.none(), small=True
    )

    def offer(self) -> None:
        shared = shared_by(self.row, self.today, Initiative.objects.live_on(self.today).visible_to(self.user))
        there = Initiative.objects.visible_to(self.user).filter(cycles=self.row)
        self.fields["chosen"].queryset = Initiative.objects.filter(pk__in=[*pks(shared), *pks(there)]).order_by("name")

    def _answers(self) -> dict[str, Any]:
        """What this person may not see and another chose stays chosen."""
        answers = super()._answers()
        hidden = self.row.chosen.exclude(pk__in=Initiative.objects.visible_to(self.user).values("pk"))
        return {**answers, "chosen": [*answers["chosen"], *hidden] if answers["covers"] == Covers.CHOSEN else []}


class WhenForm(CycleForm):
    """How often, from when on, and how long before the board each step is due. The rhythm of a running cycle stays."""

    every = Choice("How often does the board want reports?", ask="Select how often the board wants reports",
                   choices=Every.choices, hints=EVERY_HINTS, size="s")  # fmt: skip
    first_on = GovDate("First date", called="The first date", required=False, size="s",
                       hint="The day the board meets. For ‘before each meeting’ you can leave it empty")  # fmt: skip
    draft_days = Whole("How long before the board is the draft due?", ask="Enter when the draft is due",
                       called="The draft", least=1, most=60, like=15, suffix=WORKING_DAYS, size="s", width=3)  # fmt: skip
    needs_clearing = YesNo("Does a sponsor clear each report before you read it?", size="s", inline=False,
                           ask="Select yes if a sponsor clears each report", reveals={True: ("clear_days",)})  # fmt: skip
    clear_days = Whole("How long before the board is it cleared?", ask="Enter when a report is cleared",
                       called="The clearance", least=1, most=60, like=10, suffix=WORKING_DAYS, width=3,
                       hint="A sponsor who does not write the report clears it")  # fmt: skip
    papers_days = Whole("How long before the board are the papers due?", ask="Enter when the papers are due",
                        called="The papers", least=1, most=60, like=6, suffix=WORKING_DAYS, size="s", width=3,
                        hint="6 leaves five clear working days between the papers and the meeting")  # fmt: skip

    def offer(self) -> None:
        if self.is_running:
            del self.fields["every"], self.fields["first_on"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.is_running and "first_on" not in self.errors:
            self._check_first_date(answers.get("every"), answers.get("first_on"))
        self._check_order(answers)
        return answers

    def _check_first_date(self, every: str | None, first_on: dt.date | None) -> None:
        if first_on is None and every and every != Every.EACH_BOARD:
            self.add_error("first_on", "Enter the first date")
        elif first_on is not None and first_on <= self.today:
            self.add_error("first_on", FIRST_DATE)
        elif first_on is not None and first_on > horizon(self.today):
            self.add_error("first_on", f"The first date must be within the next {MONTHS_AHEAD} months")

    def _check_order(self, answers: dict[str, Any]) -> None:
        """The draft is due before its clearance, and that before the papers."""
        draft, clear, papers = (answers.get(name) for name in ("draft_days", "clear_days", "papers_days"))
        if clear and papers and clear < papers:
            self.add_error("clear_days", f"The clearance must come before the papers, so enter {papers} or more")
        elif clear and draft and draft < clear:
            self.add_error("draft_days", f"The draft must come before its clearance, so enter {clear} or more")
        elif draft and papers and draft < papers:
            self.add_error("draft_days", f"The draft must come before the papers, so enter {papers} or more")

    def _answers(self) -> dict[str, Any]:
        return {name: said for name, said in super()._answers().items() if name != "clear_days" or said is not None}


class AsksForm(CycleForm):
    """The parts of the report, and questions of the board's own."""

    sections = MultipleChoice("Which parts of the report does the board need?", ask="Select at least one part",
                              choices=Section.choices, hints=SECTION_HINTS, size="s")  # fmt: skip
    layout = Layout(
        "sections",
        Group("Questions of the board’s own", Note("Leave them empty if there are none."), *QUESTIONS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        asked = {
            name: Words(f"Question {number}", required=False, max_length=200)
            for number, name in enumerate(QUESTIONS, 1)
        }
        self.base_fields = {**self.base_fields, **asked}
        super().__init__(*args, **kwargs)

    def initial_from(self, row: ReviewCycle) -> dict[str, Any]:
        boxes = dict(zip_longest(QUESTIONS, row.questions, fillvalue=""))
        return {"sections": row.sections or Section.values, **boxes}

    def _answers(self) -> dict[str, Any]:
        answers = super()._answers()
        asked = [answers.pop(name) for name in QUESTIONS]
        sections = [] if len(answers["sections"]) == len(Section) else answers["sections"]
        return {**answers, "sections": sections, "questions": list(dict.fromkeys(filter(None, asked)))}


class ReadersForm(CycleForm):
    """Whose leaders read the reports, and the words they are known by: a box for each organisation that is ticked."""

    def __init__(self, data: Any = None, *, row: ReviewCycle, user: Any, **kwargs: Any) -> None:
        self.bodies = {str(each.pk): each for each in around(row, user)}
        boxes = {f"known_as_{pk}": words_for(each) for pk, each in self.bodies.items()}
        readers = MultipleChoice(
            "Who reads the reports?", required=False, size="s", small=True,
            hint="Their people can read every report once it is sent. You read them in any case",
            choices=[(pk, each.name) for pk, each in self.bodies.items()],
            reveals={pk: (f"known_as_{pk}",) for pk in self.bodies},
        )  # fmt: skip
        self.base_fields = {"readers": readers, **boxes}
        super().__init__(data, row=row, user=user, **kwargs)

    def initial_from(self, row: ReviewCycle) -> dict[str, Any]:
        there = {str(each.organisation_id): each.known_as for each in row.readers.all()}
        ticked = list(there) or [str(pk) for pk in pks(row.organisations.all()) if row.is_draft]
        words = {pk: there.get(pk) or f"Leadership of {each.name}"[:120] for pk, each in self.bodies.items()}
        return {"readers": ticked, **{f"known_as_{pk}": said for pk, said in words.items()}}

    def _answers(self) -> dict[str, Any]:
        answers = super()._answers()
        told = [(self.bodies[pk], answers[f"known_as_{pk}"]) for pk in answers["readers"]]
        return {"readers": told, "expected_version": answers["expected_version"]}


def words_for(body: Organisation) -> Words:
    """The question how the leaders of an organisation are known."""
    called = f"How the leaders of {body.name} are known"
    return Words("Known as", ask=f"Enter how the leaders of {body.name} are known", called=called, max_length=120)


def around(row: ReviewCycle, user: Any) -> Any:
    """The organisations a cycle can be about: of its board, of the body that asks, and of the work this person sees."""
    taking_part = Initiative.objects.visible_to(user).registered().values("participations__organisation")
    members = row.board.members.values("pk")
    near = Organisation.objects.filter(pk__in=taking_part) | Organisation.objects.filter(pk__in=members)
    ours = {row.asked_by_id, row.board.convened_by_id, *pks(row.organisations.all())} - {None}
    ours |= set(row.readers.values_list("organisation", flat=True))
    near |= Organisation.objects.filter(pk__in=ours) | Organisation.objects.governed_by_any({row.asked_by_id})
    return near.order_by("name")


def pks(rows: Any) -> list[int]:
    """The keys of some rows."""
    return list(rows.order_by().values_list("pk", flat=True))


#: The steps of setting a cycle up, in their order.
SECTIONS = {
    "what": WhatForm,
    "who": WhoForm,
    "work": WorkForm,
    "when": WhenForm,
    "asks": AsksForm,
    "readers": ReadersForm,
}
TITLES = {
    "what": "What the board wants to know",
    "who": "Whose shared work",
    "work": "Which initiatives",
    "when": "When",
    "asks": "What is asked",
    "readers": "Who reads",
}
