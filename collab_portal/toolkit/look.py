"""How a question is dressed: the size of its label, the width of its box, what opens when an answer is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

FRACTIONS = {"full", "three-quarters", "two-thirds", "one-half", "one-third", "one-quarter"}


@dataclass(frozen=True)
class Look:
    """Everything about a question that is neither its words nor its meaning. Every part may be left out.

    Mappings are keyed by the value of an answer: `item_hints` explains it, `reveals` names the questions that open
    with it, `dividers` puts a word such as "or" above it. `exclusive` is the answer that unticks all others.
    """

    size: str = ""  # of the label or legend: xl, l, m or s
    heading: bool = False  # the label is the page's <h1>
    label_hidden: bool = False  # only for people who listen to the page
    width: str | int = ""  # 2, 3, 4, 5, 10, 20 or 30 characters, or "two-thirds" and the like
    prefix: str = ""
    suffix: str = ""
    inline: bool = False
    small: bool = False
    count: bool = False  # show how many characters are left
    threshold: int | None = None  # per cent of the limit from which on that is shown
    classes: str = ""  # further classes of the control itself
    group_classes: str = ""  # further classes of the whole question
    item_hints: Mapping[Any, str] = field(default_factory=dict)
    reveals: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)
    dividers: Mapping[Any, str] = field(default_factory=dict)
    exclusive: Any = None

    @classmethod
    def taken_from(cls, arguments: dict[str, Any]) -> "Look":
        """A look made of those of a field's keyword arguments that belong to it; they are removed from `arguments`."""
        return cls(**{part.name: arguments.pop(part.name) for part in fields(cls) if part.name in arguments})

    @property
    def width_class(self) -> str:
        """The class that gives a box its width."""
        if not self.width:
            return ""
        return f"govuk-!-width-{self.width}" if self.width in FRACTIONS else f"govuk-input--width-{self.width}"

    def of(self, mapping: str, value: Any) -> Any:
        """What one of the mappings says about an answer, or None. Answers are compared as the page writes them."""
        return {str(key): said for key, said in getattr(self, mapping).items()}.get(str(value))

    def is_exclusive(self, value: Any) -> bool:
        """Whether this answer excludes all others."""
        return self.exclusive is not None and str(self.exclusive) == str(value)
