"""Five months of a county with one fault in five days: what people got is what the oracle says, no more and no less."""

import datetime as dt
import os

import pytest
from django.test import TransactionTestCase

from tests.faults.simulation import Simulation

#: One life in the suite; more, or another one, or a longer one, by the surroundings: SEEDS=200, or SEEDS_FROM=17 MONTHS=24.
FROM = int(os.environ.get("SEEDS_FROM", "0"))
SEEDS = range(FROM, FROM + int(os.environ.get("SEEDS", "1")))
FIRST, MONTHS = dt.date(2024, 1, 1), int(os.environ.get("MONTHS", "5"))


class FiveMonths(TransactionTestCase):
    """`self.live(seed)` raises AssertionError with the seed and the day if ledger, sink and oracle differ."""

    def live(self, seed):
        seen = Simulation(seed, FIRST, months=MONTHS).run()
        assert seen.letters > 100, f"seed {seed} said next to nothing: {seen}"
        assert len(seen.faults) >= 5, f"seed {seed} met few faults: {seen}"


for seed in SEEDS:

    def lives(self, seed=seed):
        self.live(seed)

    setattr(FiveMonths, f"test_seed_{seed:03d}", pytest.mark.slow(lives))
