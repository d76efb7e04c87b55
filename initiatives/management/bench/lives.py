"""Living through made-up months with faults, on every core, and finding out which faults a life that fails needs.

Each process has throw-away engines and a database of its own. tests/faults/simulation.py is what it lives.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

#: The checkout, from which the suite is run.
ROOT = Path(__file__).resolve().parents[3]
TEST = "tests/faults/test_simulation.py"
DAYS_A_MONTH = 30.44
#: So many lives are lived at most to find the smallest set of faults, unless somebody says another number.
TRIES = 60
#: Engines are started anew for the lives, as for the suite.
GIVEN = ("DATABASE_URL", "REDIS_URL", "PORTAL_CLOCK", "WITHOUT")

Told = dict[str, Any]
Say = Callable[[str], None]


def live(first: int, lives: int, months: float, tries: int, say: Say) -> int:
    """Live so many lives from a seed on, say how each went, and what it takes to make a failing one fail.

    `tries` lives more are lived at most to find that out, each as long as the first took to fail. Returns how many failed.
    """
    told = lived(shares(range(first, first + lives), os.cpu_count() or 1), months, say)
    failed = [each for each in told if "difference" in each]
    say(in_all([each for each in told if "says" in each]))
    for each in failed:
        say(f"\nseed {each['seed']} failed. {each['difference']}")
        if tries:
            say("Looking for the faults it takes.")
            say(needed(each, say, tries))
    missing = lives - len(told)
    if missing:
        say(f"{missing} lives were not told of.")
    return len(failed) + missing


def shares(seeds: range, processes: int) -> list[range]:
    """The same seeds in runs that differ in length by one at most, one for each process."""
    many = min(processes, len(seeds))
    ends = [len(seeds) * number // many for number in range(many + 1)]
    return [seeds[start:end] for start, end in pairwise(ends)]


def lived(runs: Sequence[range], months: float, say: Say = str, without: Sequence[int] = ()) -> list[Told]:
    """Live runs of seeds side by side. Returns what was told of each life; says what a process said that ended in trouble."""
    with tempfile.TemporaryDirectory(prefix="lives-") as folder:
        place = Path(folder, "told")
        place.touch()
        logs = [Path(folder, f"log-{number}") for number in range(len(runs))]
        processes = [started(run, months, without, place, log) for run, log in zip(runs, logs, strict=True)]
        said = 0
        while True:
            have_ended = all(process.poll() is not None for process in processes)
            told = [json.loads(line) for line in place.read_text().splitlines()]
            for each in told[said:]:
                say(in_words(each))
            said = len(told)
            if have_ended:
                break
            time.sleep(1)
        if len(told) < sum(map(len, runs)):
            for log in logs:
                say(log.read_text()[-3000:])
    return told


def started(run: range, months: float, without: Sequence[int], place: Path, log: Path) -> subprocess.Popen:
    """A process that lives these seeds one after another."""
    asked = {"SEEDS_FROM": run.start, "SEEDS": len(run), "MONTHS": months, "LIVES_TOLD": place}
    asked["WITHOUT"] = ",".join(map(str, without))
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    with log.open("w") as file:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**kept, **{name: str(value) for name, value in asked.items()}},
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def in_words(told: Told) -> str:
    """One life in one line."""
    if "difference" in told:
        return f"seed {told['seed']}: FAILED"
    return f"{told['seconds']:7.1f} s  {told['says']}"


def in_all(told: Sequence[Told]) -> str:
    """Several lives in one line."""
    if not told:
        return "No life was lived to its end."
    figures = (
        "planned",
        "lines",
        "letters",
        "superseded",
        "ambiguous",
        "copies",
        "digests",
        "came_back",
        "held",
        "heard_of",
    )
    sums = Counter({name: sum(each[name] for each in told) for name in figures})
    faults = sum(sum(each["faults"].values()) for each in told)
    seconds = sorted(each["seconds"] for each in told)[len(told) // 2]
    return f"{len(told)} lives, {seconds:.0f} s each (median): {faults} faults; " + ", ".join(
        f"{sums[name]:,} {name.replace('_', ' ')}" for name in figures
    )


def needed(told: Told, say: Say, tries: int = TRIES) -> str:
    """The smallest set of days whose faults make a life fail on the same day, in words with the command."""
    seed, day = told["seed"], told["day"]
    months, same = (day + 1) / DAYS_A_MONTH, f"(day {day},"

    if same not in told["difference"]:
        return "It failed on no day of its own, so no fault is to be looked for."

    def fails(kept: Sequence[int]) -> bool:
        without = sorted(set(told["troubled"]) - set(kept))
        again = lived([range(seed, seed + 1)], months, without=without)
        return any(same in each.get("difference", "") for each in again)

    kept, is_smallest = smallest(told["troubled"], fails, tries)
    without = ",".join(str(each) for each in told["troubled"] if each not in kept)
    which = f"the faults of day {', '.join(map(str, kept))}" if kept else "no fault at all"
    how = "It takes" if is_smallest else f"After {tries} lives it takes no more than"
    command = f"WITHOUT={without} SEEDS=1 SEEDS_FROM={seed} MONTHS={months:.2f} script/test {TEST}"
    return f"{how} {which}. {command}"


def smallest(whole: Sequence[int], fails: Callable[[Sequence[int]], bool], tries: int) -> tuple[list[int], bool]:
    """A part of these with which it still fails, and without any one of which it does not.

    Halves are left out first, then quarters, and at last one at a time. Returns the part, and False if the tries ran out.
    """
    kept, size = list(whole), len(whole)
    while size and kept:
        start, has_shrunk = 0, False
        while start < len(kept):
            if not tries:
                return kept, False
            tries -= 1
            fewer = kept[:start] + kept[start + size :]
            if fails(fewer):
                kept, has_shrunk = fewer, True
            else:
                start += size
        size = size if size == 1 and has_shrunk else size // 2
    return kept, True
