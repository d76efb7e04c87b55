"""A report's answers in words: in the order of the page, with last time's beside them, and frozen as they were sent."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.words import day
from initiatives.register.models import Marking, Status
from initiatives.reviews.choices import ASPECTS, Outlook
from initiatives.reviews.models import ANSWERS, Report
from initiatives.reviews.sheet import Point, Sheet

#: Of each question, what it is called beside its answer, and what stands in place of an answer that is missing.
WORDING = {
    "status": ("Overall", "Select whether this is on track"),
    "path_to_green": ("How it gets back on track", "Enter how it gets back on track"),
    "path_owner": ("Who sees to it", "Enter who sees to it"),
    "path_by": ("Back on track by", "Enter the date by which it is back on track"),
    "changed": ("What has changed", "Enter what has changed"),
    "planned": ("What comes next", "Enter what comes next"),
    "needs_decision": ("Is a decision needed?", "Select yes if you need a decision"),
    "decision": ("Decision needed", "Enter the decision you need"),
    "risk": ("Biggest risk", "Enter the biggest risk again"),
    "marking": ("Marking", "Select how this report should be marked"),
}
WORRY = [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]


def wording(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """The same for every question of a sheet."""
    known = dict(WORDING)
    for aspect in sheet.aspects:
        so = f"{aspect} {'are' if aspect.endswith('s') else 'is'}"
        known[f"{aspect}_status"] = (ASPECTS[aspect], f"Select whether {so} on track")
        known[f"{aspect}_why"] = (f"Why {so} not on track", f"Enter why {so} not on track")
    for point in sheet.points:
        it = f"‘{point.name}’"
        known[point.key] = (it, f"Select what will happen to {it}")
        known[f"{point.key}_new"] = (f"New date for {it}", f"Enter the new date for {it}")
        known[f"{point.key}_done"] = (f"The day {it} was reached", f"Enter the day {it} was reached")
    return {**known, **{name: (words, f"Answer ‘{words}’") for name, words in sheet.own.items()}}


@dataclass(frozen=True)
class Line:
    """One question with its answer, and what the last report said where that was different."""

    name: str
    label: str
    said: str
    last: str
    to_do: str
    status: str  # where the answer is one

    @property
    def has_changed(self) -> bool:
        return bool(self.last) and self.last != self.said


def lines_of(report: Report, sheet: Sheet, last: Report | None = None) -> list[Line]:
    """The answers its other answers lead to; `to_do` is empty where there is nothing to do about one."""
    gaps, words = sheet.gaps(report), wording(sheet)
    return [
        Line(
            name=name,
            label=words[name][0],
            said="" if name in gaps else in_words(report, name),
            last=said_last(last, sheet, name),
            to_do=words[name][1] if name in gaps else "",
            status=report.answer(name) if is_status(name) and name not in gaps else "",
        )
        for name in sheet.asked_of(report)
    ]


def said_last(last: Report | None, sheet: Sheet, name: str) -> str:
    """What the last report answered to the same question, in words; nothing where it was not asked."""
    then = Sheet.kept(last) if last else None
    if then is None or name not in then.asked_of(last) or then.own.get(name) != sheet.own.get(name):
        return ""
    return in_words(last, name)


def in_words(report: Report, name: str) -> str:
    """One answer as a sentence would say it."""
    value = report.answer(name)
    if not value and name != "needs_decision":
        return "None given" if name == "risk" else ""
    if is_status(name):
        return Status(value).label
    if name == "marking":
        return Marking(value).label
    if name == "needs_decision":
        return {True: "Yes", False: "No", None: ""}[value]
    if isinstance(value, dt.date):
        return day(value)
    return Outlook(value).label if name.startswith("milestone_") else value


def is_status(name: str) -> bool:
    """Whether the answer is one of on track, at risk and off track."""
    return name == "status" or name.endswith("_status")


@dataclass(frozen=True)
class Side:
    """How one aspect of the work stands, and how it stood last time."""

    label: str
    status: str
    why: str
    was: str


def sides_of(report: Report, sheet: Sheet, last: Report | None = None) -> list[Side]:
    """The aspects that a report speaks of."""
    return [
        Side(
            ASPECTS[aspect],
            report.answer(f"{aspect}_status") or "",
            report.answer(f"{aspect}_why") or "" if f"{aspect}_why" in sheet.asked_of(report) else "",
            said_last(last, sheet, f"{aspect}_status"),
        )
        for aspect in sheet.aspects
    ]


@dataclass(frozen=True)
class Reached:
    """A milestone with what a report says became of it."""

    point: Point
    outcome: str

    @classmethod
    def of(cls, report: Report, point: Point) -> "Reached":
        """“Reached on 3 October 2014”, “Late: now expected 31 March 2015”."""
        outlook, new = report.answer(point.key), report.answer(f"{point.key}_new")
        reached = point.done_on or (report.answer(f"{point.key}_done") if outlook == Outlook.DONE else None)
        if reached:
            return cls(point, f"Reached on {day(reached)}")
        if outlook == Outlook.LATE and new:
            return cls(point, f"Late: now expected {day(new)}")
        return cls(point, "On time" if outlook == Outlook.ON_TIME else "not answered yet")


def points_of(report: Report, sheet: Sheet) -> list[Reached]:
    """The milestones that a report speaks of."""
    return [Reached.of(report, point) for point in sheet.points]


def differences(report: Report, sheet: Sheet, last: Report | None) -> list[str]:
    """What is different from the last report, a sentence each; the long texts are for people to compare."""
    if last is None:
        return []
    said = [
        has_moved("It", in_words(last, "status"), in_words(report, "status")),
        *(has_moved(each.label, each.was, Status(each.status).label if each.status else "")
          for each in sides_of(report, sheet, last)),
        "A decision is needed, which was not so last time."
        if report.needs_decision and not last.needs_decision
        else "",
        "No decision is needed any more." if report.needs_decision is False and last.needs_decision else "",
        "The biggest risk is another." if report.risk and last.risk and report.risk != last.risk else "",
        "It is now marked OFFICIAL-SENSITIVE." if report.is_sensitive and not last.is_sensitive else "",
    ]  # fmt: skip
    return [sentence for sentence in said if sentence]


def has_moved(what: str, before: str, now: str) -> str:
    """“It was at risk, and is now on track.”; nothing where it did not move, or one of them is not known."""
    if not before or not now or before == now:
        return ""
    was, is_now = ("were", "are") if what.endswith("s") else ("was", "is")
    return f"{what} {was} {before.lower()}, and {is_now} now {now.lower()}."


@dataclass(frozen=True)
class Doubt:
    """Something in the answers that a reader will wonder about: to be looked at again, never to be forbidden."""

    sentence: str
    name: str  # of the question


def doubts_about(report: Report, sheet: Sheet, last: Report | None) -> list[Doubt]:
    """What to look at again before it is sent (look guide 4.2, soft checks)."""
    if last is None or report.status not in WORRY or last.status not in WORRY:
        return []
    doubts = []
    late = [point for point in sheet.points if report.answer(point.key) == Outlook.LATE]
    if late and WORRY.index(report.status) < WORRY.index(last.status):
        better = has_moved("It", in_words(last, "status"), in_words(report, "status"))
        doubts.append(Doubt(f"{better.rstrip('.')}, though ‘{late[0].name}’ will be late.", "status"))
    if report.status == last.status == Status.ON_TRACK and report.changed.split() == last.changed.split():
        doubts.append(Doubt("It is on track with the same words as last time.", "changed"))
    return doubts


def frozen(report: Report) -> dict[str, Any]:
    """The answers as JSON, to be kept with the event of sending them."""
    kept = {name: getattr(report, name) for name in (*ANSWERS, "parts", "sheet")}
    return {**kept, "path_by": report.path_by.isoformat() if report.path_by else None}


def thawed(answers: dict[str, Any], asked_id: int) -> Report:
    """A report, not to be saved, from its frozen answers; what was not asked yet when it was sent is empty."""
    known = {name: answers[name] for name in (*ANSWERS, "parts", "sheet") if name in answers}
    path_by = dt.date.fromisoformat(answers["path_by"]) if answers.get("path_by") else None
    return Report(request_id=asked_id, **{**known, "path_by": path_by})
