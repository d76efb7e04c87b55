"""The words the register chooses from: one list for each question that has known answers."""

from django.db import models


class Stage(models.TextChoices):
    """Where a piece of shared work is in its life (domain brief 2.6)."""

    IDEA = "idea", "Idea logged"
    SCOPING = "scoping", "Scoping"
    CASE = "case", "Business case"
    AGREEMENT = "agreement", "Agreement and approval"
    DELIVERY = "delivery", "Delivery"
    GO_LIVE = "go_live", "Go-live"
    USUAL = "usual", "Business as usual"
    EVALUATION = "evaluation", "Evaluation"


class Standing(models.TextChoices):
    """Whether it is being worked on. A draft is seen by the person who writes it only."""

    DRAFT = "draft", "Draft"
    LIVE = "live", "Live"
    PARKED = "parked", "Parked"
    CLOSED = "closed", "Closed"


class Ending(models.TextChoices):
    """Why a piece of work closed."""

    COMPLETED = "completed", "Completed"
    STOPPED = "stopped", "Stopped"
    DECLINED = "declined", "Considered, not pursued"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Replaced by other work"


class Status(models.TextChoices):
    """The three-point status of the last accepted report; never mixed with the five-point scale (domain brief 2.5)."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    NOT_REPORTED = "not_reported", "Not reported yet"


class Reach(models.TextChoices):
    """Who sees a record."""

    PUBLIC = "public", "Everyone, once it is published"
    PORTAL = "portal", "Every signed-in member"
    PARTICIPANTS = "participants", "The organisations that take part"
    NAMED = "named", "Named people only"


class Marking(models.TextChoices):
    """Government security classification (GSCP, 5 August 2024). Nothing above OFFICIAL belongs here."""

    OFFICIAL = "official", "OFFICIAL"
    SENSITIVE = "sensitive", "OFFICIAL-SENSITIVE"


class Theme(models.TextChoices):
    """What the work is about (the first level of domain brief 4.1)."""

    ESTATES = "estates", "Estates and assets"
    CONTROL = "control", "Control and communications"
    RESPONSE = "response", "Response"
    SPECIALIST = "specialist", "Specialist operations"
    CRIME = "crime", "Crime"
    PREVENTION = "prevention", "Prevention"
    SUPPORT = "support", "Business support"
    FLEET = "fleet", "Fleet and equipment"
    PEOPLE = "people", "People"
    INFORMATION = "information", "Information"
    RESILIENCE = "resilience", "Resilience"
    GOVERNANCE = "governance", "Governance"


class Part(models.TextChoices):
    """What an organisation is to a piece of work."""

    LEAD = "lead", "Lead"
    HOST = "host", "Host"
    PARTNER = "partner", "Partner"
    OBSERVER = "observer", "Observer"
    SUPPLIER = "supplier", "Supplier"


class Answer(models.TextChoices):
    """What an invited organisation said."""

    INVITED = "invited", "Invited"
    TAKES_PART = "takes_part", "Takes part"
    DECLINED = "declined", "Declined"


class Duty(models.TextChoices):
    """What a named person does for an initiative."""

    AUTHOR = "author", "Writes the reports"
    SPONSOR = "sponsor", "Sponsor"
    READER = "reader", "Named reader"
