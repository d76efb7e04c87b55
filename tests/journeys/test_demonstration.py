"""Showing the portal: somebody moves its clock from one morning to the next and opens the letters of each day."""

import pytest


@pytest.fixture
def movable(settings, tmp_path):
    settings.PORTAL_CLOCK_FILE = str(tmp_path / "clock-moved")


def test_an_officer_lives_through_days_and_opens_a_letter(call, movable):
    officer = call("officer").goes_to("/demonstration/")
    officer.reads("8am on Monday 6 October 2014", "Nobody has moved the clock yet")
    officer.presses("Go on to Tuesday 7 October 2014").reads("It is Tuesday 7 October 2014, 8am.", "Monday 6 October")
    officer.presses("Go on to the next day with letters").reads(
        "That is a demonstration’s day", "to people who are made up"
    )
    letter = officer.page.locator(".app-letters summary").first
    letter.click()
    officer.looks().reads("You get this because")
    officer.follows("Tuesday 7 October 2014").reads("No letters on this day: nothing had to be said.")
    officer.goes_to("/overview/").does_not_read("Monday 6 October 2014")


def test_who_may_not_move_the_clock_is_told_so(call, movable):
    call("fire.lead").goes_to("/demonstration/").reads("You cannot")
