"""What every `manage.py` command passes on its way in: it finds the engines, so that nobody has to name them.

In production nothing happens here. In development a command uses the engines of a running `script/server`; where none
runs, it starts the pair for as long as the command lasts.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from collab_portal.engines import CannotStart, pair, places

#: These start engines themselves or need none.
NEED_NO_ENGINES = frozenset({"serve", "help", "version", "--help", "--version", "-h", "collectstatic", "findstatic"})
#: These fill a register of their own, so they get engines that nobody else uses and that are gone afterwards.
THROW_AWAY = frozenset({"bench"})


@contextmanager
def at_the_door(argv: list[str]) -> Iterator[None]:
    """Give this command its engines. A plain sentence and exit code 1 when they cannot be had."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        with _engines_for(command):
            yield
    except CannotStart as reason:
        sys.exit(str(reason))


@contextmanager
def _engines_for(command: str) -> Iterator[None]:
    alone = command == "serve" or command in THROW_AWAY
    note = None if _production() or alone else pair.note_of_the_living()
    if note:
        with pair.borrowed():
            _take_up(note["environment"])
            yield
        return
    from collab_portal import env  # reads .env, so only after the note had its say

    if not env.DEBUG:
        yield
        return
    os.environ.setdefault("SECRET_KEY", places.kept("secret-key"))
    if command in NEED_NO_ENGINES:
        yield
        return
    with _pair_of_its_own() if command in THROW_AWAY else _pair_for_a_moment():
        yield


@contextmanager
def _pair_of_its_own() -> Iterator[None]:
    engines = pair.Pair(throw_away=True)
    try:
        _take_up(engines.start())
        yield
    finally:
        engines.stop()


@contextmanager
def _pair_for_a_moment() -> Iterator[None]:
    engines = pair.Pair()
    urls = engines.start()
    try:
        _take_up(urls)
        if urls:
            engines.announce(urls)
        yield
    finally:
        if urls:
            pair.withdraw_note()
            pair.wait_for_borrowers()
        engines.stop()


def _production() -> bool:
    """Somebody has said where the engines are, or that this is no place for helpers."""
    said = os.environ.get
    return bool(said("DATABASE_URL") and said("REDIS_URL")) or said("DEBUG", "on").lower() in {
        "off",
        "0",
        "false",
        "no",
    }


def _take_up(environment: dict[str, str]) -> None:
    for name, value in environment.items():
        os.environ.setdefault(name, value)
