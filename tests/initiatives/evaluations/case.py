"""The cast, and what was learnt in the tri-service review and in work of the stranger's that nobody else sees."""

import datetime as dt
from typing import Any, ClassVar

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.models import Initiative
from tests import make
from tests.case import CastTestCase

REF = "CHS-007"


class LessonsCase(CastTestCase):
    """One evaluation and one lesson that stays where it is, and one of Kent's that is shared with everybody."""

    evaluation: ClassVar[Evaluation]
    kept: ClassVar[Lesson]
    hidden_work: ClassVar[Initiative]
    shared: ClassVar[Lesson]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.evaluation = make.evaluation(cls.review_work, question="Do people wait less?", entered_by=cls.fire_lead)
        cls.kept = make.lesson(cls.review_work, cls.fire, title="One list of calls", written_by=cls.fire_lead)
        cls.hidden_work = make.initiative("Operation Nightjar", (cls.elsewhere,), ref="KNT-001", themes=["fleet"])
        cls.shared = make.lesson(
            cls.hidden_work, cls.elsewhere, title="Test the heavy ramp first", themes=["fleet"], is_shared=True,
            happened="The ramp failed its inspection.", cause="Nobody had weighed the engines.",
            next_time="Test the ramp of a shared workshop before the old one closes.", written_by=cls.stranger,
        )  # fmt: skip

    def typed_evaluation(self, **changed: Any) -> dict[str, Any]:
        typed = {"question": "Was it worth it?", "method": "survey", "strength": "1", "finding": "too_early",
                 "summary": "Most people like it.", "done_on-day": "1", "done_on-month": "10", "done_on-year": "2014",
                 "done_by": "The staff council", "report": "https://example.test/report.pdf"}  # fmt: skip
        return {**typed, **changed}

    def typed_lesson(self, **changed: Any) -> dict[str, Any]:
        typed = {"title": "Train drivers first", "happened": "Crews waited.", "cause": "Nobody had the licence.",
                 "next_time": "Book the licences with the vehicles.", "themes": ["fleet", "people"], "evaluation": "",
                 "is_shared": "no"}  # fmt: skip
        return {**typed, **changed}

    def said(self, **changed: Any) -> dict[str, Any]:
        """What an action of a lesson is told."""
        said = {**self.typed_lesson(), "evaluation": None, "is_shared": False}
        return {**said, **changed}

    def found(self, **changed: Any) -> dict[str, Any]:
        """What an action of an evaluation is told."""
        found = {"question": "Was it worth it?", "method": "survey", "strength": 1, "finding": "too_early",
                 "summary": "Most people like it.", "done_on": dt.date(2014, 10, 1), "done_by": "The staff council",
                 "report": ""}  # fmt: skip
        return {**found, **changed}

    def at(self, name: str, query: str = "", **where: Any) -> Any:
        return self.client.get(reverse(f"evaluations:{name}", kwargs=where) + query)

    def post(self, name: str, typed: dict[str, Any] | None = None, **where: Any) -> Any:
        return self.client.post(reverse(f"evaluations:{name}", kwargs=where), typed or {})

    def queries(self, address: str) -> int:
        self.client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert self.client.get(address).status_code == 200
        return len(asked)
