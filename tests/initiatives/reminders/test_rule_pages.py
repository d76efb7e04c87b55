"""The pages of the rules: read by everybody; changed by a portal administrator, after seeing who would get what."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.reminders import policy, rules_in_force
from initiatives.reminders.rule_models import ReminderRule
from tests import make
from tests.case import EIGHT, MONDAY
from tests.initiatives.reminders.changed_rules import DUE, LATE, RuleTestCase
from tests.initiatives.reminders.mornings import OCTOBER_3
from tests.initiatives.reminders.test_table import DEFAULT

RULES = "/reminders/rules/"
PAGE = f"/reminders/rules/{DUE}/"
TYPED = {
    "is_on": "yes",
    "offsets": "15, 10, 5, 1",
    "to": "authors",
    "why": "Twenty days were too early.",
    "version": "0",
}


def words(page):
    return " ".join(page.content.decode().split())


class ReadingTheRules(RuleTestCase):
    def page(self, someone):
        self.sign_in(someone)
        return self.client.get(RULES)

    def test_everybody_reads_them_in_words(self):
        page = self.page(self.reader)
        for said in (
            "Report due",
            "20, 10, 5 and 1 working days before",
            "The people who write its reports",
            "Default",
        ):
            self.assertContains(page, said)

    def test_each_shows_the_subject_of_its_letter(self):
        page = self.page(self.reader)
        self.assertContains(page, "“Joint control room: report due Monday 3 November”")
        self.assertContains(page, "“Joint control room: report is 1 working day late”")
        self.assertContains(page, "“Joint control room: no report, 5 working days late”")

    def test_only_an_administrator_is_led_to_change_one(self):
        self.assertNotContains(self.page(self.officer), PAGE)
        self.assertContains(self.page(self.administrator), PAGE)

    def test_a_changed_rule_says_by_whom_and_one_switched_off_why(self):
        self.change(offsets=(15,))
        self.change(LATE, is_on=False, why="They are told by telephone.")
        page = words(self.page(self.reader))
        assert "Changed by Joan Ellis on 6 October 2014" in page
        assert "Changed by Joan Ellis on 6 October 2014: They are told by telephone." in page

    def test_what_was_changed_stands_below_newest_first(self):
        self.change(offsets=(15,))
        self.change(LATE, is_on=False, why="They are told by telephone.")
        page = words(self.page(self.reader))
        assert page.index("Switched off the reminder “Report due, 1 working day late”") < page.index(
            "Changed the reminder"
        )
        assert "from <del>20, 10, 5 and 1 working days before</del> to <ins>15 working days before</ins>" in page

    def test_the_queries_do_not_follow_the_number_of_changes(self):
        self.change(offsets=(15,))
        self.page(self.reader)
        with CaptureQueriesContext(connection) as few:
            self.client.get(RULES)
        for days in range(2, 12):
            self.change(offsets=(days,))
        self.change(LATE, is_on=False)
        with CaptureQueriesContext(connection) as many:
            self.client.get(RULES)
        assert len(many) <= len(few) <= 8, [query["sql"][:150] for query in many]


class ChangingARule(RuleTestCase):
    def setUp(self):
        self.both = make.person("Ann Both", self.office, "administrator")
        make.membership(self.both, self.office, "policy_officer")
        self.sign_in(self.both)

    def shown(self, **typed):
        """The preview of a change, and the boxes in which it brings everything back."""
        page = self.client.post(PAGE, {**TYPED, **typed})
        return page, {**TYPED, **typed, "seen": page.context["preview"].seal}

    def test_the_form_shows_the_rule_as_it_is(self):
        self.change(offsets=(15, 5), to="office")
        page = words(self.client.get(PAGE))
        assert 'value="15, 5"' in page
        assert 'name="version" value="1"' in page
        assert "Report due, 15 and 5 working days before" in page

    def test_before_it_is_saved_it_shows_who_would_get_what(self):
        page, _ = self.shown()
        shown = words(page)
        for said in (
            "3 reminders would be new",
            "Friday 10 October 2014",
            "Elin Pryce",
            "CHS-R01 Initial outcomes for CHS-007",
            "15 working days before",
            "Twenty days were too early.",
            "15 other reminders of this kind stay as they are.",
        ):
            assert said in shown
        assert not ReminderRule.objects.exists()

    def test_then_one_press_changes_it(self):
        _, boxes = self.shown()
        page = self.client.post(PAGE, boxes, follow=True)
        self.assertRedirects(page, RULES)
        self.assertContains(page, "this reminder goes to the people who write its reports")
        assert ReminderRule.objects.get().offsets == [15, 10, 5, 1]

    def test_back_to_the_answers_nothing_typed_is_lost(self):
        _, boxes = self.shown()
        page = self.client.post(PAGE, {**boxes, "again": "yes"})
        self.assertContains(page, "Twenty days were too early.")
        self.assertContains(page, 'value="15, 10, 5, 1"')

    def test_a_fact_that_changed_meanwhile_is_shown_again(self):
        _, boxes = self.shown()
        make.named(self.review_work, self.reader)
        page = self.client.post(PAGE, boxes)
        self.assertContains(page, "Something this depends on changed", status_code=409)
        self.assertContains(page, "Ruth Kemble", status_code=409)
        assert not ReminderRule.objects.exists()

    def test_nobody_to_tell_is_a_finding(self):
        self.without_a_sponsor()
        page, _ = self.shown(to="sponsor")
        self.assertContains(page, "4 times there would be nobody to tell")
        self.assertContains(page, "No sponsor is named")

    def test_two_rules_that_say_the_same_are_refused_at_the_question(self):
        self.change(LATE, offsets=(0,))
        page = self.client.post(PAGE, {**TYPED, "offsets": "5, 0"})
        self.assertContains(
            page, "Another rule writes to the people who write its reports on the day already", status_code=422
        )

    def test_an_address_of_no_rule_is_not_found(self):
        assert self.client.get("/reminders/rules/report_due-before-nobody-no_letter/").status_code == 404

    def test_its_own_history_stands_beside_it(self):
        self.change(offsets=(15,))
        self.change(LATE, is_on=False)
        page = self.client.get(PAGE)
        self.assertContains(page, "Changed the reminder")
        self.assertNotContains(page, "Switched off the reminder")

    def test_the_preview_takes_as_many_queries_for_many_reports_as_for_one(self):
        self.shown()
        with CaptureQueriesContext(connection) as few:
            self.shown()
        for _ in range(10):
            make.report_request(self.review_work, self.office, self.request.due_on)
        with CaptureQueriesContext(connection) as many:
            page, _ = self.shown()
        assert page.context["preview"].counts["new"] == 33
        assert len(many) == len(few) <= 22, "\n".join(query["sql"][:130] for query in many)

    def test_a_sensitive_title_stays_out(self):
        self.review_work.marking = "sensitive"
        self.review_work.save()
        page, _ = self.shown()
        self.assertContains(page, "CHS-R01 for CHS-007")
        self.assertNotContains(page, "Initial outcomes")


class EveryRule(RuleTestCase):
    """Whatever a kind is made of, each of its rules can be read, changed after a preview, and put back."""

    def test_each_subject_reads_as_a_letter_would(self):
        for rule in rules_in_force.every_rule():
            subject = rule.subject_on(MONDAY)
            assert subject.startswith("Joint control room: "), rule.key
            assert not re.search(r"[{}%]|not known| $|None", subject), subject

    def test_each_is_switched_off_and_put_back(self):
        self.sign_in(self.administrator)
        for rule in rules_in_force.every_rule():
            typed = {
                "is_on": "no",
                "offsets": ", ".join(map(str, rule.offsets)),
                "to": rule.to,
                "why": "A test.",
                "version": "0",
            }
            page = self.client.post(f"{RULES}{rule.key}/", typed)
            self.client.post(f"{RULES}{rule.key}/", {**typed, "seen": page.context["preview"].seal})
        assert policy.in_force() == ()
        self.assertContains(self.client.get(RULES), "Off</strong>", count=len(rules_in_force.every_rule()))
        for rule in rules_in_force.every_rule():
            seal = self.client.get(f"{RULES}{rule.key}/default/").context["preview"].seal
            self.client.post(f"{RULES}{rule.key}/default/", {"seen": seal})
        assert policy.in_force() == DEFAULT

    def test_with_every_rule_off_the_page_of_an_initiative_says_so(self):
        for rule in rules_in_force.every_rule():
            self.change(rule.key, is_on=False)
        self.sign_in(self.reader)
        self.assertContains(
            self.client.get("/initiatives/CHS-007/reminders/"), "Reminders of reports are switched off."
        )
        assert self.tick(OCTOBER_3).letters == 0


class WhatAnAdministratorSees(RuleTestCase):
    """Who runs the portal sees no records by that alone."""

    def test_a_record_they_cannot_see_is_only_counted(self):
        self.sign_in(self.administrator)
        page = self.client.post(PAGE, TYPED)
        self.assertContains(page, "A record you cannot see", count=6)
        self.assertContains(page, "Elin Pryce")
        for hidden in ("CHS-R01", "CHS-007", "Initial outcomes"):
            self.assertNotContains(page, hidden)

    def test_nor_does_a_finding_tell_of_it(self):
        self.review_work.named_people.all().delete()
        self.sign_in(self.administrator)
        page = self.client.post(PAGE, TYPED)
        self.assertContains(page, "times there would be nobody to tell")
        self.assertNotContains(page, "CHS-R01")


class TwoAdministrators(RuleTestCase):
    def setUp(self):
        self.sign_in(self.administrator)
        other = make.person("Ada Brown", self.office, "administrator")
        self.change(offsets=(12,), to="office", by=other, at=EIGHT, why="Ada’s reason.")

    def test_a_stale_save_keeps_both_answers(self):
        page = self.client.post(PAGE, TYPED)
        assert page.status_code == 409
        for said in ("Ada Brown changed this at 8am", "15, 10, 5, 1", "12", "The office that asked for it"):
            self.assertContains(page, said, status_code=409)
        self.assertContains(page, "Twenty days were too early.", status_code=409)

    def test_after_the_choice_who_would_get_what_is_shown_again(self):
        chosen = {**TYPED, "version": "1", "choose_offsets": "mine", "choose_to": "theirs"}
        page = self.client.post(PAGE, chosen)
        self.assertContains(page, "Check who would get what")
        done = {**TYPED, "version": "1", "to": "office", "seen": page.context["preview"].seal}
        self.assertRedirects(self.client.post(PAGE, done), RULES)
        held = ReminderRule.objects.get()
        assert (held.offsets, held.to, held.version) == ([15, 10, 5, 1], "office", 2)

    def test_what_was_chosen_is_what_the_preview_brings_back(self):
        chosen = {**TYPED, "version": "1", "choose_offsets": "theirs", "choose_to": "mine"}
        page = self.client.post(PAGE, chosen)
        assert ("offsets", "12") in page.context["form"].answered
        assert ("to", "authors") in page.context["form"].answered


class PuttingBack(RuleTestCase):
    PUT_BACK = f"{PAGE}default/"

    def setUp(self):
        self.sign_in(self.administrator)
        self.change(offsets=(15, 10, 5, 1))

    def test_the_page_shows_who_would_get_what(self):
        page = self.client.get(self.PUT_BACK)
        self.assertContains(page, "3 reminders would no longer go")
        self.assertContains(page, "20, 10, 5 and 1 working days before")

    def test_one_press_puts_it_back(self):
        seal = self.client.get(self.PUT_BACK).context["preview"].seal
        self.assertRedirects(self.client.post(self.PUT_BACK, {"seen": seal}), RULES)
        assert ReminderRule.objects.get().follows_default

    def test_unseen_it_is_shown_and_nothing_is_done(self):
        assert self.client.post(self.PUT_BACK).status_code == 200
        assert self.client.post(self.PUT_BACK, {"seen": "of another day"}).status_code == 409
        assert not ReminderRule.objects.get().follows_default

    def test_a_rule_that_would_clash_stays_and_says_why(self):
        self.change(LATE, offsets=(0,))
        self.change(offsets=(15, 0), is_on=False)
        self.change(LATE, offsets=(1,))
        late = reverse("reminders:put_back", kwargs={"key": LATE})
        seal = self.client.get(late).context["preview"].seal
        self.assertRedirects(self.client.post(late, {"seen": seal}), RULES)
