"""The cast, and what the police and the fire service paid in 2014/15."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.costs.models import Cost
from tests import make
from tests.case import CastTestCase

APRIL = dt.date(2014, 4, 1)


class CostsCase(CastTestCase):
    """The tri-service review has no lead. The police paid £100,000, the fire service £75,200; nobody has agreed shares."""

    police_cost: ClassVar[Cost]
    fire_cost: ClassVar[Cost]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.police_cost = make.cost(cls.review_work, cls.police, 100_000, entered_by=cls.police_lead)
        cls.fire_cost = make.cost(cls.review_work, cls.fire, 75_200, entered_by=cls.fire_lead)

    def halves(self, **fields: Any) -> Any:
        return make.apportionment(self.review_work, {self.police: 50, self.fire: 50}, set_by=self.police_lead, **fields)

    def shares(self, police: object, fire: object) -> dict[int, Decimal]:
        return {self.police.pk: Decimal(str(police)), self.fire.pk: Decimal(str(fire))}

    def at(self, name: str, query: str = "", **where: Any) -> Any:
        return self.client.get(reverse(f"costs:{name}", kwargs=where) + query)

    def post(self, name: str, typed: dict[str, Any] | None = None, **where: Any) -> Any:
        return self.client.post(reverse(f"costs:{name}", kwargs=where), typed or {})

    def queries(self, name: str, **where: Any) -> int:
        self.at(name, **where)
        with CaptureQueriesContext(connection) as asked:
            assert self.at(name, **where).status_code == 200
        return len(asked)
