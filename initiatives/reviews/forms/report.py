"""The report on one page, as people type it: what a sheet asks, and that nothing typed is ever lost."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from collab_portal.toolkit.conflicts import raw_values
from collab_portal.toolkit.fields import UNPRINTABLE, Choice, GovDate, Words, YesNo
from collab_portal.toolkit.forms import PortalForm
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from collab_portal.toolkit.words import day
from initiatives.register.models import Marking, Status
from initiatives.reviews.answers import WORDING, said_last, wording
from initiatives.reviews.choices import Outlook
from initiatives.reviews.models import ANSWERS, PATH, Report, ReportRequest
from initiatives.reviews.sheet import NOT_ON_TRACK, Point, Sheet

MEANINGS = {
    Status.ON_TRACK: "Time, money and benefits are as planned",
    Status.AT_RISK: "Something may slip, and you can put it right",
    Status.OFF_TRACK: "Something has slipped, or you need help to put it right",
}
MARKINGS = {
    Marking.OFFICIAL: "Most reports. Everyone who sees this work on the portal can read it once it is sent.",
    Marking.SENSITIVE: "Only the organisations that take part and the office that asked can read it. "
    "E-mails will not name it or include any of your answers.",
}
STATUSES = [(each.value, each.label) for each in MEANINGS]
NO_MORE_THAN = "Two or three plain sentences. Say what happened, what it means and what you are doing."
LAST_TIME = "Last time: {}"
TO_DO = {name: to_do for name, (_, to_do) in WORDING.items()}


@dataclass(frozen=True)
class Section:
    """A numbered part of the page: its heading, its template, and its questions."""

    title: str
    template: str
    questions: list[BoundField]


class ReportForm(PortalForm):
    """The highlight report on one page. Everything typed is kept as a draft, whether or not it is an answer yet."""

    status = Choice("Overall, is this on track?", ask=TO_DO["status"], size="m", choices=STATUSES, hints=MEANINGS)
    path_to_green = Words("How will you get it back on track?", ask=TO_DO["path_to_green"], rows=3, max_length=600,
                          called="How you will get it back on track")  # fmt: skip
    path_owner = Words("Who will see to it?", ask=TO_DO["path_owner"], max_length=120, width="two-thirds",
                       called="Who will see to it", hint="A name and a job, so that everybody knows whom to ask.")  # fmt: skip
    path_by = GovDate("When will it be back on track?", ask=TO_DO["path_by"], called="The date it is back on track",
                      hint="For example, 31 3 2015")  # fmt: skip
    changed = Words("What has changed since last time?", ask=TO_DO["changed"], called="What has changed", size="m",
                    rows=5, max_length=600, hint=NO_MORE_THAN)  # fmt: skip
    planned = Words("What will happen before the next report?", ask=TO_DO["planned"], called="What comes next", size="m",
                    rows=5, max_length=600, hint="Name the next steps and when they should happen.")  # fmt: skip
    needs_decision = YesNo("Do you need a decision?", ask=TO_DO["needs_decision"], size="m",
                           reveals={"yes": ("decision",)})  # fmt: skip
    decision = Words("What should be decided?", ask=TO_DO["decision"], called="The decision", rows=2, max_length=250,
                     hint="Start with a verb. For example, ‘Approve the full business case’.")  # fmt: skip
    risk = Words("What is the biggest risk now?", required=False, called="The biggest risk", size="m", rows=2,
                 max_length=250, hint="One sentence. Leave empty if there is none.")  # fmt: skip
    marking = Choice("How should this report be marked?", ask=TO_DO["marking"], size="m",
                     choices=Marking.choices, hints=MARKINGS)  # fmt: skip

    def __init__(
        self, data: Any = None, *, row: Report, sheet: Sheet, today: dt.date, last: Report | None = None, **kwargs: Any
    ) -> None:
        self.sheet = sheet
        questions = {**type(self).base_fields, **questions_of(sheet, row, today)}
        self.base_fields = {name: questions[name] for name in sheet.names}  # which Django copies for this form
        super().__init__(data, row=row, **kwargs)
        if last is None:
            self.fields["changed"].reword(label="What has happened so far?", ask="Enter what has happened so far")
            return
        for name in sheet.names:
            said = said_last(last, sheet, name)
            if said and name != "marking" and not name.startswith("milestone_"):
                self.fields[name].reword(last=LAST_TIME.format(said))

    @classmethod
    def filled_from(cls, report: Report, **told: Any) -> "ReportForm":
        """The form as if the kept answers had just been posted, so that the page can say what is missing."""
        blank = cls(row=report, **told)
        typed = [raw_values(blank.fields[name], name, blank.initial.get(name)) for name in blank.sheet.names]
        data = {key: values[0] for each in typed for key, values in each.items()}
        return cls({**data, "version": str(report.version)}, row=report, **told)

    def initial_from(self, row: Report) -> dict[str, Any]:
        """Its answers, or what was typed where that is not an answer yet."""
        return {name: row.unfinished.get(name, row.answer(name)) for name in self.sheet.names}

    def keeps_what_was_typed(self, action: Callable[..., Report], asked: ReportRequest, **told: Any) -> bool:
        """Whether the draft was saved; if not, `changed` or an error says why. Good answers or not makes no difference."""
        good = self.is_valid()
        version = self.cleaned_data.get("version") or 0
        try:
            self.result = action(asked, expected_version=version, **self.as_typed(), **told)
        except ChangedMeanwhile as changed:
            self._take_notice_of(changed)
        except Refused as refused:
            self.add_error(None, refused.message)
        else:
            self._go_on_from(self.result, lost=not good and "version" in self.errors)
        return self.result is not None

    def as_typed(self) -> dict[str, Any]:
        """Every answer of the page, asked or not, and under `unfinished` what cannot be one as it stands."""
        kept: dict[str, Any] = {}
        unfinished: dict[str, Any] = {}
        for name in self.sheet.names:
            asked = self.fields[name]
            raw = printable(asked.widget.value_from_datadict(self.data, {}, self.add_prefix(name)))
            kept[name] = getattr(asked, "empty_value", None)
            try:
                kept[name] = kept[name] if is_empty(raw) else asked.clean(raw)
            except ValidationError:
                if not isinstance(asked, forms.ChoiceField):
                    unfinished[name] = raw
        fields = {name: said for name, said in kept.items() if name in ANSWERS}
        parts = {name: as_json(said) for name, said in kept.items() if name not in ANSWERS and said}
        return {**fields, "parts": parts, "unfinished": unfinished}

    @property
    def sections(self) -> Iterator[Section]:
        """The page in the order of thinking (look guide 4.2); a section without questions is left out."""
        shown = {
            "How is it going?": ("_going", ()),
            "What comes next": ("_questions", ("planned",)),
            "Milestones": ("_milestones", [point.key for point in self.sheet.points]),
            "Decisions and risks": ("_questions", ("needs_decision", "risk")),
            "More questions of this review": ("_questions", list(self.sheet.own)),
            "Marking": ("_questions", ("marking",)),
        }
        for title, (template, names) in shown.items():
            questions = [self[name] for name in names if name in self.fields]
            if questions or template == "_going" or (template == "_milestones" and self.sheet.points):
                yield Section(title, f"initiatives/reviews/{template}.html", questions)

    @property
    def aspects(self) -> list[tuple[BoundField, BoundField]]:
        """For each aspect the question how it stands, and why."""
        return [(self[f"{aspect}_status"], self[f"{aspect}_why"]) for aspect in self.sheet.aspects]

    @property
    def reached(self) -> list[Point]:
        """Milestones that need no question any more."""
        return [point for point in self.sheet.points if point.done_on]

    def _clean_fields(self) -> None:
        super()._clean_fields()
        worried = {name for name in self.sheet.statuses if self.cleaned_data.get(name) in NOT_ON_TRACK}
        whys = {f"{aspect}_why" for aspect in self.sheet.aspects if f"{aspect}_status" not in worried}
        self._forget(whys | (set() if worried else set(PATH)))

    def _go_on_from(self, report: Report, *, lost: bool) -> None:
        """The page goes on from the version just saved, so that the next press is not taken for a stale one."""
        self.data = self.data.copy()
        self.data["version"] = str(report.version)
        if lost:
            del self._errors["version"]


def questions_of(sheet: Sheet, row: Report, today: dt.date) -> dict[str, forms.Field]:
    """The questions that not every report asks: about aspects and milestones, and the review's own."""
    words = wording(sheet)
    made: dict[str, forms.Field] = {}
    for aspect in sheet.aspects:
        status, why = f"{aspect}_status", f"{aspect}_why"
        made[status] = Choice(
            words[status][0], ask=words[status][1], choices=STATUSES, size="s", inline=True, small=True
        )
        made[why] = Words(f"Why, if {words[why][0].removeprefix('Why ')}", ask=words[why][1], max_length=200,
                          called=words[why][0])  # fmt: skip
    for point in sheet.points:
        made |= {} if point.done_on else questions_about(point, words, row, today)
    for name, question in sheet.own.items():
        made[name] = Words(question, ask=words[name][1], called=f"The answer to ‘{question}’", size="m", rows=3,
                           max_length=600)  # fmt: skip
    return made


def questions_about(
    point: Point, words: dict[str, tuple[str, str]], row: Report, today: dt.date
) -> dict[str, forms.Field]:
    """What will happen to a milestone, until when it slips, and when it was reached."""
    new, done = f"{point.key}_new", f"{point.key}_done"
    promised = "" if point.baseline_on == point.forecast_on else f" First promised for {day(point.baseline_on)}."
    late = GovDate("New date", ask=words[new][1], called=words[new][0], hint="For example, 31 3 2015")
    has_moved_it = row.answer(new) == point.forecast_on  # when it was sent before it was returned
    late.earliest = point.forecast_on + dt.timedelta(days=0 if has_moved_it else 1)
    reached = GovDate("Date it was reached", ask=words[done][1], called=words[done][0], latest=today,
                      hint="Today or before.")  # fmt: skip
    outlook = Choice(f"{point.name}, due {day(point.forecast_on)}", ask=words[point.key][1], choices=Outlook.choices,
                     size="s", hint=promised.strip(), reveals={Outlook.LATE: (new,), Outlook.DONE: (done,)})  # fmt: skip
    return {point.key: outlook, new: late, done: reached}


def as_json(said: Any) -> Any:
    """A clean answer as the parts keep it."""
    return said.isoformat() if isinstance(said, dt.date) else said


def is_empty(raw: Any) -> bool:
    """Whether nothing at all was typed, spaces aside."""
    return not any(raw.values()) if isinstance(raw, dict) else not str(raw or "").strip()


def printable(raw: Any) -> Any:
    """What was typed without what no keyboard types, which the database could not keep."""
    if isinstance(raw, dict):
        return {part: UNPRINTABLE.sub("", typed) for part, typed in raw.items()}
    return UNPRINTABLE.sub("", raw) if raw else raw
