"""What an organisation spends in all: what the table takes, what entering and changing a budget does, and its pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from services.access.roles import Role
from services.directory import budget_actions
from services.directory.models import Budget, Kind, Organisation
from services.directory.queries import Budgets
from services.history.models import Entry
from services.people.models import User
from tests import make
from tests.case import EIGHT, MONDAY, CastTestCase
from tests.initiatives.register.test_two_at_once import at_once

SAID = {"amount": Decimal("45200000.00"), "source": "Budget book 2014/15, page 12"}


class TheTable(CastTestCase):
    def refuses(self, constraint, **changed):
        """The sentence of the constraint, by way of the form and by way of the database."""
        values = {"organisation": self.fire, "year": 2014, "entered_by": self.finance, "entered_at": EIGHT, **SAID}
        budget = Budget(**{**values, **changed})
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            budget.save()
        with pytest.raises(ValidationError) as broken:
            budget.full_clean()
        return " ".join(broken.value.messages)

    def test_a_budget_is_more_than_nothing_and_at_most_a_hundred_thousand_million(self):
        for amount in (Decimal(0), Decimal(-1), Decimal(10) ** 11 + Decimal("0.01")):
            assert "must be more than £0 and at most" in self.refuses("budget_within_bounds", amount=amount)
        make.budget(self.fire, Decimal(10) ** 11)
        make.budget(self.police, Decimal("0.01"))

    def test_a_budget_that_is_no_number_is_refused_by_the_database_too(self):
        make.budget(self.fire)
        with (
            pytest.raises(IntegrityError, match="budget_within_bounds"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE services_budget SET amount = 'NaN'")

    def test_a_budget_is_of_a_year_that_can_be(self):
        for year in (1949, 2151):
            assert "Select the financial year" in self.refuses("budget_is_of_a_year", year=year)

    def test_a_budget_says_where_it_is_published(self):
        assert self.refuses("budget_has_a_source", source="")

    def test_an_organisation_has_one_budget_a_year(self):
        make.budget(self.fire)
        assert "has been entered already" in self.refuses("one_budget_a_year")
        make.budget(self.fire, year=2015)
        make.budget(self.police)

    def test_what_it_is_of_never_changes_and_it_is_never_deleted(self):
        budget = make.budget(self.fire)
        changes = ({"organisation": self.police}, {"year": 2013}, {"entered_by": self.officer}, {"entered_at": None})
        for change in changes:
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                Budget.objects.filter(pk=budget.pk).update(**change)
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            Budget.objects.filter(pk=budget.pk).delete()

    def test_every_version_of_it_is_kept(self):
        budget = make.budget(self.fire)
        Budget.objects.filter(pk=budget.pk).update(amount=1, version=2)
        assert [each.amount for each in budget.row_versions.order_by("pgh_id")] == [45_000_000, 1]


class WhoSeesIt(CastTestCase):
    def seen_by(self, someone, day=MONDAY) -> Budgets:
        return Budget.objects.visible_to(someone.as_of(day))

    def test_everybody_who_belongs_to_an_organisation_today(self):
        make.budget(self.fire)
        assert {self.seen_by(someone).count() for someone in self.cast.values()} == {1}

    def test_nobody_who_belongs_nowhere_any_more_or_cannot_sign_in(self):
        make.budget(self.fire)
        guest, gone = make.person("Guest"), make.person("Gone")
        make.named(self.review_work, guest, "reader")
        make.membership(gone, self.fire, Role.FINANCE, ends_on=MONDAY - dt.timedelta(days=1))
        shut = make.person("Shut", self.fire, is_active=False)
        assert [self.seen_by(each).count() for each in (guest, gone, shut)] == [0, 0, 0]
        assert self.seen_by(gone, MONDAY - dt.timedelta(days=1)).count() == 1

    def test_a_guest_reads_the_page_of_the_organisation_without_it(self):
        budget = make.budget(self.fire)
        guest = self.sign_in(make.person("Guest"))
        make.named(self.review_work, guest, "reader")
        page = self.client.get(self.fire.get_absolute_url())
        self.assertNotContains(page, "45,000,000")
        self.assertContains(page, "No budget that you can see has been entered")
        assert self.client.get(budget.get_absolute_url()).status_code == 404

    def test_an_organisation_is_found_with_its_own_budget_of_the_year(self):
        make.budget(self.fire, 5)
        make.budget(self.fire, 6, year=2015)
        make.budget(self.police, 7, year=2015)
        found = Organisation.objects.with_budget_of(2014, self.officer).values_list("slug", "budget")
        assert {slug: budget for slug, budget in found if budget} == {self.fire.slug: 5}
        unseen = Organisation.objects.with_budget_of(2014, make.person("Guest")).values_list("budget", flat=True)
        assert set(unseen) == {None}


class Entering(CastTestCase):
    def enter(self, **changed) -> Budget:
        said = {"by": self.finance, "at": EIGHT, "year": 2014, **SAID}
        return budget_actions.enter_budget(self.fire, **{**said, **changed})

    def test_it_is_kept_to_the_penny_with_who_entered_it_and_told_on_the_organisation(self):
        budget = self.enter(amount=Decimal("45200000.50"))
        budget.refresh_from_db()
        assert (budget.amount, budget.entered_by, budget.shown) == (
            Decimal("45200000.50"),
            self.finance,
            "£45,200,000.50",
        )
        told = Entry.objects.told_on(self.fire).get()
        assert (told.verb, told.by) == ("entered the net revenue budget of 2014/15", self.finance)
        assert told.changes == [
            {"field": "Net revenue budget", "before": "not known", "after": "£45,200,000.50"},
            {"field": "Where it is published", "before": "not known", "after": "Budget book 2014/15, page 12"},
        ]

    def test_pressed_twice_it_is_entered_once(self):
        assert self.enter() == self.enter()
        assert Entry.objects.told_on(self.fire).count() == 1

    def test_a_year_that_is_there_is_refused_with_what_it_says(self):
        self.enter()
        for other in ({"amount": Decimal(1)}, {"by": self.administrator}, {"source": "Elsewhere"}):
            with pytest.raises(Refused, match="2014/15 has been entered already: £45,200,000. Change that") as refused:
                self.enter(**other)
            assert refused.value.field == "year"

    def test_a_budget_is_known_at_most_a_year_before_its_own_begins(self):
        assert self.enter(year=2015).year == 2015
        with pytest.raises(Refused, match="The budget of 2016/17 can be entered from 1 April 2015"):
            self.enter(year=2016)
        assert self.enter(year=1974).year_named == "1974/75"

    def test_what_the_table_refuses_comes_back_in_its_words(self):
        for wrong in ({"amount": Decimal(0)}, {"amount": Decimal("NaN")}, {"source": ""}, {"year": 1900}):
            with pytest.raises(ValidationError):
                self.enter(**wrong)
        assert not Budget.objects.exists()


class Changing(CastTestCase):
    def change(self, budget, **changed) -> Budget:
        said = {"by": self.administrator, "at": EIGHT, "reason": "A digit was missing.", **SAID}
        return budget_actions.correct_budget(budget, **{**said, **changed})

    def test_it_keeps_what_it_was_with_the_reason(self):
        budget = make.budget(self.fire, 4_520_000)
        changed = self.change(budget, expected_version=1)
        assert (changed.amount, changed.version) == (45_200_000, 2)
        told = Entry.objects.told_about([budget]).get()
        assert (told.verb, told.by, told.why) == (
            "changed the net revenue budget of 2014/15", self.administrator, "A digit was missing.",
        )  # fmt: skip
        assert told.changes == [{"field": "Net revenue budget", "before": "£4,520,000", "after": "£45,200,000"}]

    def test_pressed_twice_it_is_changed_once(self):
        budget = make.budget(self.fire, 4_520_000)
        self.change(budget, expected_version=1)
        assert self.change(budget, expected_version=1).version == 2
        assert Entry.objects.told_about([budget]).count() == 1

    def test_a_page_that_is_out_of_date_changes_nothing(self):
        budget = make.budget(self.fire, 4_520_000)
        self.change(budget, expected_version=1)
        with pytest.raises(ChangedMeanwhile) as changed:
            self.change(budget, amount=Decimal(1), expected_version=1)
        assert changed.value.by == "Joan Ellis"
        assert Budget.objects.get().amount == 45_200_000

    def test_what_the_table_refuses_changes_nothing(self):
        budget = make.budget(self.fire)
        for wrong in ({"amount": Decimal(-1)}, {"source": ""}):
            with pytest.raises(ValidationError), transaction.atomic():
                self.change(budget, **wrong)
        assert Budget.objects.get().version == 1


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class TwoAtOnce(TransactionTestCase):
    """Real transactions, so that the locks are real too."""

    def setUp(self) -> None:
        self.fire = make.organisation("Cheshire Fire", Kind.FIRE)
        self.one, self.other = (make.person(name, self.fire, Role.FINANCE) for name in ("Tom Asher", "Una Field"))

    def test_two_amounts_for_one_year_become_one(self) -> None:
        def enter(by, pounds):
            said = {"year": 2014, "amount": Decimal(pounds), "source": "Budget book"}
            return budget_actions.enter_budget(self.fire, by=by, at=EIGHT, **said)

        got = at_once(lambda: enter(self.one, 10), lambda: enter(self.other, 11))
        assert sorted(type(each).__name__ for each in got) == ["Budget", "Refused"]
        assert Budget.objects.count() == Entry.objects.filter(thing__startswith="budget:").count() == 1

    def test_two_changes_of_one_budget_do_not_overwrite_each_other(self) -> None:
        budget = make.budget(self.fire)

        def change(by, pounds):
            said = {"amount": Decimal(pounds), "source": "Budget book", "reason": "A slip.", "expected_version": 1}
            return budget_actions.correct_budget(budget, by=by, at=EIGHT, **said)

        got = at_once(lambda: change(self.one, 1), lambda: change(self.other, 2))
        assert sorted(type(each).__name__ for each in got) == ["Budget", "ChangedMeanwhile"]
        assert Budget.objects.get().version == 2


class ThePages(CastTestCase):
    ADD = "/organisations/fire-cheshire/budgets/add/"
    PAGE = "/organisations/fire-cheshire/"

    def typed(self, **changed):
        return {"year": "2014", "amount": "£45,200,000", "source": "Budget book 2014/15, page 12", **changed}

    def refused(self, sentence, **changed):
        page = self.client.post(self.ADD, self.typed(**changed))
        self.assertContains(page, sentence, status_code=422)
        return page

    def test_without_a_budget_the_page_says_what_that_means(self):
        self.sign_in(self.reader)
        page = self.client.get(self.PAGE)
        self.assertContains(page, "What it spends in all")
        self.assertContains(page, "No budget that you can see has been entered")
        self.assertNotContains(page, "Enter a budget")

    def test_a_finance_officer_enters_one_and_everybody_reads_it(self):
        self.sign_in(self.finance)
        self.assertContains(self.client.get(self.PAGE), self.ADD)
        self.assertContains(self.client.get(self.ADD), "What is its net revenue budget?")
        answer = self.client.post(self.ADD, self.typed(), follow=True)
        self.assertRedirects(answer, self.PAGE)
        self.assertContains(answer, "The budget of 2014/15 has been entered.")
        self.sign_in(self.stranger)
        page = self.client.get(self.PAGE)
        for said in ("2014/15", "£45,200,000", "Budget book 2014/15, page 12"):
            self.assertContains(page, said)
        self.assertNotContains(page, "/change/")

    def test_the_latest_year_stands_first_and_those_who_may_change_each(self):
        older, newer = make.budget(self.fire, 1, year=2013), make.budget(self.fire, 2, year=2014)
        self.sign_in(self.finance)
        page = self.client.get(self.PAGE)
        assert list(page.context["budgets"]) == [newer, older]
        for budget in (older, newer):
            self.assertContains(page, f"/organisations/budgets/{budget.pk}/change/")

    def test_only_its_own_finance_officer_of_today_and_administrators_enter_and_change_it(self):
        change = f"/organisations/budgets/{make.budget(self.fire).pk}/change/"
        before = make.person("Was Once", self.fire, Role.READER)
        make.membership(before, self.fire, Role.FINANCE, ends_on=MONDAY - dt.timedelta(days=1))
        allowed = {self.finance, self.administrator}
        for someone in (*self.cast.values(), before):
            self.sign_in(someone)
            expected = 200 if someone in allowed else 403
            for address in (self.ADD, change):
                assert self.client.get(address).status_code == expected, someone
                posted = self.client.post(address, {"amount": ""})
                assert posted.status_code == (422 if someone in allowed else 403), someone
        self.assertContains(self.client.get(self.ADD), "Only a finance officer of this organisation", status_code=403)

    def test_a_bad_amount_is_refused_with_a_sentence_and_what_was_typed_stays(self):
        self.sign_in(self.finance)
        for typed, sentence in (
            ("forty-five million", "The net revenue budget must be a number, like 45200000"),
            ("NaN", "The net revenue budget must be a number, like 45200000"),
            ("Infinity", "The net revenue budget must be a number, like 45200000"),
            ("1e8", "The net revenue budget must be a number, like 45200000"),
            ("-5", "The net revenue budget must be more than £0"),
            ("0", "The net revenue budget must be more than £0"),
            ("0.00", "The net revenue budget must be more than £0"),
            ("100000000001", "The net revenue budget must be £100,000,000,000 or less"),
            ("1000000000000", "The net revenue budget must be £100,000,000,000 or less"),
            ("9" * 40, "The net revenue budget must be £100,000,000,000 or less"),
        ):
            page = self.refused(sentence, amount=typed)
            self.assertContains(page, f'value="{typed}"', status_code=422)
            self.assertContains(page, "Budget book 2014/15, page 12", status_code=422)
            self.assertContains(page, '<option value="2014" selected>', status_code=422)
        assert not Budget.objects.exists()

    def test_empty_answers_and_odd_ones_say_what_to_do(self):
        self.sign_in(self.finance)
        self.refused("Enter the net revenue budget", amount=" ")
        self.refused("Enter where the budget is published", source="  ")
        self.refused("Where it is published must be 200 characters or less", source="x" * 201)
        for odd in ("", "1949", "2016", "2151", "soon", "-2014", "99999", "2014.0"):
            page = self.refused("Select the financial year", year=odd)
            self.assertContains(page, 'value="£45,200,000"', status_code=422)
        assert not Budget.objects.exists()

    def test_the_years_on_offer_reach_from_next_year_to_nine_years_ago(self):
        self.sign_in(self.finance)
        offered = self.client.get(self.ADD).context["form"].fields["year"].choices
        assert [value for value, _ in offered] == ["", *range(2015, 2004, -1)]
        assert [label for _, label in offered][1:3] == ["2015/16", "2014/15"]

    def test_the_same_year_twice_leads_to_the_one_that_is_there(self):
        there = make.budget(self.fire)
        self.sign_in(self.finance)
        page = self.refused("The budget of 2014/15 has been entered already: £45,000,000. Change that one instead")
        self.assertContains(page, f"/organisations/budgets/{there.pk}/change/", status_code=422)
        self.assertContains(page, 'value="£45,200,000"', status_code=422)

    def test_pressed_twice_it_is_entered_once(self):
        self.sign_in(self.finance)
        for _ in range(2):
            self.assertRedirects(self.client.post(self.ADD, self.typed()), self.PAGE)
        assert Budget.objects.count() == 1

    def test_it_is_changed_with_a_reason_which_everybody_reads(self):
        budget = make.budget(self.fire, 4_520_000)
        change = f"/organisations/budgets/{budget.pk}/change/"
        self.sign_in(self.finance)
        typed = {"amount": "45,200,000", "source": "Budget book 2014/15, page 12", "version": 1}
        self.assertContains(self.client.post(change, typed), "Enter why it is changed", status_code=422)
        said = {**typed, "reason": "A digit was missing."}
        self.assertRedirects(self.client.post(change, said), budget.get_absolute_url())
        self.sign_in(self.reader)
        page = self.client.get(budget.get_absolute_url())
        for told in ("£45,200,000", "£4,520,000", "A digit was missing.", "Tom Asher", "Net revenue budget of 2014/15"):
            self.assertContains(page, told)

    def test_two_people_at_once_choose_which_answer_stays(self):
        budget = make.budget(self.fire, 4_520_000)
        change = f"/organisations/budgets/{budget.pk}/change/"
        typed = {"source": "Budget book 2014/15, page 12", "version": 1, "reason": "A slip."}
        self.sign_in(self.finance)
        self.client.post(change, {**typed, "amount": "45,200,000"})
        self.sign_in(self.administrator)
        stale = self.client.post(change, {**typed, "amount": "46,000,000"})
        self.assertContains(stale, "Tom Asher changed this", status_code=409)
        self.assertContains(stale, "46,000,000", status_code=409)
        assert Budget.objects.get().amount == 45_200_000

    def test_what_people_wrote_is_escaped(self):
        budget = make.budget(self.fire, source="<img src=x onerror=alert(1)>")
        self.sign_in(self.finance)
        for address in (self.PAGE, budget.get_absolute_url(), f"/organisations/budgets/{budget.pk}/change/"):
            self.assertNotContains(self.client.get(address), "<img src=x")

    def test_the_form_asks_as_much_of_the_database_for_many_years_as_for_few(self):
        self.sign_in(self.finance)
        make.budget(self.fire)
        few = self.queries()
        for year in range(1990, 2014):
            make.budget(self.fire, year=year)
        assert self.queries() == few <= 8

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert self.client.get(self.ADD).status_code == 200
        return len(asked)


def test_nobody_at_all_sees_none(db):
    """A cell of the table that no person of the cast stands for."""
    assert not Budget.objects.visible_to(User(is_active=False)).exists()
