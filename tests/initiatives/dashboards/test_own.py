"""What shared work costs and gives a service itself, on the page of whoever leads it."""

from decimal import Decimal

from initiatives.benefits.models import BenefitReading
from initiatives.costs.models import Cost
from initiatives.dashboards.own import costs_and_gains
from tests import make
from tests.case import MONDAY, CastTestCase


class CostsAndGains(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.hidden = make.initiative("Police and ambulance", (cls.police, cls.ambulance))
        for work, organisation, amount, kind in (
            (cls.review_work, cls.fire, 40_000, "running"),
            (cls.review_work, cls.fire, 9_000, "setup"),
            (cls.review_work, cls.police, 70_000, "running"),
        ):
            make.cost(work, organisation, amount, kind=kind, stage="actual", year=2014, source="Ledger 12")
        make.cost(cls.review_work, cls.fire, 7_000, kind="running", stage="actual", year=2013, source="Ledger 11")
        make.cost(cls.review_work, cls.fire, 99_000, kind="running", stage="plan", year=2014)
        line = make.benefit(cls.review_work, cls.fire, cls.fire_lead, target_value=120_000)
        make.reading(line, "confirmed", cls.finance, value=50_000, year=2014, quarter=1)
        make.reading(line, "claimed", value=20_000, year=2014, quarter=2)
        make.reading(line, "confirmed", cls.finance, value=1_000, year=2013, quarter=4)

    def shown(self, someone):
        found = costs_and_gains(someone, MONDAY)
        return [[cell.shown for cell in row.cells] for row in found.rows] if found else None

    def test_their_own_organisation_stands_there_with_what_it_paid_and_what_it_saved(self):
        fire = ["Cheshire Fire and Rescue Service", "£40,000", "£9,000", "£120,000", "£50,000", "£20,000"]
        assert self.shown(self.fire_lead) == self.shown(self.sponsor) == [fire]
        assert self.shown(self.police_lead) == [["Cheshire Constabulary", "£70,000", "£0", "", "", ""]]

    def test_each_amount_leads_to_exactly_what_makes_it_up(self):
        self.sign_in(self.fire_lead)
        cells = costs_and_gains(self.fire_lead, MONDAY).rows[0].cells
        costs = [self.client.get(cell.href).context["page"].object_list for cell in cells[1:3]]
        assert [sum(cost.amount for cost in found) for found in costs] == [cell.value for cell in cells[1:3]]
        assert (
            sum(len(found) for found in costs)
            == Cost.objects.filter(organisation=self.fire, stage="actual", year=2014).count()
        )
        confirmed = self.client.get(cells[4].href).context["page"].object_list
        counted = BenefitReading.objects.filter(
            benefit__in=[each.pk for each in confirmed], state="confirmed", year=2014
        )
        assert sum((each.value for each in counted), Decimal(0)) == cells[4].value

    def test_somebody_of_two_organisations_has_a_row_for_each(self):
        make.membership(self.fire_lead, self.police)
        assert [row[0] for row in self.shown(self.fire_lead.as_of(MONDAY))] == [
            "Cheshire Constabulary",
            "Cheshire Fire and Rescue Service",
        ]

    def test_what_an_office_pays_itself_is_not_told_here(self):
        make.cost(self.review_work, self.office, 3_000, kind="running", stage="actual", year=2014, source="Ledger 14")
        assert self.shown(self.officer) is None

    def test_the_office_strangers_and_whoever_has_nothing_have_no_such_section(self):
        for someone in (self.officer, self.commissioner, self.administrator, self.stranger, self.ambulance_lead):
            assert self.shown(someone) is None, someone
            self.sign_in(someone)
            self.assertNotContains(self.client.get("/my-work/"), "costs and gives you")

    def test_work_they_may_not_see_is_not_counted(self):
        named = make.initiative("Named people only", (self.fire, self.police), reach="named")
        make.cost(named, self.fire, 5_000, kind="running", stage="actual", year=2014, source="Ledger 13")
        assert self.shown(self.fire_lead)[0][1] == "£40,000"

    def test_the_page_shows_it_and_leads_to_everybodys(self):
        self.sign_in(self.fire_lead)
        page = self.client.get("/my-work/")
        self.assertContains(page, "What shared work costs and gives you in 2014/15")
        self.assertContains(page, "£50,000")
        self.assertContains(page, 'href="/net-position/"')
