"""A line is added and changed, a value claimed, confirmed, rejected, taken back and replaced; everything is told."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import DecimalField, Value
from django.db.models.functions import Cast

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.benefits import actions
from initiatives.benefits.choices import ReadingState
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.benefits.quarters import Quarter
from services.access.roles import Role
from services.history.models import Entry
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, CastTestCase
from tests.initiatives.benefits.case import SUMMER, BenefitsCase

LINE = {
    "title": "One workshop", "kind": "cashable", "measure": "Rent paid", "unit": "pounds", "is_recurring": True,
    "price_year": "2014/15", "baseline_value": Decimal(300), "target_value": Decimal(100), "target_on": dt.date(2016, 3, 31),
}  # fmt: skip


class ALine(CastTestCase):
    def add(self, **changed):
        values = {"organisation": self.fire, "owner": self.fire_lead, **LINE, **changed}
        return actions.add_benefit(self.review_work, by=self.fire_lead, at=EIGHT, **values)

    def refused(self, sentence, field=None, **changed):
        with pytest.raises(Refused) as no, transaction.atomic():
            self.add(**changed)
        assert sentence in no.value.message
        assert no.value.field == field

    def test_is_added_and_told_with_its_plan(self):
        made = self.add()
        assert (made.plan, made.baseline, made.status) == ("£100 a year", "£300 a year", "planned")
        told = Entry.objects.told_on(self.review_work).get(thing=made.history_key)
        assert told.verb == "added the benefit “One workshop” of Cheshire Fire and Rescue Service"
        assert {"field": "Target", "before": "not known", "after": "£100"} in told.changes

    def test_needs_a_baseline_before_a_target(self):
        self.refused("A target needs a baseline", "target_value", baseline_value=None)
        assert self.add(baseline_value=None, target_value=None, target_on=None).plan == "not known"

    def test_needs_a_day_with_its_target_and_a_target_with_its_day(self):
        self.refused("both a value and the day", "target_value", target_on=None)
        self.refused("both a value and the day", "target_value", target_value=None)

    def test_is_of_an_organisation_that_takes_part(self):
        self.refused("Only an organisation that takes part", "organisation", organisation=self.elsewhere)

    def test_is_owned_by_somebody_of_that_organisation(self):
        self.refused("The owner must be somebody of Cheshire Fire", "owner", owner=self.police_lead)

    def test_keeps_to_what_its_type_is_counted_in(self):
        self.refused("are counted in £", "unit", unit="hours", price_year="")
        self.refused("never counted in £", "unit", kind="staff")
        self.refused("comes once", "is_recurring", kind="receipt")
        self.refused("prices of which financial year", "price_year", price_year="")

    def test_keeps_within_bounds(self):
        for value in (Decimal(-1), Decimal(10) ** 11 + Decimal("0.01")):
            self.refused("must be from 0 to 100,000,000,000", "baseline_value", baseline_value=value)
            self.refused("must be from 0 to 100,000,000,000", "target_value", target_value=value)

    def test_is_not_realised_before_finance_has_confirmed_anything(self):
        self.refused("once finance has confirmed a value", "status", status="realised")

    def test_of_one_name_is_there_once(self):
        self.add()
        self.refused("has a benefit of this name here already", "title")
        assert self.add(organisation=self.police, owner=self.police_lead).pk

    def test_is_not_added_to_work_that_has_closed(self):
        self.review_work.standing, self.review_work.ending = "closed", "done"
        self.review_work.standing_reason = "It is done."
        self.review_work.save()
        self.refused("This work has closed")


class AChange(BenefitsCase):
    def change(self, **values):
        return actions.change_benefit(self.saving, by=self.fire_lead, at=EIGHT, **values)

    def test_is_told_in_words(self):
        self.change(target_value=Decimal(150_000), status="at_risk")
        told = Entry.objects.told_on(self.review_work).first()
        assert told.changes == [
            {"field": "Target", "before": "£120,000", "after": "£150,000"},
            {"field": "Status", "before": "Planned", "after": "At risk"},
        ]

    def test_of_nothing_leaves_no_trace(self):
        assert self.change(title=self.saving.title).version == 1
        assert not Entry.objects.told_on(self.review_work).exists()

    def test_that_somebody_made_first_is_shown(self):
        self.change(title="Rent", expected_version=1)
        with pytest.raises(ChangedMeanwhile) as stale:
            self.change(title="No rent", expected_version=1)
        assert stale.value.by == "Elin Pryce"
        assert self.change(measure="Rent of Tarnbridge", expected_version=1).version == 3

    def test_of_what_it_counts_is_refused_once_a_value_is_claimed(self):
        self.claim()
        for name, value in (
            ("unit", "hours"),
            ("kind", "income"),
            ("is_recurring", False),
            ("measure", "Fuel"),
            ("price_year", "2010/11"),
        ):
            with pytest.raises(Refused, match="Add another benefit instead"):
                self.change(**{name: value})

    def test_of_what_it_counts_is_refused_even_if_every_value_was_rejected(self):
        actions.reject_reading(self.claim(), by=self.finance, at=EIGHT, reason="No invoice.")
        with pytest.raises(Refused, match="Add another benefit instead"):
            self.change(measure="Fuel")

    def test_of_whose_it_is_is_refused_with_a_sentence(self):
        with pytest.raises(Refused, match="A benefit stays with its organisation") as refused:
            self.change(organisation=self.police)
        assert refused.value.field == "organisation"

    def test_once_the_work_has_closed_is_of_owner_status_and_evidence_alone(self):
        self.confirm(self.claim())
        self.review_work.standing, self.review_work.ending = "closed", "done"
        self.review_work.standing_reason = "It is done."
        self.review_work.save()
        made = self.change(status="realised", owner=self.sponsor, evidence="Ledger, March 2015")
        assert (made.status, made.owner, made.evidence) == ("realised", self.sponsor, "Ledger, March 2015")
        with pytest.raises(Refused, match="This work has closed, so only who owns the benefit"):
            self.change(target_value=Decimal(1))

    def test_to_realised_needs_a_confirmed_value(self):
        with pytest.raises(Refused, match="None is confirmed yet"):
            self.change(status="partly")
        self.confirm(self.claim())
        assert self.change(status="realised").status == "realised"

    def test_never_moves_it_to_another_organisation_or_initiative(self):
        other = make.initiative("", (self.police, self.fire))
        for moved in ({"organisation": self.police}, {"initiative": other}):
            with pytest.raises(InternalError, match="stays_with_its_organisation"), transaction.atomic():
                Benefit.objects.filter(pk=self.saving.pk).update(**moved)


class AClaim(BenefitsCase):
    def refused(self, sentence, field=None, **changed):
        with pytest.raises(Refused) as no:
            self.claim(**changed)
        assert sentence in no.value.message
        assert no.value.field == field

    def test_waits_and_is_told(self):
        reading = self.claim(12_500.5)
        assert (reading.state, reading.shown, str(reading.when)) == ("claimed", "£12,500.50", "April to June 2014")
        told = Entry.objects.told_on(self.review_work).first()
        assert told.verb == "claimed £12,500.50 for April to June 2014: “Rent no longer paid”"

    def test_pressed_twice_is_one(self):
        assert self.claim() == self.claim()
        assert BenefitReading.objects.count() == 1

    def test_while_another_waits_is_refused(self):
        self.claim()
        self.refused("£10,000 for April to June 2014 waits for finance already", "quarter", value=11_000)

    def test_for_a_quarter_that_has_not_ended_or_a_year_that_has_closed_is_refused(self):
        self.refused("has not ended yet", "quarter", quarter=Quarter(2014, 3))
        self.refused("has not ended yet", "quarter", quarter=Quarter(2030, 1))
        self.refused("closed on 30 June 2014", "quarter", quarter=Quarter(2013, 4))

    def test_below_nothing_or_beyond_bounds_is_refused(self):
        for value in (-1, 10**11 + 1):
            self.refused("must be from 0 to 100,000,000,000", "value", value=value)

    def test_can_be_made_after_the_work_has_closed(self):
        self.review_work.standing, self.review_work.ending = "closed", "done"
        self.review_work.standing_reason = "It is done."
        self.review_work.save()
        assert self.claim().is_claimed


class AnAnswer(BenefitsCase):
    def states(self):
        return sorted(BenefitReading.objects.values_list("value", "state"))

    def test_confirms_and_says_who(self):
        reading = self.confirm(self.claim())
        assert (reading.state, reading.answered_by) == ("confirmed", self.finance)
        assert (
            Entry.objects.told_on(self.review_work).first().verb.startswith("confirmed £10,000 for April to June 2014")
        )
        assert self.confirm(reading) == reading

    def test_is_never_given_by_who_claimed(self):
        make.membership(self.finance, self.fire, Role.SERVICE_LEAD)
        claim = self.claim(by=self.finance)
        with pytest.raises(Refused, match="another finance officer"):
            self.confirm(claim)
        claim.state, claim.answered_by, claim.answered_at = "confirmed", self.finance, EIGHT
        with pytest.raises(IntegrityError, match="nobody_confirms_their_own_claim"), transaction.atomic():
            claim.save()

    def test_that_rejects_is_told_by_letter_to_who_claimed_and_to_the_owner(self):
        claim = self.claim(by=self.sponsor)
        actions.reject_reading(claim, by=self.finance, at=EIGHT, reason="No invoice.")
        letters = {each.to: each for each in Letter.objects.all()}
        assert set(letters) == {self.sponsor, self.fire_lead}
        letter = letters[self.sponsor]
        assert letter.subject == "Rent no longer paid: value rejected"
        assert "Tom Asher of finance did not confirm a value that was claimed for April to June 2014" in letter.text
        assert "> No invoice." in letter.text
        assert (letter.why, letters[self.fire_lead].why) == ("you claimed this value", "you own this benefit")

    def test_that_rejects_keeps_what_is_sensitive_out_of_the_letter(self):
        self.review_work.marking, self.review_work.reach = "sensitive", "participants"
        self.review_work.save()
        actions.reject_reading(self.claim(), by=self.finance, at=EIGHT, reason="No invoice.")
        letter = Letter.objects.get()
        for secret in ("Rent", "10,000", "No invoice", "Tri-service"):
            assert secret not in letter.subject + letter.text

    def test_is_given_once(self):
        claim = self.claim()
        actions.reject_reading(claim, by=self.finance, at=EIGHT, reason="No invoice.")
        assert actions.reject_reading(claim, by=self.finance, at=EIGHT, reason="No invoice.").state == "rejected"
        with pytest.raises(Refused, match="Tom Asher rejected this value on 6 October 2014 at 8am"):
            self.confirm(claim)
        assert Entry.objects.told_on(self.review_work).first().why == "No invoice."

    def test_that_rejects_or_takes_back_makes_room_for_another_claim(self):
        actions.reject_reading(self.claim(), by=self.finance, at=EIGHT, reason="No invoice.")
        actions.take_back_reading(self.claim(9_000), by=self.fire_lead, at=EIGHT, reason="A slip.")
        self.confirm(self.claim(8_000))
        assert self.states() == [(8_000, "confirmed"), (9_000, "withdrawn"), (10_000, "rejected")]

    def test_may_come_after_the_year_has_closed(self):
        claim = self.claim(quarter=SUMMER)
        assert self.confirm(claim, at=clock.at(dt.date(2015, 9, 1), 8)).state == "confirmed"

    def test_replaces_a_confirmed_value_only_when_the_correction_is_confirmed(self):
        first = self.confirm(self.claim())
        with pytest.raises(Refused, match="£10,000 is confirmed for April to June 2014. Say why"):
            self.claim(9_000)
        correction = self.claim(9_000, correction="The invoice was wrong.")
        assert self.states() == [(9_000, "claimed"), (10_000, "confirmed")]
        self.confirm(correction)
        assert self.states() == [(9_000, "confirmed"), (10_000, "replaced")]
        first.refresh_from_db()
        assert (first.value, first.answered_by) == (10_000, self.finance)

    def test_that_rejects_a_correction_leaves_what_was_confirmed(self):
        self.confirm(self.claim())
        correction = self.claim(9_000, correction="The invoice was wrong.")
        actions.reject_reading(correction, by=self.finance, at=EIGHT, reason="It was right.")
        assert self.states() == [(9_000, "rejected"), (10_000, "confirmed")]


class TheDatabase(BenefitsCase):
    def test_changes_no_value_that_was_claimed(self):
        reading = self.claim()
        for column, value in (
            ("value", 11),
            ("quarter", 2),
            ("year", 2013),
            ("note", "x"),
            ("claimed_by", self.finance),
        ):
            with pytest.raises(InternalError, match="what_was_claimed_stays"), transaction.atomic():
                BenefitReading.objects.filter(pk=reading.pk).update(**{column: value})

    def test_undoes_no_answer(self):
        reading = self.confirm(self.claim())
        for state in (ReadingState.CLAIMED, ReadingState.REJECTED):
            with pytest.raises(InternalError, match="an_answer_is_never_undone"), transaction.atomic():
                BenefitReading.objects.filter(pk=reading.pk).update(state=state)

    def test_changes_nobody_s_answer(self):
        reading = self.confirm(self.claim())
        changed = {
            "answered_by": self.police_finance,
            "answered_at": clock.at(dt.date(2014, 1, 1), 8),
            "answer_reason": "x",
        }
        for column, value in changed.items():
            with pytest.raises(InternalError, match="who_answered_stays|never_undone"), transaction.atomic():
                BenefitReading.objects.filter(pk=reading.pk).update(state="replaced", **{column: value})

    def test_replaces_only_what_was_confirmed(self):
        reading = self.claim()
        answered = {"answered_by": self.finance, "answered_at": EIGHT}
        with pytest.raises(InternalError, match="only_what_was_confirmed_is_replaced"), transaction.atomic():
            BenefitReading.objects.filter(pk=reading.pk).update(state="replaced", **answered)

    def test_deletes_nothing(self):
        reading = self.claim()
        with pytest.raises(InternalError, match="never_deleted"), transaction.atomic():
            BenefitReading.objects.filter(pk=reading.pk).delete()

    def test_holds_no_number_that_is_none(self):
        for written in ("NaN", "-1", "100000000000.01"):
            number = Cast(Value(written), DecimalField(max_digits=14, decimal_places=2))
            for column in ("baseline_value", "target_value"):
                with pytest.raises(IntegrityError, match="within_bounds"), transaction.atomic():
                    Benefit.objects.filter(pk=self.saving.pk).update(**{column: number})
            with pytest.raises(IntegrityError, match="reading_within_bounds"), transaction.atomic():
                make.reading(self.saving, value=number)

    def test_holds_one_claim_and_one_confirmed_value_a_quarter(self):
        make.reading(self.saving)
        make.reading(self.saving, "confirmed")
        for state in ("claimed", "confirmed"):
            with pytest.raises(IntegrityError), transaction.atomic():
                make.reading(self.saving, state)
        make.reading(self.saving, "rejected")
        make.reading(self.saving, "rejected")
