"""`manage.py demo`: Westmere, a made-up county, is in full swing on any day, and never taken for a real one."""

import datetime as dt
from collections import Counter
from io import StringIO
from unittest import mock

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.urls import reverse

from collab_portal.toolkit import clock
from initiatives.agreements.models import Agreement
from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.costs.models import Apportionment, Cost
from initiatives.dashboards import boards, figures
from initiatives.dashboards.pictures.questions import QUESTIONS
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.management.westmere import unreachable
from initiatives.management.westmere.cast import PEOPLE
from initiatives.management.westmere.taking_down import take_down
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Milestone, NamedPerson, Participation, Stage
from initiatives.reminders import actions as reminders
from initiatives.reminders.models import Reminder
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest
from services.access.roles import Role
from services.directory.models import Budget, Organisation
from services.history.models import Entry
from services.letters.actions import without_nudging
from services.letters.models import Letter
from services.letters.returns import AddressHealth
from services.people.models import Membership, User
from tests import make
from tests.initiatives.past.pages import WHO, pages_of

PASSWORD = "three blue lights in a row"
TODAY = dt.date(2026, 11, 26)
NINE = clock.at(TODAY, 9)
KEPT = (
    *(Initiative, Participation, NamedPerson, Milestone, Board, Meeting, Agreement, LeadershipReview, ReportRequest),
    *(
        ReportEvent,
        Report,
        Benefit,
        BenefitReading,
        Cost,
        Apportionment,
        Evaluation,
        Lesson,
        Membership,
        User,
        Budget,
        Organisation,
        Letter,
        Entry,
    ),
)


def demo(*arguments: str, password: str = PASSWORD) -> str:
    out = StringIO()
    call_command("demo", f"--password={password}", *arguments, stdout=out)
    return out.getvalue()


def numbers() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in KEPT}


def rows_of_cheshire() -> dict[str, list]:
    """Every row that belongs to the Cheshire register, with all its columns."""
    works = Initiative.objects.filter(ref__startswith="CHS-")
    kept = {
        "works": works,
        "parts": Participation.objects.filter(initiative__in=works),
        "reports": ReportRequest.objects.filter(initiative__in=works),
        "events": ReportEvent.objects.filter(request__initiative__in=works),
        "boards": Board.objects.filter(ref__startswith="CHS-"),
        "meetings": Meeting.objects.filter(ref__startswith="CHS-"),
        "agreements": Agreement.objects.filter(ref__startswith="CHS-"),
        "people": Membership.objects.filter(person__email__endswith="@portal.test"),
    }
    return {name: list(rows.order_by("pk").values()) for name, rows in kept.items()}


#: In the middle of a round of reports, after one that was presented, and with a saving confirmed since; and one on which
#: something had begun, by its own date, that was registered only the week after.
THENS = (dt.date(2026, 3, 5), dt.date(2026, 9, 3))
BEFORE_ITS_ENTRY = dt.date(2026, 6, 17)


def looking_at_the_pages(kept):
    """Plan what the last room plans, and on the evening of some days look at everything that can be looked back at."""
    plan = unreachable.plan

    def planned(story):
        plan(story)
        for day in (*THENS, BEFORE_ITS_ENTRY):
            story.on(day, 23, lambda moment, day=day: kept.update({day: in_the_evening(day)}))

    return planned


def in_the_evening(day):
    with override_settings(PORTAL_CLOCK=f"{day} 23:59"):
        return pages_of(WHO)


@override_settings(DEVELOPMENT=True, PORTAL_CLOCK="2026-11-26 09:00", PORTAL_CLOCK_STANDS_STILL=True)
class WestmereTest(TestCase):
    """Built once beside the Cheshire register, on a Thursday."""

    @classmethod
    def setUpTestData(cls):
        with override_settings(DEVELOPMENT=True, PORTAL_CLOCK="2026-11-26 09:00", PORTAL_CLOCK_STANDS_STILL=True):
            with pghistory.context(told_at="2023-01-09T09:00+00:00"):  # known before the story begins
                call_command("load_organisations", stdout=StringIO())
            for command, options in (
                ("load_bank_holidays", {}),
                ("load_register", {}),
                ("load_cast", {"password": PASSWORD}),
            ):
                call_command(command, stdout=StringIO(), **options)
            cls.cheshire = rows_of_cheshire()
            cls.then = {}
            with mock.patch.object(unreachable, "plan", looking_at_the_pages(cls.then)):
                cls.said = demo()
        connection.check_constraints()  # what is looked at when a transaction ends: shares make 100.00
        cls.works = Initiative.objects.filter(ref__startswith="WM-")
        cls.people = {
            each.email.partition("@")[0]: each for each in User.objects.filter(email__endswith="@westmere.test")
        }

    def person(self, part: str) -> User:
        return self.people[part].as_of(TODAY)

    def test_every_page_looked_back_at_says_what_it_said_on_that_day_by_either_way(self):
        for day in THENS:
            for how in ("as-at", "as-known"):
                for key, shown in pages_of(WHO, f"/{how}/{day}").items():
                    assert shown == self.then[day][key], (how, day, key)

    def test_the_portal_knew_nothing_of_work_that_was_entered_later_and_its_records_do(self):
        known, by_dates = (pages_of(WHO[:1], f"/{how}/{BEFORE_ITS_ENTRY}") for how in ("as-known", "as-at"))
        assert known == {key: said for key, said in self.then[BEFORE_ITS_ENTRY].items() if key in known}
        key = (WHO[0], "/questions/life/figures.csv")
        new = set(by_dates[key].splitlines()) - set(known[key].splitlines())
        assert [row.partition(",")[0] for row in new] == ["Rural intervention vehicles"]

    def test_six_organisations_each_say_in_their_name_that_they_are_made_up(self):
        made_up = Organisation.objects.made_up()
        assert len(made_up) == 6
        assert all(each.name.endswith("(made up)") and each.is_demonstration for each in made_up)
        assert not Organisation.objects.get(slug="police-cheshire").is_demonstration

    def test_24_initiatives_are_at_every_stage_of_life_and_have_references_of_their_own(self):
        assert sorted(self.works.values_list("ref", flat=True)) == [f"WM-{number:03d}" for number in range(1, 25)]
        assert set(self.works.values_list("stage", flat=True)) == set(Stage.values)
        assert Counter(self.works.values_list("standing", flat=True)) == {"live": 21, "closed": 2, "parked": 1}
        assert set(self.works.values_list("ending", flat=True)) == {"", "declined", "completed"}
        assert set(self.works.values_list("status", flat=True)) >= {"on_track", "at_risk", "off_track"}

    def test_there_is_somebody_in_every_role_and_the_list_says_who(self):
        held = Membership.objects.filter(person__in=self.people.values())
        assert set(held.values_list("role", flat=True)) == set(Role.values)
        assert len([line for line in self.said.splitlines() if "@westmere.test" in line]) == len(PEOPLE) == held.count()
        assert self.said.endswith(f"Password for all of them: {PASSWORD}\n")

    def test_everybody_signs_in_and_each_page_says_that_nothing_is_live(self):
        for part in self.people:
            self.client.logout()
            self.client.post(reverse("account_login"), {"login": f"{part}@westmere.test", "password": PASSWORD})
            page = self.client.get("/", follow=True)
            assert page.status_code == 200, part
            self.assertContains(page, "Demonstration data, not live. Westmere is a made-up area.")

    def test_nobody_of_cheshire_sees_westmere_or_reads_that_line(self):
        officer = User.objects.get(email="officer@portal.test").as_of(TODAY)
        assert not self.works.visible_to(officer).exists()
        self.client.force_login(officer)
        self.assertNotContains(self.client.get("/overview/"), "made-up")
        self.assertNotContains(self.client.get("/overview/"), "Westmere")

    def test_reports_of_eighteen_months_were_accepted_returned_late_and_missing(self):
        held = LeadershipReview.objects.filter(ref__startswith="WM-", held_on__isnull=False).order_by("held_on")
        assert [each.held_on for each in held] == [
            dt.date(2025, 6, 10), dt.date(2025, 9, 10), dt.date(2025, 12, 10),
            dt.date(2026, 3, 10), dt.date(2026, 6, 10), dt.date(2026, 9, 10),
        ]  # fmt: skip
        about = ReportRequest.objects.filter(review__in=held)
        assert about.filter(state="presented").count() > 90
        assert about.filter(days_late__gt=0).count() >= 5
        events = ReportEvent.objects.filter(request__in=about)
        assert events.filter(kind="returned").count() >= 5
        assert events.filter(kind="withdrawn", by=self.people["officer"], why__startswith="No report came").exists()
        assert not events.filter(at__gte=NINE).exists()

    def test_what_was_done_is_told_in_the_order_in_which_it_happened(self):
        asked = ReportRequest.objects.filter(review__ref="WM-R01", state="presented").first()
        events = list(asked.events.order_by("pk"))
        assert [each.kind for each in events][-4:] == ["cleared", "sent", "accepted", "presented"]
        assert [each.at for each in events] == sorted(each.at for each in events)
        assert asked.events.get(kind="accepted").by == self.people["officer"]
        assert Entry.objects.told_on(asked.initiative).filter(verb="accepted the report").exists()

    def test_benefits_are_planned_claimed_confirmed_and_rejected(self):
        states = Counter(BenefitReading.objects.values_list("state", flat=True))
        assert min(states[each] for each in ("claimed", "confirmed", "rejected")) >= 3
        assert set(Benefit.objects.values_list("kind", flat=True)) >= {
            "cashable",
            "efficiency",
            "receipt",
            "disbenefit",
        }
        quarters = BenefitReading.objects.values_list("year", "quarter").distinct()
        assert quarters.count() >= 5
        assert set(Cost.objects.values_list("stage", flat=True)) == {"plan", "actual"}

    def test_work_was_evaluated_with_evidence_of_different_strength_and_lessons_are_shared(self):
        assert sorted(Evaluation.objects.values_list("strength", flat=True)) == [1, 2, 3, 4]
        assert Counter(Lesson.objects.values_list("is_shared", flat=True)) == {True: 5, False: 1}
        assert Lesson.objects.visible_to(self.person("guest")).count() == 5
        assert all(each.entered_at < NINE and each.done_on < TODAY for each in Evaluation.objects.all())

    def test_there_are_boards_nine_meetings_and_seven_agreements(self):
        assert Board.objects.filter(ref__startswith="WM-").count() == 2
        assert Meeting.objects.filter(ref__startswith="WM-").count() == 9
        assert Agreement.objects.filter(ref__startswith="WM-").count() == 7

    def test_every_section_of_the_overview_shows_something(self):
        for part in ("officer", "commissioner"):
            board = boards.overview(self.person(part), TODAY)
            assert board.late.value == 5
            assert min(board.due.value, board.sent.value) >= 3
            assert board.live.value == 21
            assert {line.decision.partition(" ")[0] for line in board.wanted_rows} >= {"Approve", "Extend"}
            assert board.wanted.value == len(board.wanted_rows) == 3
            assert len(board.life.rows) == 10
            assert len(board.trouble.rows) == 5
            assert len(board.together.rows) > 5
            assert board.gains.in_all.confirmed.sum.amount > 0
            assert board.gains.in_all.claimed.sum.amount > 0
            assert len(board.gains.services) >= 3
        self.client.force_login(self.person("commissioner"))
        assert self.client.get("/overview/").status_code == 200

    def test_every_question_about_shared_work_has_rows_and_a_picture_where_there_is_one(self):
        for question in QUESTIONS.values():
            picture = question.draw(self.person("commissioner"), TODAY)
            assert len(picture.rows) > 2, question.name
            assert (picture.chart is None) == (question.name in ("decide", "changed")), question.name

    def test_five_of_six_organisations_say_what_they_spend_and_the_part_of_that_they_share_is_known(self):
        budgets = Budget.objects.select_related("entered_by", "organisation")
        assert Counter(each.year for each in budgets) == {2025: 5, 2026: 5}
        assert all("made up" in each.source for each in budgets)
        finance = {"police.finance", "fire.finance", "ambulance.finance"}
        assert {each.entered_by.email.partition("@")[0] for each in budgets} == {*finance, "administrator"}
        assert not budgets.filter(organisation__name__startswith="Northshire").exists()
        five = QUESTIONS["five"].draw(self.person("commissioner"), TODAY)
        shares = {row.cells[0].value: row.cells[3].value for row in five.table("proportion").rows}
        assert shares == {
            "Westmere Police": "0.9%",
            "Westmere Fire": "2.8%",
            "Mid Shires Ambulance": "Under 0.1%",
            "Westmere Council": "Not known",
        }
        part_of_all = {row.cells[0].value: row.cells[7].value for row in five.rows}
        assert part_of_all["Northshire Police"] == "Not known"
        assert "3 organisations plan to spend 0.6% of their budgets of £558 million" in five.answer

    def test_the_marked_item_is_seen_by_its_partners_only_and_a_guest_sees_one_more(self):
        firearms = self.works.get(name="Firearms alliance")
        assert firearms.is_sensitive
        seen_by = {
            part for part in self.people if self.works.visible_to(self.person(part)).filter(pk=firearms.pk).exists()
        }
        assert seen_by >= {"police.lead", "northshire.lead", "officer", "commissioner"}
        assert not seen_by & {"fire.lead", "council.lead", "ambulance.lead", "administrator"}
        control, guest = self.works.get(name="Joint control room at Hartwell"), self.person("guest")
        assert self.works.visible_to(guest).filter(pk=control.pk).exists()
        assert not self.works.visible_to(guest.as_of(TODAY + dt.timedelta(days=120))).filter(pk=control.pk).exists()

    def test_building_writes_to_nobody_and_one_address_is_dead(self):
        letter = Letter.objects.get()
        assert (letter.state, letter.to) == ("bounced", self.people["council.lead"])
        assert AddressHealth.objects.get().state == AddressHealth.State.HARD
        assert not Reminder.objects.exists()

    def test_the_next_morning_goes_on_from_there(self):
        with without_nudging():
            reminders.tick(clock.at(TODAY + dt.timedelta(days=1), 8))
        written = Letter.objects.filter(state="waiting")
        assert written.exists()
        assert set(written.values_list("to__email", flat=True)) <= {each.email for each in self.people.values()} | {
            f"{each}@portal.test" for each in ("officer", "police.lead", "fire.lead", "ambulance.lead", "sponsor")
        }
        assert max(Counter(written.values_list("to", flat=True)).values()) == 1
        late = figures.reports(self.person("officer"), TODAY + dt.timedelta(days=1)).late
        assert all(line.told.last or line.told.coming for line in late.rows)

    def test_once_its_last_weeks_are_lived_through_what_is_late_was_reminded_of_morning_by_morning(self):
        call_command("remind", replay=True, stdout=StringIO())
        late = figures.reports(self.person("officer"), TODAY).late.rows
        assert late
        for line in late:
            named = [each for each in line.request.initiative.named_people.current_on(TODAY) if each.duty == "author"]
            assert line.told.number >= bool(named)
            assert line.told.last is None or line.told.last.day <= TODAY
        mornings = Counter(
            (to, clock.local(at).date()) for to, at in Letter.objects.filter(state="sent").values_list("to", "sent_at")
        )
        assert len({day for _, day in mornings}) > 10
        assert not Letter.objects.filter(state="waiting").exists()

    def test_building_it_again_changes_nothing(self):
        before, last = numbers(), Entry.objects.last_link().hash
        said = demo()
        assert "Westmere is there already" in said
        assert (numbers(), Entry.objects.last_link().hash) == (before, last)

    def test_no_entry_of_the_history_was_changed(self):
        call_command("check_history", stdout=StringIO())

    def test_a_reset_builds_it_anew_and_leaves_cheshire_as_it_was(self):
        assert rows_of_cheshire() == self.cheshire
        before = numbers()
        first = self.works.order_by("pk").values_list("pk", flat=True)[0]
        entries = Entry.objects.count()
        assert "24 initiatives of Westmere removed." in demo("--reset")
        connection.check_constraints()
        assert rows_of_cheshire() == self.cheshire
        after = numbers()
        assert {name: after[name] for name in before if name != "Entry"} == {
            name: number for name, number in before.items() if name not in ("Entry", "Letter")
        } | {"Letter": before["Letter"] + 1}
        assert not self.works.filter(pk=first).exists()
        told = Entry.objects.get(verb__startswith="took the demonstration county down")
        assert told.why == "The demonstration county was built anew."
        assert Entry.objects.count() > entries + 1000
        call_command("check_history", stdout=StringIO())

    def test_evidence_is_protected_again_after_a_reset(self):
        assert take_down(NINE) == 24
        asked = make.report_request(Initiative.objects.get(ref="CHS-001"), make.organisation(), TODAY)
        with pytest.raises(Exception, match="Cannot update or delete rows from initiatives_reportevent"):
            make.event(asked, "asked").delete()

    def test_where_the_portal_is_live_it_is_refused_unless_somebody_says_otherwise(self):
        before = numbers()
        with override_settings(DEVELOPMENT=False):
            for arguments in ((), ("--reset",)):
                with pytest.raises(CommandError, match="this portal is live"):
                    demo(*arguments)
            assert numbers() == before
            assert "Westmere is there already" in demo("--this-portal-is-not-live")

    def test_where_other_references_begin_alike_it_is_refused_and_nothing_is_removed(self):
        before = numbers()
        with override_settings(PORTAL_REFERENCE_PREFIX="WM"):
            for arguments in ((), ("--reset",)):
                with pytest.raises(CommandError, match="begin with WM"):
                    demo(*arguments)
        assert numbers() == before

    def test_another_password_lets_everybody_in(self):
        demo(password="four quiet words here")
        assert all(
            User.objects.get(pk=each.pk).check_password("four quiet words here") for each in self.people.values()
        )


@override_settings(DEVELOPMENT=True, PORTAL_CLOCK="2026-11-26 09:00", PORTAL_CLOCK_STANDS_STILL=True)
class SizeTest(TestCase):
    def test_bulk_data_grows_to_the_size_that_is_asked_for(self):
        for size, added in ((20, 20), (30, 10), (30, 0)):
            before = BenefitReading.objects.count()
            out = StringIO()
            call_command("demo", f"--size={size}", stdout=out)
            assert Initiative.objects.filter(ref__startswith="BEN-").count() == size
            assert BenefitReading.objects.count() - before == added * 6
            assert (f"{size} of {size}: {added * 6} readings" in out.getvalue()) == bool(added)

    def test_a_size_below_one_is_refused(self):
        with pytest.raises(CommandError, match="from 1"):
            call_command("demo", "--size=0")

    def test_without_a_password_it_says_what_is_missing(self):
        with pytest.raises(CommandError, match="--password"):
            call_command("demo")
