"""Who works with whom: the pairs, the network, the pairs that share nothing, and what all three services share."""

from itertools import combinations

from initiatives.register.models import Initiative, Reach, Standing
from tests import make
from tests.case import MONDAY
from tests.initiatives.dashboards.pictures.county import PictureCase


class Together(PictureCase):
    def test_the_pairs_are_those_that_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (self.officer, self.fire_lead, self.stranger):
                expected, alone = self.counted_by_hand(someone)
                rows = [[cell.value for cell in line.cells] for line in self.picture("together", someone).rows]
                pairs = {frozenset(row[:2]): row[2] for row in rows if row[1] != "All it takes part in"}
                assert pairs == expected
                assert {row[0]: row[2] for row in rows if row[1] == "All it takes part in"} == alone

    def counted_by_hand(self, someone):
        pairs, alone = {}, {}
        for work in Initiative.objects.visible_to(someone.as_of(MONDAY)).prefetch_related(
            "participations__organisation"
        ):
            if work.standing != Standing.LIVE or work.is_over_on(MONDAY):
                continue
            here = [
                each.organisation.short_name
                for each in work.participations.all()
                if each.counts_on(MONDAY) and each.takes_part
            ]
            for name in here:
                alone[name] = alone.get(name, 0) + 1
            for pair in combinations(here, 2):
                pairs[frozenset(pair)] = pairs.get(frozenset(pair), 0) + 1
        return pairs, alone

    def test_the_lines_of_the_network_are_those_pairs_and_its_marks_are_those_organisations(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (
                self.officer, self.commissioner, self.fire_lead, self.reader, self.administrator, self.stranger,
            ):  # fmt: skip
                expected, alone = self.counted_by_hand(someone)
                part = self.picture("together", someone).table("network")
                assert bool(part) == bool(expected)
                if part:
                    assert {row.cells[0].value: row.cells[2].value for row in part.rows} == alone
                    drawing = part.chart.drawings[0]
                    lines = {frozenset(line.said.rpartition(":")[0].split(" with ")): line for line in drawing.lines}
                    assert {pair: int(line.said.rpartition(": ")[2]) for pair, line in lines.items()} == expected
                    most = max(expected.values())
                    assert all(line.thickness == round(max(14 * expected[p] / most, 2), 1) for p, line in lines.items())
                    assert {node.said for node in drawing.nodes} == {f"{who}, in all: {n}" for who, n in alone.items()}

    def test_the_network_has_a_file_of_its_own(self):
        self.sign_in(self.officer)
        file = self.client.get("/questions/together/figures.csv?table=network").content.decode("utf-8-sig")
        assert file.splitlines()[:2] == ["Organisation,Service,All it takes part in", "Cheshire Constabulary,Police,1"]

    def test_one_organisation_alone_is_no_network(self):
        self.review_work.participations.exclude(organisation=self.police).delete()
        assert self.picture("together").parts == ()
        assert "Nothing is shared" not in " ".join(self.picture("together").notes)

    def test_where_nobody_shares_anything_no_pair_is_named(self):
        self.review_work.participations.exclude(organisation=self.police).delete()
        make.initiative("", (self.elsewhere,), reach=Reach.PORTAL)
        picture = self.picture("together")
        assert picture.answer == "No two organisations take part in the same live work that you can see."
        assert picture.table("apart") is None
        assert "Nothing is shared" not in " ".join(picture.notes)

    def test_the_pairs_that_share_nothing_are_all_the_others(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (self.officer, self.fire_lead, self.stranger):
                expected, alone = self.counted_by_hand(someone)
                part = self.picture("together", someone).table("apart")
                found = {frozenset(cell.value for cell in line.cells) for line in part.rows} if part else set()
                others = {frozenset(pair) for pair in combinations(alone, 2)} - expected.keys()
                assert found == (others if expected else set())

    def test_a_note_names_three_pairs_without_shared_work(self):
        make.initiative("", (self.elsewhere, self.council), reach=Reach.PORTAL)
        assert self.picture("together").notes[-1] == (
            "Nothing is shared by Cheshire Constabulary and Halton Council; Cheshire Constabulary and Kent Police; "
            "Cheshire Fire and Rescue Service and Halton Council; 3 other pairs."
        )

    def test_what_all_three_services_share_is_what_a_person_would_count(self):
        for seed in range(3):
            self.a_random_county(seed)
            for someone in (self.officer, self.fire_lead, self.stranger):
                expected = set()
                works = Initiative.objects.visible_to(someone.as_of(MONDAY))
                for work in works.prefetch_related("participations__organisation"):
                    if work.standing == Standing.LIVE and not work.is_over_on(MONDAY):
                        here = [
                            each for each in work.participations.all() if each.counts_on(MONDAY) and each.takes_part
                        ]
                        if {each.organisation.service.value for each in here} >= {"police", "fire", "ambulance"}:
                            expected.add(work.get_absolute_url())
                picture = self.picture("together", someone)
                part = picture.table("three")
                assert ({line.cells[0].href for line in part.rows} if part else set()) == expected
                assert picture.facts[-1].value == len(expected)

    def test_the_answer_names_who_works_together_most_and_counts_the_pairs_without(self):
        for partners in ((self.police, self.fire), (self.police, self.fire), (self.elsewhere, self.fire)):
            make.initiative("", partners, reach=Reach.PORTAL)
        assert self.picture("together").answer == (
            "Cheshire Fire and Rescue Service and Cheshire Constabulary share most: 3. 2 of 6 pairs share nothing."
        )

    def test_an_invitation_is_no_shared_work_yet(self):
        work = make.initiative("", (self.police,))
        make.participation(work, self.elsewhere, answer="invited")
        assert not any(
            "Kent Police" in (line.cells[0].value, line.cells[1].value) for line in self.picture("together").rows
        )
