"""Fail points do nothing unless they are told to, and then exactly that."""

import os
import signal
import subprocess
import sys

import pytest

from collab_portal.env import ROOT
from collab_portal.toolkit import fail_points
from collab_portal.toolkit.fail_points import Ended, fail_point

KILLED = """
import django
django.setup()
from collab_portal.toolkit.fail_points import fail_point
for number in range(5):
    print(number, flush=True)
    fail_point("after_250")
"""


@pytest.fixture(autouse=True)
def nothing_has_passed():
    fail_points.passed.clear()


def test_by_default_nothing_happens(settings):
    assert settings.FAIL_POINTS == {}
    fail_point("after_claim")


def test_a_place_that_is_not_named_is_passed(settings):
    settings.FAIL_POINTS = {"after_250": "raise"}
    fail_point("after_claim")


def test_the_run_ends_at_the_time_that_is_named(settings):
    settings.FAIL_POINTS = {"after_claim": "raise 2"}
    fail_point("after_claim")
    with pytest.raises(Ended):
        fail_point("after_claim")
    fail_point("after_claim")


def test_what_lies_in_the_folder_happens_once_to_whoever_comes_first(settings, tmp_path):
    settings.FAIL_POINTS_IN = str(tmp_path)
    fail_point("after_claim")
    (tmp_path / "after_claim").write_text("raise")
    with pytest.raises(Ended):
        fail_point("after_claim")
    fail_point("after_claim")


def test_an_end_is_nothing_that_an_engine_may_handle():
    assert not issubclass(Ended, Exception)


def test_a_process_is_killed_at_the_time_that_is_named():
    surroundings = {**os.environ, "FAIL_POINTS": "after_250:kill 3", "DEBUG": "on"}
    surroundings["DJANGO_SETTINGS_MODULE"] = "collab_portal.settings"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert killed.stdout.split() == ["0", "1", "2"]
