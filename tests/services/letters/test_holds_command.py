"""Letting letters go from a terminal: the way out for whoever runs the portal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from services.history.models import Entry
from services.letters import holds
from services.letters.models import Hold
from tests.case import EIGHT, CastTestCase


def told(*arguments):
    said = StringIO()
    call_command("holds", *arguments, stdout=said)
    return said.getvalue().strip()


class HoldsFromATerminal(CastTestCase):
    def test_without_any_it_says_so(self):
        assert told() == "No letters are held back."

    def test_it_says_why_and_since_when(self):
        holds.hold(Hold.Reason.RESTORED, "The database is older.", at=EIGHT)
        assert told() == "restored, since 6 October 2014 at 8am: The database is older."

    def test_a_release_keeps_its_reason_in_the_history(self):
        holds.hold(Hold.Reason.RESTORED, "The database is older.", at=EIGHT)
        told("--release", "restored", "--why", "Read and found in order.")
        assert told() == "No letters are held back."
        assert Entry.objects.first().why == "Read and found in order."

    def test_a_release_says_why(self):
        holds.hold(Hold.Reason.RESTORED, "The database is older.", at=EIGHT)
        with pytest.raises(CommandError, match="Say with --why"):
            told("--release", "restored")

    def test_what_is_not_held_cannot_be_released(self):
        with pytest.raises(CommandError, match="not held for that reason"):
            told("--release", "by_hand", "--why", "No.")
