"""A question as at two dates: what is different, and nothing else."""

import datetime as dt

from collab_portal.toolkit import clock
from initiatives.dashboards.comparing import compared
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.past.moments import How, Moment
from initiatives.register.actions import record
from tests import make
from tests.case import CastTestCase

MAY, JULY = dt.date(2014, 5, 15), dt.date(2014, 7, 15)
ASKED = "first-day=15&first-month=5&first-year=2014&second-day=15&second-month=7&second-year=2014&how=as-at"


class TwoDatesCompared(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.new = make.initiative("Shared drones", (cls.police, cls.fire), registered_at=clock.at(JULY, 9))
        record.change(cls.review_work, by=cls.fire_lead, at=clock.at(JULY, 9), version=1, stage="usual")

    def of(self, name, first=MAY, second=JULY):
        moments = (Moment(How.FACTS, day) for day in (first, second))
        return compared(QUESTIONS[name], *moments, self.officer)

    def shown(self, part):
        return [tuple(cell.shown for cell in row.cells) for row in part.rows]

    def test_each_number_stands_beside_its_earlier_self_with_the_change(self):
        numbers = {row[0]: row[1:] for row in self.shown(self.of("life").numbers)}
        assert numbers["Live"] == ("1", "2", "+1")
        assert numbers["Delivery"] == ("1", "1", "0")
        assert numbers["Business as usual"] == ("0", "1", "+1")

    def test_a_value_that_changed_and_a_row_that_came_are_told_and_the_rest_is_not(self):
        assert sorted(self.shown(self.of("life").rows)) == [
            ("Shared drones", "", "Not there", "In the table"),
            ("Tri-service collaboration review", "Stage", "Delivery", "Business as usual"),
        ]

    def test_pairs_are_told_by_both_names(self):
        rows = self.shown(self.of("together").rows)
        assert ("Cheshire Constabulary", "Cheshire Fire and Rescue Service · Live initiatives shared", "1", "2") in rows

    def test_a_pair_is_one_pair_whichever_of_them_shares_more(self):
        make.initiative("Ambulance and fire", (self.fire, self.ambulance), registered_at=clock.at(JULY, 9))
        make.initiative("Ambulance and Kent", (self.elsewhere, self.ambulance), registered_at=clock.at(JULY, 9))
        rows = self.shown(self.of("together").rows)
        names = [frozenset((row[0], row[1].partition(" · ")[0])) for row in rows]
        assert len(names) == len(set(names))

    def test_work_of_the_same_name_is_not_taken_for_each_other_and_a_renamed_one_is_the_same(self):
        make.initiative("Tri-service collaboration review", (self.police, self.fire), stage="scoping")
        assert not [row for row in self.shown(self.of("life").rows) if row[1] in ("Lead", "Next report due")]
        stages = [row for row in self.shown(self.of("life").rows) if row[1] == "Stage"]
        assert stages == [("Tri-service collaboration review", "Stage", "Delivery", "Business as usual")]

    def test_numbers_lead_to_their_rows_of_their_own_date(self):
        live = self.of("life").numbers.rows[0].cells
        assert [cell.href for cell in live[1:3]] == [f"/as-at/{day}/initiatives/?standing=live" for day in (MAY, JULY)]

    def test_a_date_is_no_different_from_itself_for_any_question(self):
        for name, question in QUESTIONS.items():
            if question.named_by:
                same = self.of(name, JULY, JULY)
                assert same.rows.rows == (), name
                assert all(row.cells[3].value == 0 for row in same.numbers.rows), name
                assert "Nothing in the table is different" in same.answer

    def test_the_page_compares_what_was_asked_in_the_address_the_earlier_date_first(self):
        self.sign_in(self.officer)
        turned = ASKED.replace("first", "x").replace("second", "first").replace("x", "second")
        for asked in (ASKED, turned):
            page = self.client.get(f"/questions/life/compare/?{asked}")
            self.assertContains(page, "2 differences in the table between 15 May 2014 and 15 July 2014.")

    def test_both_tables_can_be_taken_away(self):
        self.sign_in(self.officer)
        file = self.client.get(f"/questions/life/compare/?{ASKED}&table=rows")
        assert "life-rows-2014-05-15-2014-07-15.csv" in file["Content-Disposition"]
        assert "Tri-service collaboration review,Stage,Delivery,Business as usual" in file.content.decode()
        assert self.client.get(f"/questions/life/compare/?{ASKED}&table=other").status_code == 404

    def test_what_cannot_be_compared_is_a_wrong_address_and_wrong_dates_get_a_sentence(self):
        self.sign_in(self.officer)
        assert self.client.get("/questions/changed/compare/").status_code == 404
        assert self.client.get("/questions/nothing/compare/").status_code == 404
        page = self.client.get(f"/questions/life/compare/?{ASKED.replace('second-year=2014', 'second-year=2015')}")
        self.assertContains(page, "The second date must be on or before 6 October 2014", status_code=422)
        self.assertContains(self.client.get("/questions/life/compare/"), "Which dates?")

    def test_a_stranger_compares_what_a_stranger_sees(self):
        self.sign_in(self.stranger)
        self.assertNotContains(self.client.get(f"/questions/life/compare/?{ASKED}"), "Shared drones")
