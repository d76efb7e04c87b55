"""The sheet: which questions one report asks, from what its review asks for and from its initiative's milestones."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from initiatives.register.models import Milestone, Status
from initiatives.reviews.choices import ASPECTS, SECTIONS, Outlook
from initiatives.reviews.models import PATH, Report, ReportRequest

#: A report looks half a year ahead from the day it is due, and as far back at what was reached.
WINDOW = dt.timedelta(days=183)
NOT_ON_TRACK = (Status.AT_RISK, Status.OFF_TRACK)
#: The one question that may stay without an answer.
MAY_BE_EMPTY = ("risk",)


@dataclass(frozen=True)
class Point:
    """A milestone as one report knows it: the day first promised, the day expected before the report, the day it was."""

    pk: int
    name: str
    baseline_on: dt.date
    forecast_on: dt.date
    done_on: dt.date | None = None

    @classmethod
    def of(cls, milestone: Milestone) -> "Point":
        """From the register's row."""
        return cls(milestone.pk, milestone.name, milestone.baseline_on, milestone.forecast_on, milestone.done_on)

    @classmethod
    def kept(cls, row: dict[str, Any]) -> "Point":
        """From its JSON."""
        days = {key: row[key] and dt.date.fromisoformat(row[key]) for key in ("baseline_on", "forecast_on", "done_on")}
        return cls(row["pk"], row["name"], **days)

    @property
    def as_json(self) -> dict[str, Any]:
        return {**vars(self), **{key: day.isoformat() for key, day in vars(self).items() if isinstance(day, dt.date)}}

    @property
    def key(self) -> str:
        """The name of the question about it."""
        return f"milestone_{self.pk}"

    @property
    def names(self) -> tuple[str, ...]:
        """The questions about it: none once it has been reached."""
        return () if self.done_on else (self.key, f"{self.key}_new", f"{self.key}_done")


@dataclass(frozen=True)
class Sheet:
    """What one page asks. `sections` are the parts asked for, `questions` the review's own."""

    sections: tuple[str, ...] = ("decision",)
    points: tuple[Point, ...] = ()
    questions: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: ReportRequest) -> "Sheet":
        """For a report that is still to be sent: the milestones expected by half a year after it is due, the late ones
        among them, and those reached in the half year before. One query, besides its review and initiative.
        """
        sections = tuple(part for part in SECTIONS if part in (asked.review.sections or SECTIONS))
        points: Iterable[Milestone] = asked.initiative.milestones.all() if "milestones" in sections else ()
        first, last = asked.due_on - WINDOW, asked.due_on + WINDOW
        shown = [each for each in points if (each.done_on and each.done_on >= first) or is_ahead(each, last)]
        return cls(sections, tuple(Point.of(each) for each in shown), tuple(asked.review.questions))

    @classmethod
    def kept(cls, report: Report) -> "Sheet":
        """Of a report that was sent, as it was then. Reports older than the parts ask for none of them."""
        if not report.sheet:
            return cls()
        points = tuple(Point.kept(row) for row in report.sheet["points"])
        return cls(tuple(report.sheet["sections"]), points, tuple(report.sheet["questions"]))

    @property
    def as_json(self) -> dict[str, Any]:
        """To be kept with the answers."""
        points = [point.as_json for point in self.points]
        return {"sections": list(self.sections), "points": points, "questions": list(self.questions)}

    @property
    def aspects(self) -> tuple[str, ...]:
        return tuple(part for part in self.sections if part in ASPECTS)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The questions whether something is on track: the whole, then each aspect."""
        return ("status", *(f"{aspect}_status" for aspect in self.aspects))

    @property
    def own(self) -> dict[str, str]:
        """The review's own questions by name."""
        return {f"question_{number}": words for number, words in enumerate(self.questions, 1)}

    @property
    def names(self) -> tuple[str, ...]:
        """Every question of the page, asked or not, in order."""
        aspects = [f"{aspect}_{half}" for aspect in self.aspects for half in ("status", "why")]
        points = [name for point in self.points for name in point.names]
        decision = ("needs_decision", "decision") if "decision" in self.sections else ()
        return ("status", *aspects, *PATH, "changed", "planned", *points, *decision, "risk", *self.own, "marking")

    def asked_of(self, report: Report) -> tuple[str, ...]:
        """The questions that a report's other answers lead to, in the order of the page."""
        shut = {f"{aspect}_why" for aspect in self.aspects if not is_worry(report, f"{aspect}_status")}
        shut |= set() if self.worries(report) else set(PATH)
        shut |= set() if report.needs_decision else {"decision"}
        for point in self.points:
            outlook = report.answer(point.key)
            shut |= {f"{point.key}_new"} if outlook != Outlook.LATE else set()
            shut |= {f"{point.key}_done"} if outlook != Outlook.DONE else set()
        return tuple(name for name in self.names if name not in shut)

    def worries(self, report: Report) -> list[str]:
        """Those of the statuses that are at risk or off track."""
        return [name for name in self.statuses if is_worry(report, name)]

    def gaps(self, report: Report) -> list[str]:
        """The questions that still want an answer before the report can be sent."""
        return [name for name in self.asked_of(report) if is_gap(report, name)]


def is_ahead(milestone: Milestone, last: dt.date) -> bool:
    """Whether it is still to be reached, and expected by a local date."""
    return milestone.done_on is None and milestone.forecast_on <= last


def is_worry(report: Report, name: str) -> bool:
    """Whether the answer is that something is at risk or off track."""
    return report.answer(name) in NOT_ON_TRACK


def is_gap(report: Report, name: str) -> bool:
    """Whether there is no answer, or only what was typed and is none."""
    return name in report.unfinished or (name not in MAY_BE_EMPTY and report.answer(name) in ("", None))
