"""The sections of an initiative's record: the same forms for a draft and for work that is registered."""

from typing import Any

from collab_portal.toolkit.fields import Choice, MultipleChoice, Tick, VagueDateField, Words
from collab_portal.toolkit.forms import PortalForm
from initiatives.register.actions.record import JOINTLY
from initiatives.register.models import Initiative, Marking, Reach, Stage, Theme
from services.directory.models import Organisation

STAGE_HINTS = {
    Stage.IDEA: "Somebody has suggested it. Is it worth an hour to look at?",
    Stage.SCOPING: "Would it serve two or more of the services?",
    Stage.CASE: "Is it worth it, and which way of doing it is best?",
    Stage.AGREEMENT: "Is it lawful, signed and paid for?",
    Stage.DELIVERY: "It is being built or tried out",
    Stage.GO_LIVE: "It is about to start",
    Stage.USUAL: "It runs. Is it still needed and in control?",
    Stage.EVALUATION: "Did we get what we wanted?",
}
REACH_HINTS = {
    Reach.PUBLIC: "Nothing is published yet: until it is, every signed-in member sees it",
    Reach.PARTICIPANTS: "And the bodies that hold them to account",
    Reach.NAMED: "You name them under People. Their organisations do not see it otherwise",
}
MARKING_HINTS = {
    Marking.OFFICIAL: "Almost everything here",
    Marking.SENSITIVE: "Needs extra care. Its text stays out of e-mail, and only participants or named people see it",
}


class WhatForm(PortalForm):
    """What it is called. `alike` is work with much the same name that this person can see."""

    submit_text = "Save and continue"

    name = Words(
        "Name",
        ask="Enter the name",
        hint="As people say it, such as ‘Joint fleet workshop’",
        max_length=120,
        width="two-thirds",
    )
    short_name = Words("Short name", required=False, hint="If it has one, such as NWMPG", max_length=40, width=20)

    def __init__(self, *args: Any, among: Any = None, **kwargs: Any) -> None:
        self.among = among
        self.alike: list[Initiative] = []
        super().__init__(*args, **kwargs)
        if self.data and self.among is not None:
            self._ask_whether_it_is_new()

    def _ask_whether_it_is_new(self) -> None:
        others = self.among.exclude(pk=self.row.pk) if self.row else self.among
        self.alike = others.named_like(str(self.data.get("name", "")))
        if self.alike and (self.row is None or self.row.name != self.data.get("name")):
            names = " or ".join(f"‘{each.name}’ ({each.ref})" for each in self.alike)
            ask = f"This looks like {names}. Tick the box if it is different work"
            self.fields["is_different"] = Tick("It is different work", ask=ask)

    def _answers(self) -> dict[str, Any]:
        answers = super()._answers()
        answers.pop("is_different", None)
        return answers


class WhyForm(PortalForm):
    """What it is for."""

    submit_text = "Save and continue"

    purpose = Words(
        "What is it for?",
        ask="Enter what it is for",
        called="What it is for",
        hint="One or two plain sentences. Every organisation that takes part is asked to confirm them.",
        rows=4,
        max_length=600,
    )
    themes = MultipleChoice(
        "What is it about?", choices=Theme.choices, required=False, hint="Choose all that fit", small=True
    )


class WhenForm(PortalForm):
    """How far it is, since when and until when."""

    submit_text = "Save and continue"

    stage = Choice("Stage", choices=Stage.choices, hints=STAGE_HINTS, empty="Not known yet", required=False, size="s")
    started_on = VagueDateField(
        "When did it start?",
        called="The start",
        required=False,
        size="s",
        hint="As precisely as you know: a year, a month and year, or a day",
    )
    planned_end_on = VagueDateField(
        "When is it planned to end?",
        called="The planned end",
        required=False,
        size="s",
        hint="Leave it empty if it has no end",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        start, end = answers.get("started_on"), answers.get("planned_end_on")
        if start and end and end.last < start.first:
            self.add_error("planned_end_on", f"The planned end must be after {start}, when it started")
        return answers


class SeenForm(PortalForm):
    """Who may see it and how it is marked."""

    submit_text = "Save and continue"

    reach = Choice("Who sees it?", ask="Select who sees it", choices=Reach.choices, hints=REACH_HINTS, size="s")
    marking = Choice(
        "How is it marked?", ask="Select how it is marked", choices=Marking.choices, hints=MARKING_HINTS, size="s"
    )
    handling = Words(
        "Handling",
        required=False,
        hint="Anything readers must know, such as ‘publish title and objective only’",
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("marking") == Marking.SENSITIVE and answers.get("reach") in (Reach.PUBLIC, Reach.PORTAL):
            self.add_error(
                "reach", "OFFICIAL-SENSITIVE work is for the organisations that take part or for named people only"
            )
        return answers


class LeadForm(PortalForm):
    """Which of the organisations that take part leads."""

    submit_text = "Save and continue"

    lead = Choice(
        "Who leads?", ask="Select who leads, or that it is led jointly", choices=[], size="m", dividers={JOINTLY: "or"}
    )

    def __init__(self, *args: Any, row: Initiative, parties: list[Organisation], **kwargs: Any) -> None:
        self.leaders = {str(each.pk): each for each in parties}
        super().__init__(*args, row=row, **kwargs)
        organisations = [(pk, each.name) for pk, each in self.leaders.items()]
        asked = self.fields["lead"]
        asked.choices = [*organisations, (JOINTLY, "They lead it jointly"), ("unknown", "Not known yet")]
        asked.coerce, asked.empty_value = self.leader, None

    def leader(self, chosen: str) -> Organisation | str | None:
        """The organisation behind an answer, JOINTLY, or None."""
        return self.leaders.get(chosen) or (JOINTLY if chosen == JOINTLY else None)

    def initial_from(self, row: Initiative) -> dict[str, Any]:
        if row.lead_id is None and not row.is_jointly_led:
            return {"lead": "" if row.is_draft else "unknown"}
        return {"lead": str(row.lead_id) if row.lead_id else JOINTLY}


SECTIONS = {"what": WhatForm, "why": WhyForm, "when": WhenForm, "seen": SeenForm}
TITLES = {"what": "What it is", "why": "Why", "when": "Dates and stage", "seen": "Who sees it"}
