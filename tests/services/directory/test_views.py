"""The pages about organisations."""

import datetime as dt

from collab_portal.toolkit.dates import VagueDate
from services.access.roles import Role
from services.directory.models import Kind, Organisation
from tests import make
from tests.case import MONDAY, CastTestCase


class OrganisationsTest(CastTestCase):
    def page(self, address, someone=None):
        self.sign_in(someone or self.reader)
        return self.client.get(address)

    def test_the_list_filters_by_kind_and_by_words(self):
        page = self.page("/organisations/?kind=police_force&q=cheshire").content.decode()
        assert "Cheshire Constabulary" in page
        assert "Cheshire Fire and Rescue Service" not in page
        assert "1 organisation." in " ".join(page.split())

    def test_words_are_found_in_any_order_and_in_the_legal_party(self):
        make.organisation("Kent Fire", Kind.FIRE, legal_party="Kent and Medway Fire Authority")
        assert "Kent Fire" in self.page("/organisations/?q=medway+KENT").content.decode()

    def test_an_unknown_kind_or_page_shows_the_first_page_of_everything(self):
        for query in ("kind=zebra", "page=99", "page=-1", "page=%00", "page=1e5", "q=%00", "page=²"):
            answer = self.page(f"/organisations/?{query}")
            assert answer.status_code == 200
            assert "5 organisations" in answer.content.decode()

    def test_nothing_found_is_said(self):
        assert "No organisation has this name and kind" in self.page("/organisations/?q=zzz").content.decode()

    def test_pages_keep_the_filter_and_are_told_in_the_title(self):
        for number in range(60):
            make.organisation(f"Kent {number:02d}", Kind.FIRE)
        page = self.page("/organisations/?kind=fire_rescue_service&page=2").content.decode()
        assert "Organisations (page 2 of 3)" in page
        assert 'href="?kind=fire_rescue_service&amp;page=3"' in page
        assert 'aria-current="page">2</a>' in page

    def test_one_page_needs_no_page_numbers(self):
        assert "govuk-pagination" not in self.page("/organisations/").content.decode()

    def test_an_organisation_tells_what_is_known_and_says_so_where_it_is_not(self):
        page = " ".join(self.page("/organisations/police-cheshire/").content.decode().split())
        assert "Police and Crime Commissioner for Cheshire" in page
        assert "The legal party of Cheshire Constabulary" in page
        assert (
            '<dt class="govuk-summary-list__key">Exists from</dt><dd class="govuk-summary-list__value">not known</dd>'
            in page
        )

    def test_its_people_are_those_of_today(self):
        gone = make.person("Gone Person")
        make.membership(gone, self.police, Role.READER, ends_on=make.MONDAY.replace(day=5))
        inactive = make.person("Locked Person", self.police, is_active=False)
        page = self.page("/organisations/police-cheshire/").content.decode()
        assert "Priya Okafor" in page
        assert gone.name not in page
        assert inactive.name not in page

    def test_it_shows_only_work_that_the_reader_may_see(self):
        hidden = make.initiative("Hidden work", (self.police, self.elsewhere), reach="named")
        page = self.page("/organisations/police-cheshire/", self.fire_lead).content.decode()
        assert "Tri-service collaboration review" in page
        assert hidden.name not in page
        assert "Tri-service" not in self.page("/organisations/police-cheshire/", self.stranger).content.decode()

    def test_predecessors_and_successors_are_linked_both_ways(self):
        old = make.organisation("Old Fire Brigade", Kind.FIRE, succeeded_by=self.fire)
        assert "Old Fire Brigade" in self.page("/organisations/fire-cheshire/").content.decode()
        assert "Followed by" in self.page(f"/organisations/{old.slug}/").content.decode()

    def test_an_organisation_that_does_not_exist_is_not_found(self):
        assert self.page("/organisations/police-narnia/").status_code == 404

    def test_the_pages_ask_few_questions_however_many_rows_there_are(self):
        self.sign_in(self.fire_lead)
        for rows in (2, 30):
            for number in range(rows):
                make.initiative(f"Work {rows} {number}", (self.fire, self.police))
                make.person("", self.fire)
                make.organisation("", governed_by=self.office)
                make.closure(self.fire, MONDAY + dt.timedelta(days=rows * 10 + number))
                make.budget(self.fire, year=2014 - rows - number)
            with self.assertNumQueries(4):
                self.client.get("/organisations/")
            with self.assertNumQueries(10):
                self.client.get("/organisations/fire-cheshire/")

    def test_an_organisation_that_ends_some_time_in_a_year_exists_until_its_end(self):
        ending = make.organisation("Kent Fire", Kind.FIRE, valid_to=VagueDate("2014"))
        assert ending in Organisation.objects.on(MONDAY)
        assert ending not in Organisation.objects.on(MONDAY.replace(year=2015))
