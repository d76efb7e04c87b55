"""HMIC's five: each is what a person would count by hand, what nobody knows is not nought, and savings are never mixed."""

from collections import Counter
from decimal import Decimal

from initiatives.benefits.models import Benefit
from initiatives.dashboards.pictures.five import HEADS
from initiatives.register.models import Initiative, Reach, Standing, Theme
from tests import make
from tests.case import MONDAY
from tests.initiatives.dashboards.pictures.county import PictureCase

LATER = ("go_live", "usual", "evaluation")
YEARLY, ONCE = ("cashable", True), ("cashable", False)
ALL = "All you can see"


class TheFive(PictureCase):
    def someone_of_each_sort(self):
        return (self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger)

    def rows_of(self, someone) -> dict:
        return {row.cells[0].value: row.cells for row in self.picture("five", someone).rows}

    def live_by_hand(self, someone) -> dict[str, list[Initiative]]:
        """Of each organisation, and of all, the live work that this person sees: loops and no query of the product."""
        found = {ALL: []}
        works = Initiative.objects.visible_to(someone.as_of(MONDAY)).prefetch_related("participations__organisation")
        for work in works:
            if work.standing != Standing.LIVE or work.is_over_on(MONDAY):
                continue
            found[ALL].append(work)
            here = (part for part in work.participations.all() if part.counts_on(MONDAY) and part.takes_part)
            for name in {part.organisation.short_name for part in here}:
                found.setdefault(name, []).append(work)
        return found

    def plans_by_hand(self, someone) -> dict[tuple[str, tuple[str, bool]], Decimal]:
        """What is planned in pounds, by whose it is, type and rhythm; a key that is not there is not known."""
        plans = {}
        seen = set(Initiative.objects.visible_to(someone.as_of(MONDAY)).values_list("pk", flat=True))
        for line in Benefit.objects.select_related("organisation"):
            counts = line.initiative_id in seen and line.unit == "pounds" and line.status != "replaced"
            if counts and line.target_value is not None:
                for whose in (line.organisation.short_name, ALL):
                    key = whose, (line.kind, line.is_recurring)
                    plans[key] = plans.get(key, 0) + line.target_value
        return plans

    def test_number_and_maturity_are_those_that_a_person_would_count(self):
        for seed in range(2):
            self.a_random_county(seed)
            for someone in self.someone_of_each_sort():
                by_hand, rows = self.live_by_hand(someone), self.rows_of(someone)
                assert {name for name, cells in rows.items() if cells[1].value} == {n for n, w in by_hand.items() if w}
                for name, works in by_hand.items():
                    if not works:
                        continue
                    stages = [work.stage for work in works]
                    gone, delivery = sum(stage in LATER for stage in stages), stages.count("delivery")
                    unknown = stages.count("")
                    early = len(stages) - gone - delivery - unknown
                    assert [cell.value for cell in rows[name][3:7]] == [gone, delivery, early, unknown]
                    assert rows[name][1].value == len(works)

    def test_spread_is_what_a_person_would_count_and_is_named_in_the_table(self):
        self.a_random_county(3)
        for someone in self.someone_of_each_sort():
            spread = self.picture("five", someone).table("themes")
            told = (
                {(row.cells[0].value, row.cells[1].value): row.cells[2].value for row in spread.rows} if spread else {}
            )
            by_hand = Counter()
            for name, works in self.live_by_hand(someone).items():
                for work in works:
                    by_hand.update((name, label) for label in work.theme_labels or ["Not known"])
            assert told == by_hand
            for name, cells in self.rows_of(someone).items():
                themes = {label for whose, label in by_hand if whose == name}
                assert {theme.lower() for theme in themes} == set(filter(None, cells[2].value.lower().split(", ")))

    def test_savings_are_the_plans_of_one_type_and_rhythm_and_lead_to_the_lines_they_add_up(self):
        for seed in range(2):
            self.a_random_county(seed)
            for someone in self.someone_of_each_sort():
                plans = self.plans_by_hand(someone)
                self.sign_in(someone)
                for name, cells in self.rows_of(someone).items():
                    for cell, what in zip(cells[-2:], (YEARLY, ONCE), strict=True):
                        if (name, what) in plans:
                            assert cell.value == plans[name, what]
                            assert self.added_up(cell.href) == cell.value
                        else:
                            assert (cell.value, cell.href) == ("Not known", "")

    def added_up(self, href: str) -> Decimal:
        listed = self.client.get(href).context["page"].paginator.object_list
        return sum((line.target_value for line in listed), Decimal(0))

    def test_the_third_table_has_every_type_and_rhythm_in_a_row_of_its_own(self):
        self.a_random_county(2)
        labels = dict(Benefit._meta.get_field("kind").choices)
        for someone in self.someone_of_each_sort():
            plans = self.plans_by_hand(someone)
            part = self.picture("five", someone).table("savings")
            rows = [[cell.value for cell in row.cells] for row in part.rows] if part else []
            assert len({tuple(row[:3]) for row in rows}) == len(rows)
            told = {tuple(row[:3]): row[3] for row in rows if row[3] != "Not known"}
            rhythm = {True: "Every year", False: "Once"}
            assert told == {
                (whose, labels[kind], rhythm[often]): plan
                for (whose, (kind, often)), plan in plans.items()
                if whose != ALL
            }

    def test_what_is_planned_claimed_and_confirmed_stand_apart(self):
        line = make.benefit(self.review_work, self.fire, self.finance, target_value=60_000)
        make.reading(line, "confirmed", value=10_000)
        make.reading(line, "claimed", quarter=2, value=5_000)
        make.benefit(self.review_work, self.fire, self.finance, kind="efficiency", target_value=9_000)
        make.benefit(self.review_work, self.fire, self.finance, is_recurring=False, target_value=700)
        shown = [[cell.shown for cell in row.cells[1:]] for row in self.picture("five").table("savings").rows]
        assert shown == [
            ["Cashable saving", "Every year", "£60,000", "£10,000", "£5,000", "2014/15"],
            ["Cashable saving", "Once", "£700", "£0", "£0", "2014/15"],
            ["Non-cashable efficiency", "Every year", "£9,000", "£0", "£0", "2014/15"],
        ]
        assert [cell.shown for cell in self.rows_of(self.officer)[self.fire.short_name][-2:]] == ["£60,000", "£700"]

    def test_what_part_of_all_business_it_is_is_not_known_of_anybody(self):
        self.a_random_county()
        place = HEADS.index("Part of all business")
        assert {cells[place].value for cells in self.rows_of(self.officer).values()} == {"Not known"}

    def test_a_plan_that_nobody_entered_is_not_known_rather_than_nought(self):
        make.benefit(self.review_work, self.fire, self.finance, target_value=None)
        cells = self.rows_of(self.officer)[self.fire.short_name]
        assert [(cell.shown, cell.href) for cell in cells[-2:]] == [("Not known", "")] * 2
        assert "what it should save is not known" in self.picture("five").answer

    def test_an_organisation_that_saves_by_work_that_is_over_keeps_its_row(self):
        over = make.initiative("", (self.council,), reach=Reach.PORTAL, ended_on="2013")
        make.benefit(over, self.council, self.officer, target_value=500)
        cells = self.rows_of(self.officer)[self.council.short_name]
        assert (cells[1].value, cells[-2].shown) == (0, "£500")

    def test_the_answer_is_one_sentence_with_all_five(self):
        self.review_work.themes = [Theme.ESTATES, Theme.FLEET]
        self.review_work.stage = "usual"
        self.review_work.save()
        make.benefit(self.review_work, self.fire, self.finance, target_value=60_000)
        make.benefit(self.review_work, self.police, self.finance, is_recurring=False, target_value=700)
        assert self.picture("five").answer == (
            "One live initiative of 3 organisations is spread over 2 of 12 themes, one has gone live, cashable savings of "
            "£60,000 every year beside £700 once are expected, and what part of all business this is, is not known."
        )


class Evaluated(PictureCase):
    def test_counts_the_live_work_that_was_evaluated_once_each(self):
        make.evaluation(self.review_work)
        make.evaluation(self.review_work)
        over = make.initiative("", (self.police,), reach=Reach.PORTAL, ended_on="2013")
        make.evaluation(over)
        make.initiative("", (self.police,), reach=Reach.PORTAL)
        (fact,) = (fact for fact in self.picture("five").facts if fact.words == "evaluated")
        assert (fact.value, fact.href) == (1, "/initiatives/?standing=live&evaluated=yes")


class ItsFiles(PictureCase):
    def test_each_part_has_a_file_with_plain_numbers(self):
        make.benefit(self.review_work, self.fire, self.finance, target_value="60000.50")
        self.sign_in(self.officer)
        answer = self.client.get("/questions/five/figures.csv?table=savings")
        assert "five-savings-2014-10-06.csv" in answer["Content-Disposition"]
        assert "Cashable saving,Every year,60000.50,0,0,2014/15" in answer.content.decode("utf-8-sig")
        assert '<a class="govuk-link" href="/questions/five/figures.csv?table=savings" download>' in (
            self.client.get("/questions/five/").content.decode()
        )

    def test_a_part_that_there_is_not_is_not_found(self):
        self.sign_in(self.officer)
        for asked in ("nothing", "%00", "themes%0a"):
            assert self.client.get(f"/questions/five/figures.csv?table={asked}").status_code == 404
