"""Sums that cannot be wrong: amounts add up only where they are the same kind of thing, and otherwise raise.

Cashable and non-cashable, recurring and one-off, pounds and hours, and a plan, a claim and a confirmed value are never
added (domain brief 2.9). Nobody has to remember that: `Sum + Sum` refuses. docs/decisions/0015 says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from initiatives.benefits.amounts import said
from initiatives.benefits.choices import Unit


class Stage(Enum):
    """How real an amount is: forecast, forecast for the quarters that have ended, said by its owner, or confirmed by finance."""

    PLAN = "plan"
    EXPECTED = "expected"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


#: What is told of every line; what was expected by now, only where the quarters are asked for.
ALWAYS = (Stage.PLAN, Stage.CONFIRMED, Stage.CLAIMED)


class NeverAdded(TypeError):
    """Two amounts that are not the same kind of thing."""


@dataclass(frozen=True)
class Key:
    """What two amounts must have in common to be added. Of things merely counted, the measure is part of the unit."""

    kind: str
    is_recurring: bool
    unit: str
    stage: Stage
    measure: str = ""

    @classmethod
    def of(cls, kind: str, is_recurring: bool, unit: str, measure: str, stage: Stage) -> "Key":
        """From the columns of a benefit: its measure counts only where the unit says nothing."""
        return cls(kind, is_recurring, unit, stage, measure if unit == Unit.NUMBER else "")


@dataclass(frozen=True)
class Sum:
    """An amount that knows what it is. The builtin `sum` refuses it too, as it begins with a bare 0: use `total`."""

    key: Key
    amount: Decimal = Decimal(0)

    def __add__(self, other: "Sum") -> "Sum":
        if not isinstance(other, Sum) or other.key != self.key:
            raise NeverAdded(f"{self} and {other} are never added")
        return Sum(self.key, self.amount + other.amount)

    def __bool__(self) -> bool:
        return bool(self.amount)

    @property
    def shown(self) -> str:
        return said(self.amount, self.key.unit)

    def __str__(self) -> str:
        return f"{self.shown} ({self.key.kind}, {self.key.stage.value})"


def total(key: Key, parts: Iterable[Sum]) -> Sum:
    """Parts of one key added up; nothing is that key's nought. Raises NeverAdded for a part of another."""
    whole = Sum(key)
    for part in parts:
        whole += part
    return whole


def tally(parts: Iterable[Sum]) -> dict[Key, Sum]:
    """Any parts, each added to those of its own key and to no other."""
    whole: dict[Key, Sum] = {}
    for part in parts:
        whole[part.key] = whole[part.key] + part if part.key in whole else part
    return whole
