"""Questions about who takes part: finding an organisation, its dates, and its answer to an invitation."""

from typing import Any

from collab_portal.toolkit.fields import Choice, Pick, VagueDateField, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from initiatives.register.models import Part
from services.directory.models import Organisation


class FindForm(PortalForm):
    """Looks an organisation up by part of its name. Asked by GET: it changes nothing."""

    find = Words(
        "Find an organisation", required=False, hint="Part of its name, such as ‘ambulance’ or ‘Wales’", width=20
    )


class AddPartyForm(PortalForm):
    """The organisation whose Add button was pressed."""

    organisation = Pick(
        "Organisation", ask="Choose an organisation from the list", queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.all()


class PartyForm(PortalForm):
    """What an organisation is to the work, from when and until when."""

    submit_text = "Save"

    part = Choice(
        "Its part", ask="Select its part", choices=[each for each in Part.choices if each[0] != Part.LEAD], size="s"
    )
    from_on = VagueDateField(
        "From", called="The start of its part", required=False, size="s", hint="A year, a month and year, or a day"
    )
    to_on = VagueDateField(
        "Until", called="The end of its part", required=False, size="s", hint="Leave it empty if it goes on"
    )

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row.part == Part.LEAD:
            self.fields["part"].choices = [(Part.LEAD.value, "Lead: change this under Who takes part")]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        start, end = answers.get("from_on"), answers.get("to_on")
        if start and end and end.last < start.first:
            self.add_error("to_on", f"The end of its part must be after {start}, when it began")
        return answers


class AnswerForm(PortalForm):
    """Whether the invited organisation takes part."""

    submit_text = "Send the answer"

    takes_part = YesNo(
        "Does your organisation take part?",
        ask="Select yes if your organisation takes part",
        yes="Yes, it takes part",
        no="No, it declines",
        size="m",
        reveals={"no": ("reason",)},
    )
    reason = Words(
        "Why not?", ask="Enter why your organisation does not take part", called="The reason", rows=3, max_length=600
    )
