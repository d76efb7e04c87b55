"""The shape of everything in My work: one sentence with one link."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """Words before the link, the words of the link, its address, and words after it."""

    link: str
    href: str
    after: str = ""
    before: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.link}{self.after}"


@dataclass(frozen=True)
class Some:
    """The first few of what there is, and how many there are in all."""

    sentences: tuple[Sentence, ...]
    in_all: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.in_all - len(self.sentences)


NONE = Some((), 0)
