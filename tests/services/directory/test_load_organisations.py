"""`manage.py load_organisations`: all or nothing, and nothing the second time."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from services.directory.models import Organisation
from services.history.models import Entry

FILE = Path(__file__).parents[3] / "services" / "fixtures" / "organisations.csv"


def load(*args):
    out = StringIO()
    call_command("load_organisations", *args, stdout=out)
    return out.getvalue()


class LoadTest(TestCase):
    def changed_file(self, old: str, new: str) -> str:
        folder = self.enterContext(TemporaryDirectory())
        path = Path(folder) / "changed.csv"
        path.write_text(FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return str(path)

    def test_the_first_run_enters_173_bodies_and_the_second_changes_nothing(self):
        assert load() == "Organisations: 173 new, 0 changed, 0 as they were.\n"
        entries = Entry.objects.count()
        assert load() == "173 organisations: no change.\n"
        assert Organisation.objects.count() == 173
        assert Entry.objects.count() == entries == 173

    def test_who_holds_whom_to_account_is_kept(self):
        load()
        essex = Organisation.objects.get(slug="fire-essex")
        assert essex.governed_by.slug == "policing-body-essex"
        assert Organisation.objects.get(slug="fire-cheshire").governed_by is None
        assert Organisation.objects.filter(governed_by__isnull=False).count() == 51

    def test_dates_are_filled_in_only_where_the_file_tells_them(self):
        load()
        assert str(Organisation.objects.get(slug="partner-cwca").valid_from) == "February 2026"
        assert not Organisation.objects.exclude(slug="partner-cwca").exclude(valid_from=None).exists()
        assert not Organisation.objects.exclude(valid_to=None).exists()

    def test_a_changed_row_is_updated_told_and_kept_in_the_history(self):
        load()
        changed = self.changed_file("Chief Constable of Kent Police", "Chief Constable of Kent")
        said = load(changed)
        assert said == "police-kent: changed legal party\nOrganisations: 0 new, 1 changed, 172 as they were.\n"
        kent = Organisation.objects.get(slug="police-kent")
        told = Entry.objects.told_on(kent).first()
        assert told.changes == [
            {"field": "Legal party", "before": "Chief Constable of Kent Police", "after": "Chief Constable of Kent"}
        ]

    def test_what_the_file_does_not_know_is_left_alone(self):
        load()
        Organisation.objects.create(
            slug="ours", name="Ours", short_name="Ours", kind="government_department", legal_party="Us", country="UK"
        )
        Organisation.objects.filter(slug="police-kent").update(valid_to="2030")
        assert load() == "173 organisations: no change.\n"
        assert str(Organisation.objects.get(slug="police-kent").valid_to) == "2030"

    def test_a_broken_file_changes_nothing_and_says_where(self):
        broken = self.changed_file(
            "police-kent,Kent Police,Kent,police_force", "police-kent,Kent Police,Kent,police_farce"
        )
        with pytest.raises(CommandError, match=r"Nothing was loaded(.|\n)*line 21, kind: “police_farce” is not a kind"):
            load(broken)
        assert not Organisation.objects.exists()

    def test_a_missing_file_is_a_sentence(self):
        with pytest.raises(CommandError, match=r"/nowhere/x.csv cannot be read: No such file or directory\."):
            load("/nowhere/x.csv")
