"""The page of rules: each asks for what it says, and templates ask the same rules as the gate."""

from django.template import engines
from django.test import RequestFactory

from services import rules
from services.access import register_of_rules
from services.access.rule import Denied, Rule
from tests.case import CastTestCase


class RulesTest(CastTestCase):
    def test_only_an_administrator_looks_after_the_portal(self):
        allowed = {part for part, someone in self.cast.items() if rules.ADD_BANK_HOLIDAY.allows(someone)}
        assert allowed == {"administrator"}

    def test_no_is_false_and_carries_its_reason(self):
        denied = rules.ADD_BANK_HOLIDAY.asks(self.reader)
        assert isinstance(denied, Denied)
        assert not denied
        assert denied.reason.endswith(".")

    def test_a_template_asks_the_same_rule(self):
        template = engines["django"].from_string('{% may "add_bank_holiday" as can %}{{ can }}')
        request = RequestFactory().get("/")
        for someone, expected in ((self.administrator, "True"), (self.reader, "False")):
            request.user = someone
            assert template.render({}, request) == expected

    def test_every_rule_is_found_by_its_name(self):
        found = register_of_rules.all_rules()
        assert found["add_bank_holiday"] is rules.ADD_BANK_HOLIDAY
        assert all(isinstance(rule, Rule) for rule in found.values())
