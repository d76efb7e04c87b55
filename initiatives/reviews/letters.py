"""What the portal writes about reports: one function for each letter.

Sensitive text stays out of e-mail: where the record or the report is marked OFFICIAL-SENSITIVE, a letter carries
neither the title nor an answer nor a reason, only the link (domain brief 7).
"""

from typing import Any

from initiatives.reviews.models import ReportEvent, ReportRequest
from services.letters import actions as outbox
from services.letters import letter_file

LONGEST_SUBJECT = 60
RESTRICTED = "A restricted item"
THEIRS = "you write its reports"


def was_sent(asked: ReportRequest, event: ReportEvent, officers: list[Any]) -> None:
    """To the people of the office that asked: there is a report to read."""
    why = "your office asked for this report"
    _post("report_was_sent", asked, event, officers, why, ending="a report was sent")


def was_accepted(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: nothing more to do."""
    _post("report_was_accepted", asked, event, authors, THEIRS, ending="report accepted")


def was_returned(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: what the office wants to know, and where to say it."""
    _post("report_was_returned", asked, event, authors, THEIRS, ending="report returned")


def was_withdrawn(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: nobody waits for it any more."""
    _post("report_is_not_asked_for", asked, event, authors, THEIRS, ending="no report needed")


def is_ready_to_clear(asked: ReportRequest, event: ReportEvent, people: list[Any], *, instead_of: Any = None) -> None:
    """To the sponsors who may clear it, or whoever covers for one of them: there is a draft to check."""
    why = f"you cover for {instead_of.name}" if instead_of else "you sponsor it"
    _post("report_is_ready_to_clear", asked, event, people, why, ending="a report to clear", instead_of=instead_of)


def was_cleared(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: it can be sent."""
    _post("report_was_cleared", asked, event, authors, THEIRS, ending="report cleared")


def was_put_back(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: what the sponsor wants changed before it is sent."""
    _post("report_was_put_back", asked, event, authors, THEIRS, ending="report put back")


def more_time_was_asked_for(asked: ReportRequest, event: ReportEvent, officers: list[Any]) -> None:
    """To the people of the office that asked: until when, why, and where to answer."""
    why = "your office asked for this report"
    _post("more_time_was_asked_for", asked, event, officers, why, ending="more time asked for")


def more_time_was_given(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: the new day."""
    _post("more_time_was_given", asked, event, authors, THEIRS, ending="more time given")


def more_time_was_declined(asked: ReportRequest, event: ReportEvent, authors: list[Any]) -> None:
    """To the authors: the day stays as it is, and why."""
    _post("more_time_was_declined", asked, event, authors, THEIRS, ending="no more time")


def was_passed_on(asked: ReportRequest, event: ReportEvent, colleague: Any) -> None:
    """To the colleague who writes it now."""
    why = f"{event.by.name} passed this report to you"
    _post("report_was_passed_to_you", asked, event, [colleague], why, ending="yours to write")


def was_taken_back(asked: ReportRequest, event: ReportEvent, colleague: Any) -> None:
    """To the colleague who need not write it any more."""
    _post("report_was_taken_back", asked, event, [colleague], "this report was passed to you", ending="taken back")


def _post(
    kind: str, asked: ReportRequest, event: ReportEvent, people: list[Any], why: str, *, ending: str, **more: Any
) -> None:
    title = RESTRICTED if asked.is_sensitive else asked.initiative.title_in_mail
    facts = {
        "subject": subject(title, ending),
        "title": title,
        "asked": asked,
        "event": event,
        "is_restricted": asked.is_sensitive,
        "quoted": "\n".join(f"> {line}" for line in event.why.splitlines()),
        **more,
    }
    for person in people:
        words = letter_file.write(f"initiatives/reviews/letters/{kind}.txt", person=person, **facts)
        key = f"{kind}:{event.pk}:{person.pk}"
        outbox.post(words, to=person, key=key, why=why, at=event.at, about=asked)


def subject(title: str, ending: str) -> str:
    """The title first, cut at a word where both would be longer than 60 characters."""
    room = LONGEST_SUBJECT - len(ending) - 2
    if len(title) > room:
        title = title[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
    return f"{title}: {ending}"
