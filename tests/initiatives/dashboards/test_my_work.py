"""My work says what is due, what waits and which initiatives are yours, each from the records."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.dashboards.my_work import MyWork
from initiatives.register.models import Answer, Standing
from services.access.roles import Role
from tests import make
from tests.case import MONDAY, CastTestCase


class MyWorkCase(CastTestCase):
    def work_of(self, someone, day=MONDAY) -> MyWork:
        return MyWork.of(someone.as_of(day), day)

    def waiting(self, someone, day=MONDAY) -> list[str]:
        kinds = self.work_of(someone, day).waiting
        return [str(sentence) for kind in kinds for sentence in kind.sentences]


class ReportsDue(MyWorkCase):
    def test_say_when_and_in_what_state(self):
        report = self.work_of(self.fire_lead).nearest
        assert report.name == "Tri-service collaboration review"
        assert report.when == "report due Friday 31 October 2014, in 25 days"
        assert (report.state, report.button) == ("Not started", "Start report")
        assert report.href == reverse("reports:write", kwargs={"pk": self.request.pk})

    def test_a_draft_is_continued(self):
        make.report(self.request, self.fire_lead)
        report = self.work_of(self.fire_lead).nearest
        assert (report.state, report.button) == ("Draft", "Continue report")

    def test_a_returned_report_is_changed(self):
        make.report(self.request, self.fire_lead, "returned")
        report = self.work_of(self.fire_lead).nearest
        assert (report.state, report.button) == ("Returned", "Change report")

    def test_a_sent_report_is_not_due(self):
        make.report(self.request, self.fire_lead, "sent")
        assert self.work_of(self.fire_lead).due == ()

    def test_the_nearest_comes_first(self):
        other = make.initiative("Shared station", (self.fire,))
        make.named(other, self.fire_lead)
        make.report_request(other, self.office, dt.date(2014, 10, 9))
        assert [each.name for each in self.work_of(self.fire_lead).due] == [
            "Shared station",
            "Tri-service collaboration review",
        ]

    def test_a_late_report_says_so(self):
        report = self.work_of(self.fire_lead, dt.date(2014, 11, 3)).nearest
        assert report.is_late
        assert report.when == "report due Friday 31 October 2014, 3 days late"

    def test_only_what_the_person_is_named_to_write(self):
        assert self.work_of(self.sponsor).due == ()
        assert self.work_of(self.stranger).due == ()

    def test_with_nothing_due_the_next_report_is_named(self):
        said = str(self.work_of(self.sponsor).next)
        assert said.endswith("is about Tri-service collaboration review, due on Friday 31 October 2014.")
        assert self.work_of(self.stranger).next is None


class WaitingForYou(MyWorkCase):
    def test_a_returned_report_with_its_reason(self):
        make.report(self.request, self.fire_lead, "returned")
        assert (
            "Tri-service collaboration review: Elin Pryce returned the report because: “Say what it costs.”"
            in self.waiting(self.fire_lead)
        )
        assert not any("returned" in each for each in self.waiting(self.sponsor))

    def test_a_sent_report_waits_for_the_office_that_asked(self):
        make.report(self.request, self.fire_lead, "sent")
        said = "Tri-service collaboration review: a report waits to be accepted or returned."
        assert said in self.waiting(self.officer)
        assert said in self.waiting(self.commissioner)
        assert said not in self.waiting(self.fire_lead)

    def test_an_invitation_waits_for_those_who_write_for_the_invited(self):
        work = make.initiative("Shared station", (self.fire,))
        make.participation(work, self.police, answer=Answer.INVITED)
        said = "Shared station: Cheshire Constabulary is invited to take part and has not answered."
        assert said in self.waiting(self.police_lead)
        assert said not in self.waiting(self.fire_lead)
        assert said not in self.waiting(self.officer)

    def test_a_purpose_waits_until_it_is_confirmed(self):
        said = "Tri-service collaboration review: Cheshire Fire and Rescue Service has not confirmed its purpose."
        assert said in self.waiting(self.fire_lead)
        assert said not in self.waiting(self.reader)
        self.review_work.participations.filter(organisation=self.fire).update(purpose_confirmed_on=MONDAY)
        assert said not in self.waiting(self.fire_lead)

    def test_a_purpose_that_is_not_known_cannot_be_confirmed(self):
        self.review_work.purpose = ""
        self.review_work.save()
        assert self.waiting(self.fire_lead) == []

    def test_a_draft_waits_for_the_person_who_began_it(self):
        make.initiative("Joint drones", standing=Standing.DRAFT, registered_by=self.fire_lead)
        assert "Joint drones: finish registering it." in self.waiting(self.fire_lead)
        assert not any("Joint drones" in each for each in self.waiting(self.sponsor))

    def test_parked_work_waits_once_its_day_has_come(self):
        make.initiative(
            "Shared station",
            (self.fire, self.police),
            standing=Standing.PARKED,
            standing_reason="No money.",
            look_again_on=dt.date(2014, 10, 7),
        )
        said = "Shared station: it was parked until 7 October 2014. Decide whether to take it up again."
        assert said not in self.waiting(self.fire_lead)
        for someone in (self.fire_lead, self.police_lead, self.officer):
            assert said in self.waiting(someone, dt.date(2014, 10, 7))
        for someone in (self.ambulance_lead, self.reader, self.commissioner, self.stranger):
            assert said not in self.waiting(someone, dt.date(2014, 10, 7))

    def test_more_than_ten_of_a_kind_are_counted(self):
        for _ in range(12):
            make.initiative("", (self.fire,))
        kinds = self.work_of(self.fire_lead).waiting
        assert [(len(kind.sentences), kind.in_all, kind.more) for kind in kinds] == [(10, 13, 3)]


class YourInitiatives(MyWorkCase):
    def test_what_names_you_comes_first_and_what_you_may_not_see_never(self):
        make.initiative("A first by name", (self.fire,))
        make.initiative("Not ours", (self.elsewhere,))
        names = [each.name for each in self.work_of(self.fire_lead).initiatives]
        assert names == ["Tri-service collaboration review", "A first by name"]

    def test_an_administrator_sees_none(self):
        work = self.work_of(self.administrator)
        assert (work.due, work.next, work.waiting, work.initiatives) == ((), None, (), ())


class ThePage(MyWorkCase):
    def test_begins_with_the_report_and_its_button(self):
        self.sign_in(self.fire_lead)
        page = self.client.get("/my-work/").content.decode()
        assert page.index("Reports due") < page.index("Waiting for you") < page.index("Your initiatives")
        assert (
            "<strong>Tri-service collaboration review</strong>: report due Friday 31 October 2014, in 25 days." in page
        )
        assert "Start report" in page

    def test_says_when_nothing_is_due(self):
        self.sign_in(self.stranger)
        page = self.client.get("/my-work/").content.decode()
        assert "Nothing is due." in page
        assert "Nothing waits for you." in page

    def test_escapes_what_people_wrote(self):
        self.review_work.name = "<script>alert(1)</script>"
        self.review_work.save()
        self.sign_in(self.fire_lead)
        assert "<script>alert" not in self.client.get("/my-work/").content.decode()

    def test_asks_no_more_of_the_database_when_there_is_more(self):
        for someone in (self.fire_lead, self.officer):
            self.sign_in(someone)
            few = self.queries()
            self.grow()
            many = self.queries()
            assert few == many, f"{few} and {many} queries"
            assert many <= 12

    def grow(self):
        for number in range(15):
            work = make.initiative("", (self.fire, self.police), lead=self.ambulance)
            make.named(work, self.fire_lead)
            asked = make.report_request(work, self.office, dt.date(2014, 10, 1) + dt.timedelta(days=number))
            if number % 3 == 0:
                make.report(asked, self.fire_lead, ["sent", "returned", "drafting"][number % 9 // 3])

    def queries(self) -> int:
        self.client.get("/my-work/")
        with CaptureQueriesContext(connection) as made:
            assert self.client.get("/my-work/").status_code == 200
        return len(made)


class TheFirstPage(CastTestCase):
    def test_leads_the_office_to_the_overview_and_everybody_else_to_their_work(self):
        office = {"officer", "commissioner"}
        for part, someone in self.cast.items():
            self.sign_in(someone)
            self.assertRedirects(self.client.get("/"), "/overview/" if part in office else "/my-work/")

    def test_asks_a_visitor_to_sign_in(self):
        assert self.client.get("/").headers["Location"].startswith("/sign-in/")

    def test_an_administrator_of_the_office_who_is_also_an_officer_sees_the_overview(self):
        make.membership(self.administrator, self.office, Role.POLICY_OFFICER)
        self.sign_in(self.administrator)
        self.assertRedirects(self.client.get("/"), "/overview/")
