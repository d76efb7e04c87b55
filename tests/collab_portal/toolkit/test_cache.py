"""A portal whose Redis is away: slower, and open all the same."""

from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import TestCase, override_settings

from collab_portal.toolkit.cache import quick
from tests.case import WITHOUT_REDIS


@override_settings(CACHES=WITHOUT_REDIS)
class RedisIsAway(TestCase):
    def test_nothing_is_found_and_nothing_breaks(self) -> None:
        quick.set("boat", 1)
        assert quick.get("boat", "none") == "none"
        assert quick.add("boat", 1)
        assert not quick.delete("boat")
        assert "boat" not in quick

    def test_a_session_is_found_in_the_database(self) -> None:
        begun = SessionStore()
        begun["name"] = "Elin"
        begun.save()
        assert SessionStore(begun.session_key)["name"] == "Elin"
        begun.flush()
        assert not SessionStore(begun.session_key).exists(begun.session_key)
