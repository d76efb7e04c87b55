"""What must be decided at the next leadership review: as a person would count it, for each of six people."""

import datetime as dt

from collab_portal.toolkit.dates import VagueDate
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.register.models import Initiative, Reach
from initiatives.reviews.models import LeadershipReview, Report
from tests import make
from tests.case import MONDAY, CastTestCase

OWED = ("asked", "drafting", "cleared", "returned")


class Decide(CastTestCase):
    def picture(self, someone=None):
        return QUESTIONS["decide"].draw((someone or self.officer).as_of(MONDAY), MONDAY)

    def asks(self, review, state="sent", decision="Agree to buy two vans.", **fields):
        """A report of new work of police and fire for a review; in no state nobody has begun it."""
        work = make.initiative("", (self.police, self.fire), **fields)
        make.named(work, self.fire_lead)
        asked = make.report_request(work, self.office, dt.date(2014, 10, 1), review=review)
        if state:
            make.report(asked, self.fire_lead, state, needs_decision=bool(decision), decision=decision)
        return asked

    def a_county(self):
        """A board with a review ahead, one held and one later; another board; and reviews of a body without a board."""
        board, other = make.board(self.office, (self.police,)), make.board(self.office, (self.fire,))
        soon = make.review(self.office, board=board, due=VagueDate("2014-10-20"))
        make.review(self.office, board=board, due=VagueDate("2014-11-20"))
        held = make.review(self.office, board=board, due=VagueDate("2014-10-09"), held_on=dt.date(2014, 10, 3))
        past = make.review(self.office, board=other, due=VagueDate("2014-09"))
        later = LeadershipReview.objects.get(due=VagueDate("2014-11-20"))
        cycled = make.cycle_date(make.cycle(other, self.office)).review
        for review in (soon, held, past, later, cycled):
            for state in ("sent", "accepted", "returned", "drafting", "cleared", ""):
                self.asks(review, state)
            self.asks(review, decision="")
            self.asks(review, reach=Reach.NAMED)
            self.asks(review, reach=Reach.PORTAL)
        secret = self.asks(soon, reach=Reach.PORTAL)
        Report.objects.filter(request=secret).update(marking="sensitive")

    def counted_by_hand(self, someone):
        """The names of work that asks, and of work whose report has not come, one review and one report at a time."""
        someone = someone.as_of(MONDAY)
        ahead = {}
        for review in LeadershipReview.objects.visible_to(someone):
            dated = getattr(review, "cycle_date", None)
            last = dated.on if dated else review.due.last
            if review.held_on is None and last >= MONDAY:
                key = ("board", review.board_id) if review.board_id else ("body", review.asked_by_id)
                ahead.setdefault(key, []).append((last, review.pk, review))
        asking, owed = set(), set()
        for _, _, review in map(min, ahead.values()):
            for asked in review.requests.exclude(state="withdrawn"):
                if not Initiative.objects.visible_to(someone).filter(pk=asked.initiative_id).exists():
                    continue
                answers = Report.objects.visible_to(someone).filter(request=asked).first()
                if answers and answers.needs_decision:
                    asking.add(asked.initiative.name)
                if asked.state in OWED:
                    owed.add(asked.initiative.name)
        return asking, owed

    def test_the_rows_and_facts_are_those_a_person_would_count_for_six_people(self):
        self.a_county()
        seen = []
        for someone in (
            self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
        ):  # fmt: skip
            asking, owed = self.counted_by_hand(someone)
            picture = self.picture(someone)
            assert {line.cells[0].value for line in picture.rows} == asking | owed, someone
            assert [fact.value for fact in picture.facts[:2]] == [len(asking), len(owed)], someone
            self.sign_in(someone)
            for fact in picture.facts:
                assert self.client.get(fact.href).context["page"].paginator.count == fact.value, (someone, fact)
            seen.append(len(asking))
        assert len(set(seen)) > 2

    def test_the_answer_counts_decisions_and_says_that_reports_have_not_come(self):
        self.asks(self.review)
        self.asks(self.review, "returned")
        self.asks(self.review, "")
        assert self.picture().answer == (
            "One decision is asked for at the next leadership review, Initial outcomes (October 2014). "
            "3 reports have not come, so there may be more."
        )
        assert "Of those that have not come, 2 are late." in self.picture().notes

    def test_of_several_boards_each_is_named_with_its_decisions(self):
        self.asks(self.review)
        other = make.review(
            self.office, title="Joint board", board=make.board(self.office), due=VagueDate("2014-10-20")
        )
        self.asks(other)
        self.asks(other)
        assert self.picture().answer.startswith(
            "3 decisions are asked for at the next leadership reviews of 2 boards: "
            "2 at Joint board (20 October 2014) and one at Initial outcomes (October 2014)."
        )

    def test_a_draft_s_decision_is_its_authors_alone_to_read(self):
        asked = self.asks(self.review, "drafting")
        cells = {line.cells[0].value: line.cells for line in self.picture(self.fire_lead).rows}
        assert cells[asked.initiative.name][1].value == "Agree to buy two vans."
        assert cells[asked.initiative.name][2].value == "Draft, 5 days late"
        others = {line.cells[0].value: line.cells for line in self.picture(self.officer).rows}
        assert others[asked.initiative.name][1].value == "Not known: the report has not come"

    def test_a_marked_decision_is_read_on_its_own_page(self):
        asked = self.asks(self.review)
        Report.objects.filter(request=asked).update(marking="sensitive")
        self.sign_in(self.officer)
        page = self.client.get("/questions/decide/").content.decode()
        assert "The decision is marked OFFICIAL-SENSITIVE" in page
        assert "two vans" not in page + self.client.get("/questions/decide/figures.csv").content.decode()

    def test_the_table_stands_open_where_there_is_no_picture(self):
        self.asks(self.review)
        self.sign_in(self.officer)
        page = self.client.get("/questions/decide/").content.decode()
        assert "Agree to buy two vans." in page
        assert "View this as a table" not in page
        assert "app-chart" not in page
