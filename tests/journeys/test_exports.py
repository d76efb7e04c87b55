"""Taking a table away, in a browser."""

import io

from openpyxl import load_workbook
from playwright.sync_api import expect

from collab_portal.toolkit import clock
from initiatives.exports import actions
from initiatives.register.models import Initiative


def test_the_office_takes_the_extent_of_collaboration_away(call):
    officer = call("officer").is_at("/overview/").presses("Take tables away").reads("The extent of collaboration")
    officer.presses("Make it").reads("Waiting to be made")
    assert actions.make_waiting(clock.of_the_database()) == 1
    officer.presses("See how far it is").reads("It is ready")
    with officer.page.expect_download() as taken:
        officer.page.get_by_role("link", name="Take the workbook").click()
    rows = load_workbook(io.BytesIO(taken.value.path().read_bytes()))["Extent of collaboration"].max_row - 1
    assert rows == Initiative.objects.registered().count()
    officer.follows("Read or print").reads(f"{rows} rows, as at 6 October 2014")
    expect(officer.page.locator("tbody tr")).to_have_count(rows)
    officer.goes_to("/exports/").reads("Ready")
