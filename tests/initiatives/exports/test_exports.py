"""Taking tables away: what is in them, for whom, how they are made, and that nobody else gets them."""

import csv
import datetime as dt
import io
from decimal import Decimal
from unittest import mock

from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from initiatives.benefits.models import Benefit, BenefitReading
from initiatives.exports import actions, tables
from initiatives.exports.choices import What
from initiatives.exports.models import Export
from initiatives.register.models import Initiative
from services.access.roles import Role
from tests import make
from tests.case import EIGHT, MONDAY
from tests.initiatives.benefits.case import SUMMER, BenefitsCase

HOUR = dt.timedelta(hours=1)


class Tables(BenefitsCase):
    def asked(self, what, by=None):
        return actions.ask_for(what, by=by or self.officer, at=EIGHT, day=MONDAY)

    def made(self, what, by=None):
        export = self.asked(what, by)
        assert actions.make_waiting(EIGHT) == 1
        export.refresh_from_db()
        return export

    def rows(self, export, number=1):
        """The rows of a table as dictionaries, from its CSV; and its page of the workbook, from another library."""
        lines = list(csv.DictReader(io.StringIO(export.sheets.get(number=number).text)))
        page = load_workbook(io.BytesIO(bytes(export.workbook))).worksheets[number]
        heads = [cell.value for cell in page[1]]
        return lines, [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=2)]


class TheExtent(Tables):
    def test_has_a_row_for_each_initiative_that_its_asker_sees(self):
        for person in self.six:
            if not Export.objects.visible_to(person).exists():
                seen = Initiative.objects.registered().visible_to(person).order_by("ref").values_list("ref", flat=True)
                lines, cells = self.rows(self.made(What.EXTENT, person))
                assert [row["Reference"] for row in lines] == list(seen), person.name
                assert [row["Reference"] for row in cells] == list(seen), person.name

    def test_says_what_the_page_says(self):
        Initiative.objects.filter(pk=self.review_work.pk).update(status_on=MONDAY, status="at_risk")
        lines, cells = self.rows(self.made(What.EXTENT))
        row, cell = (next(each for each in rows if each["Reference"] == "CHS-007") for rows in (lines, cells))
        work = Initiative.objects.get(ref="CHS-007")
        partners = sorted(
            part.organisation.name for part in work.participations.current_on(MONDAY).filter(answer="takes_part")
        )
        assert (row["Initiative"], row["Takes part"]) == (work.name, "; ".join(partners))
        assert (row["Organisations"], cell["Organisations"]) == (str(len(partners)), len(partners))
        assert (row["Status"], row["Reported on"], cell["Reported on"].date()) == ("At risk", "2014-10-06", MONDAY)

    def test_asks_as_much_for_many_as_for_few(self):
        def queries():
            export = self.asked(What.EXTENT)
            with CaptureQueriesContext(connection) as asked:
                actions.make_waiting(EIGHT)
            export.delete()
            return len(asked)

        few = queries()
        for number in range(30):
            make.initiative(f"Work {number}", (self.fire, self.police))
        assert queries() == few


class CostsAndBenefits(Tables):
    def test_each_line_shows_its_plan_and_its_year(self):
        self.confirm(self.claim(8_000))
        lines, cells = self.rows(self.made(What.COSTS_AND_BENEFITS), 2)
        row, cell = lines[0], cells[0]
        assert len(lines) == len(cells) == 1
        assert (row["Organisation"], row["Benefit"]) == (self.fire.name, "Rent no longer paid")
        assert (row["Counted in"], row["How often"]) == ("£", "a year")
        assert (cell["Target"], cell["Confirmed 2014/15"], cell["Claimed 2014/15"]) == (120_000, 8_000, 0)
        assert Decimal(row["Confirmed 2014/15"]) == 8_000

    def test_holds_what_its_asker_sees_and_no_more(self):
        make.benefit(make.initiative("Theirs", (self.police,)), self.police, self.police_lead, title="Not for fire")
        seen = Benefit.objects.visible_to(self.fire_lead).count()
        make.cost(Initiative.objects.get(name="Theirs"), self.police, note="Nor this")
        own = make.cost(self.review_work, self.fire)
        export = self.made(What.COSTS_AND_BENEFITS, self.fire_lead)
        lines, _ = self.rows(export, 2)
        paid, cells = self.rows(export)
        assert [(row["Initiative reference"], Decimal(row["Amount"])) for row in paid] == [("CHS-007", own.amount)]
        assert (Decimal(str(cells[0]["Amount"])), cells[0]["Financial year"]) == (own.amount, own.year_named)
        assert (len(lines), "Not for fire" in str(lines)) == (seen, False)


class TheUpdate(Tables):
    def test_tells_of_what_is_new_since_the_last_review(self):
        review = make.review(self.office)
        type(review).objects.filter(pk=review.pk).update(held_on=dt.date(2014, 9, 1))
        old = make.reading(self.saving, "confirmed", value=5_000)
        long_ago = dt.datetime(2014, 8, 1, 9, tzinfo=dt.UTC)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            BenefitReading.objects.filter(pk=old.pk).update(claimed_at=long_ago, answered_at=long_ago)
            cursor.execute("SET session_replication_role = DEFAULT")
        self.claim(9_500, quarter=SUMMER)
        export = self.made(What.UPDATE)
        lines, cells = self.rows(export)
        assert export.since == dt.date(2014, 9, 1)
        assert [(row["Value"], row["What became of it"], row["Claimed on"]) for row in lines] == [
            ("9500.00", "Claimed", "2014-10-06")
        ]
        assert cells[0]["Claimed on"].date() == MONDAY

    def test_tells_nobody_of_what_they_cannot_see(self):
        theirs = make.benefit(make.initiative("Theirs", (self.police,)), self.police, self.police_lead)
        make.reading(theirs, value=1_000)
        self.claim(9_500, quarter=SUMMER)
        lines, _ = self.rows(self.made(What.UPDATE, self.fire_lead))
        assert [row["Value"] for row in lines] == ["9500.00"]

    def test_without_a_review_it_tells_of_three_months(self):
        assert tables.last_review_before(self.reader, MONDAY) == dt.date(2014, 7, 6)


class Asking(Tables):
    def press(self, what="extent"):
        return self.client.post(reverse("exports:ask", kwargs={"what": what}))

    def test_pressed_twice_it_is_one(self):
        self.sign_in(self.officer)
        assert self.press().url == self.press().url
        assert Export.objects.count() == 1

    def test_says_how_far_it_is_until_it_is_ready(self):
        self.sign_in(self.officer)
        page = self.press().url
        self.assertContains(self.client.get(page), "Waiting to be made")
        with mock.patch.object(actions, "how_far", return_value=(500, 1_200)):
            self.assertContains(self.client.get(page), "500 rows of 1,200 rows done")
        actions.make_waiting(EIGHT)
        self.assertContains(self.client.get(page), "It is ready")
        self.assertContains(self.client.get(reverse("exports:exports")), "Ready")

    def test_its_files_are_the_ones_that_were_made(self):
        export = self.made(What.EXTENT)
        self.sign_in(self.officer)
        file = self.client.get(reverse("exports:workbook", kwargs={"pk": export.pk}))
        assert file.content == bytes(export.workbook)
        assert file["Content-Disposition"] == 'attachment; filename="extent-2014-10-06.xlsx"'
        sheet = export.sheets.get()
        text = self.client.get(reverse("exports:as_csv", kwargs={"pk": sheet.pk}))
        assert text.content.decode("utf-8-sig") == sheet.text
        page = self.client.get(sheet.get_absolute_url())
        self.assertContains(page, Initiative.objects.get(ref="CHS-007").name)

    def test_is_for_its_asker_alone(self):
        export = self.made(What.EXTENT)
        self.sign_in(self.commissioner)
        for name, pk in (
            ("export", export.pk),
            ("workbook", export.pk),
            ("table", export.sheets.get().pk),
            ("as_csv", export.sheets.get().pk),
        ):
            assert self.client.get(reverse(f"exports:{name}", kwargs={"pk": pk})).status_code == 404, name

    def test_is_gone_for_somebody_who_no_longer_sees_through_what_they_saw_through(self):
        export = self.made(What.EXTENT)
        self.officer.memberships.update(ends_on=MONDAY - dt.timedelta(days=1))
        make.membership(self.officer, self.fire)
        self.sign_in(self.officer)
        assert self.client.get(export.get_absolute_url()).status_code == 404

    def test_readers_are_told_who_can(self):
        self.sign_in(self.reader)
        self.assertContains(self.client.get(reverse("exports:exports")), "take tables away", status_code=403)

    def test_an_unknown_table_is_a_wrong_address(self):
        self.sign_in(self.officer)
        assert self.press("everything").status_code == 404

    def test_what_is_not_ready_has_no_file(self):
        export = self.asked(What.EXTENT)
        self.sign_in(self.officer)
        assert self.client.get(reverse("exports:workbook", kwargs={"pk": export.pk})).status_code == 404


class Making(Tables):
    def test_a_failure_is_said_and_it_can_be_asked_for_again(self):
        export = self.asked(What.EXTENT)
        with (
            mock.patch.object(tables, "sheets_of", side_effect=ValueError("no ink")),
            self.assertLogs("initiatives.exports.actions", "ERROR"),
        ):
            assert actions.make_waiting(EIGHT) == 0
        self.sign_in(self.officer)
        self.assertContains(self.client.get(export.get_absolute_url()), "could not be made")
        assert self.made(What.EXTENT).pk != export.pk

    def test_nothing_is_made_for_somebody_who_left(self):
        export = self.asked(What.EXTENT)
        type(self.officer).objects.filter(pk=self.officer.pk).update(is_active=False)
        with self.assertLogs("initiatives.exports.actions", "ERROR"):
            assert actions.make_waiting(EIGHT) == 0
        export.refresh_from_db()
        assert (export.state, export.workbook) == ("failed", None)

    def test_what_a_dead_worker_began_is_made_by_the_next(self):
        export = self.asked(What.EXTENT)
        dead = actions.begin_next(EIGHT)
        assert actions.make_waiting(EIGHT + HOUR / 12) == 0
        assert actions.make_waiting(EIGHT + HOUR) == 1
        export.refresh_from_db()
        sheets = export.sheets.count()
        assert actions.make(dead, EIGHT + 2 * HOUR) is False
        assert (export.state, export.sheets.count()) == ("ready", sheets)

    def test_a_worker_that_comes_back_from_the_dead_leaves_what_another_has_begun(self):
        export = self.asked(What.EXTENT)
        dead = actions.begin_next(EIGHT)
        other = actions.begin_next(EIGHT + HOUR)
        assert actions.make(dead, EIGHT + HOUR) is False
        assert export.sheets.count() == 0
        assert actions.make(other, EIGHT + HOUR) is True

    def test_after_a_day_it_is_forgotten(self):
        self.made(What.EXTENT)
        actions.make_waiting(EIGHT + dt.timedelta(days=1))
        assert Export.objects.count() == 1
        actions.make_waiting(EIGHT + dt.timedelta(days=1, seconds=1))
        assert Export.objects.count() == 0

    def test_a_broker_that_is_away_costs_nobody_their_table(self):
        with mock.patch.object(actions.current_app, "connection_for_write", side_effect=OSError("away")):
            with self.captureOnCommitCallbacks(execute=True):
                self.asked(What.EXTENT)
        assert actions.make_waiting(EIGHT) == 1


class OneMoment(TransactionTestCase):
    def test_it_is_made_of_one_moments_data_by_code_that_cannot_write(self):
        """It is the read-only block that says so; in a test of its own, as a transaction cannot begin inside another."""
        office = make.organisation()
        officer = make.person("Ann", office, Role.POLICY_OFFICER)
        actions.ask_for(What.EXTENT, by=officer, at=EIGHT, day=MONDAY)
        seen = []

        def look(*args):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
                )
                seen.append(cursor.fetchone())
            return []

        with mock.patch.object(tables, "sheets_of", side_effect=look):
            assert actions.make_waiting(EIGHT) == 1
        assert seen == [("repeatable read", "on")]
