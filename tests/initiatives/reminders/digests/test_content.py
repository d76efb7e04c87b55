"""What a digest says: what needs its reader first, only what they may see, and never the title of a restricted item."""

import datetime as dt

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, WorkingDays
from initiatives.register.models import Marking
from initiatives.reminders.digests import writing
from initiatives.reminders.digests.content import MOST
from services.history import actions as history
from services.letters.letter_file import as_html
from services.people.models import User
from services.people.preferences import Frequency, Preferences
from tests import make
from tests.case import CastTestCase

MONDAY, EIGHT, DAY = make.MONDAY, make.EIGHT, dt.timedelta(days=1)
SECRET = "Covert unit moves house"


class ContentTestCase(CastTestCase):
    def says(self, someone, frequency=Frequency.WEEKLY, window="", now=EIGHT):
        """The digest of a person as it would be now, or None."""
        chosen = Preferences(someone.pk, frequency)
        summary = writing.summary_for(someone.as_of(clock.local(now).date()), chosen, WorkingDays(), now, window)
        return writing.write(summary).words if summary and summary.besides(()) else None

    def work(self, name, *partners, due_on=MONDAY - DAY, **fields):
        made = make.initiative(name, partners or (self.police, self.fire), **fields)
        return make.report_request(made, self.office, due_on)


class Sections(ContentTestCase):
    def test_what_needs_its_reader_comes_first(self):
        make.report(self.work("Shared drones"), self.fire_lead, "sent", needs_decision=True, decision="Buy two more.")
        self.work("Shared fleet")
        self.work("Shared kennels", due_on=MONDAY + 2 * DAY)
        history.record("changed the purpose", self.review_work, by=self.fire_lead, at=EIGHT - DAY)
        text = self.says(self.officer).text
        titles = [
            "Waiting for you (1)",
            "To decide (1)",
            "Late (1)",
            "Due soon (1)",
            "Changed since Monday 29 September",
        ]
        assert sorted(titles, key=text.index) == titles
        assert "decision asked for: “Buy two more”" in text

    def test_the_subject_counts_what_there_is(self):
        make.report(self.work("Shared drones"), self.fire_lead, "sent")
        self.work("Shared fleet")
        assert self.says(self.officer).subject == "Your collaboration week: 1 needs you, 1 late"

    def test_nothing_to_say_is_none(self):
        make.event(self.request, "withdrawn")
        assert self.says(self.officer) is None

    def test_a_long_section_is_cut_and_says_how_much_more(self):
        for number in range(MOST + 3):
            self.work(f"Shared thing {number}")
        text = self.says(self.officer).text
        assert "Late (8)" in text
        assert "And 3 more: http://localhost:8000/reports/?state=late" in text

    def test_ten_thousand_changes_are_one_short_letter(self):
        works = [make.initiative(f"Work {n}", (self.police,)) for n in range(20)]
        for work in works:
            for _ in range(25):
                history.record("changed the purpose", work, by=self.fire_lead, at=EIGHT - DAY)
        words = self.says(self.officer)
        assert "Elin Pryce changed the purpose, and 24 other changes." in words.text
        assert len(as_html(words.subject, words.text, "because")) < 20_000

    def test_what_one_did_oneself_and_what_the_portal_did_is_no_news(self):
        make.event(self.request, "withdrawn")
        for by in (self.officer, None):
            history.record("changed the purpose", self.review_work, by=by, at=EIGHT - DAY)
        assert self.says(self.officer) is None

    def test_what_happened_before_the_last_one_is_not_told_again(self):
        make.event(self.request, "withdrawn")
        history.record("changed the purpose", self.review_work, by=self.fire_lead, at=EIGHT - 8 * DAY)
        assert self.says(self.officer) is None
        assert self.says(self.officer, Frequency.MONTHLY) is not None

    def test_an_invitation_waits_for_who_writes_for_the_organisation(self):
        work = make.initiative("Shared drones", (self.police,))
        make.participation(work, self.fire, answer="invited")
        assert "Cheshire Fire and Rescue Service is invited to take part." in self.says(self.fire_lead).text

    def test_a_returned_report_waits_for_its_author(self):
        make.report(self.request, self.fire_lead, "returned")
        assert "your report was returned.\nChange it: http://localhost:8000/reports/" in self.says(self.fire_lead).text

    def test_decisions_are_for_those_who_decide(self):
        make.report(self.work("Shared drones"), self.fire_lead, "sent", needs_decision=True, decision="Buy two more.")
        self.work("Shared fleet")
        assert "To decide" in self.says(self.officer).text
        assert "To decide" not in self.says(self.police_lead).text

    def test_before_a_board_everybody_who_may_see_it_reads_the_decisions(self):
        make.report(self.work("Shared drones"), self.fire_lead, "sent", needs_decision=True, decision="Buy two more.")
        board = make.board(self.office, (self.fire,))
        meeting = make.meeting(self.office, (self.fire,), board=board, held_on=VagueDate("2014-10-08"))
        words = self.says(self.fire_lead, Frequency.BEFORE_BOARD, f"before_board:{meeting.history_key}:2")
        assert words.subject == "Board on 8 October: 1 to decide, nothing is late"

    def test_a_cycles_date_is_a_board(self):
        cycle = make.cycle(make.board(self.office, (self.fire,), name="Strategic Board"), self.office, (self.fire,))
        date = make.cycle_date(cycle, dt.date(2014, 10, 8))
        words = self.says(self.sponsor, Frequency.BEFORE_BOARD, f"before_board:{date.history_key}:2")
        assert "Strategic Board meets on Wednesday 8 October 2014" in words.text

    def test_html_has_headings_and_the_same_words(self):
        self.work("Shared fleet")
        words = self.says(self.officer)
        html = as_html(words.subject, words.text, "you asked")
        assert ">Late (1)</h2>" in html
        assert "--------" not in html


class WhoSeesWhat(ContentTestCase):
    def everything_about(self, *partners, **fields):
        """A late report, a decision, a change and an invitation, all about work with a telling name."""
        late = self.work(SECRET, *partners, **fields)
        sent = make.initiative(f"{SECRET} again", partners, **fields)
        request = make.report_request(sent, self.office, MONDAY)
        make.report(request, self.police_lead, "sent", needs_decision=True, decision=f"{SECRET} costs more.")
        for work in (late.initiative, sent):
            history.record(f"added the milestone “{SECRET}”", work, by=self.police_lead, at=EIGHT - DAY)
            make.participation(work, self.ambulance, answer="invited")

    def told(self):
        """Everybody's digest, weekly and monthly."""
        both = [
            (one, self.says(one, each)) for one in self.cast.values() for each in (Frequency.WEEKLY, Frequency.MONTHLY)
        ]
        return {(one.name, words.subject + words.text) for one, words in both if words}

    def test_nobody_reads_of_work_they_may_not_see(self):
        self.everything_about(self.police)
        reading = {name for name, said in self.told() if SECRET in said}
        assert reading == {"Priya Okafor", "Jo Hadley", "Dana Whitlock", "Martin Hale", "Sam Adeyemi", "Ruth Kemble"}

    def test_named_people_only_means_in_digests_too(self):
        self.everything_about(self.police, reach="named")
        assert not {name for name, said in self.told() if SECRET in said}

    def test_restricted_items_are_mentioned_without_a_word_of_theirs(self):
        self.everything_about(self.police, marking=Marking.SENSITIVE)
        said = self.told()
        assert not [name for name, text in said if SECRET in text]
        assert any("A restricted item (" in text for _, text in said)

    def test_a_report_marked_sensitive_keeps_its_title_and_its_decision_out(self):
        request = self.work(SECRET)
        marked = {"marking": Marking.SENSITIVE, "needs_decision": True, "decision": f"{SECRET}: pay."}
        make.report(request, self.fire_lead, "sent", **marked)
        assert SECRET not in self.says(self.officer).text.partition("Changed since")[0]

    def test_work_that_everybody_may_see_is_no_news_for_everybody(self):
        self.work("Open to all", self.elsewhere, reach="portal")
        assert "Open to all" not in self.says(self.reader, Frequency.MONTHLY).text
        assert "Open to all" in self.says(self.stranger).text

    def test_a_board_is_named_to_those_who_may_see_it(self):
        board = make.board(self.elsewhere, (self.elsewhere,), name="Kent Board")
        make.meeting(self.elsewhere, (self.elsewhere,), board=board, held_on=VagueDate("2014-10-08"))
        assert "Kent Board: meets on Wednesday 8 October 2014." in self.says(self.stranger).text
        assert not [name for name, said in self.told() if name != "Kit Lowe" and "Kent Board" in said]


class HowItCosts(ContentTestCase):
    def test_the_number_of_queries_does_not_follow_the_size_of_the_register(self):
        for number in (6, 25):
            for _ in range(number):
                self.work("")
            someone = User.objects.get(pk=self.officer.pk)
            with self.assertNumQueries(13):
                self.says(someone)
