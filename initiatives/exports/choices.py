"""The three tables that forces are asked for when somebody wants evidence (domain brief 3.1), and how far one is."""

from django.db import models


class What(models.TextChoices):
    """Each is what its asker may see, as at the day they asked."""

    EXTENT = "extent", "The extent of collaboration"
    COSTS_AND_BENEFITS = "costs_and_benefits", "Costs and benefits by organisation"
    UPDATE = "update", "Benefits update"


ABOUT = {
    What.EXTENT: "Every initiative you can see, with who takes part in it, its stage and how it stands.",
    What.COSTS_AND_BENEFITS: "What each organisation planned and paid, plans to gain, and claimed and had confirmed this financial year.",
    What.UPDATE: "What was claimed, confirmed or rejected since the last leadership review, and where each benefit stands.",
}


class State(models.TextChoices):
    """How far it is."""

    ASKED = "asked", "Waiting to be made"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
