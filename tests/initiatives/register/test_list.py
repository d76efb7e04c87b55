"""The list of initiatives: what it shows, how it is narrowed, sorted and paged, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.dates import VagueDate
from initiatives.register.models import Initiative, Participation
from tests import make
from tests.case import CastTestCase

LIST = "/initiatives/"


class TheList(CastTestCase):
    """What people read there."""

    def names(self, address: str = LIST) -> list[str]:
        return [each.name for each in self.client.get(address).context["page"]]

    def test_it_counts_what_the_person_can_see(self) -> None:
        make.initiative("Not mine", (self.elsewhere,))
        self.sign_in(self.fire_lead)
        page = self.client.get(LIST)
        self.assertContains(page, "1 initiative you can see")
        self.assertNotContains(page, "Not mine")

    def test_it_says_when_the_next_report_is_due_and_how_late_it_is(self) -> None:
        late = make.initiative("Late work", (self.fire,))
        make.report_request(late, self.office, dt.date(2014, 10, 3))
        self.sign_in(self.fire_lead)
        page = self.client.get(LIST)
        self.assertContains(page, "3 days late")
        self.assertContains(page, "in 25 days")

    def test_unknown_is_said_and_joint_leadership_too(self) -> None:
        make.initiative("Jointly", (self.fire,), is_jointly_led=True)
        self.sign_in(self.fire_lead)
        page = self.client.get(LIST)
        self.assertContains(page, "Led jointly")
        self.assertContains(page, "not known")

    def test_each_filter_narrows(self) -> None:
        other = make.initiative(
            "Other",
            (self.fire,),
            lead=self.police,
            stage="idea",
            status="off_track",
            themes=["fleet"],
            purpose="Mend engines.",
        )
        over = {"standing": "closed", "ending": "stopped", "standing_reason": "Over."}
        closed = make.initiative("Closed", (self.fire,), themes=[], **over)
        make.initiative("Ended", (self.fire,), ended_on=VagueDate("2013"))
        make.report_request(other, self.office, dt.date(2014, 10, 1))
        self.sign_in(self.fire_lead)
        for query in (
            "status=off_track",
            "stage=idea",
            f"lead={self.police.slug}",
            "theme=fleet",
            "late=on",
            "words=engine",
            "before=scoping",
        ):
            assert self.names(f"{LIST}?{query}") == ["Other"], query
        assert self.names(f"{LIST}?theme=unknown&standing=closed") == ["Closed"]
        assert self.names(f"{LIST}?partner={self.police.slug}") == ["Other", "Tri-service collaboration review"]
        assert self.names(f"{LIST}?standing=closed") == ["Closed", "Ended"]
        assert self.names(f"{LIST}?standing=live&standing=closed&lead=unknown") == [
            "Closed",
            "Ended",
            "Tri-service collaboration review",
        ]
        assert closed.is_closed

    def test_a_filter_that_is_not_on_offer_is_left_out(self) -> None:
        self.sign_in(self.fire_lead)
        for query in (
            "status=purple",
            "stage=%00",
            "lead=nobody",
            "page=%00",
            "sort=colour",
            "late=",
            "words=%00",
            "theme=" + "x" * 3000,
            "before=nothing",
        ):
            answer = self.client.get(f"{LIST}?{query}")
            assert answer.status_code == 200, query
        assert self.names(f"{LIST}?status=purple") == ["Tri-service collaboration review"]

    def test_a_chosen_filter_is_a_tag_that_can_be_taken_off(self) -> None:
        self.sign_in(self.fire_lead)
        page = self.client.get(f"{LIST}?status=on_track&status=at_risk&theme=fleet&page=2")
        tags = {tag.label: tag.without for _, tags in page.context["tags"] for tag in tags}
        assert tags["At risk"] == "?status=on_track&theme=fleet"
        assert tags["Fleet and equipment"] == "?status=on_track&status=at_risk"
        self.assertContains(page, "No initiatives match.")
        self.assertContains(page, "Clear filters")

    def test_the_head_of_a_column_sorts_and_says_how(self) -> None:
        make.initiative("Alpha", (self.fire,))
        self.sign_in(self.fire_lead)
        assert self.names(f"{LIST}?sort=-name")[0].startswith("Tri-service")
        columns = {each.label: each for each in self.client.get(f"{LIST}?sort=name&theme=response").context["columns"]}
        assert columns["Initiative"].aria_sort == "ascending"
        assert columns["Initiative"].href == "?sort=-name&theme=response"
        assert columns["Lead"].aria_sort == "none"

    def test_twenty_five_a_page_and_an_unknown_page_is_the_first(self) -> None:
        for number in range(80):
            make.initiative(f"Work {number:03d}", (self.fire,))
        self.sign_in(self.fire_lead)
        second = self.client.get(f"{LIST}?page=2")
        assert len(second.context["page"]) == 25
        self.assertContains(second, "<title>Initiatives (page 2 of 4)")
        for number in ("0", "5", "-1", "two", "", "99999999999", "²"):
            assert self.client.get(LIST, {"page": number}).context["page"].number == 1, number

    def test_the_first_use_says_what_to_do(self) -> None:
        self.sign_in(self.stranger)
        self.assertContains(self.client.get(LIST), "Register the first piece of shared work")
        self.sign_in(self.administrator)
        self.assertContains(self.client.get(LIST), "Nothing here is open to you yet")

    def test_drafts_of_mine_stand_above(self) -> None:
        make.initiative("A draft", standing="draft", registered_by=self.fire_lead)
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(LIST), "A draft")
        self.assertContains(self.client.get("/initiatives/drafts/"), "A draft")
        self.sign_in(self.sponsor)
        self.assertNotContains(self.client.get(LIST), "A draft")

    def test_whoever_is_not_signed_in_is_asked_to(self) -> None:
        assert self.client.get(LIST).status_code == 302

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        for someone in (self.fire_lead, self.officer):
            few = self.queries_of(someone)
            assert few <= 8
        self.many(990)
        for someone in (self.fire_lead, self.officer):
            assert self.queries_of(someone) <= 8
            assert self.queries_of(someone, f"{LIST}?sort=due&late=on&words=work&lead=jointly") <= 8

    def queries_of(self, someone: object, address: str = LIST) -> int:
        self.sign_in(someone)
        self.client.get(address)  # the session is in the cache from here on
        with CaptureQueriesContext(connection) as queries:
            assert self.client.get(address).status_code == 200
        return len(queries)

    def many(self, number: int) -> None:
        works = Initiative.objects.bulk_create(
            Initiative(ref=f"BIG-{each}", name=f"Work {each}", standing="live", lead=self.police, stage="idea")
            for each in range(number)
        )
        Participation.objects.bulk_create(
            Participation(initiative=work, organisation=organisation)
            for work in works
            for organisation in (self.police, self.fire)
        )


@pytest.mark.parametrize("query", ["?page=2", "?sort=name&sort=lead", "?status=on_track&status=on_track"])
@pytest.mark.django_db
def test_odd_addresses_still_lead_to_the_sign_in_page(client: object, query: str) -> None:
    assert client.get(LIST + query).status_code == 302
