"""Words in a picture never run over."""

from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.charts.letters import shortened


@given(st.text("Abcdef ghi", min_size=1, max_size=200), st.integers(5, 40), st.integers(1, 3))
def test_a_label_never_runs_over(text, letters, lines):
    folded = shortened(text, letters, lines)
    assert 1 <= len(folded) <= lines
    assert all(len(line) <= letters for line in folded)


def test_a_long_name_ends_in_an_ellipsis():
    assert shortened("Hampshire and Isle of Wight Fire and Rescue Service", 23, 2) == [
        "Hampshire and Isle of",
        "Wight Fire and Rescue…",
    ]
