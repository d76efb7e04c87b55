"""What the portal writes about reports: short subjects, one link, a reason, and nothing sensitive."""

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from initiatives.reviews import actions, clearing, more_time, passing_on
from initiatives.reviews.letters import subject
from services.access.roles import Role
from services.letters.models import Letter
from tests import make
from tests.case import EIGHT, CastTestCase

ENDINGS = ["a report was sent", "report accepted", "report returned"]
SECRETS = st.text(st.characters(codec="ascii", categories=["L"]), min_size=12, max_size=80)


@given(title=st.text(min_size=1, max_size=120), ending=st.sampled_from(ENDINGS))
def test_a_subject_is_at_most_60_characters_with_the_title_first(title, ending):
    said = subject(title, ending)
    assert len(said) <= 60
    assert said.endswith(f": {ending}")


class Letters(CastTestCase):
    def through(self, why="Say what it costs."):
        make.report(self.request, self.fire_lead, "drafting", planned="A count.")
        actions.send(self.request, by=self.fire_lead, at=EIGHT)
        actions.send_back(self.request, by=self.officer, at=EIGHT, why=why)
        actions.send(self.request, by=self.fire_lead, at=EIGHT)
        actions.accept(self.request, by=self.officer, at=EIGHT)
        return Letter.objects.all()

    def test_each_has_one_link_and_says_why_it_came(self):
        letters = self.through()
        self.assertEqual(
            {each.kind for each in letters}, {"report_was_sent", "report_was_returned", "report_was_accepted"}
        )
        for each in letters:
            self.assertEqual(len(re.findall(r"https?://", each.text)), 1, each.text)
            self.assertRegex(each.why, "your office asked for this report|you write its reports")
            self.assertIn(f"You get this because {each.why}.", each.html)
            self.assertNotIn("\n\n\n", each.text)
            self.assertTrue(each.subject.startswith("Tri-service collaboration"), each.subject)

    def test_those_about_clearing_time_and_colleagues_have_one_link_each(self):
        self.review_work.report_requests.update(needs_clearing=True)
        day = dt.date(2014, 11, 14)
        for gives in (False, True):
            more_time.ask_for_more_time(self.request, by=self.fire_lead, at=EIGHT, due_on=day, why="Half-term.")
            said = {"due_on": day} if gives else {"why": "No."}
            more_time.answer_more_time(self.request, by=self.officer, at=EIGHT, gives=gives, **said)
        passing_on.pass_on(self.request, by=self.fire_lead, at=EIGHT, person=self.reader)
        make.report(self.request, self.reader, planned="A count.")
        for verb, told in ((clearing.put_back, {"why": "More."}), (clearing.clear, {})):
            clearing.say_ready(self.request, by=self.reader, at=EIGHT)
            verb(self.request, by=self.sponsor, at=EIGHT, **told)
        passing_on.take_back(self.request, by=self.fire_lead, at=EIGHT)
        assert len(set(Letter.objects.values_list("kind", flat=True))) == 8
        for each in Letter.objects.all():
            self.assertEqual(len(re.findall(r"https?://", each.text)), 1, each.text)
            self.assertNotIn("\n\n\n", each.text)
            self.assertTrue(each.subject.startswith("Tri-service collaboration"), each.subject)

    def test_the_reason_is_quoted_word_for_word(self):
        letters = self.through(why="First line.\n\nSecond & <last> line.").filter(kind="report_was_returned")
        self.assertIn("> First line.\n> \n> Second & <last> line.", letters.first().text)
        self.assertIn("&lt;last&gt;", letters.first().html)

    def test_the_link_leads_to_the_page_where_something_is_to_be_done(self):
        letter = self.through().filter(kind="report_was_returned").first()
        self.assertIn(f"http://localhost:8000/reports/{self.request.pk}/write/", letter.text)


class NothingSensitive(HypothesisTestCase):
    @settings(max_examples=20, deadline=None)
    @given(secret=SECRETS, by_record=st.booleans())
    def test_leaves_by_mail(self, secret, by_record):
        office = make.organisation("Office")
        author, officer = make.person("Ada", office), make.person("Rob", office, Role.POLICY_OFFICER)
        work = make.initiative(secret, (office,), marking="sensitive" if by_record else "official")
        make.named(work, author)
        request = make.report_request(work, office, review=make.review(office, title=secret, what=secret))
        answers = {"changed": secret, "planned": secret, "decision": secret, "needs_decision": True, "risk": secret}
        make.report(request, author, marking="official" if by_record else "sensitive", **answers)
        actions.send(request, by=author, at=EIGHT)
        actions.send_back(request, by=officer, at=EIGHT, why=secret)
        actions.send(request, by=author, at=EIGHT)
        actions.accept(request, by=officer, at=EIGHT)
        self.and_before_it_was_sent(
            make.report_request(work, office, review=make.review(office, title=secret)), author, secret
        )
        for letter in Letter.objects.exclude(about=""):
            for text in (letter.subject, letter.text, letter.html):
                assert secret not in text
            assert letter.subject.startswith("A restricted item: ")

    def and_before_it_was_sent(self, request, author, secret):
        """Clearing, more time and passing on, with the secret in every reason; on work that is sensitive itself."""
        request.initiative.marking, request.needs_clearing = "sensitive", True
        request.initiative.save()
        request.save()
        [office] = request.initiative.participations.all()
        officer, sponsor, colleague = (make.person("", office.organisation) for _ in range(3))
        make.membership(officer, office.organisation, Role.POLICY_OFFICER)
        make.named(request.initiative, sponsor, "sponsor")
        passing_on.pass_on(request, by=author, at=EIGHT, person=colleague)
        day = dt.date(2014, 11, 14)
        more_time.ask_for_more_time(request, by=author, at=EIGHT, due_on=day, why=secret)
        more_time.answer_more_time(request, by=officer, at=EIGHT, gives=False, why=secret)
        more_time.ask_for_more_time(request, by=author, at=EIGHT, due_on=day, why=secret)
        more_time.answer_more_time(request, by=officer, at=EIGHT, gives=True, due_on=day)
        make.report(request, colleague, changed=secret, planned=secret)
        for verb, told in ((clearing.put_back, {"why": secret}), (clearing.clear, {})):
            clearing.say_ready(request, by=colleague, at=EIGHT)
            verb(request, by=sponsor, at=EIGHT, **told)
        passing_on.take_back(request, by=author, at=EIGHT)
        kinds = set(Letter.objects.filter(about=request.history_key).values_list("kind", flat=True))
        assert len(kinds) == 8, kinds
