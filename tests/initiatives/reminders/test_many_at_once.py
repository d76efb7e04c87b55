"""Asking for many people at once finds nothing that asking for one person alone, through `visible_to`, would not find."""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

from django.core import mail
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from collab_portal.toolkit import clock
from initiatives.register.models import Initiative
from initiatives.reminders import actions, facts, writing
from initiatives.reminders.sources.circle import Circle
from initiatives.reviews.queries import ReportRequests
from services.access.roles import Role
from services.letters import delivery
from services.letters.models import Letter
from services.people.models import Membership, User
from tests import make
from tests.initiatives.reminders.every_kind import MONDAY, EveryKindTestCase
from tests.initiatives.reminders.mornings import DAY, OCTOBER_3, ReminderTestCase, eight_on


class Together(EveryKindTestCase):
    def pairs(self):
        """Everybody with everything of each kind, whoever hears of it."""
        for source in facts.SOURCES.values():
            subjects = {record.history_key for record in source.open_on(MONDAY)}
            yield source, {(pk, subject) for pk in User.objects.values_list("pk", flat=True) for subject in subjects}

    def both(self):
        """What is found for all at once, and one by one."""
        at_once, alone = {}, {}
        for source, wanted in self.pairs():
            matters = source.matters_at_once(wanted, MONDAY)
            due = {pair: (matter.due_on, matter.audiences) for pair, matter in matters.items()}
            assert source.due_at_once(wanted, MONDAY) == due  # what is written and what leaves go by the same
            at_once |= {(source, *pair): matter for pair, matter in matters.items()}
            for person in User.objects.active():
                found = source.matters(person.as_of(MONDAY), {subject for _, subject in wanted})
                alone |= {(source, person.pk, subject): one for subject, one in found.items() if one.audiences}
        return at_once, alone

    def test_everybody_hears_of_the_same_in_the_same_words(self):
        at_once, alone = self.both()
        assert len({source for source, _, _ in at_once}) == len(facts.SOURCES)
        assert at_once == alone

    def test_nobody_hears_of_what_they_may_no_longer_see(self):
        """However somebody lost sight of it: nothing is found at once that would not be found alone."""
        before, _ = self.both()
        for change in (
            lambda: self.review_work.named_people.filter(person=self.fire_lead).delete(),
            lambda: self.review_work.participations.filter(organisation=self.fire).update(answer="declined"),
            lambda: Membership.objects.filter(person=self.second_lead).update(ends_on=MONDAY - DAY),
            lambda: Membership.objects.filter(person=self.officer).update(role=Role.READER),
            lambda: User.objects.filter(pk=self.sponsor.pk).update(is_active=False),
            lambda: Initiative.objects.update(reach="named"),
        ):
            with self.subTest(change), transaction.atomic():
                change()
                at_once, alone = self.both()
                assert at_once.items() <= alone.items()
                assert at_once != before
                transaction.set_rollback(True)

    def test_deputies_hear_of_it_with_whom_they_cover_for(self):
        make.leave(self.fire_lead, deputy=self.second_lead)
        at_once, alone = self.both()
        assert at_once.items() <= alone.items()
        lent = {matter.stands_for for (_, person, _), matter in at_once.items() if person == self.second_lead.pk}
        assert frozenset({("authors", "cover for Elin Pryce")}) in lent

    def test_it_takes_as_many_queries_for_all_as_for_two(self):
        source = facts.REPORTS_OWED
        wanted = next(pairs for each, pairs in self.pairs() if each is source)
        asked = []
        for some in (sorted(wanted)[:2], wanted):
            for ask in (source.matters_at_once, source.due_at_once):
                with CaptureQueriesContext(connection) as queries:
                    ask(some, MONDAY)
                asked.append(len(queries))
        assert len(set(asked)) == 1
        assert asked[0] <= 9


class Sending(ReminderTestCase):
    def test_a_handful_is_asked_about_again_as_it_leaves(self):
        self.tick(OCTOBER_3)
        with self.sight_lost():
            assert delivery.deliver_waiting(eight_on(OCTOBER_3)) == 0
        assert set(Letter.objects.values_list("state", flat=True)) == {"cancelled"}

    def test_what_is_due_first_leaves_first_whoever_is_told_of_it(self):
        """Fault 42: many are due at once and leave one after the other. In groups of two, so that groups have an order too."""
        days = [dt.date(2014, 10, day) for day in (17, 31, 10, 24, 6, 9)]
        for number, day in enumerate(days):
            author, work = make.person(email=f"due.{day.day}@portal.test"), make.initiative(f"Work {number}")
            make.named(work, author)
            make.report_request(work, self.office, day)
        with mock.patch.object(actions, "AT_ONCE", 2):
            self.tick(OCTOBER_3)
        delivery.deliver_waiting(eight_on(OCTOBER_3))
        left = [each.to[0] for each in mail.outbox if each.to[0].startswith("due.")]
        assert left == [f"due.{day.day}@portal.test" for day in sorted(days)]

    def test_a_handful_that_cannot_be_asked_about_at_once_is_asked_one_by_one(self):
        self.tick(OCTOBER_3)
        broken = mock.patch("services.letters.checks.sure_of", side_effect=ValueError("no"))
        with broken, self.assertLogs("services.letters.delivery", "ERROR"):
            assert delivery.deliver_waiting(eight_on(OCTOBER_3)) == 3

    @contextmanager
    def sight_lost(self):
        """Nobody is named any more, and nobody sees anything."""
        with (
            mock.patch.object(Circle, "named_as", return_value=set()),
            mock.patch.object(ReportRequests, "visible_to", lambda rows, user: rows.none()),
        ):
            yield

    @override_settings(LETTERS_A_SECOND=1.0)
    def test_at_the_usual_rate_every_letter_is_asked_about_alone(self):
        self.tick(OCTOBER_3)
        with mock.patch.object(ReportRequests, "visible_to", lambda rows, user: rows.none()):
            assert delivery.deliver_waiting(eight_on(OCTOBER_3)) == 0

    def test_a_handful_waits_for_the_hours_of_letters(self):
        self.tick(OCTOBER_3)
        assert delivery.deliver_waiting(clock.at(OCTOBER_3, 20)) == 0
        assert set(Letter.objects.values_list("state", "not_before")) == {
            ("waiting", clock.at(dt.date(2014, 10, 6), 8))
        }

    def test_one_who_is_in_doubt_holds_up_nobody(self):
        self.tick(OCTOBER_3)
        self.review_work.named_people.filter(person=self.fire_lead).delete()
        assert delivery.deliver_waiting(eight_on(OCTOBER_3)) == 2

    def test_what_was_asked_too_long_ago_is_asked_again(self):
        self.tick(OCTOBER_3)
        with (
            mock.patch.object(delivery, "FRESH_SECONDS", -1),
            mock.patch.object(ReportRequests, "visible_to", lambda rows, user: rows.none()),
        ):
            assert delivery.deliver_waiting(eight_on(OCTOBER_3)) == 0

    def test_if_one_of_a_group_cannot_be_written_to_the_others_are(self):
        with (
            self.assertLogs("initiatives.reminders.actions", "ERROR"),
            mock.patch("initiatives.reminders.writing.write", side_effect=refuse(self.fire_lead)),
        ):
            assert self.tick(OCTOBER_3).letters == 2
        assert self.letters(self.fire_lead) == []


def refuse(someone):
    """A writer who cannot write to one person."""
    write = writing.write

    def written(items, person, today: dt.date, *more):
        if person == someone:
            raise ValueError("no ink")
        return write(items, person, today, *more)

    return written
