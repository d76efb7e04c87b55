"""The cast with one saving of the fire service."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from initiatives.benefits import actions
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from services.people.models import User
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

SPRING, SUMMER = Quarter(2014, 1), Quarter(2014, 2)


class BenefitsCase(CastTestCase):
    """Elin Pryce owns ‘Rent no longer paid’; Tom Asher is the fire service's finance officer, Jo Hadley the police's."""

    saving: ClassVar[Benefit]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.saving = make.benefit(cls.review_work, cls.fire, cls.fire_lead, title="Rent no longer paid")

    def claim(
        self, value: object = 10_000, quarter: Quarter = SPRING, by: User | None = None, **said: str
    ) -> BenefitReading:
        made = {"by": by or self.fire_lead, "at": EIGHT, "quarter": quarter, "value": Decimal(str(value)), **said}
        return actions.claim_reading(self.saving, **made)

    def confirm(self, reading: BenefitReading, by: User | None = None, at: dt.datetime = EIGHT) -> BenefitReading:
        return actions.confirm_reading(reading, by=by or self.finance, at=at)

    @property
    def six(self) -> tuple[User, ...]:
        """Six people of the cast, who see all, much, little and nothing."""
        people = (self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger)
        return tuple(each.as_of(MONDAY) for each in people)
