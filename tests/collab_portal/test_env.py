"""Wrong settings in production stop the start with a sentence."""

import os
import re
import subprocess
import sys

import pytest

from collab_portal.env import FAIL_POINTS, ROOT

GOOD = {
    "DEBUG": "off",
    "SECRET_KEY": "r4nd0m-Enough-And-Long-Enough-For-Anybody-2014-10-05-Tarvin",
    "ALLOWED_HOSTS": "collaboration.example.police.uk",
    "DATABASE_URL": "postgres://portal:secret@db.example:5432/portal",
    "REDIS_URL": "redis://redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    "MAIL_FROM": "Collaboration Portal <no-reply@example.police.uk>",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, in surroundings that hold nothing else."""
    surroundings = {key: value for key, value in {**GOOD, **changes}.items() if value}
    surroundings |= {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "collab_portal.settings"}
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from django.conf import settings; print(settings.DEVELOPMENT, settings.EMAIL_BACKEND)",
    ]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False)


def test_good_settings_start():
    started = start()
    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == "False services.letters.smtp.Backend"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be at least 50 random characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be at least 50 random characters"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be at least 50 random characters"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the portal's own addresses"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the portal's own addresses"),
        ({"DATABASE_URL": ""}, "DATABASE_URL must say where the engine is"),
        ({"REDIS_URL": ""}, "REDIS_URL must say where the engine is"),
        (
            {"PORTAL_CLOCK": "2014-10-06 08:00"},
            "PORTAL_CLOCK sets a demonstration clock and is refused when DEBUG is off",
        ),
        (
            {"PORTAL_CLOCK_FILE": "clock-moved"},
            "PORTAL_CLOCK_FILE lets a demonstration move the clock and is refused when DEBUG is off",
        ),
        ({"PORTAL_CLOCK_PACE": "60"}, "PORTAL_CLOCK_PACE goes with PORTAL_CLOCK only"),
        ({"FAIL_POINTS": "after_250:kill"}, "FAIL_POINTS makes the portal break on purpose"),
        ({"FAIL_POINTS_IN": "breaks"}, "FAIL_POINTS_IN makes the portal break on purpose"),
        ({"DATABASE_URL": "sqlite:///portal.sqlite3"}, "DATABASE_URL must name a PostgreSQL"),
        ({"DEBUG": "on"}, "DEBUG is on while ALLOWED_HOSTS names addresses that other people can reach"),
        ({"EMAIL_URL": ""}, "EMAIL_URL must be set"),
        ({"MAIL_FROM": ""}, "MAIL_FROM must be set"),
        ({"BOUNCE_ADDRESS": "bounces"}, "BOUNCE_ADDRESS must look like bounces@portal.example.police.uk"),
        ({"BOUNCE_ADDRESS": "very-long-name-for-such-a-box@x.example"}, "BOUNCE_ADDRESS must look like"),
    ],
)
def test_wrong_settings_stop_the_start_with_a_sentence(changes, sentence):
    stopped = start(**changes)
    assert stopped.returncode != 0
    assert sentence in stopped.stderr


def test_no_letter_leaves_the_machine_in_development():
    started = start(DEBUG="on", ALLOWED_HOSTS="", EMAIL_URL="", MAIL_FROM="")
    assert started.stdout.strip() == "True services.letters.mailbox.Mailbox"


@pytest.mark.parametrize("said", ["after_yes:kill", "after_250:explode", "after_250", "in_plan:sleep"])
def test_a_fail_point_that_is_misspelt_stops_the_start(said):
    stopped = start(DEBUG="on", ALLOWED_HOSTS="", FAIL_POINTS=said)
    assert "FAIL_POINTS must look like" in stopped.stderr


def test_every_fail_point_in_the_code_can_be_named_and_no_other():
    places = (path.read_text() for room in ("services", "initiatives") for path in (ROOT / room).rglob("*.py"))
    assert {name for text in places for name in re.findall(r'fail_point\("(\w+)"\)', text)} == set(FAIL_POINTS)
