"""A portal whose Redis is away: slower, and open all the same."""

from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache, caches
from django.test import TestCase, override_settings

AWAY = {"default": {"BACKEND": "collab_portal.toolkit.cache.Cache", "LOCATION": "redis://127.0.0.1:1/0"}}


@override_settings(CACHES=AWAY)
class RedisIsAway(TestCase):
    def test_nothing_is_found_and_nothing_breaks(self) -> None:
        cache.set("boat", 1)
        assert cache.get("boat", "none") == "none"
        assert cache.add("boat", 1)
        assert not cache.delete("boat")
        assert "boat" not in caches["default"]

    def test_a_session_is_found_in_the_database(self) -> None:
        begun = SessionStore()
        begun["name"] = "Elin"
        begun.save()
        assert SessionStore(begun.session_key)["name"] == "Elin"
        begun.flush()
        assert not SessionStore(begun.session_key).exists(begun.session_key)
