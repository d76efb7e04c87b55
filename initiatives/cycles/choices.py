"""The words a review cycle chooses from: one list for each question that has known answers."""

from django.db import models


class Every(models.TextChoices):
    """How often a board wants reports (domain brief 2.3)."""

    FOUR_WEEKS = "every_4_weeks", "Every 4 weeks"
    QUARTERLY = "quarterly", "Every quarter"
    EACH_BOARD = "each_board", "Before each meeting of the board"
    YEARLY = "yearly", "Once a year"
    ONCE = "once", "Once"


class Covers(models.TextChoices):
    """Which initiatives a cycle looks at."""

    SHARED = "shared", "All live work that at least two of them share"
    CHOSEN = "chosen", "Initiatives chosen by name"


class CycleState(models.TextChoices):
    """Whether a cycle asks for reports. A draft has no dates yet and asks for nothing."""

    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"


class Section(models.TextChoices):
    """The parts of a report that can be asked for beside what everybody is asked (domain brief 2.4)."""

    TIME = "time", "Time"
    MONEY = "money", "Money"
    BENEFITS = "benefits", "Benefits"
    RISK = "risk", "Risk"
    RESOURCES = "resources", "Resources"
    MILESTONES = "milestones", "Milestones"
    DECISION = "decision", "Decision needed"
