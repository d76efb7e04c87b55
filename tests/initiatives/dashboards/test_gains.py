"""What each service has gained: each number is what its list adds up to, for everybody, and My work tells finance."""

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.benefits.choices import IN_POUNDS, NEVER_IN_POUNDS, BenefitKind
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.dashboards import answers, boards
from initiatives.dashboards.gains import gains
from initiatives.dashboards.my_work import MyWork
from initiatives.dashboards.pictures.gained import picture_of
from initiatives.dashboards.pictures.questions import QUESTIONS
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
                status=chance.choice(["planned", "on_track", "on_track", "replaced"]),
            )
            for number in chance.sample(range(1, 5), chance.choice([0, 1, 4])):
                year, value = chance.choice([2014, 2014, 2015]), Decimal(chance.randrange(10**7)) / 100
                make.planned_quarter(line, year=year, quarter=number, value=value)
            for number in range(1, 5):
                state = chance.choice(["", "claimed", "confirmed", "rejected", "withdrawn", "replaced"])
                value, year = Decimal(chance.randrange(10**7)) / 100, chance.choice([2013, 2014, 2014, 2015])
                if state:
                    make.reading(line, state, self.finance, quarter=number, year=year, value=value)

    def by_hand(self, someone):
        """Recomputed with loops alone, from the rows and from the initiatives that this person may see."""
        seen = set(Initiative.objects.visible_to(someone).values_list("pk", flat=True))
        plain = defaultdict(lambda: [0, *[Decimal(0)] * 4])
        for line in Benefit.objects.select_related("organisation"):
            if line.initiative_id not in seen:
                continue
            is_cashable = (line.kind, line.is_recurring, line.unit) == ("cashable", True, "pounds")
            rows = [(line.kind, line.is_recurring, line.unit)]
            if is_cashable:
                rows = [line.organisation.short_name, "All you can see"]
            for row in rows:
                plain[row][0] += 1
                if line.target_value is not None and line.status not in ("replaced", "not_realised"):
                    plain[row][1] += line.target_value
                    for planned in line.profile.all():
                        if (planned.year, planned.quarter) in ((2014, 1), (2014, 2)):
                            plain[row][4] += planned.value
                for reading in BenefitReading.objects.filter(benefit=line, year=2014):
                    place = {"confirmed": 2, "claimed": 3}.get(reading.state)
                    if place:
                        plain[row][place] += reading.value
        return dict(plain)


class ThePicture(Gained):
    def test_each_part_of_the_picture_is_the_amount_of_the_table_and_leads_where_it_leads(self):
        self.a_random_county()
        found = gains(self.officer, MONDAY)
        table = {
            (row.label, cell.sum.key.stage.value): (cell.sum.amount, cell.href)
            for row in found.services
            for cell in row.cells
            if cell.sum.amount or (cell is row.expected and cell.is_known)
        }
        drawn = picture_of(found, "An answer.").drawings[0]
        parts = {each.href: each.said for row in drawn.rows for each in (*row.parts, row.line) if each}
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
        column = {"plan": "target_value"}.get(stage, stage)
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


class ExpectedByNow(Gained):
    """What was planned for the quarters that have ended; on 6 October those of April to September."""

    def setUp(self):
        for quarter, value in ((1, 10_000), (2, 20_000), (3, 40_000), (4, 50_000)):
            make.planned_quarter(self.saving, quarter=quarter, value=value)

    def found(self, day=MONDAY):
        return gains(self.officer.as_of(day), day)

    def test_is_the_plan_of_the_quarters_that_have_ended(self):
        by_day = {day: self.found(day).in_all.expected for day in (dt.date(2014, 7, 1), MONDAY, dt.date(2015, 3, 31))}
        self.assertEqual([int(cell.sum.amount) for cell in by_day.values()], [10_000, 30_000, 70_000])
        self.assertEqual(
            by_day[MONDAY].href, "/benefits/?kind=cashable&often=recurring&unit=pounds&state=expected-2&year=2014"
        )

    def test_is_not_said_in_the_first_quarter(self):
        found = self.found(dt.date(2014, 6, 30))
        self.assertIsNone(found.in_all.expected)
        self.assertNotIn("was planned for", answers.what_each_gained(found))
        drawn = picture_of(found, "")
        self.assertEqual(len(drawn.kinds), 3)
        self.assertEqual([row.line for row in drawn.drawings[0].rows], [None])

    def test_is_a_line_across_the_bar_and_a_word_of_the_key(self):
        drawn = picture_of(self.found(), "")
        self.assertEqual(drawn.kinds[3].label, "Planned for April to September")
        (row,) = drawn.drawings[0].rows
        self.assertEqual(row.line.href, self.found().services[0].expected.href)
        self.assertEqual(row.line.said, "Cheshire Fire and Rescue Service: £30,000 planned for April to September")

    def test_names_who_is_furthest_behind(self):
        make.reading(self.saving, "confirmed", value=8_000)
        other = make.benefit(self.review_work, self.police, self.police_lead, target_value=9_000)
        make.planned_quarter(other, value=2_000)
        self.assertTrue(
            answers.what_each_gained(self.found()).endswith(
                "£32,000 was planned for April to September. "
                "Cheshire Fire and Rescue Service is furthest behind: £8,000 of £30,000."
            )
        )

    def test_calls_nobody_behind_whose_plan_is_only_partly_by_quarter_and_says_so(self):
        make.benefit(self.review_work, self.fire, self.fire_lead, target_value=9_000)
        self.assertTrue(answers.what_each_gained(self.found()).endswith("£30,000 was planned for April to September."))
        notes = QUESTIONS["gained"].draw(self.officer.as_of(MONDAY), MONDAY).notes
        self.assertIn("1 benefit has a plan for a year but none by quarter.", notes)

    def test_leaves_out_a_line_that_was_given_up(self):
        Benefit.objects.filter(pk=self.saving.pk).update(status="replaced")
        self.assertFalse(self.found().in_all.expected.is_known)
        self.sign_in(self.officer)
        self.assertContains(self.client.get("/benefits/?state=expected-2&year=2014"), "No benefits with a plan for")

    def test_list_says_what_each_line_was_to_bring_by_then(self):
        self.sign_in(self.officer)
        listed = self.client.get(self.found().in_all.expected.href)
        self.assertContains(listed, "1 benefit with a plan for April to September of 2014/15.")
        self.assertContains(listed, 'data-label="Planned April to September">£30,000</td>', count=2)


class TheQuestion(Gained):
    def drawn(self, someone=None):
        return QUESTIONS["gained"].draw((someone or self.officer).as_of(MONDAY), MONDAY)

    def test_has_the_figures_of_the_overview(self):
        self.a_random_county()
        for someone in self.six:
            found, drawn = gains(someone.as_of(MONDAY), MONDAY), self.drawn(someone)
            shown = {line.cells[0].value: [cell.value for cell in line.cells[1:]] for line in drawn.rows}
            for row in found.services:
                stages = (row.plan, row.expected, row.confirmed, row.claimed)
                known = [cell.sum.amount if cell.is_known else "Not known" for cell in stages]
                self.assertEqual(shown[row.label], [row.lines, *known])
            apart = [line.cells[2].value for part in drawn.parts for line in part.rows]
            self.assertEqual(apart, [row.lines for row in found.others])

    def test_without_a_benefit_says_so(self):
        Benefit.objects.all().delete()
        drawn = self.drawn()
        self.assertEqual((drawn.rows, drawn.chart, drawn.parts), ((), None, ()))
        self.assertEqual(drawn.answer, "No cashable savings that come every year are entered that you can see.")

    def test_is_one_query(self):
        self.a_random_county()
        user = self.officer.as_of(MONDAY)
        gains(user, MONDAY)  # who may see what is known from here on
        with self.assertNumQueries(1):
            QUESTIONS["gained"].draw(user, MONDAY)


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
