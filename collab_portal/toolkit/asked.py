"""What every question of ours carries besides Django's own: a sentence for no answer, last time's answer, a look."""

from typing import Any

from collab_portal.toolkit.look import Look

NOTHING = "Nothing entered"


class Asked:
    """Mixed into a Django form field, in front of it.

    label    the question, as the page prints it
    ask      the full sentence for an empty answer: "Enter the name of the initiative". No required question without one
    called   the words that name the answer inside other sentences; without it, the label without its question mark
    hint     the line of help under the label
    last     last time's answer, shown beside the question
    messages sentences for the errors Django's own field raises, by code
    Anything that `Look` knows may be given as well.
    """

    def __init__(
        self, label: str = "", *, ask: str = "", called: str = "", hint: str = "", last: str = "",
        required: bool = True, messages: dict[str, str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        if required and not ask:
            raise TypeError(
                f"“{label}” is required and has no sentence of its own for an empty answer: give it ask=“Enter …”."
            )
        self.look = Look.taken_from(kwargs)
        self.last = last
        self._called = called
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            error_messages={**(messages or {}), "required": ask},
            **kwargs,
        )

    @property
    def called(self) -> str:
        """The words that name the answer at the start of a sentence."""
        return self._called or str(self.label).rstrip("?")

    @property
    def ask(self) -> str:
        """The sentence for an empty answer."""
        return self.error_messages["required"]

    def reword(self, *, label: str = "", ask: str = "", called: str = "", hint: str = "", last: str = "") -> None:
        """Change some of the words on one form, which knows more than its class: the month, the name of the board."""
        self.label = label or self.label
        self._called = called or self._called
        self.help_text = hint or self.help_text
        self.last = last or self.last
        self.error_messages["required"] = ask or self.ask

    def in_words(self, value: Any) -> str:
        """A clean answer as a sentence would say it."""
        return str(value)
