"""Who owes whom: pure sums over what each organisation bore and the shares in force. docs/decisions/0016 has the rules.

Organisations are known by any sortable key, such as their number. Amounts are Decimals of pounds with two places; inside,
whole pennies and exact fractions, so that nothing is lost: what should be borne adds up to what was borne, to the penny.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

#: Up to so many organisations with a difference, the fewest payments are found by looking at every way; beyond, nearly so.
EXACT_UP_TO = 12


@dataclass(frozen=True)
class Spell:
    """Days of one financial year with the same shares: percentages by organisation; none where nothing was agreed."""

    days: int
    shares: Mapping[Any, Decimal]


@dataclass(frozen=True)
class Payment:
    """What one organisation pays to another, in pounds, more than 0."""

    debtor: Any
    creditor: Any
    amount: Decimal


def spells_in(year: int, agreed: Iterable[tuple[dt.date, Mapping[Any, Decimal]]]) -> list[Spell]:
    """The spells of the financial year that begins in `year`, in order of time; their days add up to 365 or 366.

    `agreed` are shares with the local date from which they hold, no date twice. Each lasts until the next begins.
    """
    first, after = dt.date(year, 4, 1), dt.date(year + 1, 4, 1)
    in_order = sorted(agreed, key=lambda each: each[0])
    before = [shares for begins, shares in in_order if begins <= first]
    turns = [(first, before[-1] if before else {}), *((on, shares) for on, shares in in_order if first < on < after)]
    ends = [*(on for on, _ in turns[1:]), after]
    return [Spell((end - begins).days, shares) for (begins, shares), end in zip(turns, ends, strict=True)]


def should_bear(borne: Mapping[Any, Decimal], spells: Sequence[Spell]) -> dict[Any, Decimal]:
    """What each organisation should have borne of all that was borne in a year, by organisation, in order of key.

    The year's costs count as falling evenly on its days. On days without shares each organisation keeps what it bore.
    Shares of a penny are rounded down, and the pennies left over go to those who were rounded down by most.
    """
    keys = sorted({*borne, *(key for spell in spells for key in spell.shares)})
    days = sum(spell.days for spell in spells)
    pence = {key: in_pence(borne.get(key, Decimal(0))) for key in keys}
    whole = sum(pence.values())
    exact = dict.fromkeys(keys, Fraction(0))
    for spell in spells:
        for key in keys:
            share = Fraction(spell.shares.get(key, 0)) / 100 * whole if spell.shares else Fraction(pence[key])
            exact[key] += share * spell.days / days
    return {key: in_pounds(part) for key, part in shared_out(exact).items()}


def shared_out(exact: Mapping[Any, Fraction]) -> dict[Any, int]:
    """Fractions that add up to a whole number, as whole numbers that do: the largest remainders get what is left over."""
    parts = {key: amount.numerator // amount.denominator for key, amount in exact.items()}
    left = int(sum(exact.values())) - sum(parts.values())
    for key in sorted(exact, key=lambda key: (parts[key] - exact[key], key))[:left]:
        parts[key] += 1
    return parts


def equal_shares(keys: Iterable[Any]) -> dict[Any, Decimal]:
    """100.00 per cent in parts as equal as hundredths allow: 33.34, 33.33 and 33.33, the first getting the hundredth over."""
    keys = list(keys)
    return {key: in_pounds(part) for key, part in shared_out(dict.fromkeys(keys, Fraction(10_000, len(keys)))).items()}


def differences(borne: Mapping[Any, Decimal], due: Mapping[Any, Decimal]) -> dict[Any, Decimal]:
    """What each bore beyond what it should have: more than 0 is owed to it, less than 0 it owes. They add up to 0.00."""
    return {key: borne.get(key, Decimal(0)) - due.get(key, Decimal(0)) for key in sorted({*borne, *due})}


def true_up(by_plan: Mapping[Any, Decimal], by_actual: Mapping[Any, Decimal]) -> dict[Any, Decimal]:
    """What remains to be settled where payments have been made by the plan: differences by actual costs less those."""
    return differences(by_actual, by_plan)


def payments(owed: Mapping[Any, Decimal]) -> list[Payment]:
    """The fewest payments that settle differences (which add up to 0.00). Nobody both pays and receives.

    Organisations that settle among themselves are taken apart first: n of them need n - 1 payments. In each such circle
    the one that owes most pays the one to whom most is owed, until all is settled. Raises ValueError if they do not add up.
    """
    pence = {key: in_pence(amount) for key, amount in sorted(owed.items()) if amount}
    if sum(pence.values()):
        raise ValueError("differences that do not add up to 0.00 cannot be settled")
    found = [each for circle in circles(pence) for each in settled({key: pence[key] for key in circle})]
    return sorted(found, key=lambda each: (-each.amount, each.debtor, each.creditor))


def settled(pence: dict[Any, int]) -> Iterable[Payment]:
    """Payments inside one circle: largest debt to largest claim."""
    left = dict(pence)
    while any(left.values()):
        debtor = min(left, key=lambda key: (left[key], key))
        creditor = min(left, key=lambda key: (-left[key], key))
        amount = min(-left[debtor], left[creditor])
        left[debtor] += amount
        left[creditor] -= amount
        yield Payment(debtor, creditor, in_pounds(amount))


def circles(pence: Mapping[Any, int]) -> list[list[Any]]:
    """As many groups as there can be that each add up to 0, so that each saves a payment.

    For each set of organisations, most[set] is how often 0 can be reached by adding its members in the best order. Read
    backwards, that order names the groups. Doubles its work with each organisation, hence EXACT_UP_TO.
    """
    keys = list(pence)
    if len(keys) > EXACT_UP_TO:
        return [keys]
    sums, most = [0] * (1 << len(keys)), [0] * (1 << len(keys))
    for mask in range(1, 1 << len(keys)):
        low = mask & -mask
        sums[mask] = sums[mask ^ low] + pence[keys[low.bit_length() - 1]]
        inside = (most[mask ^ (1 << at)] for at in range(len(keys)) if mask >> at & 1)
        most[mask] = max(inside) + (sums[mask] == 0)
    found, mask = [], (1 << len(keys)) - 1
    while mask:
        if sums[mask] == 0:
            found.append([])
        at = next(
            at for at in range(len(keys)) if mask >> at & 1 and most[mask ^ (1 << at)] == most[mask] - (not sums[mask])
        )
        found[-1].append(keys[at])
        mask ^= 1 << at
    return found


def in_pence(amount: Decimal) -> int:
    """Whole pennies. Raises ValueError for an amount with parts of a penny."""
    pence = amount * 100
    if pence != pence.to_integral_value():
        raise ValueError(f"£{amount} has parts of a penny")
    return int(pence)


def in_pounds(pence: int) -> Decimal:
    """Pounds with two places."""
    return Decimal(pence).scaleb(-2)
