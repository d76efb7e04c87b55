"""The words of a benefit: its type, what it is counted in, where it stands, and the states of a reading."""

from django.db import models


class BenefitKind(models.TextChoices):
    """What is gained (domain brief 2.9). Two of these are never added up, whatever they are counted in."""

    CASHABLE = "cashable", "Cashable saving"
    AVOIDANCE = "avoidance", "Cost avoidance"
    RECEIPT = "receipt", "Capital receipt"
    INCOME = "income", "Income"
    EFFICIENCY = "efficiency", "Non-cashable efficiency"
    SERVICE = "service", "Service or public value"
    RESILIENCE = "resilience", "Resilience or capability"
    STAFF = "staff", "Staff"
    ENVIRONMENT = "environment", "Environmental"
    DISBENEFIT = "disbenefit", "Dis-benefit"


#: Counted in pounds and nothing else; and those with a measure of their own, never in pounds.
IN_POUNDS = (BenefitKind.CASHABLE, BenefitKind.AVOIDANCE, BenefitKind.RECEIPT, BenefitKind.INCOME)
NEVER_IN_POUNDS = (BenefitKind.SERVICE, BenefitKind.RESILIENCE, BenefitKind.STAFF, BenefitKind.ENVIRONMENT)


class Unit(models.TextChoices):
    """What a benefit is counted in. Whether it comes every year or once is asked beside it."""

    POUNDS = "pounds", "£"
    HOURS = "hours", "Hours"
    MILES = "miles", "Miles"
    KWH = "kwh", "kWh"
    CO2E = "co2e", "kg of CO2e"
    NUMBER = "number", "A number of something else"


class Confidence(models.TextChoices):
    """How sure the owner is of the plan. Empty is not known."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class BenefitStatus(models.TextChoices):
    """Where a benefit stands, as its owner says."""

    PLANNED = "planned", "Planned"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    REALISED = "realised", "Realised"
    PARTLY = "partly", "Partly realised"
    NOT_REALISED = "not_realised", "Not realised"
    REPLACED = "replaced", "Replaced by another benefit"


#: Nothing more is expected of these, so nobody is asked for values.
GIVEN_UP = (BenefitStatus.NOT_REALISED, BenefitStatus.REPLACED)


class ReadingState(models.TextChoices):
    """A reading is claimed, then confirmed or rejected; or taken back; or a later confirmed one took its place."""

    CLAIMED = "claimed", "Claimed"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Taken back"
    REPLACED = "replaced", "Replaced"
