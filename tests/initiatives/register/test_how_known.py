"""How a value is known, in the words of a page."""

import pytest

from initiatives.register.how_known import known_from


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("seed", "from the 2014 post"),
        ("seed + added, in our words", "from the 2014 post, and added"),
        ("added: Wikipedia", "added: Wikipedia"),
        ("added, in our words", "added"),
        ("inferred: the seed gives no name", "inferred"),
        ("unknown", ""),
    ],
)
def test_a_source_is_told_no_grander_than_it_is(source: str, words: str) -> None:
    assert known_from({"purpose": {"source": source}}, "purpose") == words
