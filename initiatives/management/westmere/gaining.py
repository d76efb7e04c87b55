"""What Westmere's services gain by shared work, claimed and confirmed by quarter, and what it costs them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from collab_portal.toolkit.dates import financial_year, year_of
from initiatives.benefits import actions as benefits
from initiatives.benefits.choices import BenefitKind, Confidence, Unit
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.plan_actions import plan_quarters
from initiatives.benefits.quarters import Quarter
from initiatives.costs import actions as costs
from initiatives.costs.choices import CostKind, CostStage, Formula, why_not_on
from initiatives.management.westmere.cast import AMBULANCE, COUNCIL, FIRE, NORTHSHIRE, POLICE
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.management.westmere.works import WORKS

CASHABLE, AVOIDANCE, RECEIPT = BenefitKind.CASHABLE, BenefitKind.AVOIDANCE, BenefitKind.RECEIPT
EFFICIENCY, SERVICE, DISBENEFIT = BenefitKind.EFFICIENCY, BenefitKind.SERVICE, BenefitKind.DISBENEFIT
POUNDS, HOURS, NUMBER = Unit.POUNDS, Unit.HOURS, Unit.NUMBER
#: These organisations have a finance officer in Westmere; what the others claim waits.
WITH_FINANCE = (POLICE, FIRE, AMBULANCE)
REASON = "The ledger shows a smaller sum. Leave out what the grant paid for."


@dataclass(frozen=True)
class Line:
    """A benefit: whose, of which work, what, and a year's (or the one) baseline and target. `pace`: the part that comes."""

    work: str
    organisation: str
    title: str
    kind: BenefitKind
    unit: Unit
    measure: str
    baseline: int
    target: int
    pace: str = "1.00"
    is_recurring: bool = True


LINES = (
    Line("hr", POLICE, "Fewer people in payroll and accounts", CASHABLE, POUNDS, "Pay of the joint team", 1_900_000, 420_000, "0.95"),
    Line("hr", FIRE, "Fewer people in payroll and accounts", CASHABLE, POUNDS, "Pay of the joint team", 700_000, 180_000, "1.02"),
    Line("fleet", POLICE, "Rent of the old workshop", CASHABLE, POUNDS, "Rent paid", 260_000, 210_000, "1.00"),
    Line("fleet", FIRE, "Parts bought together", CASHABLE, POUNDS, "Price of parts", 540_000, 90_000, "0.60"),
    Line("fleet", FIRE, "Fire engines wait longer", DISBENEFIT, HOURS, "Hours off the road", 900, 300, "1.20"),
    Line("station", POLICE, "Running costs of the old station", CASHABLE, POUNDS, "Heating, rates and cleaning", 310_000, 150_000, "0.90"),
    Line("station", FIRE, "Running costs of the old station", CASHABLE, POUNDS, "Heating, rates and cleaning", 240_000, 120_000, "0.80"),
    Line("station", POLICE, "Sale of the old station", RECEIPT, POUNDS, "Price after costs", 0, 1_100_000, "1.00", is_recurring=False),
    Line("uniform", POLICE, "Price of the joint order", CASHABLE, POUNDS, "Price for each set", 820_000, 110_000, "1.05"),
    Line("uniform", FIRE, "Price of the joint order", CASHABLE, POUNDS, "Price for each set", 430_000, 70_000, "1.00"),
    Line("standby", AMBULANCE, "Rent of standby posts", CASHABLE, POUNDS, "Rent paid", 190_000, 140_000, "0.90"),
    Line("falls", AMBULANCE, "Fewer journeys to hospital", CASHABLE, POUNDS, "Cost of journeys", 640_000, 170_000, "0.45"),
    Line("falls", FIRE, "Crew hours spent on falls", DISBENEFIT, HOURS, "Hours of fire crews", 0, 3_100, "0.50"),
    Line("forced", POLICE, "Visits spared", EFFICIENCY, HOURS, "Hours of officers", 1_200, 900, "1.10"),
    Line("forced", AMBULANCE, "Patients reached sooner", SERVICE, NUMBER, "Doors opened within 10 minutes", 40, 240, "1.00"),
    Line("missing", POLICE, "Helicopter hours not needed", AVOIDANCE, POUNDS, "Price of the hours", 480_000, 160_000, "1.10"),
    Line("missing", POLICE, "Search hours saved", EFFICIENCY, HOURS, "Hours of officers", 16_000, 6_000, "1.05"),
    Line("underwater", POLICE, "One team of divers instead of two", CASHABLE, POUNDS, "Cost of the team", 380_000, 90_000, "1.00"),
    Line("underwater", NORTHSHIRE, "One team of divers instead of two", CASHABLE, POUNDS, "Cost of the team", 380_000, 90_000, "1.00"),
    Line("cardiac", AMBULANCE, "First at the patient", SERVICE, NUMBER, "Calls with a crew there first", 0, 90, "0.90"),
    Line("triage", POLICE, "Hours in custody and hospital", EFFICIENCY, HOURS, "Hours of officers", 9_000, 4_000, "0.85"),
    Line("water", COUNCIL, "Signs bought together", CASHABLE, POUNDS, "Price of signs", 60_000, 12_000, "1.00"),
    Line("control", POLICE, "One building instead of two", CASHABLE, POUNDS, "Running costs", 2_400_000, 310_000, "0"),
    Line("control", FIRE, "Cover for sickness at night", CASHABLE, POUNDS, "Overtime", 900_000, 185_000, "0"),
)  # fmt: skip

#: What a year costs: the work, who pays, the kind, and the plan in pounds. What was paid is a little more or less.
PRICES = (
    ("hr", POLICE, CostKind.RUNNING, 1_240_000), ("hr", FIRE, CostKind.RUNNING, 460_000),
    ("fleet", FIRE, CostKind.RUNNING, 830_000), ("fleet", POLICE, CostKind.RUNNING, 610_000),
    ("station", POLICE, CostKind.CAPITAL, 2_900_000), ("control", FIRE, CostKind.SETUP, 240_000),
    ("falls", AMBULANCE, CostKind.RUNNING, 118_000),
)  # fmt: skip
#: By which parts they bear it.
SHARES = {"hr": {POLICE: "72.00", FIRE: "28.00"}, "fleet": {FIRE: "55.00", POLICE: "45.00"}}


def plan(story: Story) -> None:
    """Put the benefits, their quarters and the costs on their days."""
    for number, line in enumerate(LINES):
        story.on(joined_by(story, line.work, number % 12), 13, added(story, line, number))
    for work, shares in SHARES.items():
        story.on(story.month(-17, 4), 14, shared(story, work, shares))
    for year in {year_of(story.month(-17)), year_of(story.today)}:
        for work, organisation, kind, amount in PRICES:
            entered_on = max(joined_by(story, work, 6), story.calendar.on_or_after(dt.date(year, 4, 20)))
            for number, stage in enumerate((CostStage.PLAN, CostStage.ACTUAL)):
                day = story.calendar.after(entered_on, number * 60)
                paid = Decimal(amount) if stage == CostStage.PLAN else Decimal(amount * (99 + len(work) % 4)) / 100
                if not why_not_on(day, stage, year):  # a plan is not entered once its year is over
                    story.on(day, 15, paid_for(story, work, organisation, year, kind, stage, paid))


def joined_by(story: Story, key: str, plus: int) -> dt.date:
    """A day on which all partners of a piece of work have joined it, and some days later."""
    registered = next(work.registered for work in WORKS if work.key == key)
    return story.month(max(registered + 1, -17), plus)


def added(story: Story, line: Line, number: int) -> Step:
    """Its owner enters what is hoped for, and claims each quarter after it has ended."""

    def step(moment: Moment) -> None:
        who = {"by": story.cast.lead(line.organisation, moment.day), "at": moment.at}
        benefit = benefits.add_benefit(
            story.works[line.work],
            organisation=story.cast.organisations[line.organisation],
            **who,
            **meant(story, line, moment),
        )
        first = Quarter.of(moment.day).before
        plan_quarters(benefit, planned(line, Quarter.of(moment.day)), **who)
        quarter, turn = first, 0
        while quarter.last < story.today and Decimal(line.pace):
            if line.is_recurring or turn == 3:
                claim_on(story, benefit, line, quarter, turn * 5 + number, moment.day)
            quarter, turn = quarter.next, turn + 1

    return step


def meant(story: Story, line: Line, moment: Moment) -> dict[str, object]:
    """What a line says of itself."""
    return {
        "title": line.title,
        "kind": line.kind.value,
        "owner": story.cast.lead(line.organisation, moment.day),
        "measure": line.measure,
        "unit": line.unit.value,
        "is_recurring": line.is_recurring,
        "baseline_value": Decimal(line.baseline),
        "baseline_period": financial_year(story.month(-24)),
        "baseline_source": "The accounts of that year",
        "target_value": Decimal(line.target),
        "target_on": dt.date(year_of(story.today) + 1, 3, 31),
        "method": "The difference to the same quarter of that year.",
        "confidence": Confidence.MEDIUM.value,
        "price_year": financial_year(moment.day) if line.unit == POUNDS else "",
    }


def planned(line: Line, first: Quarter) -> dict[Quarter, Decimal]:
    """A quarter of the target in each of the coming eight quarters; what comes once, in one of them."""
    quarters = [first]
    while len(quarters) < 8:
        quarters.append(quarters[-1].next)
    if not line.is_recurring:
        return {quarters[2]: Decimal(line.target)}
    return {each: Decimal(line.target) / 4 for each in quarters}


def claim_on(story: Story, benefit: Benefit, line: Line, quarter: Quarter, turn: int, since: dt.date) -> None:
    """Claimed about three weeks after the quarter; then confirmed, or for one in nine rejected and claimed anew."""
    day = max(
        story.calendar.on_or_after(quarter.last + dt.timedelta(days=14 + turn % 20)), story.calendar.after(since, 1)
    )
    if quarter.why_not_on(story.calendar.after(day, 20)):
        return  # its year closes before finance would have answered
    whole = Decimal(line.target) / (4 if line.is_recurring else 1) * Decimal(line.pace)
    value = (whole * (96 + turn % 8) / 100).quantize(Decimal(1))
    answer_on = story.calendar.after(day, 6 + turn % 9)
    is_last = quarter.next == Quarter.of(story.today)
    if line.organisation not in WITH_FINANCE or (is_last and turn % 3 == 0):
        story.on(day, 14, claimed(story, benefit, line, quarter, value))
    elif turn % 9 == 4:
        story.on(day, 14, claimed(story, benefit, line, quarter, (value * 13 / 10).quantize(Decimal(1))))
        story.on(answer_on, 10, answered(story, benefit, line, quarter, is_rejected=True))
        story.on(story.calendar.after(answer_on, 2), 14, claimed(story, benefit, line, quarter, value))
        story.on(story.calendar.after(answer_on, 5), 10, answered(story, benefit, line, quarter))
    else:
        story.on(day, 14, claimed(story, benefit, line, quarter, value))
        story.on(answer_on, 10, answered(story, benefit, line, quarter))


def claimed(story: Story, benefit: Benefit, line: Line, quarter: Quarter, value: Decimal) -> Step:
    """Its owner says what a quarter brought."""
    return lambda moment: benefits.claim_reading(
        benefit,
        by=story.cast.lead(line.organisation, moment.day),
        at=moment.at,
        quarter=quarter,
        value=value,
        note="From the ledger of the quarter.",
    )


def answered(story: Story, benefit: Benefit, line: Line, quarter: Quarter, *, is_rejected: bool = False) -> Step:
    """The finance officer of the organisation that gains looks it up."""

    def step(moment: Moment) -> None:
        who = {"by": story.cast.person(f"{line.organisation}.finance", moment.day), "at": moment.at}
        reading = BenefitReading.objects.get(
            benefit=benefit, year=quarter.year, quarter=quarter.number, state="claimed"
        )
        if is_rejected:
            benefits.reject_reading(reading, reason=REASON, **who)
        else:
            benefits.confirm_reading(reading, **who)

    return step


def shared(story: Story, work: str, shares: dict[str, str]) -> Step:
    """The shares by which costs are borne, from the beginning of that financial year."""

    def step(moment: Moment) -> None:
        there = story.cast.organisations
        costs.set_shares(
            story.works[work],
            by=story.cast.lead(POLICE, moment.day),
            at=moment.at,
            from_on=dt.date(year_of(moment.day), 4, 1),
            formula=Formula.BUDGET.value,
            percentages={there[key].pk: Decimal(part) for key, part in shares.items()},
            basis="Net revenue budgets of that year",
        )

    return step


def paid_for(
    story: Story, work: str, organisation: str, year: int, kind: CostKind, stage: CostStage, amount: Decimal
) -> Step:
    """One cost of one year, as its finance officer enters it."""
    return lambda moment: costs.add_cost(
        story.works[work],
        by=story.cast.person(f"{organisation}.finance", moment.day),
        at=moment.at,
        organisation=story.cast.organisations[organisation],
        year=year,
        kind=kind.value,
        stage=stage.value,
        amount=amount,
        source="" if stage == CostStage.PLAN else f"Ledger, cost centre {1000 + len(work) * 37}",
    )
