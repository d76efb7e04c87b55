"""The picture of what each service gained: confirmed and claimed against the plan of a year."""

from collab_portal.toolkit.charts.bullets import Bullet, BulletChart, Part, bullet_chart
from initiatives.benefits.amounts import in_brief
from initiatives.dashboards.gains import Cell, Gain, Gains

TITLE = "Yearly cashable savings against their plan"


def picture_of(found: Gains, answer: str) -> BulletChart | None:
    """A bar for each organisation, the largest plan first; None where no yearly cashable saving is entered."""
    rows = sorted((bullet(row, found.year) for row in found.services), key=lambda row: (-row.longest, row.label))
    labels = (f"Confirmed {found.year}", f"Claimed {found.year}, with finance", "Plan for a year")
    return bullet_chart("gained", TITLE, answer, labels, rows) if rows else None


def bullet(row: Gain, year: str) -> Bullet:
    return Bullet(
        row.label,
        in_words(row),
        part(row, row.confirmed, f"confirmed {year}"),
        part(row, row.claimed, f"claimed {year}, not confirmed"),
        part(row, row.plan, "planned for a year") if row.plan.is_known else None,
    )


def part(row: Gain, cell: Cell, what: str) -> Part:
    return Part(cell.sum.amount, cell.href, f"{row.label}: {cell.shown} {what}")


def in_words(row: Gain) -> str:
    """“£283,471 of £1.29m, 22%”; the table has every amount in full. A share of nothing is not said."""
    confirmed, plan = row.confirmed.sum.amount, row.plan.sum.amount
    if not row.plan.is_known:
        return f"{in_brief(confirmed)}, plan not known"
    return f"{in_brief(confirmed)} of {in_brief(plan)}{f', {confirmed / plan:.0%}' if plan else ''}"
