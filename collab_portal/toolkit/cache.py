"""The quick cache, which may be empty at any moment: while Redis is away or full everything goes on from the database,
only slower.

Sessions are kept in PostgreSQL as well, so nobody is signed out. The tries of sign-in are counted in PostgreSQL alone.
"""

from collections.abc import Callable
from typing import Any

import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy


def or_else(name: str, otherwise: Any) -> Callable[..., Any]:
    """The method of that name, answering `otherwise` when Redis cannot be reached or has no room."""
    asked = getattr(RedisCache, name)

    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return asked(self, *args, **kwargs)
        except (redis.ConnectionError, redis.TimeoutError, redis.exceptions.OutOfMemoryError):
            return otherwise

    return method


class Cache(RedisCache):
    """Redis, as long as it answers; otherwise a cache in which nothing is found and everything seems to be kept."""

    add = or_else("add", True)
    set = or_else("set", None)
    touch = or_else("touch", False)
    delete = or_else("delete", False)
    has_key = or_else("has_key", False)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return or_else("get", default)(self, key, default=default, version=version)


quick = ConnectionProxy(caches, "quick")
