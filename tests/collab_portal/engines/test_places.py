"""Free ports, taken ports, and words kept private."""

import os
import socket
import stat

import pytest

from collab_portal.engines import CannotStart, places
from collab_portal.management.commands.serve import chosen_port


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_FOLDER", str(tmp_path / "folder"))


def test_a_free_port_can_be_taken_and_then_counts_as_taken():
    port = places.free_port()
    assert not places.is_taken(port)
    with socket.socket() as neighbour:
        neighbour.bind((places.LOOPBACK, port))
        neighbour.listen()
        assert places.is_taken(port)


def test_a_kept_word_stays_the_same_and_only_its_owner_can_read_it():
    word = places.kept("secret")
    assert len(word) >= 50
    assert places.kept("secret") == word
    assert stat.S_IMODE(os.stat(places.folder() / "secret").st_mode) == 0o600


def test_a_place_below_a_closed_folder_is_out_of_reach(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not places.reachable(closed / "data")


@pytest.mark.parametrize("said", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_in_a_sentence(said, monkeypatch):
    monkeypatch.setenv("PORT", said)
    with pytest.raises(CannotStart, match="PORT must be a number from 1 to 65535"):
        chosen_port()


def test_the_port_is_8000_unless_somebody_says_otherwise(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert chosen_port() == 8000
