"""The list of lessons, as its address asks for it: `?words=ramp&theme=fleet`."""

from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.words import count
from initiatives.evaluations.models import Lesson
from initiatives.evaluations.queries import Lessons
from initiatives.register.models import Theme

LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a theme it does not know is as if it were not there."""

    words: str = ""
    theme: str = ""

    @classmethod
    def of(cls, query: Any) -> "Asked":
        """From `request.GET`."""
        theme = query.get("theme", "")
        return cls(
            words=query.get("words", "").replace("\x00", "").strip()[:LONGEST],
            theme=theme if theme in Theme.values else "",
        )

    def find(self, user: Any) -> Lessons:
        """The lessons this person may read that hold and fit, the latest first."""
        found = Lesson.objects.visible_to(user).that_hold()
        found = found.about(self.theme) if self.theme else found
        found = found.saying(self.words) if self.words else found
        return found.for_reader(user).order_by("-written_at", "-pk")

    def sentence(self, number: int) -> str:
        """The line on top of the list."""
        if not (self.words or self.theme):
            return f"{count(number, 'lesson')} that you can read." if number else "No lessons yet that you can read."
        about = f" about {Theme(self.theme).label.lower()}" if self.theme else ""
        words = f" with ‘{self.words}’" if self.words else ""
        return f"{count(number, 'lesson')}{about}{words}." if number else f"No lessons{about}{words}."
