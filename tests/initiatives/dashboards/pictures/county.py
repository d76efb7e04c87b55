"""A county of shared work put together by dice, on which every question is asked."""

import datetime as dt
import random

from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.register.models import Reach, Stage, Standing, Theme
from tests import make
from tests.case import MONDAY, CastTestCase


class PictureCase(CastTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.council = make.organisation("Halton Council")

    def picture(self, name, someone=None, day=MONDAY):
        return QUESTIONS[name].draw((someone or self.officer).as_of(day), day)

    def a_random_county(self, seed: int = 1):
        """Thirty pieces of work: any stage, standing, reach, partners of every kind of answer, dates known and not."""
        dice = random.Random(seed)
        everybody = [self.police, self.fire, self.ambulance, self.elsewhere, self.council]
        for number in range(30):
            standing = dice.choice([Standing.LIVE, Standing.LIVE, Standing.LIVE, Standing.PARKED, Standing.CLOSED])
            why = {} if standing == Standing.LIVE else {"standing_reason": "No money."}
            why |= {"look_again_on": MONDAY} if standing == Standing.PARKED else {}
            why |= {"ending": "stopped"} if standing == Standing.CLOSED else {}
            lead = dice.choice([*everybody, None, None])
            work = make.initiative(
                f"Work {number}",
                stage=dice.choice([*Stage.values, "", *Stage.values[:2]]),
                standing=standing,
                themes=dice.sample(Theme.values, dice.choice([0, 1, 1, 2])),
                reach=dice.choice([Reach.PARTICIPANTS, Reach.PARTICIPANTS, Reach.PORTAL, Reach.NAMED]),
                lead=lead,
                is_jointly_led=lead is None and dice.random() < 0.5,
                started_on=dice.choice([None, "2009", "2013-05", "2014-09-01"]),
                planned_end_on=dice.choice([None, "2014-12", "2016"]),
                ended_on=dice.choice([None, None, None, None, "2013"]),
                **why,
            )
            for partner in dice.sample(everybody, dice.randint(1, 4)):
                if partner != lead:
                    self.a_random_part(dice, work, partner)
            self.a_random_report(dice, work)
            self.a_random_benefit(dice, work, dice.choice(everybody))

    def a_random_benefit(self, dice, work, whose):
        kind = dice.choice(["", "cashable", "cashable", "avoidance", "receipt", "efficiency", "staff"])
        if not kind:
            return
        line = make.benefit(
            work, whose, self.finance, kind=kind,
            unit="hours" if kind == "staff" else "pounds",
            is_recurring=kind != "receipt" and dice.random() < 0.6,
            target_value=dice.choice([None, dice.randrange(10**6), dice.randrange(10**6)]),
            status=dice.choice(["planned", "on_track", "replaced"]),
            price_year=dice.choice(["2013/14", "2014/15"]),
        )  # fmt: skip
        if dice.random() < 0.5:
            make.reading(line, dice.choice(["claimed", "confirmed"]), value=dice.randrange(10**5))

    def a_random_part(self, dice, work, partner):
        answer = dice.choice(["takes_part", "takes_part", "takes_part", "invited", "declined"])
        to = dice.choice([None, None, "2013", "2015"])
        make.participation(work, partner, answer=answer, to_on=to, is_planned=dice.random() < 0.1)

    def a_random_report(self, dice, work):
        for _ in range(dice.randint(0, 3)):
            asked = make.report_request(work, self.office, MONDAY + dt.timedelta(days=dice.randint(-500, 60)))
            what = dice.choice(["nothing", "on time", "late", "withdrawn"])
            if what == "withdrawn":
                make.event(asked, "withdrawn", self.officer)
            elif what != "nothing":
                make.event(asked, "started", self.fire_lead)
                make.event(asked, "sent", self.fire_lead, days_late=3 if what == "late" else 0)
                if dice.random() < 0.3:
                    make.event(asked, "returned", self.officer, why="Say what it costs.")
