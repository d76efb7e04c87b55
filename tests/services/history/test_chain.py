"""The timeline: nobody changes it, and if somebody does so behind the portal's back, the chain says where."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.test import TransactionTestCase

from services.directory.models import Organisation
from services.history import actions
from services.history.models import Entry
from services.people.models import Membership
from tests import make
from tests.case import CastTestCase
from tests.services.letters.test_two_workers import side_by_side


@contextmanager
def behind_the_portals_back():
    """As somebody with the rights of the database's owner could do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE services_entry DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("ALTER TABLE services_entry ENABLE TRIGGER USER")


class ChainTest(CastTestCase):
    def setUp(self):
        self.entries = [self.record(f"did thing {number}", why="Because, said: “so”.") for number in range(5)]

    def record(self, verb, **more):
        return actions.record(verb, self.fire, by=self.fire_lead, at=self.now, **more)

    def check(self):
        out = StringIO()
        call_command("check_history", stdout=out)
        return out.getvalue()

    def test_an_entry_can_be_neither_changed_nor_taken_out(self):
        entry = self.entries[2]
        for wrong in (
            lambda: Entry.objects.filter(pk=entry.pk).update(verb="did nothing"),
            lambda: Entry.objects.filter(pk=entry.pk).delete(),
            lambda: Entry.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(InternalError, match=r"Cannot (update|delete)"), transaction.atomic():
                wrong()
        assert Entry.objects.count() == 5

    def test_each_entry_carries_the_hash_of_the_one_before(self):
        first, *others = Entry.objects.order_by("id")
        assert first.previous_hash == ""
        for before, after in zip([first, *others], others, strict=False):
            assert after.previous_hash == before.hash
        assert len({entry.hash for entry in [first, *others]}) == 5

    def test_a_whole_chain_holds(self):
        assert Entry.objects.broken_link() is None
        assert self.check().startswith("5 entries, and every one fits. The last hash is ")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")
        assert Entry.objects.broken_link() is None

    def test_a_changed_word_is_found(self):
        for column, value in (
            ("verb", "did nothing"),
            ("why", ""),
            ("place", "x"),
            ("changes", '[{"field": "x"}]'),
            ("by_id", str(self.officer.pk)),
            ("at", "2014-10-05"),
        ):
            with self.subTest(column), transaction.atomic():
                with behind_the_portals_back() as cursor:
                    cursor.execute(
                        f"UPDATE services_entry SET {column} = %s WHERE id = %s", [value, self.entries[2].pk]
                    )
                assert Entry.objects.broken_link() == self.entries[2]
                with pytest.raises(
                    CommandError,
                    match=rf"first entry that does not fit is entry {self.entries[2].pk} of 6 October|5 October",
                ):
                    self.check()
                transaction.set_rollback(True)

    def test_an_entry_taken_out_is_found_at_the_one_after_it(self):
        with behind_the_portals_back() as cursor:
            cursor.execute("DELETE FROM services_entry WHERE id = %s", [self.entries[2].pk])
        assert Entry.objects.broken_link() == self.entries[3]

    def test_an_entry_put_in_is_found(self):
        with behind_the_portals_back() as cursor:
            cursor.execute(
                "INSERT INTO services_entry (at, verb, thing, place, changes, why, previous_hash, hash) "
                "VALUES (now(), 'did it', 'x:1', 'x:1', '[]', '', %s, %s)",
                [self.entries[-1].hash, "f" * 64],
            )
        assert Entry.objects.broken_link().verb == "did it"

    def test_the_beginning_cannot_be_cut_off(self):
        with behind_the_portals_back() as cursor:
            cursor.execute("DELETE FROM services_entry WHERE id = %s", [self.entries[0].pk])
        assert Entry.objects.broken_link() == self.entries[1]

    def test_an_empty_history_holds(self):
        with behind_the_portals_back() as cursor:
            cursor.execute("DELETE FROM services_entry")
        assert self.check() == "0 entries, and every one fits. The last hash is none.\n"

    def test_what_is_typed_cannot_pass_for_two_fields(self):
        one = self.record("a|b", why="c")
        other = self.record("a", why="b|c")
        assert one.pk != other.pk
        assert Entry.objects.broken_link() is None


class TimelineTest(CastTestCase):
    def test_a_record_tells_its_own_story_newest_first(self):
        actions.record("began", self.fire, by=self.fire_lead, at=make.EIGHT)
        actions.record("ended", self.fire, by=None, at=self.now, why="It was over.")
        actions.record("began", self.police, by=None, at=self.now)
        told = list(Entry.objects.told_on(self.fire))
        assert [entry.verb for entry in told] == ["ended", "began"]
        assert [str(entry) for entry in told] == ["The portal ended", "Elin Pryce began"]

    def test_what_changed_is_told_in_words(self):
        before = {"name": "Old", "on": None, "open": True, "kind": self.fire.kind, "same": 1}
        after = {"name": "New", "on": make.MONDAY, "open": False, "same": 1, "who": [self.police, self.fire]}
        labels = {"name": "name", "on": "day", "open": "open", "same": "same", "who": "organisations"}
        assert actions.changes_between(before, after, labels) == [
            {"field": "Name", "before": "Old", "after": "New"},
            {"field": "Day", "before": "not known", "after": "6 October 2014"},
            {"field": "Open", "before": "yes", "after": "no"},
            {
                "field": "Organisations",
                "before": "not known",
                "after": "Cheshire Constabulary and Cheshire Fire and Rescue Service",
            },
        ]

    def test_changes_past_every_model_are_still_kept_row_by_row(self):
        Organisation.objects.filter(pk__in=[self.fire.pk, self.police.pk]).update(region="North West")
        assert self.fire.row_versions.filter(region="North West").count() == 1
        assert self.police.row_versions.filter(region="North West").count() == 1
        Membership.objects.filter(person=self.reader).update(ends_on=make.MONDAY)
        assert self.reader.memberships.get().row_versions.filter(ends_on=make.MONDAY).count() == 1

    def test_no_row_version_keeps_a_password(self):
        versions = self.reader.row_versions.model
        assert "password" not in {field.name for field in versions._meta.get_fields()}


class SideBySideTest(TransactionTestCase):
    def test_many_writers_at_once_make_one_chain(self):
        fire = make.organisation()

        def write(number):
            for turn in range(5):
                with transaction.atomic():
                    actions.record(f"did {number}.{turn}", fire, by=None, at=make.EIGHT)

        side_by_side(write, workers=4)
        assert Entry.objects.count() == 20
        assert Entry.objects.broken_link() is None
