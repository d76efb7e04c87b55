"""The list of reports, as its address asks for it: `?state=late&lead=fire-cheshire`. Figures link to these lists."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.dates import VagueDate, month_named, whole_months_before
from collab_portal.toolkit.words import count, lower_first
from initiatives.reviews.models import Report, ReportRequest
from initiatives.reviews.queries import ReportRequests
from services.directory.models import BankHoliday, Organisation

DUE_WITHIN = 20  # working days: about a month, when the first reminder goes (domain brief 2.3)
JOINTLY, NOT_KNOWN = "jointly", "unknown"
NEWEST_FIRST = {"", "accepted", "presented", "on-time", "sent-late", "decisions", "year", "year-on-time", "year-late"}


@dataclass(frozen=True)
class State:
    """One answer to "which reports?": its label, what it is in words for none, one and many, and how it is found."""

    label: str
    none: str
    one: str
    many: str
    find: Callable[[ReportRequests, Any, dt.date], ReportRequests]

    def sentence(self, number: int) -> str:
        """How many there are, said aloud."""
        words = {0: self.none, 1: self.one}.get(number, self.many)
        return words.format(reports=count(number, "report"))


def decisions(found: ReportRequests, user: Any, today: dt.date) -> ReportRequests:
    """Asking for a decision, in answers that this person may read: that one is asked for is an answer too."""
    return found.asking_for_a_decision().filter(report__in=Report.objects.visible_to(user))


def due_soon(found: ReportRequests, user: Any, today: dt.date) -> ReportRequests:
    """Owed, and due from a local date until 20 working days later."""
    return found.due_between(today, BankHoliday.objects.working_days().after(today, DUE_WITHIN))


STATES = {
    "": State("All reports", "No reports have been asked for yet.", "There is one report you can see.",
              "There are {reports} you can see.", lambda found, user, today: found),
    "mine": State("For me to write", "You have no reports to write.", "You have one report to write.",
                  "You have {reports} to write.", lambda found, user, today: found.to_be_written_by(user)),
    "late": State("Late", "No reports are late.", "One report is late.", "{reports} are late.",
                  lambda found, user, today: found.late_on(today)),
    "due": State("Due soon", f"No reports are due in the next {DUE_WITHIN} working days.",
                 f"One report is due in the next {DUE_WITHIN} working days.",
                 f"{{reports}} are due in the next {DUE_WITHIN} working days.", due_soon),
    "sent": State("Waiting for an answer", "No reports wait for an answer.", "One report waits to be accepted or returned.",
                  "{reports} wait to be accepted or returned.", lambda found, user, today: found.waiting_for_an_answer()),
    "decisions": State("Asking for a decision", "No reports ask for a decision.", "One report asks for a decision.",
                       "{reports} ask for a decision.", decisions),
    "clearing": State("For me to clear", "You have no reports to clear.", "You have one report to clear.",
                      "You have {reports} to clear.", lambda found, user, today: found.to_be_cleared_by(user)),
    "more-time": State("Asking for more time", "No reports ask for more time.", "One report asks for more time.",
                       "{reports} ask for more time.", lambda found, user, today: found.asking_for_more_time()),
    "returned": State("Returned", "No reports are with their authors again.", "One report was returned and is not sent again yet.",
                      "{reports} were returned and are not sent again yet.", lambda found, user, today: found.returned()),
    "accepted": State("Accepted", "No reports have been accepted yet.", "One report has been accepted.",
                      "{reports} have been accepted.", lambda found, user, today: found.accepted()),
    "presented": State("Presented", "No reports have been presented to the leaders yet.", "One report has been presented to the leaders.",
                       "{reports} have been presented to the leaders.", lambda found, user, today: found.presented()),
    "year": State("Due in the last 12 months", "No reports were due in the last 12 months.", "One report was due in the last 12 months.",
                  "{reports} were due in the last 12 months.", lambda found, user, today: found.due_in_the_year_to(today)),
    "year-on-time": State("Last 12 months: sent on time", "None of the reports due in the last 12 months was sent on time.",
                          "One report due in the last 12 months was sent on time.", "{reports} due in the last 12 months were sent on time.",
                          lambda found, user, today: found.due_in_the_year_to(today).sent_on_time()),
    "year-late": State("Last 12 months: sent late", "None of the reports due in the last 12 months was sent late.",
                       "One report due in the last 12 months was sent late.", "{reports} due in the last 12 months were sent late.",
                       lambda found, user, today: found.due_in_the_year_to(today).sent_late()),
    "year-missing": State("Last 12 months: not sent", "Every report due in the last 12 months was sent.",
                          "One report due in the last 12 months is not sent.", "{reports} due in the last 12 months are not sent.",
                          lambda found, user, today: found.due_in_the_year_to(today).never_sent()),
    "next-decisions": State("Next reviews: asking for a decision", "No reports for the next reviews ask for a decision.",
                            "One report for the next reviews asks for a decision.", "{reports} for the next reviews ask for a decision.",
                            lambda found, user, today: found.for_the_next_reviews(user, today).with_a_decision_for(user)),
    "next-owed": State("Next reviews: not come yet", "Every report for the next reviews has come.", "One report for the next reviews has not come.",
                       "{reports} for the next reviews have not come.", lambda found, user, today: found.for_the_next_reviews(user, today).owed()),
    "next-late": State("Next reviews: late", "No reports for the next reviews are late.", "One report for the next reviews is late.",
                       "{reports} for the next reviews are late.",
                       lambda found, user, today: found.for_the_next_reviews(user, today).late_on(today)),
    "sent-late": State("Sent late", "No reports were sent late.", "One report was sent late.", "{reports} were sent late.",
                       lambda found, user, today: found.sent_late()),
    "on-time": State("Sent on time", "No reports were sent on time.", "One report was sent on time.",
                     "{reports} were sent on time.", lambda found, user, today: found.sent_on_time()),
    "not-sent": State("Due and never sent", "No reports that were due are still to be sent for the first time.",
                      "One report was due and is not sent.", "{reports} were due and are not sent.",
                      lambda found, user, today: found.never_sent_by(today)),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for; words it does not know are as if they were not there. `month` is like 2014-09."""

    state: str
    lead: str
    month: str = ""

    @classmethod
    def of(cls, query: Any) -> "Asked":
        """From `request.GET`."""
        state, month = query.get("state", ""), query.get("month", "")
        return cls(
            state=state if state in STATES else "",
            lead=query.get("lead", "").replace("\x00", ""),
            month=month if month_named(month) else "",
        )

    def find(self, user: Any, today: dt.date) -> ReportRequests:
        """The reports this person may see that fit, in the order they fall due; answered ones newest first."""
        found = STATES[self.state].find(ReportRequest.objects.visible_to(user), user, today)
        if self.lead in (JOINTLY, NOT_KNOWN):
            found = found.led_jointly() if self.lead == JOINTLY else found.led_by(None)
        elif self.lead:
            found = found.filter(initiative__lead__slug=self.lead)
        month = month_named(self.month)
        found = found.due_in_month_of(month) if month else found
        newest_first = self.state in NEWEST_FIRST
        return found.for_list().order_by("-due_on" if newest_first else "due_on", "-pk" if newest_first else "pk")

    def sentence(self, number: int) -> str:
        """The line on top of the list."""
        said = STATES[self.state].sentence(number)
        return f"Due in {VagueDate(self.month)}: {lower_first(said)}" if self.month else said


def months_to_choose(today: dt.date, asked: str) -> list[tuple[str, str]]:
    """The month of a local date, the twelve before it, and the one asked for, the latest first, as (2014-09, words)."""
    known = {f"{first:%Y-%m}" for first in (*whole_months_before(today, 12), today)} | ({asked} if asked else set())
    return [("", "Any month"), *((month, str(VagueDate(month))) for month in sorted(known, reverse=True))]


def leads_to_choose(user: Any) -> list[tuple[str, str]]:
    """Organisations that lead something this person may see a report of, as pairs of slug and name."""
    led = ReportRequest.objects.visible_to(user).exclude(initiative__lead=None).values("initiative__lead")
    named = Organisation.objects.filter(pk__in=led).order_by("name").values_list("slug", "name")
    return [("", "Every organisation"), *named, (JOINTLY, "Led jointly"), (NOT_KNOWN, "Lead not known")]
