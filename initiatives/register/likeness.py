"""Whether two pieces of work have much the same name, so that nobody registers one twice by mistake."""

import re

LITTLE_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "the", "their", "to", "with"}
)
MUCH = 0.6


def telling_words(name: str) -> set[str]:
    """The words of a name that tell it from others, in small letters and without a plural s."""
    words = re.findall(r"[^\W_]+", name.lower())
    return {word.removesuffix("s") if len(word) > 3 else word for word in words} - LITTLE_WORDS


def is_like(one: str, other: str) -> bool:
    """Whether the shorter name's telling words are mostly in the other: “Fleet workshop” and “A joint workshop for the fleet”."""
    first, second = telling_words(one), telling_words(other)
    shared = first & second
    return bool(shared) and (first == second or len(shared) >= 2) and len(shared) / min(len(first), len(second)) >= MUCH
