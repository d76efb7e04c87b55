"""Words in a picture: where they stand, and how a long name is folded or shortened to fit."""

from dataclasses import dataclass
from textwrap import wrap

ELLIPSIS = "…"


@dataclass(frozen=True)
class Word:
    """A piece of text at a place of the picture. `anchor` is SVG's start, middle or end; `look` a class, or nothing."""

    text: str
    x: float
    y: float
    anchor: str = "start"
    look: str = ""


def shortened(text: str, letters: int, lines: int) -> list[str]:
    """The text on so many lines at most, each of so many letters at most; what does not fit ends in an ellipsis."""
    folded = wrap(text, letters) or [""]
    if len(folded) <= lines:
        return folded
    last = folded[lines - 1]
    return [*folded[: lines - 1], last[: letters - 1].rstrip() + ELLIPSIS]


def on_one_line(text: str, letters: int) -> str:
    """The text, or as many letters of it as fit."""
    return shortened(text, letters, 1)[0] if len(text) > letters else text
