"""How an amount is written: £12,500, 1,200 hours, 272."""

from decimal import Decimal

from initiatives.benefits.choices import Unit

NOUNS = {Unit.HOURS: "hours", Unit.MILES: "miles", Unit.KWH: "kWh", Unit.CO2E: "kg of CO2e"}
MOST = Decimal(10) ** 11


def figure(value: Decimal) -> str:
    """12,500 or 12,500.50, with two places only where there are any."""
    return f"{value:,.{0 if value == value.to_integral_value() else 2}f}"


def said(value: Decimal, unit: str) -> str:
    """An amount with its unit."""
    if unit == Unit.POUNDS:
        return f"£{figure(value)}"
    return " ".join(filter(None, [figure(value), NOUNS.get(Unit(unit), "")]))


def in_brief(pounds: Decimal) -> str:
    """£555,309, or £1.61m from a million on: how a heading says an amount that stands in full elsewhere."""
    return f"£{pounds / 10**6:,.2f}m" if abs(pounds) >= 10**6 else f"£{pounds:,.0f}"


def rhythm(is_recurring: bool) -> str:
    """“a year”, or “once”: the other half of a unit."""
    return "a year" if is_recurring else "once"
