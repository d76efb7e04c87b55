"""Late reports climb inside the organisations that owe them: authors, service leads, sponsors, then the office."""

import datetime as dt

from initiatives.reminders.findings import findings
from services.access.roles import Role
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import FRIDAY, ReminderTestCase

NOVEMBER_3, NOVEMBER_7 = dt.date(2014, 11, 3), dt.date(2014, 11, 7)


class LadderTestCase(ReminderTestCase):
    def setUp(self):
        """Only the fire service's lead writes this one, and nobody is named as its sponsor."""
        make.event(self.request, "withdrawn")
        self.work = make.initiative("Joint control room", (self.fire, self.ambulance, self.police))
        make.named(self.work, self.fire_lead)
        self.owed = make.report_request(self.work, self.office, FRIDAY)

    def told(self):
        self.live_through(NOVEMBER_3, NOVEMBER_7)
        letters = Letter.objects.order_by("posted_at", "to__name").select_related("to")
        return [(letter.posted_at.day, letter.to.name) for letter in letters]

    def letter(self, someone):
        return Letter.objects.get(to=someone)


class FromTheAuthorsUp(LadderTestCase):
    def test_author_lead_sponsor_and_office_each_on_their_day(self):
        make.person("Ann Bell", self.fire)
        steps = [(3, "Elin Pryce"), (4, "Ann Bell"), (5, "Helen Marsh"), (7, "Dana Whitlock")]
        assert self.told() == steps

    def test_an_author_from_elsewhere_is_told_and_nobody_of_their_organisation(self):
        elsewhere = make.organisation("Kent Police")
        make.person("Kim Shaw", elsewhere)
        make.named(self.work, make.person("Gil Hope", elsewhere, Role.READER))
        told = {name for _, name in self.told()}
        assert "Gil Hope" in told
        assert "Kim Shaw" not in told

    def test_an_author_who_is_the_only_service_lead_is_not_told_again_and_that_is_no_finding(self):
        assert self.told() == [(3, "Elin Pryce"), (5, "Helen Marsh"), (7, "Dana Whitlock")]
        assert findings(NOVEMBER_3) == []

    def test_each_letter_says_what_was_sent_before_to_whom_and_when(self):
        colleague = make.person("Ann Bell", self.fire)
        self.told()
        for someone, before in (
            (colleague, ["Monday 3 November 2014: to Elin Pryce"]),
            (self.sponsor, ["Monday 3 November 2014: to Elin Pryce", "Tuesday 4 November 2014: to Ann Bell"]),
            (self.officer, ["Tuesday 4 November 2014: to Ann Bell", "Wednesday 5 November 2014: to Helen Marsh"]),
        ):
            assert all(line in self.letter(someone).text for line in before)
        assert "Your organisation owes it" in self.letter(colleague).text
        assert self.letter(colleague).why == "you are a service lead of an organisation that owes it"

    def test_an_organisation_that_writes_nothing_is_not_told_of_the_lateness(self):
        told = {name for _, name in self.told()}
        assert told.isdisjoint({"Sam Adeyemi", "Priya Okafor"})

    def test_a_sponsor_who_is_named_is_told_and_so_is_the_one_of_each_other_organisation_that_owes_it(self):
        make.named(self.work, self.sponsor, "sponsor")
        make.named(self.work, self.ambulance_lead)
        make.person("Rhys Bowen", self.ambulance, Role.SPONSOR)
        make.person("Una Foley", self.fire, Role.SPONSOR)
        assert [name for day, name in self.told() if day == 5] == ["Helen Marsh", "Rhys Bowen"]

    def test_a_service_lead_or_sponsor_who_may_not_see_it_is_not_told(self):
        make.person("Ann Bell", self.fire)
        self.work.reach = "named"
        self.work.save()
        assert self.told() == [(3, "Elin Pryce")]

    def test_the_lead_organisation_owes_what_nobody_is_named_to_write(self):
        self.work.named_people.all().delete()
        self.work.lead = self.ambulance
        self.work.save()
        assert self.told() == [(4, "Sam Adeyemi"), (7, "Dana Whitlock")]

    def test_everybody_who_takes_part_owes_what_has_neither_authors_nor_a_lead(self):
        self.work.named_people.all().delete()
        leads = [(4, "Elin Pryce"), (4, "Priya Okafor"), (4, "Sam Adeyemi")]
        assert self.told() == [*leads, (5, "Helen Marsh"), (7, "Dana Whitlock")]


class NobodyToTell(LadderTestCase):
    def test_no_sponsor_anywhere_names_the_organisation(self):
        self.sponsor.memberships.all().delete()
        [finding] = findings(NOVEMBER_3)
        assert finding.sentence.endswith(
            "3 working days late, because no sponsor is named, and Cheshire Fire and Rescue Service has none who may see it."
        )
        assert finding.sentence.startswith("Nobody to tell on Wednesday 5 November 2014: ")
        assert finding.url == self.owed.get_absolute_url()
        assert finding.owner == "Police and Crime Commissioner for Cheshire"

    def test_no_author_is_one_finding_and_not_five(self):
        self.work.named_people.all().delete()
        authors = [each for each in findings(dt.date(2014, 10, 2)) if "nobody is named to write" in each.sentence]
        assert len(authors) == 1
        assert authors[0].sentence.startswith("Nobody to tell on Friday 3 October 2014: ")

    def test_everything_in_order_is_no_finding(self):
        assert findings(dt.date(2014, 10, 2)) == []
