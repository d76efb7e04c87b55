"""A county lives for months with one fault in five days: what people got is what the oracle says, no more and no less.

One life of five months in the suite. More, others or longer ones by the surroundings, as `script/bench reminders --lives`
sets them: SEEDS=10 lives from SEEDS_FROM=0 on, of MONTHS=24 each, WITHOUT the faults of these days ("17,130"). What each
life saw is added to the file LIVES_TOLD, a line of JSON each.
"""

import datetime as dt
import json
import os
import time
from pathlib import Path

import pytest
from django.test import TransactionTestCase

from tests.faults.simulation import Simulation

FROM = int(os.environ.get("SEEDS_FROM", "0"))
SEEDS = range(FROM, FROM + int(os.environ.get("SEEDS", "1")))
FIRST, MONTHS = dt.date(2024, 1, 1), float(os.environ.get("MONTHS", "5"))
WITHOUT = [int(day) for day in os.environ.get("WITHOUT", "").split(",") if day]
AGAIN = "To live it again: script/bench reminders --lives 1 --seed {seed} --months {months:g}"


class Lives(TransactionTestCase):
    """`self.live(seed)` raises AssertionError with the seed, the day and the command if ledger, sink and oracle differ."""

    def live(self, seed):
        began, life = time.perf_counter(), Simulation(seed, FIRST, months=MONTHS, without=WITHOUT)
        told = {"seed": seed, "troubled": life.troubled}  # a list that grows while it lives
        try:
            seen = life.run()
            told |= {"seconds": round(time.perf_counter() - began, 1), "says": seen.in_words, **seen.as_json}
            assert WITHOUT or MONTHS < 5 or seen.letters > 20 * MONTHS, (
                f"seed {seed} said next to nothing: {seen.in_words}"
            )
            assert WITHOUT or MONTHS < 5 or len(seen.faults) >= 5, f"seed {seed} met few faults: {seen.in_words}"
        except AssertionError as difference:
            told["difference"] = f"{difference}\n{AGAIN.format(seed=seed, months=MONTHS)}"
            raise AssertionError(told["difference"]) from difference
        finally:
            tell(told | {"day": life.day})


def tell(told):
    """What became of a life, for whoever asked for it."""
    if place := os.environ.get("LIVES_TOLD"):
        with Path(place).open("a") as file:
            file.write(json.dumps(told) + "\n")


for seed in SEEDS:

    def lives(self, seed=seed):
        self.live(seed)

    setattr(Lives, f"test_seed_{seed:03d}", pytest.mark.slow(lives))
