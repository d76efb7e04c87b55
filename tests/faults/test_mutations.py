"""Take out one guard at a time: the tests that stand for it must fail, and pass with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARDS = Path(__file__).with_name("guards.py")
TESTS = {
    "unique_key": "test_the_database_takes_an_occurrence_once",
    "lease": "test_a_sender_whose_lease_ran_out_sends_nothing",
    "access": "test_nobody_is_written_to_about_what_they_may_no_longer_see",
    "skip_locked": "test_two_senders_take_two_letters",
}


def failures(mutation: str) -> set[str]:
    """The guards' tests that fail with this one taken out, run as a suite of their own on engines of their own."""
    surroundings = {**os.environ, "MUTATION": mutation, "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER"):
        surroundings.pop(name, None)
    command = [sys.executable, "-m", "pytest", str(GUARDS), "-q", "--tb=no", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, env=surroundings, cwd=GUARDS.parents[2], capture_output=True, text=True, timeout=300)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return {line.split("::")[-1].split(" ")[0] for line in ran.stdout.splitlines() if line.startswith("FAILED")}


@pytest.mark.slow
def test_with_every_guard_in_its_place_nothing_fails():
    assert failures("") == set()


@pytest.mark.slow
@pytest.mark.parametrize("mutation", TESTS)
def test_a_missing_guard_is_noticed(mutation):
    assert TESTS[mutation] in failures(mutation)
