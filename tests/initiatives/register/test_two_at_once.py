"""Two people press at the same time, on two connections: one thing happens."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit.refusals import Refused
from initiatives.register.actions import drafts, parties, record
from initiatives.register.models import Initiative
from services.directory.models import Kind
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT


def at_once(*deeds: Callable) -> list:
    """Start all deeds at the same moment; a refusal is an answer too."""
    gate = Barrier(len(deeds))

    def one(deed: Callable) -> object:
        try:
            gate.wait(10)
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TwoAtOnce(TransactionTestCase):
    """Real transactions, so the locks are real too."""

    def setUp(self) -> None:
        self.police = make.organisation("Cheshire Constabulary")
        self.fire = make.organisation("Cheshire Fire", Kind.FIRE)
        self.lead = make.person("Priya Okafor", self.police)
        self.other = make.person("Elin Pryce", self.fire)
        self.lead.standing, self.other.standing

    def a_draft(self, name: str) -> Initiative:
        draft = drafts.begin(by=self.lead, at=EIGHT, name=name)
        parties.add_party(draft, organisation=self.fire, by=self.lead, at=EIGHT)
        record.change(draft, by=self.lead, at=EIGHT, purpose="For all.")
        return record.settle_lead(draft, by=self.lead, at=EIGHT, lead=record.JOINTLY)

    def test_two_drafts_get_two_references(self) -> None:
        made = [self.a_draft(f"Work {number}") for number in range(4)]
        at_once(*(lambda draft=draft: drafts.register(draft, by=self.lead, at=EIGHT) for draft in made))
        assert sorted(Initiative.objects.values_list("ref", flat=True)) == ["CHS-001", "CHS-002", "CHS-003", "CHS-004"]

    def test_a_draft_registered_twice_is_registered_once(self) -> None:
        draft = self.a_draft("Work")
        first, second = at_once(*[lambda: drafts.register(draft, by=self.lead, at=EIGHT)] * 2)
        assert first.ref == second.ref == "CHS-001"
        assert Letter.objects.filter(kind="you_are_invited").count() == 1

    def test_two_answers_are_one_answer(self) -> None:
        party = drafts.register(self.a_draft("Work"), by=self.lead, at=EIGHT).participations.get(organisation=self.fire)
        yes, no = at_once(
            lambda: parties.answer_invitation(party, by=self.other, at=EIGHT, takes_part=True),
            lambda: parties.answer_invitation(party, by=self.other, at=EIGHT, takes_part=False, reason="No."),
        )
        assert [isinstance(answer, Refused) for answer in (yes, no)].count(True) == 1
        assert Entry.objects.filter(verb__startswith="answered for").count() == 1

    def test_two_confirmations_are_one(self) -> None:
        party = make.initiative("Work", (self.fire,)).participations.get()
        at_once(*[lambda: parties.confirm_purpose(party, by=self.other, at=EIGHT)] * 3)
        assert Entry.objects.filter(verb__startswith="confirmed").count() == 1

    def test_beginning_twice_at_once_is_one_draft(self) -> None:
        at_once(*[lambda: drafts.begin(by=self.lead, at=EIGHT, name="Work")] * 2)
        assert Initiative.objects.count() == 1

    def test_of_two_stale_saves_one_is_told(self) -> None:
        work = make.initiative("Work", (self.fire,))
        answers = at_once(
            lambda: record.change(work, by=self.lead, at=EIGHT, expected_version=1, purpose="One."),
            lambda: record.change(work, by=self.other, at=EIGHT, expected_version=1, purpose="Two."),
        )
        assert [isinstance(answer, Refused) for answer in answers].count(True) == 1
        work.refresh_from_db()
        assert work.version == 2
