"""What a rule is: a sentence about what somebody wants to do, and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Denied:
    """No, and the reason in a sentence that the person refused will read. False in a condition."""

    reason: str

    def __bool__(self) -> bool:
        return False


NOT_YOURS_TO_DO = "You do not have the role that this needs. Ask your organisation’s portal administrator."


@dataclass(frozen=True)
class Rule:
    """ "amend this agreement" and the test that answers it: True, or Denied with the reason."""

    action: str
    test: Callable[..., bool | Denied]
    signed_in: bool = True

    def asks(self, user: Any, *thing: Any) -> bool | Denied:
        """Whether this person may, about this thing if the rule has one."""
        answer = self.test(user, *thing)
        if answer is False:
            return Denied(NOT_YOURS_TO_DO)
        return answer

    def allows(self, user: Any, *thing: Any) -> bool:
        """The same as a plain yes or no, for templates."""
        return bool(self.asks(user, *thing))


def anyone(user: Any) -> bool:
    """Signed in or not."""
    return True


def anyone_signed_in(user: Any, thing: Any = None) -> bool:
    """Everybody the portal knows; what they then see is decided by visible_to."""
    return True


OPEN = Rule("see this page", anyone, signed_in=False)
