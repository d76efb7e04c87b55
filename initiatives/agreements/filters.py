"""The list of agreements, as its address asks for it: `?todo=1&initiative=CHS-003`."""

from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.words import count
from initiatives.agreements.models import Agreement
from initiatives.agreements.queries import Agreements
from initiatives.register.models import Initiative


@dataclass(frozen=True)
class Asked:
    """What the address asks for; words it does not know are as if they were not there."""

    todo: bool
    initiative: str

    @classmethod
    def of(cls, query: Any) -> "Asked":
        """From `request.GET`."""
        return cls(query.get("todo") == "1", query.get("initiative", "").replace("\x00", ""))

    def find(self, user: Any) -> Agreements:
        """The agreements this person may see that fit, each with the initiatives covered that they may see."""
        found = Agreement.objects.visible_to(user)
        if self.todo:
            found = found.with_something_to_do()
        if self.initiative:
            seen = Initiative.objects.visible_to(user).filter(ref=self.initiative)
            found = found.filter(initiatives__in=seen)
        return found.for_list(user).order_by("title", "pk")

    def sentence(self, number: int) -> str:
        """The line on top of the list."""
        many = count(number, "agreement")
        if self.todo:
            return f"{many} with something to do." if number else "Nothing is to be done about any agreement."
        return f"{many} that you can see." if number else "No agreements are recorded that you can see."


def initiatives_to_choose(user: Any) -> list[tuple[str, str]]:
    """Initiatives this person may see that an agreement covers, as pairs of reference and name."""
    covered = Agreement.initiatives.through.objects.values("initiative")
    named = Initiative.objects.visible_to(user).filter(pk__in=covered).order_by("name").values_list("ref", "name")
    return [("", "Every initiative"), *named]
