"""What the letters say, and what they never say."""

import datetime as dt
import html

from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.reminders.writing import LONGEST_SUBJECT, shortened
from initiatives.reviews.models import Report
from services.letters.models import Letter
from tests import make
from tests.initiatives.reminders.mornings import FRIDAY, OCTOBER_3, ReminderTestCase

SECRET = "Operation Nightjar"


class TheWords(ReminderTestCase):
    def letter(self, someone):
        return Letter.objects.filter(to=someone).latest("posted_at")

    def test_the_first_letter_says_what_when_and_where(self):
        self.tick(OCTOBER_3)
        letter = self.letter(self.fire_lead)
        assert letter.subject == "Tri-service collaboration…: report due Friday 31 October"
        assert letter.kind == "report_is_due"
        assert letter.why == "you write its reports"
        assert letter.about == self.request.history_key
        assert letter.text.split("\n\n") == [
            "Dear Elin Pryce,",
            "The report on “Tri-service collaboration review” (CHS-R01 for CHS-007) is due on Friday 31 October 2014, in 20 working days.",
            "What is asked: Outcomes so far.",
            f"Write the report: http://localhost:8000/reports/{self.request.pk}/write/",
            "Told this morning as well: Priya Okafor and Sam Adeyemi.",
            "If the report has not been sent by then, the next reminder goes on Friday 17 October 2014 to the people who write its reports.\n",
        ]
        for part in ("Dear Elin Pryce", "in 20 working days", "/write/", "Every letter we wrote to you"):
            assert part in letter.html

    def test_the_escalations_list_what_was_sent_before_to_whom_and_when(self):
        self.live_through(dt.date(2014, 10, 24), dt.date(2014, 11, 7))
        sponsor, office = self.letter(self.sponsor), self.letter(self.officer)
        assert sponsor.subject == "Tri-service collaboration…: no report, 3 working days late"
        assert "Monday 3 November 2014: to Elin Pryce, Priya Okafor and Sam Adeyemi\n" in sponsor.text
        assert "Wednesday" not in sponsor.text
        assert "the next reminder goes on Friday 7 November 2014 to the office that asked for it" in sponsor.text
        assert "Wednesday 5 November 2014: to Helen Marsh\n" in office.text
        assert f"http://localhost:8000/reports/{self.request.pk}/\n" in office.text
        assert office.why == "you work for the office that asked for it"

    def test_an_escalation_with_nothing_before_it_says_so(self):
        self.live_through(dt.date(2014, 11, 5), dt.date(2014, 11, 5))
        assert "Nothing was sent before this letter." in self.letter(self.sponsor).text

    def test_several_things_stand_in_one_letter_the_earliest_first(self):
        late = make.initiative("Joint control room", (self.fire,))
        make.named(late, self.fire_lead)
        make.report_request(late, self.office, dt.date(2014, 10, 23))
        self.tick(dt.date(2014, 10, 24))
        letter = self.letter(self.fire_lead)
        assert letter.subject == "2 things need you, 1 is late"
        assert "“Joint control room”" in letter.text
        assert "report was due on Thursday 23 October 2014, 1 working day late." in letter.text
        assert letter.text.index("Joint control room") < letter.text.index("Tri-service")
        assert letter.text.count("/write/") == 2
        assert "http://localhost:8000/my-work/" in letter.text
        assert letter.why == "you write its reports"

    def test_due_today_after_a_gap(self):
        self.tick(FRIDAY)
        letter = self.letter(self.fire_lead)
        assert letter.subject == "Tri-service collaboration review: report due today"
        assert "is due on Friday 31 October 2014, today." in letter.text

    def test_a_sensitive_initiative_is_mentioned_without_its_title(self):
        self.review_work.name, self.review_work.marking = SECRET, "sensitive"
        self.review_work.save()
        other = make.initiative("Joint control room", (self.fire,))
        make.named(other, self.police_lead)
        make.report_request(other, self.office, FRIDAY)
        self.live_through(OCTOBER_3, dt.date(2014, 11, 7))
        for letter in Letter.objects.all():
            assert SECRET not in letter.subject + letter.text + letter.html
            assert "Outcomes so far" not in letter.text or letter.to == self.police_lead
        assert self.letters(self.officer)
        assert "A restricted item: report due Friday 31 October" in {letter.subject for letter in Letter.objects.all()}

    def test_answers_marked_sensitive_make_the_report_restricted(self):
        make.report(self.request, self.fire_lead, marking="sensitive")
        assert Report.objects.get().request.is_owed
        self.tick(OCTOBER_3)
        assert "Tri-service" not in self.letter(self.fire_lead).subject + self.letter(self.fire_lead).text

    def test_what_people_typed_is_escaped_in_html_and_kept_as_typed_in_text(self):
        nasty = "<script>alert(1)</script> & “friends” {{ portal_url }}"
        self.review_work.name = nasty
        self.review_work.save()
        self.tick(OCTOBER_3)
        letter = self.letter(self.fire_lead)
        assert "<script" not in letter.html
        assert nasty in letter.text
        assert "&lt;script&gt;" in letter.html
        assert html.unescape(letter.html).count("{{ portal_url }}") >= 1

    def test_a_name_with_line_ends_cannot_break_the_subject(self):
        self.review_work.name = "Fleet\r\nBcc: everybody@example.test\n\nand more"
        self.review_work.save()
        self.tick(OCTOBER_3)
        assert self.letter(self.fire_lead).subject == "Fleet Bcc…: report due Friday 31 October"
        assert "\n" not in self.letter(self.fire_lead).subject


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=130), st.integers(5, LONGEST_SUBJECT))
def test_a_shortened_name_fits(name, most):
    assert len(shortened(name, most)) <= most
