"""Review cycles as people meet them in a browser: setting one up, reading it, changing its dates, ending it."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collab_portal.toolkit.dates import VagueDate
from initiatives.cycles.models import CycleDate, ReviewCycle
from initiatives.reviews.models import ReportRequest
from services.access.roles import Role
from services.history.models import Entry
from tests import make
from tests.initiatives.cycles.setting_up import day, when
from tests.initiatives.cycles.test_setting_up import QUARTERS, CycleTestCase

WHAT = {"title": "Quarterly report", "what": "Outcomes and money"}


class CyclePages(CycleTestCase):
    def at(self, name, cycle=None, **where):
        return reverse(f"cycles:{name}", kwargs={**({"ref": cycle.ref} if cycle else {}), **where})

    def get(self, *args, **where):
        return self.client.get(self.at(*args, **where))

    def section(self, cycle, section, data, query=""):
        return self.client.post(self.at("change", cycle, section=section) + query, data)

    def confirm(self, cycle, dates=QUARTERS, **data):
        cycle.refresh_from_db()
        posted = {"dates": [each.isoformat() for each in dates], "version": str(cycle.version), **data}
        return self.client.post(self.at("check", cycle), posted, follow=True)


class SettingUp(CyclePages):
    def begin(self, **data):
        self.sign_in(self.officer)
        return self.client.post(self.at("begin"), {**WHAT, "board": self.board.pk, **data})

    def test_in_six_steps_a_check_and_a_button(self):
        self.begin()
        cycle = ReviewCycle.objects.get()
        organisations = [str(each.pk) for each in (self.police, self.fire, self.ambulance)]
        steps = [
            ("who", {"organisations": organisations, "version": "1"}),
            ("work", {"covers": "shared", "version": "2"}),
            ("when", when(2)),
            ("asks", {"sections": ["risk", "money"], "question_2": "Why?", "version": "3"}),
            (
                "readers",
                {"readers": [str(self.fire.pk)], f"known_as_{self.fire.pk}": "Chief Fire Officer", "version": "4"},
            ),
        ]
        following = [*[self.at("change", cycle, section=each) for each, _ in steps[1:]], self.at("check", cycle)]
        for (section, data), after in zip(steps, following, strict=True):
            self.assertRedirects(self.section(cycle, section, data), after)
        self.assertContains(self.get("check", cycle), "Monday 8 December 2014")
        answer = self.confirm(cycle)
        self.assertContains(answer, "Quarterly report runs.")
        cycle.refresh_from_db()
        self.assertEqual((cycle.state, cycle.sections, cycle.questions), ("running", ["risk", "money"], ["Why?"]))
        self.assertEqual(
            ReportRequest.objects.get(review__board=self.board).review.readers.get().known_as, "Chief Fire Officer"
        )

    def test_each_empty_answer_has_its_sentence(self):
        answer = self.begin(title="", what="", board="")
        for said in ("Enter what this cycle is called", "Enter what must be reported", "Select the board"):
            self.assertContains(answer, said, status_code=422)

    def test_somebody_who_asks_for_two_bodies_says_for_which(self):
        make.membership(self.officer, self.fire, Role.SECRETARY)
        self.assertContains(self.begin(), "Select the organisation that asks", status_code=422)
        self.begin(asked_by=self.fire.pk)
        self.assertEqual(ReviewCycle.objects.get().asked_by, self.fire)

    def test_a_board_one_may_not_see_is_not_on_offer(self):
        hidden = make.board(self.elsewhere, name="A secret board")
        self.sign_in(self.officer)
        self.assertNotContains(self.get("begin"), "A secret board")
        self.assertContains(self.begin(board=hidden.pk), "Select the board that reads the reports", status_code=422)

    def test_the_board_s_members_and_whom_one_oversees_are_ticked_to_begin_with(self):
        cycle = make.cycle(make.board(self.office, (self.fire, self.ambulance)), self.office, state="draft")
        self.sign_in(self.officer)
        self.assertContains(self.get("change", cycle, section="who"), "checked", count=3)

    def test_a_section_that_does_not_exist_is_not_found(self):
        self.sign_in(self.officer)
        self.assertEqual(self.get("change", self.draft(), section="other").status_code, 404)

    def test_a_change_from_the_check_page_leads_back_to_it(self):
        cycle = self.draft()
        self.sign_in(self.officer)
        self.assertRedirects(self.section(cycle, "when", when(), "?from=check"), self.at("check", cycle))


class WrongAnswers(CyclePages):
    def setUp(self):
        self.cycle = self.draft()
        self.sign_in(self.officer)

    def said(self, section, data, *sentences):
        answer = self.section(self.cycle, section, {"version": "1", **data})
        for sentence in sentences:
            self.assertContains(answer, sentence, status_code=422)

    def test_about_when(self):
        self.said("when", when(first_on="2014-10-06"), "The first date must be in the future")
        self.said("when", when(first_on="2016-01-07"), "The first date must be within the next 15 months")
        self.said("when", when(first_on=""), "Enter the first date")
        self.said("when", when(first_on="2014-02-30"), "The first date must be a real date")
        self.said("when", when(draft_days="9"), "The draft must come before its clearance, so enter 10 or more")
        self.said("when", when(clear_days="5"), "The clearance must come before the papers, so enter 6 or more")
        self.said(
            "when",
            when(needs_clearing="no", draft_days="5"),
            "The draft must come before the papers, so enter 6 or more",
        )
        self.said("when", when(papers_days="61"), "The papers must be 60 or less")
        self.said("when", when(every=""), "Select how often the board wants reports")

    def test_about_who_and_which(self):
        self.said("who", {"organisations": [str(self.fire.pk)]}, "Select at least two organisations")
        self.said("who", {}, "Select the organisations whose shared work it looks at")
        self.said("work", {"covers": "chosen"}, "Select at least one initiative")
        self.said("asks", {}, "Select at least one part")
        self.said("asks", {"sections": ["risk"], "question_1": "x" * 201}, "Question 1 must be 200 characters or less")
        self.said(
            "readers",
            {"readers": [str(self.fire.pk)]},
            "Enter how the leaders of Cheshire Fire and Rescue Service are known",
        )

    def test_before_each_meeting_needs_no_first_date(self):
        self.section(self.cycle, "when", when(every="each_board", first_on=""))
        self.cycle.refresh_from_db()
        self.assertEqual((self.cycle.every, self.cycle.first_on), ("each_board", None))

    def test_without_clearing_its_days_stay_as_they_were(self):
        self.section(self.cycle, "when", when(needs_clearing="no", clear_days=""))
        self.cycle.refresh_from_db()
        self.assertEqual((self.cycle.needs_clearing, self.cycle.clear_days), (False, 10))

    def test_all_parts_are_kept_as_all(self):
        every_part = ["time", "money", "benefits", "risk", "resources", "milestones", "decision"]
        self.section(
            self.cycle, "asks", {"sections": every_part, "question_1": "Why?", "question_3": "Why?", "version": "1"}
        )
        self.cycle.refresh_from_db()
        self.assertEqual((self.cycle.sections, self.cycle.questions), ([], ["Why?"]))

    def test_work_another_chose_and_one_may_not_see_stays_chosen(self):
        hidden = make.initiative("Hidden", (self.police, self.fire), reach="named")
        self.cycle.chosen.set([hidden])
        self.assertNotContains(self.get("change", self.cycle, section="work"), "Hidden")
        self.section(self.cycle, "work", {"covers": "chosen", "chosen": [str(self.review_work.pk)], "version": "1"})
        self.assertEqual(set(self.cycle.chosen.all()), {hidden, self.review_work})

    def test_a_stale_save_shows_both_answers_and_the_choice_is_kept(self):
        self.section(
            self.cycle,
            "readers",
            {"readers": [str(self.fire.pk)], f"known_as_{self.fire.pk}": "The Chief", "version": "1"},
        )
        other = {"readers": [str(self.fire.pk)], f"known_as_{self.fire.pk}": "The Deputy"}
        answer = self.section(self.cycle, "readers", {**other, "version": "1"})
        for said in ("Dana Whitlock changed this", "The Chief", "The Deputy"):
            self.assertContains(answer, said, status_code=409)
        theirs = {**other, "version": "2", f"choose_known_as_{self.fire.pk}": "theirs"}
        self.section(self.cycle, "readers", theirs)
        self.assertEqual(self.cycle.readers.get().known_as, "The Chief")


class Checking(CyclePages):
    def test_what_is_missing_leads_to_where_it_is_put_right(self):
        cycle = self.draft(every="")
        self.sign_in(self.officer)
        page = self.get("check", cycle)
        self.assertContains(page, "Say how often reports are wanted, and from when on.")
        self.assertContains(page, self.at("change", cycle, section="when") + "?from=check")
        self.assertNotContains(page, "Confirm these dates")

    def test_a_cycle_without_initiatives_cannot_start(self):
        cycle = self.draft()
        cycle.organisations.set([self.police, self.elsewhere])
        self.sign_in(self.officer)
        answer = self.confirm(cycle)
        self.assertContains(answer, "No live initiative is shared by two of these organisations", status_code=422)
        self.assertFalse(ReviewCycle.objects.running().exists())

    def test_a_date_whose_papers_were_due_is_listed_and_not_offered(self):
        cycle = self.draft(every="every_4_weeks", first_on=dt.date(2014, 10, 10))
        self.sign_in(self.officer)
        page = self.get("check", cycle)
        self.assertContains(page, "Friday 10 October 2014: papers by 2 October 2014")
        self.assertNotContains(page, 'value="2014-10-10"')

    def test_no_date_ticked_is_refused(self):
        self.sign_in(self.officer)
        self.assertContains(self.confirm(self.draft(), dates=[]), "Select the dates that count", status_code=422)

    def test_answers_that_changed_meanwhile_are_shown_again(self):
        cycle = self.draft()
        self.sign_in(self.officer)
        self.section(cycle, "when", when(draft_days="20"))
        answer = self.confirm(cycle, version="1")
        self.assertContains(
            answer, "Dana Whitlock changed this after you opened it. Check the answers and the dates again."
        )
        self.assertFalse(ReviewCycle.objects.running().exists())

    def test_nobody_is_asked_by_looking(self):
        cycle = self.draft()
        self.sign_in(self.officer)
        self.get("check", cycle)
        self.assertEqual((CycleDate.objects.count(), ReportRequest.objects.count()), (0, 1))


class Reading(CyclePages):
    def setUp(self):
        self.cycle = self.start(self.draft(title="Quarterly report", needs_clearing=True))

    def page(self, someone):
        self.sign_in(someone)
        return self.get("cycle", self.cycle)

    def test_says_who_writes_who_clears_and_when(self):
        page = self.page(self.sponsor)
        for said in ("Elin Pryce", "Helen Marsh", "Monday 8 December 2014", "17 November 2014", "24 November 2014",
                     "28 November 2014", "1 asked for, 1 still owed", "Not asked for yet", "Leadership of Cheshire Fire",
                     "North West Ambulance Service", "Time, Money, Benefits", "Papers 6 working days before"):  # fmt: skip
            self.assertContains(page, said)

    def test_names_the_work_that_nobody_is_named_to_write_about_with_a_link(self):
        work = make.initiative("Drone pool", (self.police, self.fire), ref="CHS-012")
        page = self.page(self.officer)
        self.assertContains(page, "Nobody is named to write CHS-012, Drone pool.")
        self.assertContains(page, f'<a class="govuk-link" href="{work.get_absolute_url()}">')
        self.assertContains(page, "Nobody can clear CHS-012, Drone pool")

    def test_a_sponsor_who_also_writes_clears_nothing(self):
        make.named(self.review_work, self.sponsor)
        self.assertContains(self.page(self.officer), "Nobody can clear CHS-007")

    def test_work_one_may_not_see_is_neither_named_nor_counted(self):
        work = make.initiative("Police and ambulance", (self.police, self.ambulance), ref="CHS-012")
        make.report_request(work, self.office, review=self.cycle.dates.first().review)
        self.assertContains(self.page(self.officer), "2 asked for")
        page = self.page(self.fire_lead)
        self.assertNotContains(page, "CHS-012")
        self.assertContains(page, "1 asked for")

    def test_a_board_date_on_a_new_holiday_is_a_finding_for_who_can_move_it(self):
        make.bank_holiday(QUARTERS[0])
        said = "8 December 2014 is not a working day any more."
        self.assertContains(self.page(self.officer), said)
        self.assertNotContains(self.page(self.fire_lead), said)

    def test_a_meeting_that_moved_is_a_finding(self):
        meeting = make.meeting(self.office, board=self.board, held_on=VagueDate("2014-12-09"))
        cycle = self.start(self.draft(every="each_board", first_on=None))
        meeting.held_on = VagueDate("2014-12-16")
        meeting.save()
        self.sign_in(self.officer)
        page = self.get("cycle", cycle)
        self.assertContains(page, "Tri-service board is not known to meet on 9 December 2014 any more.")
        self.assertContains(page, "1 later date can be confirmed now.")

    def test_only_who_may_change_it_is_offered_to(self):
        self.assertContains(self.page(self.officer), "End this cycle")
        for each in (self.fire_lead, self.commissioner):
            page = self.page(each)
            self.assertNotContains(page, "End this cycle")
            self.assertNotContains(page, ">Move<")

    def test_the_history_is_on_the_page_and_whole_on_its_own(self):
        self.assertContains(self.page(self.officer), "Confirmed the dates and started this cycle")
        self.assertContains(self.get("history", self.cycle), "8 December 2014, 6 March 2015")

    def test_a_draft_leads_to_its_check_page(self):
        self.sign_in(self.officer)
        draft = self.draft()
        self.assertRedirects(self.get("cycle", draft), self.at("check", draft))
        self.assertRedirects(self.get("check", self.cycle), self.at("cycle", self.cycle))

    def test_a_colleague_who_may_not_change_a_draft_can_read_it(self):
        self.sign_in(self.commissioner)
        self.assertContains(self.get("cycle", self.draft()), "This cycle is still a draft")

    def test_a_report_of_the_cycle_shows_the_date_and_why_it_moved(self):
        date = self.cycle.dates.get(on=QUARTERS[0])
        self.sign_in(self.officer)
        self.client.post(self.at("move", pk=date.pk), {**day("on", "2014-12-15"), "reason": "Snow.", "version": "1"})
        self.sign_in(self.ambulance_lead)
        page = self.client.get(date.review.get_absolute_url())
        self.assertContains(page, "The board date moved from Monday 8 December 2014: Snow.")
        self.assertContains(self.client.get(reverse("register:history", kwargs={"ref": "CHS-007"})), "Snow.")


class ChangingDates(CyclePages):
    def setUp(self):
        self.cycle = self.start(self.draft())
        self.date = self.cycle.dates.get(on=QUARTERS[0])
        self.sign_in(self.officer)

    def move(self, on="2014-12-15", **data):
        posted = {**day("on", on), "reason": "Snow.", "version": "1", **data}
        return self.client.post(self.at("move", pk=self.date.pk), posted)

    def test_one_moves_with_a_reason(self):
        self.assertRedirects(self.move(), self.at("cycle", self.cycle))
        self.assertContains(self.get("cycle", self.cycle), "Moved from 8 December 2014: Snow.")

    def test_a_move_without_reason_or_to_the_past_is_refused(self):
        self.assertContains(self.move(reason=""), "Enter why it moves", status_code=422)
        self.assertContains(self.move("2014-10-06"), "The new date must be in the future", status_code=422)

    def test_a_second_move_shows_both_days(self):
        self.move()
        answer = self.move("2014-12-16", reason="Ice.")
        self.assertContains(answer, "15 December 2014", status_code=409)
        self.assertContains(answer, "16 December 2014", status_code=409)

    def test_one_is_dropped_after_saying_what_that_means(self):
        self.assertContains(self.get("drop", pk=self.date.pk), "1 report is still owed for it.")
        self.client.post(self.at("drop", pk=self.date.pk), {"reason": "No board."})
        self.assertContains(self.get("cycle", self.cycle), "Dropped: No board.")
        self.assertEqual(self.get("drop", pk=self.date.pk).status_code, 403)

    def test_later_dates_are_offered_once_15_months_have_moved_on(self):
        self.assertRedirects(self.get("later", self.cycle), self.at("cycle", self.cycle))
        with self.settings(PORTAL_CLOCK="2015-01-05 09:00"):
            self.assertContains(self.get("cycle", self.cycle), "1 later date can be confirmed now.")
            self.client.post(self.at("later", self.cycle), {"dates": ["2016-03-08"]})
        self.assertEqual(self.cycle.dates.last().on, dt.date(2016, 3, 8))

    def test_the_cycle_ends_with_a_reason(self):
        self.assertContains(
            self.get("end", self.cycle),
            "5 dates to come are dropped. 1 report still owed for them is asked for no longer",
        )
        self.client.post(self.at("end", self.cycle), {"reason": "Wound up."})
        self.assertContains(self.get("cycle", self.cycle), "Wound up.")
        self.assertEqual(Entry.objects.told_on(self.cycle).first().why, "Wound up.")

    def test_a_running_cycle_is_changed_section_by_section_without_its_rhythm(self):
        page = self.get("change", self.cycle, section="when")
        self.assertNotContains(page, "How often does the board want reports?")
        posted = {name: said for name, said in when(2).items() if not name.startswith(("every", "first_on"))}
        self.assertRedirects(
            self.section(self.cycle, "when", {**posted, "papers_days": "3"}), self.at("cycle", self.cycle)
        )
        self.assertEqual(self.cycle.dates.all()[1].papers_due_on, dt.date(2015, 3, 3))


class WaysThere(CyclePages):
    def test_from_the_reports_and_from_the_board(self):
        cycle = self.start(self.draft(title="Quarterly report"))
        self.sign_in(self.fire_lead)
        self.assertContains(self.client.get(reverse("reports:reports")), self.at("cycles"))
        board = self.client.get(self.board.get_absolute_url())
        self.assertContains(
            board,
            f'<a class="govuk-link" href="{cycle.get_absolute_url()}">Quarterly report</a>, next on 8 December 2014',
        )

    def test_where_there_is_none_the_pages_say_so(self):
        self.sign_in(self.fire_lead)
        self.assertContains(self.get("cycles"), "No review cycles have been set up that you can see.")
        self.assertNotContains(self.get("cycles"), "Set up a review cycle")
        self.assertContains(self.client.get(self.board.get_absolute_url()), "No cycle asks for reports to this board.")

    def test_a_stranger_finds_none(self):
        cycle = self.start(self.draft())
        self.sign_in(self.stranger)
        for page in (self.at("cycle", cycle), self.at("history", cycle), self.at("move", pk=cycle.dates.first().pk)):
            self.assertEqual(self.client.get(page).status_code, 404)


class Queries(CyclePages):
    def fill(self, cycle, size):
        for number in range(size):
            work = make.initiative("", (self.police, self.fire))
            make.named(work, make.person("", self.fire))
            make.named(work, make.person("", self.fire), "sponsor")
            on = dt.date(2015, 1, 5) + dt.timedelta(days=7 * number)
            date = make.cycle_date(cycle, on)
            make.report_request(work, self.office, review=date.review)
            make.cycle(self.board, self.office, (self.police, self.fire), readers=(self.fire,))

    def counted(self, address):
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(asked)

    def test_the_list_takes_eight_and_the_page_twelve_at_most_at_two_sizes(self):
        cycle = make.cycle(self.board, self.office, (self.police, self.fire), readers=(self.fire,), every="each_board")
        pages = [self.at("cycles"), self.at("cycle", cycle), self.at("history", cycle), self.board.get_absolute_url()]
        self.sign_in(self.officer)
        self.fill(cycle, 1)
        few = [self.counted(each) for each in pages]
        CycleDate.objects.all().delete()
        self.fill(cycle, 20)
        many = [self.counted(each) for each in pages]
        self.assertEqual(few, many)
        self.assertLessEqual(few[0], 8)
        self.assertLessEqual(max(few), 12)

    def test_the_check_page_takes_twelve_at_most_at_two_sizes(self):
        cycle = self.draft()
        self.sign_in(self.officer)
        few = self.counted(self.at("check", cycle))
        for _ in range(20):
            make.named(make.initiative("", (self.police, self.fire)), self.fire_lead)
        self.assertEqual(self.counted(self.at("check", cycle)), few)
        self.assertLessEqual(few, 12)
