"""Files that are brought in: whoever dies at a row leaves nothing, and the same file twice at once is loaded once."""

from io import StringIO
from itertools import count
from unittest import mock

from django.core.management import call_command
from django.test import TransactionTestCase, override_settings

from collab_portal.toolkit.fail_points import Ended
from initiatives.agreements.models import Agreement
from initiatives.management.cheshire.writing import Loading
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Participation
from initiatives.reviews.models import LeadershipReview, ReportEvent, ReportRequest
from services.directory import actions as directory
from services.directory.models import BankHoliday, Organisation
from services.history.models import Entry
from services.letters.models import Letter
from tests.initiatives.management.test_load_register import organisations
from tests.initiatives.register.test_two_at_once import at_once

TABLES = (
    *(Initiative, Participation, Meeting, Board, Agreement, LeadershipReview, ReportRequest, ReportEvent),
    *(BankHoliday, Organisation, Entry, Letter),
)


def how_many():
    """The number of rows of every table that a file could fill."""
    return {table.__name__: table.objects.count() for table in TABLES}


def loaded(command):
    """Run a command as somebody at a terminal would. Returns what it says."""
    said = StringIO()
    call_command(command, stdout=said)
    return said.getvalue()


def dies_at(row, place, name):
    """The process ends as it comes to this row, counted from 1."""
    deed, rows = getattr(place, name), count(1)

    def until_then(*args, **more):
        if next(rows) == row:
            raise Ended(f"row {row}")
        return deed(*args, **more)

    return mock.patch.object(place, name, until_then)


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class Importing(TransactionTestCase):
    """Fault 45, in real transactions."""

    def assert_nothing_or_everything(self, command, place, name, every):
        """Die at the first row, then at every so many, until the file has no such row: only then is anything there."""
        before = how_many()
        for row in count(1, every):
            with dies_at(row, place, name):
                try:
                    loaded(command)
                except Ended:
                    assert how_many() == before, f"row {row}"
                    continue
            assert row > 1 + every
            return

    def assert_once(self, command, again):
        """Twice at the same moment: one does it, the other finds it done; and a third time nothing changes."""
        said = at_once(*[lambda: loaded(command)] * 2)
        assert [again in each for each in sorted(said, key=lambda each: again in each)] == [False, True], said
        rows = how_many()
        assert again in loaded(command)
        assert how_many() == rows

    def with_the_organisations_of_the_register(self):
        for organisation in organisations().values():
            organisation.country = "England"
            organisation.save()

    def test_the_register(self):
        self.with_the_organisations_of_the_register()
        self.assert_nothing_or_everything("load_register", Loading, "keep", every=15)
        assert Initiative.objects.count() == 7
        assert not Letter.objects.exists()

    def test_the_register_twice_at_once(self):
        self.with_the_organisations_of_the_register()
        self.assert_once("load_register", again="No change")
        assert (Initiative.objects.count(), ReportRequest.objects.count()) == (7, 1)

    def test_the_organisations(self):
        self.assert_nothing_or_everything("load_organisations", directory, "add_organisation", every=80)
        assert Organisation.objects.count() == 173

    def test_the_organisations_twice_at_once(self):
        self.assert_once("load_organisations", again="no change")
        assert Organisation.objects.count() == Entry.objects.count() == 173

    def test_the_bank_holidays_twice_at_once(self):
        self.assert_once("load_bank_holidays", again="no change")
        days = list(BankHoliday.objects.values_list("division", "day"))
        assert len(days) == len(set(days))
