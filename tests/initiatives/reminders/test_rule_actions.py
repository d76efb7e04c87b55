"""Changing a rule: what is kept, what is refused, what the history says, and what the engine does from then on."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reminders import policy, preview, rules_in_force
from initiatives.reminders.policy import OFFICE
from initiatives.reminders.preview import NotSeenYet
from initiatives.reminders.rule_models import ReminderRule
from initiatives.reminders.table import Change
from tests import make
from tests.case import EIGHT
from tests.initiatives.reminders.changed_rules import (
    DUE,
    LATE,
    LATE_FOR_THE_OFFICE,
    LATE_FOR_THE_SPONSOR,
    RuleTestCase,
)
from tests.initiatives.reminders.mornings import OCTOBER_3
from tests.initiatives.reminders.test_table import DEFAULT


class Changing(RuleTestCase):
    def test_without_changes_the_table_is_in_force(self):
        assert policy.in_force() == DEFAULT

    def test_other_days_are_in_force_at_once(self):
        self.change(offsets=(5, 15))
        assert policy.in_force()[0].working_days_before == (15, 5)
        assert policy.in_force()[1:] == DEFAULT[1:]

    def test_another_audience_is_told(self):
        self.change(LATE, to="office")
        assert policy.in_force()[1].to == OFFICE

    def test_a_rule_that_is_switched_off_says_nothing(self):
        self.change(DUE, is_on=False, why="They get the board’s own letter.")
        assert policy.in_force() == DEFAULT[1:]

    def test_it_is_switched_on_again_with_the_days_it_had(self):
        self.change(offsets=(15,))
        self.change(is_on=False)
        self.change(is_on=True)
        assert policy.in_force()[0].working_days_before == (15,)

    def test_put_back_the_table_counts_again(self):
        self.change(offsets=(15,), to="office")
        assert self.put_back().is_default
        assert policy.in_force() == DEFAULT

    def test_a_rule_that_was_never_changed_is_put_back_without_a_trace(self):
        assert self.put_back().held is None
        assert not ReminderRule.objects.exists()

    def test_two_days_of_the_table_that_change_later_are_followed_once_put_back(self):
        self.change(offsets=(15,))
        self.put_back()
        assert ReminderRule.objects.get().follows_default

    def test_the_policy_in_force_is_one_query(self):
        self.change(offsets=(15,))
        self.change(LATE, to="office")
        with self.assertNumQueries(1):
            policy.in_force()

    def test_in_a_block_it_is_read_once(self):
        with self.assertNumQueries(1), policy.read_once():
            assert policy.in_force() is policy.in_force()
            with policy.read_once():
                policy.fingerprint()

    def test_after_the_block_it_is_read_anew(self):
        with policy.read_once():
            policy.in_force()
            self.change(offsets=(15,))
            assert policy.in_force() == DEFAULT
        assert policy.in_force() != DEFAULT


class Refusing(RuleTestCase):
    def test_nothing_to_change(self):
        with pytest.raises(Refused, match="how the reminder goes already"):
            self.change(offsets=(1, 5, 10, 20))

    def test_two_rules_cannot_say_the_same_to_the_same_people(self):
        with pytest.raises(Refused, match="writes to its sponsor 3 working days late already") as refusal:
            self.change(LATE, offsets=(1, 3), to="sponsor")
        assert refusal.value.field == "offsets"

    def test_unless_the_other_one_is_switched_off(self):
        self.change(LATE_FOR_THE_SPONSOR, is_on=False)
        assert self.change(LATE, offsets=(1, 3), to="sponsor").offsets == (1, 3)
        with pytest.raises(Refused):
            self.change(LATE_FOR_THE_SPONSOR, is_on=True)
        with pytest.raises(Refused):
            self.put_back(LATE_FOR_THE_SPONSOR)

    def test_the_day_itself_is_one_day_before_and_after(self):
        self.change(DUE, offsets=(5, 0))
        with pytest.raises(Refused, match="on the day already"):
            self.change(LATE, offsets=(0, 1))

    def test_somebody_else_was_faster(self):
        other = make.person("Ada Brown", self.office, "administrator")
        self.change(offsets=(15,), by=other, expected_version=0)
        with pytest.raises(ChangedMeanwhile) as changed:
            self.change(offsets=(12,), expected_version=0)
        assert (changed.value.by, changed.value.at, changed.value.row.offsets) == ("Ada Brown", EIGHT, (15,))

    def test_a_page_that_knows_more_than_we_do_is_told_to_look_again(self):
        """As after a restore: the rule is the default again, and the page was opened when it was not."""
        with pytest.raises(Refused, match="Open it again"):
            self.change(offsets=(15,), expected_version=3)

    def test_pressing_twice_changes_it_once(self):
        self.change(offsets=(15,), expected_version=0)
        assert self.change(offsets=(15,), expected_version=0).version == 1
        assert len(rules_in_force.history_of_all()) == 1


class WhatTheDatabaseKeeps(RuleTestCase):
    def kept(self, **fields):
        known = {"kind": "report_due", "when": "before", "audience": "authors", "letter": "report_is_due"}
        told = {"offsets": [1], "to": "authors", "changed_at": EIGHT, "changed_by": self.administrator}
        return ReminderRule(**{**known, **told, **fields})

    def sentence(self, **fields):
        with pytest.raises(ValidationError) as wrong:
            self.kept(**fields).full_clean()
        return " ".join(wrong.value.messages)

    def test_each_wrong_rule_gets_its_sentence(self):
        assert self.sentence(to="") == "A rule without anybody to tell cannot be."
        assert self.sentence(offsets=[]) == "A rule has at least one day, and at most 10."
        assert self.sentence(offsets=list(range(11))) == "A rule has at least one day, and at most 10."
        assert self.sentence(offsets=[251]) == "The days of a rule lie between 0 and 250 working days."
        assert self.sentence(when="months", offsets=[0]) == "The months of a rule lie between 1 and 36."
        assert self.sentence(when="months", offsets=[37]) == "The months of a rule lie between 1 and 36."
        assert self.sentence(is_on=False) == "A rule that is switched off says why."

    def test_and_the_database_says_no_by_itself(self):
        wrong = (
            *({"to": ""}, {"offsets": []}, {"offsets": [251]}, {"offsets": [5, 1, 5]}, {"is_on": False}),
            {"when": "months", "offsets": [37]},
        )
        for fields in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                self.kept(**fields).save()

    def test_the_ends_of_the_ranges_are_allowed(self):
        self.kept(offsets=[250, 0]).save()
        self.kept(when="months", offsets=[36, 1]).save()

    def test_a_row_is_changed_in_one_place(self):
        self.kept().save()
        with pytest.raises(IntegrityError):
            self.kept(offsets=[2]).save()


class TheHistory(RuleTestCase):
    def told(self):
        return [(entry.verb, entry.changes, entry.why) for entry in rules_in_force.history_of_all()]

    def test_a_change_says_what_was_and_what_is_and_why(self):
        self.change(offsets=(15, 5), to="office")
        [(verb, changes, why)] = self.told()
        assert verb == "changed the reminder “Report due, 20, 10, 5 and 1 working days before”"
        assert changes == [
            {"field": "When", "before": "20, 10, 5 and 1 working days before", "after": "15 and 5 working days before"},
            {"field": "To whom", "before": "the people who write its reports", "after": "the office that asked for it"},
        ]
        assert why == "The boards asked for it."

    def test_the_newest_comes_first_and_says_what_was_done(self):
        self.change(is_on=False, why="Not needed.", at=EIGHT)
        self.change(is_on=True, at=EIGHT + dt.timedelta(hours=1))
        self.put_back(at=EIGHT + dt.timedelta(hours=2))
        done = [verb.partition(" the reminder")[0] for verb, _, _ in self.told()]
        assert done == ["put back", "switched on", "switched off"]

    def test_a_second_change_says_what_the_first_had_made_of_it(self):
        self.change(offsets=(15,))
        self.change(offsets=(12,))
        assert self.told()[0][0] == "changed the reminder “Report due, 15 working days before”"
        assert self.told()[0][1][0]["before"] == "15 working days before"

    def test_of_one_rule_only_its_own_is_told(self):
        changed = self.change(offsets=(15,))
        self.change(LATE, offsets=(2,))
        assert len(rules_in_force.history_of(changed)) == 1
        assert not rules_in_force.history_of(rules_in_force.rule_called(LATE_FOR_THE_OFFICE))

    def test_the_rows_of_every_version_are_kept(self):
        self.change(offsets=(15,))
        self.change(offsets=(12,))
        versions = apps.get_model("initiatives", "ReminderRuleEvent").objects.order_by("pgh_id")
        assert [each.offsets for each in versions] == [[15], [12]]


class WhatTheEngineDoes(RuleTestCase):
    def test_the_next_tick_follows_the_new_rule(self):
        self.tick(dt.date(2014, 10, 1))
        self.change(offsets=(15, 5))
        self.tick(dt.date(2014, 10, 1), hour=9)
        planned = self.rows(recipient=self.fire_lead, state="planned", stage__startswith="before")
        assert [(row.stage, row.planned_on.day) for row in planned] == [
            ("before_15_authors", 10),
            ("before_5_authors", 24),
        ]

    def test_a_letter_that_waits_is_taken_back_when_its_rule_is_switched_off(self):
        self.tick(OCTOBER_3)
        self.change(is_on=False)
        self.tick(OCTOBER_3, hour=9)
        assert self.letters(self.fire_lead) == []
        assert self.rows(recipient=self.fire_lead, stage="before_20_authors").get().state == "cancelled"

    def test_a_tick_reads_the_rules_once(self):
        with CaptureQueriesContext(connection) as asked:
            self.tick(OCTOBER_3)
        assert len(self.letters()) == 3
        assert sum('FROM "initiatives_reminderrule"' in query["sql"] for query in asked) == 1

    def test_what_was_said_by_an_old_rule_still_reads(self):
        self.live_through(OCTOBER_3, OCTOBER_3)
        self.change(offsets=(5,))
        self.sign_in(self.reader)
        page = self.client.get("/initiatives/CHS-007/reminders/")
        self.assertContains(page, "20 working days before")
        self.assertContains(page, "5 working days before it is due, to the people who write its reports")

    def test_what_the_preview_showed_is_what_the_ledger_plans(self):
        self.live_through(dt.date(2014, 10, 1), dt.date(2014, 10, 6))
        before = {(row.stage, row.recipient.name) for row in self.rows(state="planned")}
        rules, wanted = rules_in_force.every_rule(), Change((12, 5, 2), "sponsor")
        shown = preview.of(rules[0], wanted, rules, self.officer, dt.date(2014, 10, 7))
        self.change(offsets=(12, 5, 2), to="sponsor")
        self.tick(dt.date(2014, 10, 7), hour=7)
        after = {(row.stage, row.recipient.name) for row in self.rows(state="planned")}
        assert len(after - before) == len(shown.new) == 3
        assert len(before - after) == len(shown.gone) == 9
        assert len(before & after) == shown.counts["staying"]


class BeforeItIsSaved(RuleTestCase):
    def test_what_it_does_has_to_be_shown_first(self):
        with pytest.raises(NotSeenYet) as first:
            self.change(offsets=(15,), seen="")
        assert not first.value.is_stale
        assert not ReminderRule.objects.exists()
        self.change(offsets=(15,), seen=first.value.preview.seal)
        assert ReminderRule.objects.get().offsets == [15]

    def seal(self, *offsets):
        with pytest.raises(NotSeenYet) as shown:
            self.change(offsets=offsets, seen="")
        return shown.value.preview.seal

    def test_facts_that_changed_meanwhile_are_shown_again(self):
        seen = self.seal(15)
        make.named(self.review_work, self.reader)
        with pytest.raises(NotSeenYet) as again:
            self.change(offsets=(15,), seen=seen)
        assert again.value.is_stale
        assert not ReminderRule.objects.exists()

    def test_so_are_rules_that_changed_meanwhile(self):
        seen = self.seal(15)
        self.change(LATE, offsets=(2,))
        with pytest.raises(NotSeenYet):
            self.change(offsets=(15,), seen=seen)

    def test_the_seal_of_another_change_is_no_good(self):
        with pytest.raises(NotSeenYet):
            self.change(offsets=(12,), seen=self.seal(15))

    def test_putting_back_is_shown_too(self):
        self.change(offsets=(15,))
        with pytest.raises(NotSeenYet) as shown:
            self.put_back(seen="")
        assert self.put_back(seen=shown.value.preview.seal).is_default
