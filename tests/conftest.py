"""What every test stands on: a plain static storage, letters kept in memory, and a fixed day."""

import datetime as dt
import os

import hypothesis
import pytest
from django.test import override_settings

from collab_portal.toolkit.cache import quick
from services.letters import lateness

MONDAY = dt.date(2014, 10, 6)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """A hash that takes no time, from before the first cast is made (setUpTestData runs ahead of other fixtures)."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def plain_surroundings(settings, tmp_path):
    """Tests write no files outside their own folder and need no collected assets."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PORTAL_CLOCK_STANDS_STILL = True
    settings.MAILBOX = tmp_path / "mailbox"
    settings.SEND_JOURNAL = tmp_path / "sent.jsonl"


@pytest.fixture(autouse=True)
def nothing_is_late():
    """What one test left in the shared cache is no banner on the pages of the next, and no page asks for it anew."""
    quick.set(lateness.KEPT_UNDER, [], 600)


@pytest.fixture
def on_monday(settings):
    """The portal's clock stands at 8am on Monday 6 October 2014, the day of the thread."""
    settings.PORTAL_CLOCK = "2014-10-06 08:00"
    return MONDAY


# A busy machine is no failure. In CI the same examples are tried each time; at a desk, new ones.
hypothesis.settings.register_profile(
    "portal",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("portal")
