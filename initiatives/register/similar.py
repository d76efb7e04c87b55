"""What others learnt from work like this, for whoever registers it. The lessons are of a room above."""

from collections.abc import Iterable
from typing import Any

from initiatives.register.models import Initiative


def learnt_elsewhere(user: Any, name: str, themes: Iterable[str] = (), besides: Initiative | None = None) -> list[Any]:
    """A few lessons this person may read, of work with such a name or these themes, the most telling first."""
    lessons = Initiative._meta.get_field("lessons").related_model.objects
    return lessons.from_similar_work(user, name, themes, besides)
