"""What the section of an initiative shows, worked out from rows that were found."""

from typing import Any

from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.models import Initiative


def section(initiative: Initiative, user: Any) -> dict[str, Any]:
    """The evaluations and lessons of an initiative that a person may see. Two queries."""
    lessons = list(Lesson.objects.of(initiative).visible_to(user).for_page())
    return {
        "initiative": initiative,
        "here": "evaluation",
        "marking": initiative.get_marking_display(),
        "evaluations": list(Evaluation.objects.filter(initiative=initiative).visible_to(user).for_page()),
        "lessons": [each for each in lessons if not each.is_withdrawn],
        "withdrawn": [each for each in lessons if each.is_withdrawn],
    }
