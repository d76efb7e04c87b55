"""Every address for every person of the cast: tests/access/table.txt says what each gets, and this holds the portal to it.

200 a page · 302 sent elsewhere · 403 refused with a reason · 404 not theirs, or not there · 405 theirs, but by POST only ·
422 a form that says what is missing. After a change that is meant, look at each line that differs before writing it down.
"""

import datetime as dt
import re
from pathlib import Path

from django.urls import get_resolver

from services.letters.models import Hold
from services.letters.returns import AddressHealth
from services.people import unsubscribing
from tests import make
from tests.case import EIGHT, CastTestCase
from tests.house.test_doors import patterns

TABLE = Path(__file__).parent / "table.txt"
NOBODY = "nobody"
KEY = r"^new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$"


class TheAccessTable(CastTestCase):
    """One set of records, in the state in which most can be done with them."""

    maxDiff = None

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.draft = make.initiative("A draft", ref="CHS-900", standing="draft", registered_by=cls.fire_lead)
        cls.parked = make.initiative(
            "Parked",
            (cls.police, cls.fire),
            ref="CHS-901",
            standing="parked",
            standing_reason="No money",
            look_again_on=make.MONDAY,
        )
        cls.invited = make.participation(cls.parked, cls.ambulance, answer="invited")
        cls.milestone = make.milestone(cls.review_work)
        cls.meeting = make.meeting(cls.office, (cls.fire, cls.police), ref="CHS-M01")
        cls.board = make.board(cls.office, (cls.fire, cls.police), ref="CHS-B01")
        cls.cycle = make.cycle(cls.board, cls.office, (cls.police, cls.fire), readers=(cls.ambulance,), ref="CHS-C01")
        cls.cycle_date = make.cycle_date(cls.cycle)
        cls.draft_cycle = make.cycle(cls.board, cls.office, (cls.police, cls.fire), state="draft", ref="CHS-C02")
        cls.agreement = make.agreement((cls.police, cls.fire), (cls.review_work,), ref="CHS-A01")
        cls.benefit = make.benefit(cls.review_work, cls.fire, cls.fire_lead)
        cls.claim = make.reading(cls.benefit)
        cls.export = make.export(cls.fire_lead)
        cls.cost = make.cost(cls.review_work, cls.fire)
        cls.evaluation = make.evaluation(cls.review_work)
        cls.lesson = make.lesson(cls.review_work, cls.fire)
        cls.letter = make.letter(cls.fire_lead)
        cls.dead = AddressHealth.objects.create(address=cls.reader.email, state="hard", since=EIGHT, last_at=EIGHT)
        cls.given_up = make.letter(cls.fire_lead, state="failed")
        cls.held = Hold.objects.create(reason="by_hand", words="We move house.", since=make.EIGHT)
        cls.leave = make.leave(cls.officer, make.MONDAY.replace(day=13), deputy=cls.sponsor)
        cls.holiday = make.bank_holiday(make.MONDAY.replace(month=12))
        cls.closure = make.closure(cls.fire, make.MONDAY.replace(month=12))
        cls.budget = make.budget(cls.fire)
        sent = make.initiative("Sent", (cls.police, cls.fire), ref="CHS-902")
        make.named(sent, cls.fire_lead)
        cls.sent = make.report_request(sent, cls.office)
        make.report(cls.sent, cls.fire_lead, "sent")
        to_clear = make.initiative("To clear", (cls.police, cls.fire), ref="CHS-903")
        make.named(to_clear, cls.fire_lead)
        make.named(to_clear, cls.sponsor, "sponsor")
        cls.ready = make.report_request(to_clear, cls.office, needs_clearing=True)
        make.report(cls.ready, cls.fire_lead, "ready")
        make.event(cls.ready, "more_time_asked", cls.fire_lead, due_on=dt.date(2014, 11, 14), why="Half-term.")

    def records(self) -> dict[str, str]:
        """Which record each address of the table is asked about."""
        part = self.review_work.participations.get(organisation=self.fire)
        return {
            "organisations/<slug:slug>/": self.fire.slug,
            "organisations/closures/": self.closure.pk,
            "organisations/budgets/": self.budget.pk,
            "manage/bank-holidays/": self.holiday.pk,
            "messages/<int:pk>/": self.letter.pk,
            "letters/addresses/": self.dead.pk,
            "manage/health/letters/": self.given_up.pk,
            "manage/health/holds/": self.held.pk,
            "leave/": self.leave.pk,
            "people/<int:pk>/leave/": self.officer.pk,
            "meetings/<str:ref>/": self.meeting.ref,
            "boards/<str:ref>/": self.board.ref,
            "agreements/<str:ref>/": self.agreement.ref,
            "roles/": self.fire_lead.memberships.get().pk,
            "benefits/": self.benefit.pk,
            "benefits/readings/": self.claim.pk,
            "exports/": self.export.pk,
            "exports/tables/": self.export.sheets.get().pk,
            "costs/": self.cost.pk,
            "evaluations/": self.evaluation.pk,
            "lessons/": self.lesson.pk,
            "initiatives/participations/<int:pk>/answer/": self.invited.pk,
            "initiatives/participations/": part.pk,
            "initiatives/people/": self.review_work.named_people.get(person=self.fire_lead).pk,
            "initiatives/milestones/": self.milestone.pk,
            "initiatives/<str:ref>/draft/": self.draft.ref,
            "initiatives/<str:drafted_as>/draft/": self.draft.ref,
            "initiatives/<str:ref>/take-up-again/": self.parked.ref,
            "initiatives/": self.review_work.ref,
            "cycles/": self.cycle.ref,
            "cycles/dates/": self.cycle_date.pk,
            "cycles/<str:ref>/check/": self.draft_cycle.ref,
            "reports/<int:pk>/accept/": self.sent.pk,
            "reports/<int:pk>/return/": self.sent.pk,
            "reports/<int:pk>/clear/": self.ready.pk,
            "reports/<int:pk>/put-back/": self.ready.pk,
            "reports/<int:pk>/more-time/answer/": self.ready.pk,
            "reports/": self.request.pk,
            "reviews/": self.review.ref,
            "questions/<slug:name>/": "together",
            "reminders/rules/": "report_due-before-authors-report_is_due",
            "reminders/timeline/": "2014-10-24",
            "reminders/why/": self.letter.pk,
        }

    def filled_in(self, address: str) -> str:
        """An address with the record it is about, and the first section or key where it has one."""
        address = address.replace(KEY, "new-password/1-no-such-key/").replace("<str:section>", "what")
        address = address.replace("<int:year>", "2014").replace("<slug:what>", "extent")
        address = address.replace("<str:token>", unsubscribing.SIGNER.sign(self.officer.pk))
        best = max((start for start in self.records() if address.startswith(start)), key=len, default="")
        return "/" + re.sub(
            r"<(int|str|slug):(pk|ref|name|slug|drafted_as|key|day)>", str(self.records().get(best, "")), address
        )

    def lines(self) -> list[str]:
        """What everybody gets, one line an address."""
        people = {**self.cast, NOBODY: None}
        got: dict[str, list[str]] = {}
        for name, someone in people.items():
            self.client.logout()
            if someone is not None:
                self.client.force_login(someone)
            for address, _ in patterns(get_resolver()):
                got.setdefault(address, []).append(f"{name} {self.client.get(self.filled_in(address)).status_code}")
        return [f"/{address}\n    " + " · ".join(answers) for address, answers in sorted(got.items())]

    def test_everybody_gets_what_the_table_says(self) -> None:
        found = "\n".join(self.lines()) + "\n"
        if found != TABLE.read_text(encoding="utf-8"):
            TABLE.with_suffix(".found").write_text(found, encoding="utf-8")
        self.assertEqual(TABLE.read_text(encoding="utf-8").splitlines(), found.splitlines())
