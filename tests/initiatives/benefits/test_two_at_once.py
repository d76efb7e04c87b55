"""Two people at the same moment: whoever is second is told what the first did, and nothing is counted twice."""

from decimal import Decimal

from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit.refusals import Refused
from initiatives.benefits import actions
from initiatives.benefits.models import BenefitReading
from initiatives.benefits.quarters import Quarter
from services.access.roles import Role
from services.directory.models import Kind
from services.history.models import Entry
from tests import make
from tests.case import EIGHT
from tests.initiatives.register.test_two_at_once import at_once


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TwoAtOnce(TransactionTestCase):
    """Real transactions, so the locks are real too."""

    def setUp(self) -> None:
        self.fire = make.organisation("Cheshire Fire", Kind.FIRE)
        self.owner = make.person("Elin Pryce", self.fire)
        self.sponsor = make.person("Helen Marsh", self.fire, Role.SPONSOR)
        self.finance = [make.person(name, self.fire, Role.FINANCE) for name in ("Tom Asher", "Jo Hadley")]
        self.saving = make.benefit(make.initiative("", (self.fire,)), self.fire, self.owner)

    def told(self) -> int:
        return Entry.objects.filter(thing__startswith="benefit_reading:").count()

    def test_two_claims_for_one_quarter_become_one(self) -> None:
        said = {"quarter": Quarter(2014, 1), "at": EIGHT}
        got = at_once(
            lambda: actions.claim_reading(self.saving, by=self.owner, value=Decimal(10), **said),
            lambda: actions.claim_reading(self.saving, by=self.sponsor, value=Decimal(11), **said),
        )
        assert [type(each) for each in sorted(got, key=lambda each: isinstance(each, Refused))] == [
            BenefitReading,
            Refused,
        ]
        assert BenefitReading.objects.count() == self.told() == 1

    def test_two_finance_officers_answer_once(self) -> None:
        claim = make.reading(self.saving)
        confirms, rejects = self.finance
        got = at_once(
            lambda: actions.confirm_reading(claim, by=confirms, at=EIGHT),
            lambda: actions.reject_reading(claim, by=rejects, at=EIGHT, reason="No invoice."),
        )
        assert len([each for each in got if isinstance(each, Refused)]) == self.told() == 1
        assert BenefitReading.objects.get().state in ("confirmed", "rejected")

    def test_a_claim_taken_back_while_it_is_confirmed_is_one_of_the_two(self) -> None:
        claim = make.reading(self.saving)
        got = at_once(
            lambda: actions.take_back_reading(claim, by=self.owner, at=EIGHT, reason="A slip."),
            lambda: actions.confirm_reading(claim, by=self.finance[0], at=EIGHT),
        )
        assert len([each for each in got if isinstance(each, Refused)]) == self.told() == 1
