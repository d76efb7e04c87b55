"""Somebody is away and a colleague covers for them: what services.people works out, said by a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from services.people.models import User
from services.people.standing import Standing

WORKED_OUT = Standing.of


@contextmanager
def covering(deputy: User, *away: User) -> Iterator[None]:
    """In this block the deputy stands in for these people."""

    def standing(user, day):
        made = WORKED_OUT(user, day)
        covers = frozenset(each.pk for each in away) if user.pk == deputy.pk else frozenset()
        object.__setattr__(made, "covers_ids", covers)
        return made

    deputy._standing = None
    with mock.patch.object(Standing, "of", standing):
        yield
    deputy._standing = None
