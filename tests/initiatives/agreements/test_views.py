"""Reading agreements: who is bound, what is not known, and what is to be done."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.agreements.models import AgreementState
from tests import make
from tests.case import CastTestCase


class Agreements(CastTestCase):
    def at(self, name, query=None, **where):
        return self.client.get(reverse(f"agreements:{name}", kwargs=where), query)

    def test_a_placeholder_says_what_is_not_known_and_what_to_do(self):
        made = make.agreement(
            (self.police,), (self.review_work,), state=AgreementState.NOT_FOUND, next_step="Find the signed copy"
        )
        self.sign_in(self.police_lead)
        page = self.at("agreement", ref=made.ref)
        for said in ("Signed copy not found", "To do: Find the signed copy.", "not known", "It is not on the public register",
                     "The legal party of Cheshire Constabulary", "Tri-service collaboration review"):  # fmt: skip
            self.assertContains(page, said)

    def test_a_section_22a_agreement_says_that_it_must_be_published(self):
        made = make.agreement((self.police,), kind="s22a")
        self.sign_in(self.police_lead)
        self.assertContains(self.at("agreement", ref=made.ref), "section 23E")

    def test_the_list_narrows_to_what_is_to_be_done_and_to_one_initiative(self):
        make.agreement((self.fire,), (self.review_work,), title="Whole one")
        make.agreement((self.fire,), title="Lost one", next_step="Find the signed copy")
        self.sign_in(self.fire_lead)
        self.assertContains(self.at("agreements"), "2 agreements that you can see.")
        todo = self.at("agreements", {"todo": "1"})
        self.assertContains(todo, "1 agreement with something to do.")
        self.assertNotContains(todo, "Whole one")
        covering = self.at("agreements", {"initiative": "CHS-007"})
        self.assertContains(covering, "Whole one")
        self.assertNotContains(covering, "Lost one")

    def test_shared_work_one_may_not_see_is_neither_named_nor_searched(self):
        secret = make.initiative("A secret alliance", (self.police,), ref="SEC-1")
        made = make.agreement((self.fire,), (secret,))
        self.sign_in(self.fire_lead)
        self.assertNotContains(self.at("agreement", ref=made.ref), "A secret alliance")
        self.assertNotContains(self.at("agreements"), "A secret alliance")
        self.assertContains(
            self.at("agreements", {"initiative": "SEC-1"}), "No agreements are recorded that you can see."
        )

    def test_a_stranger_finds_nothing(self):
        made = make.agreement((self.fire,))
        self.sign_in(self.stranger)
        self.assertEqual(self.at("agreement", ref=made.ref).status_code, 404)
        self.assertContains(self.at("agreements"), "No agreements are recorded that you can see.")
        self.assertContains(self.at("agreements", {"todo": "1"}), "Nothing is to be done about any agreement.")

    def test_the_list_takes_eight_queries_and_the_page_twelve_at_two_sizes(self):
        self.sign_in(self.officer)
        counts = []
        for size in (1, 30):
            for _ in range(size):
                made = make.agreement((self.fire, self.police), (self.review_work,))
            counts.append([self.queries("agreements"), self.queries("agreement", ref=made.ref)])
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0][0], 8)
        self.assertLessEqual(counts[0][1], 12)

    def queries(self, name, **where):
        with CaptureQueriesContext(connection) as asked:
            self.at(name, **where)
        return len(asked)
