"""What must not get out of the register by a side door: titles in letters, answers on pages, people who have left."""

import datetime as dt

import pytest

from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions import parties, people
from initiatives.register.models import Initiative
from services.access.roles import Role
from services.directory.models import Kind
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase

YESTERDAY = MONDAY - dt.timedelta(days=1)


class LettersOfTheRegister(CastTestCase):
    def invited(self, work: Initiative) -> list[str]:
        parties.add_party(work, organisation=self.ambulance, by=self.fire_lead, at=EIGHT)
        return [letter.to.name for letter in Letter.objects.filter(kind="you_are_invited")]

    def test_an_invitation_to_work_for_named_people_goes_to_the_named_only(self) -> None:
        work = make.initiative("Hush", (self.fire,), reach="named")
        make.named(work, self.fire_lead)
        assert self.invited(work) == []
        other = make.initiative("Hush too", (self.fire,), reach="named")
        make.named(other, self.ambulance_lead, "reader")
        assert self.invited(other) == [self.ambulance_lead.name]

    def test_whoever_invites_to_such_work_reads_whom_to_name(self) -> None:
        work = make.initiative("Hush", (self.fire,), reach="named")
        make.named(work, self.fire_lead)
        self.sign_in(self.fire_lead)
        at = f"/initiatives/{work.ref}/change/who/add/"
        answer = self.client.post(at, {"organisation": self.ambulance.pk}, follow=True)
        self.assertContains(answer, "name the person who answers under People")

    def test_who_invited_and_may_no_longer_see_it_is_not_told_of_the_answer(self) -> None:
        work = make.initiative("Shared boats", (self.fire,))
        asked = make.participation(work, self.ambulance, answer="invited", invited_by=self.stranger, invited_at=EIGHT)
        parties.answer_invitation(asked, by=self.ambulance_lead, at=EIGHT, takes_part=False, reason="No boats.")
        assert not Letter.objects.filter(to=self.stranger).exists()


class TheLastReport(CastTestCase):
    def test_sensitive_answers_stay_off_the_page_that_every_member_sees(self) -> None:
        work = make.initiative("Open work", (self.police, self.fire), reach="portal")
        asked = make.report_request(work, self.office)
        make.report(asked, self.fire_lead, "accepted", marking="sensitive", changed="The door code is 1234.")
        self.sign_in(self.stranger)
        answer = self.client.get(work.get_absolute_url())
        self.assertNotContains(answer, "door code")
        self.assertContains(answer, "is marked OFFICIAL-SENSITIVE")
        self.sign_in(self.police_lead)
        self.assertContains(self.client.get(work.get_absolute_url()), "door code")


class PeopleToName(CastTestCase):
    def test_somebody_who_has_left_the_organisation_is_not_offered_and_not_taken(self) -> None:
        gone = make.person("Gone Away")
        make.membership(gone, self.fire, ends_on=YESTERDAY)
        self.sign_in(self.fire_lead)
        at = "/initiatives/CHS-007/change/people/"
        self.assertNotContains(self.client.get(at), "Gone Away")
        assert self.client.post(at, {"person": gone.pk, "duty": "author"}).status_code == 422

    def test_the_last_name_that_still_counts_stays(self) -> None:
        work = make.initiative("Hush", (self.fire,), reach="named")
        last = make.named(work, self.fire_lead)
        make.named(work, self.stranger, "reader", until=YESTERDAY)
        with pytest.raises(Refused, match="last name has to stay"):
            people.unname_person(last, by=self.fire_lead, at=EIGHT)


class Drafts(CastTestCase):
    def test_whoever_writes_for_nobody_any_more_cannot_register_an_old_draft(self) -> None:
        draft = make.initiative("Boats", (self.fire, self.police), standing="draft", registered_by=self.fire_lead)
        self.fire_lead.memberships.update(ends_on=YESTERDAY)
        self.sign_in(self.fire_lead)
        assert self.client.post(f"/initiatives/{draft.ref}/draft/check/").status_code == 403
        self.assertNotContains(self.client.get("/my-work/"), "finish registering it")


class AfterOnesOwnLastChange(CastTestCase):
    def test_whoever_takes_their_own_name_off_comes_to_the_list_not_to_a_missing_page(self) -> None:
        work = make.initiative("Hush", (self.fire,), reach="named")
        mine = make.named(work, self.fire_lead)
        make.named(work, self.police_lead)
        self.sign_in(self.fire_lead)
        answer = self.client.post(f"/initiatives/people/{mine.pk}/remove/", follow=True)
        self.assertContains(answer, "You no longer see this work.")

    def test_and_whoever_ends_their_own_part(self) -> None:
        part = make.initiative("Boats", (self.fire,)).participations.get()
        self.sign_in(self.fire_lead)
        at = f"/initiatives/participations/{part.pk}/change/"
        answer = self.client.post(at, {"part": "partner", "to_on-year": "2013", "version": "1"}, follow=True)
        self.assertContains(answer, "You no longer see this work.")


class TwoHats(CastTestCase):
    def test_a_policy_officer_elsewhere_who_is_commissioner_here_does_not_write_here(self) -> None:
        other = make.organisation("Kent Commissioner", Kind.POLICING_BODY)
        both = make.person("Two Hats", other, Role.POLICY_OFFICER)
        make.membership(both, self.office, Role.COMMISSIONER)
        self.sign_in(both)
        assert self.client.get("/initiatives/CHS-007/").status_code == 200
        assert self.client.get("/initiatives/CHS-007/park/").status_code == 403
