"""Questions about an evaluation, a lesson, and why a lesson is no longer true."""

import datetime as dt
from typing import Any

from collab_portal.toolkit.fields import Choice, GovDate, MultipleChoice, Pick, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from initiatives.evaluations.choices import COMPARES_FROM, COMPARING, EARNED_BY, Finding, Method, Strength
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.models import Initiative, Theme

STRENGTH_HINTS = {str(step.value): sentence for step, sentence in EARNED_BY.items()}
COMPARE = "Evidence of strength 3 or more compares with others. Choose a method that does, or strength 1 or 2"
EARLIEST = dt.date(1990, 1, 1)


class EvaluationForm(PortalForm):
    """What was asked, how it was found out, how sure that is, and what came of it."""

    submit_text = "Add the evaluation"

    question = Words("What was asked?", ask="Enter what was asked", called="What was asked", max_length=300, size="s",
                     hint="Such as ‘Do people who fell wait less?’")  # fmt: skip
    method = Choice("How was it found out?", ask="Select how it was found out", choices=Method.choices, size="s", small=True)  # fmt: skip
    strength = Choice("How strong is the evidence?", ask="Select how strong the evidence is", choices=Strength.choices,
                      hints=STRENGTH_HINTS, coerce=int, size="s", small=True)  # fmt: skip
    finding = Choice("Did the work do what it set out to do?", ask="Select whether it did what it set out to do",
                     choices=Finding.choices, size="s", small=True)  # fmt: skip
    summary = Words("What was found?", ask="Enter what was found", called="What was found", rows=5, max_length=1500, size="s",
                    hint="In plain sentences, with the figures that matter")  # fmt: skip
    done_on = GovDate("When was it done?", ask="Enter the day it was done", called="The day it was done", earliest=EARLIEST,
                      size="s", hint="The day of the report. For example, 30 9 2014")  # fmt: skip
    done_by = Words("Who did it?", ask="Enter who did it", called="Who did it", max_length=160, width="two-thirds", size="s",
                    hint="A person, a team or an organisation")  # fmt: skip
    report = Words("Where is the whole report?", called="Where the whole report is", required=False, max_length=300,
                   width="two-thirds", size="s", hint="A reference or a web address, if there is one")  # fmt: skip

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        done_on, strength, method = (answers.get(name) for name in ("done_on", "strength", "method"))
        if done_on and done_on > self.today:
            self.add_error("done_on", "The day it was done must be today or in the past")
        if strength and method and strength >= COMPARES_FROM and method not in COMPARING:
            self.add_error("method", COMPARE)
        return answers


class CorrectEvaluationForm(EvaluationForm):
    """The same for one that is there, with the reason."""

    submit_text = "Correct the evaluation"

    reason = Words("Why is it corrected?", ask="Enter why it is corrected", called="The reason", rows=2, max_length=300,
                   size="s", hint="Everybody who sees the work reads this beside what it said before")  # fmt: skip

    def __init__(self, *args: Any, row: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)


class LessonForm(PortalForm):
    """What happened, why, and what to do next time. Begins with the themes of its work."""

    submit_text = "Add the lesson"

    title = Words("What is the lesson, in a few words?", ask="Enter the lesson in a few words", called="The lesson",
                  max_length=120, size="s", hint="Such as ‘Test the ramp before the old workshop closes’")  # fmt: skip
    happened = Words("What happened?", ask="Enter what happened", called="What happened", rows=3, max_length=600, size="s")  # fmt: skip
    cause = Words("Why?", ask="Enter why it happened", called="Why it happened", rows=3, max_length=600, size="s")
    next_time = Words("What should be done next time?", ask="Enter what should be done next time",
                      called="What to do next time", rows=3, max_length=600, size="s")  # fmt: skip
    themes = MultipleChoice("What is it about?", called="The themes", choices=Theme.choices, required=False, small=True,
                            size="s", hint="People who register similar work find it by these")  # fmt: skip
    evaluation = Pick("Which evaluation does it come from?", called="The evaluation", required=False, as_select=True,
                      empty="None", queryset=Evaluation.objects.none(), size="s")  # fmt: skip
    is_shared = YesNo("Share it with everybody who signs in?", ask="Select yes if everybody who signs in may read it", size="s",
                      hint="They see the lesson and your organisation. They see which work it is from only if they see that work")  # fmt: skip

    def __init__(
        self, *args: Any, initiative: Initiative, evaluations: Any, row: Lesson | None = None, **kwargs: Any
    ) -> None:
        begins = {} if row else {"themes": initiative.themes, "is_shared": False}
        super().__init__(*args, row=row, initial=begins, **kwargs)
        self.fields["evaluation"].queryset = evaluations
        if row:
            self.submit_text = "Change the lesson"


class WithdrawForm(PortalForm):
    """Why a lesson is no longer true."""

    submit_text = "Withdraw the lesson"

    reason = Words("Why is it no longer true?", ask="Enter why it is no longer true", called="The reason", rows=2,
                   max_length=300, size="s", hint="It stays on the page of its work, with this reason")  # fmt: skip
