"""What each service has gained: each number is what its list adds up to, for everybody, and My work tells finance."""

import random
from collections import defaultdict
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.benefits.choices import IN_POUNDS, NEVER_IN_POUNDS, BenefitKind
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.dashboards import boards
from initiatives.dashboards.gains import gains
from initiatives.dashboards.my_work import MyWork
from initiatives.dashboards.pictures.gained import picture_of
from initiatives.register.models import Initiative, Reach
from tests import make
from tests.case import MONDAY
from tests.initiatives.benefits.case import SUMMER, BenefitsCase


class Gained(BenefitsCase):
    def a_random_county(self, seed=1):
        """Benefits of every type, unit and rhythm, on work that different people see, with values of three years."""
        chance = random.Random(seed)
        works = [
            self.review_work,
            make.initiative("Police and fire", (self.police, self.fire)),
            make.initiative("Named people only", (self.police, self.ambulance), reach=Reach.NAMED),
            make.initiative("Elsewhere", (self.elsewhere,)),
            make.initiative("For every member", (self.elsewhere, self.ambulance), reach=Reach.PORTAL),
        ]
        for _ in range(60):
            kind = chance.choice([*BenefitKind.values, "cashable", "cashable"])
            units = {**dict.fromkeys(IN_POUNDS, ("pounds",)), **dict.fromkeys(NEVER_IN_POUNDS, ("hours", "number"))}
            line = make.benefit(
                chance.choice(works),
                chance.choice([self.police, self.fire, self.ambulance, self.elsewhere]),
                self.fire_lead,
                kind=kind,
                unit=chance.choice(units.get(kind, ["pounds", "hours", "number"])),
                is_recurring=kind != "receipt" and chance.random() < 0.7,
                measure=chance.choice(["Rent", "Call-outs"]),
                target_value=chance.choice([None, Decimal(chance.randrange(10**7)) / 100]),
            )
            for number in range(1, 5):
                state = chance.choice(["", "claimed", "confirmed", "rejected", "withdrawn", "replaced"])
                value, year = Decimal(chance.randrange(10**7)) / 100, chance.choice([2013, 2014, 2014, 2015])
                if state:
                    make.reading(line, state, self.finance, quarter=number, year=year, value=value)

    def test_each_part_of_the_picture_is_the_amount_of_the_table_and_leads_where_it_leads(self):
        self.a_random_county()
        found = gains(self.officer, MONDAY)
        table = {
            (row.label, cell.sum.key.stage.value): (cell.sum.amount, cell.href)
            for row in found.services
            for cell in row.cells
            if cell.sum.amount
        }
        drawn = picture_of(found, "An answer.").drawings[0]
        parts = {each.href: each.said for row in drawn.rows for each in row.parts}
        assert parts.keys() == {href for _, href in table.values()}
        for (label, _), (amount, href) in table.items():
            assert parts[href].startswith(f"{label}: £{amount:,.2f}".removesuffix(".00"))

    def test_a_plan_that_nobody_knows_has_no_outline_and_a_share_of_nothing_is_not_said(self):
        line = make.benefit(self.review_work, self.police, self.fire_lead, target_value=None, target_on=None)
        make.reading(line, "confirmed", self.finance, value=60)
        bars = picture_of(gains(self.officer, MONDAY), "").drawings[0].rows
        (bar,) = (each for each in bars if each.words[1].text == "Cheshire Constabulary")
        assert bar.words[0].text == "£60, plan not known"
        assert [each.kind.label for each in bar.parts] == ["Confirmed 2014/15"]

    def by_hand(self, someone):
        """Recomputed with loops alone, from the rows and from the initiatives that this person may see."""
        seen = set(Initiative.objects.visible_to(someone).values_list("pk", flat=True))
        plain = defaultdict(lambda: [0, Decimal(0), Decimal(0), Decimal(0)])
        for line in Benefit.objects.select_related("organisation"):
            if line.initiative_id not in seen:
                continue
            is_cashable = (line.kind, line.is_recurring, line.unit) == ("cashable", True, "pounds")
            rows = [(line.kind, line.is_recurring, line.unit)]
            if is_cashable:
                rows = [line.organisation.name, "All you can see"]
            for row in rows:
                plain[row][0] += 1
                plain[row][1] += line.target_value or 0
                for reading in BenefitReading.objects.filter(benefit=line, year=2014):
                    place = {"confirmed": 2, "claimed": 3}.get(reading.state)
                    if place:
                        plain[row][place] += reading.value
        return dict(plain)


class EveryNumber(Gained):
    def test_is_what_plain_recomputation_gives(self):
        for seed in (1, 2):
            self.a_random_county(seed)
            for someone in self.six:
                found = gains(someone, MONDAY)
                shown = {}
                for row in found.rows:
                    key = row.label if row in (*found.services, found.in_all) else self.key_of(row)
                    shown[key] = [row.lines, *(cell.sum.amount for cell in row.cells)]
                expected = self.by_hand(someone)
                for key, values in expected.items():
                    expected[key] = values[:1] if key[-1] == "number" else values
                self.assertEqual(shown, expected, someone)

    def key_of(self, row):
        query = dict(part.split("=") for part in row.href.split("?")[1].split("&"))
        return query["kind"], query["often"] == "recurring", query["unit"]

    def test_is_what_the_list_it_links_to_adds_up_to_for_six_people(self):
        self.a_random_county()
        numbers = 0
        for someone in self.six:
            self.sign_in(someone)
            for row in gains(someone, MONDAY).rows:
                listed = self.client.get(row.href).context
                self.assertEqual(listed["page"].paginator.count, row.lines, row)
                for cell in row.cells:
                    self.assertEqual(self.added_up(cell), cell.sum.amount, f"{someone}: {cell}")
                    numbers += 1
        self.assertGreater(numbers, 100)

    def added_up(self, cell):
        """The lines of the list, one by one; the list's own sum says the same, and no line in it adds nothing."""
        listed = self.client.get(cell.href).context
        stage = cell.sum.key.stage.value
        column = "target_value" if stage == "plan" else stage
        lines = list(listed["page"].paginator.object_list)
        states = {"confirmed", "claimed"} & {stage}
        for line in lines:
            self.assertIsNotNone(getattr(line, column))
            if states:
                self.assertTrue(line.readings.filter(state=stage, year=2014).exists())
        own = [getattr(each, stage).amount for each in listed["sums"]]
        by_hand = sum((getattr(line, column) for line in lines), Decimal(0))
        self.assertEqual(sum(own, Decimal(0)), by_hand)
        self.assertLessEqual(len(own), 1)
        return by_hand

    def test_on_the_page_is_a_link_to_its_list(self):
        self.a_random_county()
        self.sign_in(self.officer)
        page = self.client.get("/overview/").content.decode()
        for row in gains(self.officer.as_of(MONDAY), MONDAY).rows:
            for cell in row.cells:
                address = cell.href.replace("&", "&amp;")
                self.assertIn(f'href="{address}">{cell.shown}<', page)


class TheAnswer(Gained):
    def answer(self, someone=None):
        return boards.overview((someone or self.officer).as_of(MONDAY), MONDAY).gains_answer

    def test_says_what_is_confirmed_by_whom_claimed_and_planned(self):
        self.assertEqual(
            self.answer(),
            "None of the yearly cashable savings is confirmed for 2014/15 so far. "
            "The plan is £120,000 a year, once all of it is reached.",
        )
        other = make.benefit(self.review_work, self.police, self.police_lead, target_value=None)
        make.reading(other, "confirmed", value=4_000)
        make.reading(self.saving, "confirmed", value=6_000)
        make.reading(self.saving, quarter=2, value=7_000)
        self.assertEqual(
            self.answer(),
            "£10,000 of the yearly cashable savings is confirmed for 2014/15 so far. "
            "Most by Cheshire Fire and Rescue Service: £6,000. £7,000 is claimed and waits for finance. "
            "The plan is £120,000 a year, once all of it is reached.",
        )

    def test_calls_a_plan_that_nobody_made_not_known(self):
        Benefit.objects.update(target_value=None, target_on=None)
        self.assertTrue(self.answer().endswith("The plan is not known."))
        self.assertEqual(gains(self.officer.as_of(MONDAY), MONDAY).in_all.plan.shown, "not known")
        self.sign_in(self.officer)
        self.assertContains(self.client.get("/benefits/"), 'data-label="Plan">not known</td>', count=2)

    def test_says_when_there_is_nothing(self):
        Benefit.objects.all().delete()
        nothing = "No cashable savings that come every year are entered that you can see."
        self.assertEqual(self.answer(), nothing)
        make.benefit(self.review_work, self.police, self.police_lead, kind="staff", unit="number")
        self.assertEqual(self.answer(), f"{nothing} Other benefits stand below, each type apart.")

    def test_takes_as_many_queries_for_many_benefits_as_for_none(self):
        self.sign_in(self.officer)
        few = self.queries("/overview/")
        self.a_random_county()
        self.assertEqual(self.queries("/overview/"), few)
        self.assertLessEqual(few, 12)

    def queries(self, address):
        self.client.get(address)
        with CaptureQueriesContext(connection) as made:
            assert self.client.get(address).status_code == 200
        return len([each for each in made if "SAVEPOINT" not in each["sql"]])


class MyWorkOfFinance(Gained):
    def waiting(self, someone):
        kinds = MyWork.of(someone.as_of(MONDAY), MONDAY).waiting
        return [
            (str(each), each.href) for kind in kinds for each in kind.sentences if "to confirm or reject" in str(each)
        ]

    def test_tells_what_waits_and_where(self):
        reading = self.claim()
        self.assertEqual(
            self.waiting(self.finance),
            [
                (
                    "Tri-service collaboration review, Rent no longer paid: £10,000 for April to June 2014 "
                    "waits for you to confirm or reject.",
                    f"/benefits/readings/{reading.pk}/confirm/",
                )
            ],
        )
        for someone in (self.police_finance, self.fire_lead, self.officer, self.administrator):
            self.assertEqual(self.waiting(someone), [])

    def test_leaves_out_what_is_answered_and_what_one_claimed_oneself(self):
        self.confirm(self.claim())
        make.reading(self.saving, quarter=2, claimed_by=self.finance)
        self.assertEqual(self.waiting(self.finance), [])

    def test_counts_as_many_as_the_list_it_stands_for(self):
        for quarter in (1, 2):
            make.reading(self.saving, quarter=quarter)
        self.claim_of_another_line()
        self.sign_in(self.finance)
        self.assertEqual(len(self.waiting(self.finance)), 3)
        self.assertEqual(self.client.get("/benefits/?state=mine").context["page"].paginator.count, 2)

    def claim_of_another_line(self):
        make.reading(make.benefit(self.review_work, self.fire, self.fire_lead), quarter=SUMMER.number)

    def test_takes_as_many_queries_for_many_as_for_one(self):
        self.claim()
        self.sign_in(self.finance)
        few = TheAnswer.queries(self, "/my-work/")
        for _ in range(15):
            make.reading(make.benefit(self.review_work, self.fire, self.fire_lead))
        self.assertEqual(TheAnswer.queries(self, "/my-work/"), few)
        self.assertLessEqual(few, 12)
