"""Pages people read: an initiative, the leadership review, reminders, messages, the overview and its numbers."""

import re

import pytest
from django.core.management import call_command

INITIATIVE = "/initiatives/CHS-007/"
MAIN_PAGES = (
    "/my-work/",
    "/overview/",
    "/questions/decide/",
    "/questions/changed/",
    "/questions/life/",
    "/questions/trouble/",
    "/questions/gained/",
    "/questions/together/",
    "/questions/ideas/",
    "/questions/punctual/",
    "/questions/five/",
    "/questions/life/compare/",
    "/look-back/",
    "/as-at/2014-10-05/overview/",
    "/as-at/2014-10-05/initiatives/",
    "/initiatives/",
    "/initiatives/CHS-001/",
    INITIATIVE,
    "/initiatives/CHS-007/reports/",
    "/initiatives/CHS-007/history/",
    "/initiatives/CHS-007/reminders/",
    "/initiatives/CHS-007/evaluation/",
    "/lessons/",
    "/reports/",
    "/reviews/CHS-R01/",
    "/meetings/",
    "/meetings/CHS-M01/",
    "/agreements/",
    "/agreements/CHS-A01/",
    "/organisations/",
    "/organisations/police-cheshire/",
    "/messages/",
    "/account/",
    "/manage/bank-holidays/",
    "/help/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
)


def test_an_initiative_says_where_it_stands_who_takes_part_and_what_is_not_known(call):
    someone = (
        call("police.lead").goes_to("/initiatives/CHS-001/").reads("North West Motorway Police Group", "June 2008")
    )
    someone.reads("Merseyside Police", "not known", "What it is for", "Who takes part", "Milestones")
    someone.follows_in_record("Agreements").reads("Find the signed copy")
    someone.goes_to(INITIATIVE).reads(
        "3 organisations", "Not reported yet", "The first is due on Friday 31 October 2014"
    )
    someone.follows_in_record("Meetings").follows("Heads of").reads("November 2013")
    someone.goes_to(INITIATIVE).follows_in_record("Reports").follows("Initial outcomes").reads("Not started")


def test_the_leadership_review_says_what_is_asked_for_when_and_who_reads_it(call):
    someone = call("fire.lead").goes_to("/reviews/CHS-R01/").reads("October 2014", "Friday 31 October 2014")
    someone.reads("the last working day it can mean", "Chief Constable", "As the source document says")
    someone.follows("Tri-service collaboration review").reads("It takes about 10 minutes")


def test_the_office_records_that_the_review_took_place(call, settings):
    settings.PORTAL_CLOCK = "2014-11-04 08:00"
    officer = call("officer").goes_to("/reviews/CHS-R01/").presses("Record that this review took place")
    officer.presses("Record that it took place").is_told("Enter the day the leaders met about it")
    officer.types_date("When did the leaders meet about it?", 3, 11, 2014).presses("Record that it took place")
    officer.reads("This review took place on Monday 3 November 2014.")


def test_reminders_say_what_went_to_whom_and_what_goes_next(call):
    someone = call("sponsor").goes_to(INITIATIVE).follows("Reminders")
    someone.reads("Friday 3 October 2014", "Next: Friday 17 October 2014", "if the report has not been sent by then")
    for day in (
        "Friday 24 October 2014",
        "Thursday 30 October 2014",
        "Monday 3 November 2014",
        "Friday 7 November 2014",
    ):
        someone.reads(day)


def test_everybody_who_writes_the_report_has_the_letter_of_3_october(call):
    for part in ("police.lead", "fire.lead", "ambulance.lead"):
        call(part).turns_to("Messages").reads("3 October 2014 at 8am").follows("report due Friday 31 October")
    call("sponsor").turns_to("Messages").reads("No messages yet.")


def test_a_late_report_climbs_the_ladder_to_the_sponsor_and_the_office(cheshire, settings, call):
    settings.PORTAL_CLOCK = "2014-11-07 08:00"
    call_command("remind", replay=True)
    sponsor = call("sponsor").turns_to("Messages").follows("late").reads("You get this because")
    sponsor.goes_to("/initiatives/CHS-007/").follows_in_record("Reminders").reads(
        "Nothing more is planned for this report."
    )
    call("fire.lead").reads("7 days late").turns_to("Messages").follows("late")
    officer = call("officer").reads("One report is late.", "Tri-service collaboration review is 7 days late")
    officer.follows("report is late").reads("One report is late.", "7 days late")
    officer.turns_to("Messages").follows("late").reads("Tri-service collaboration review")


def test_each_number_of_the_overview_links_to_as_many_rows(call):
    officer = call("officer").is_at("/overview/").reads("One report is due in the next 20 working days")
    tiles = officer.page.locator(".app-figures li").evaluate_all(
        "tiles => tiles.map(tile => [tile.querySelector('.app-figures__n').innerText, tile.querySelector('a').pathname + tile.querySelector('a').search])"
    )
    shares = officer.page.locator(".app-details td a").evaluate_all(
        "links => links.map(link => [link.firstChild.textContent, link.pathname + link.search])"
    )
    assert len(tiles) == 4
    assert shares
    counted = [tile for tile in tiles if not tile[0].startswith("£")]
    assert len(counted) == 3
    for number, address in counted + shares:
        assert len(officer.goes_to(address).rows()) == int(number), address


def test_a_question_is_answered_in_words_a_picture_a_table_and_a_file(call):
    officer = call("officer").goes_to("/overview/").follows("Who works with whom?").reads("share", "you can see")
    officer.page.get_by_text("View this as a table").click()
    officer.fits()
    marks = officer.page.locator(".app-chart:visible a[aria-label]").evaluate_all(
        "marks => marks.map(mark => [mark.getAttribute('aria-label').match(/[0-9]+$/)[0], mark.getAttribute('href')])"
    )
    assert len(marks) > 10
    with officer.page.expect_download() as file:
        officer.page.get_by_role("link", name="Download these figures").click()
    assert file.value.suggested_filename == "together-2014-10-06.csv"
    for number, address in marks[:4]:
        assert len(officer.goes_to(address).rows()) == int(number), address


def test_the_administrator_adds_a_bank_holiday(call):
    administrator = call("administrator").turns_to("Joan Ellis").follows("Bank holidays").presses("Add a bank holiday")
    administrator.presses("Continue")
    administrator.is_told(
        "Enter the day", "Enter what the day is called", "Enter how you know that this is a bank holiday"
    )
    administrator.types_date("Which day is it?", 31, 10, 2014).types("What is it called?", "The royal visit")
    administrator.types("How do you know?", "The proclamation of 1 October 2014.").presses("Continue")
    administrator.reads("Check which dates move", "1 date of records you cannot see moves.")
    administrator.presses("Add this bank holiday")
    administrator.reads("The royal visit has been added", "Friday 31 October 2014", "Added by Joan Ellis")
    call("fire.lead").reads("report due Thursday 30 October 2014")


def test_bank_holidays_are_the_administrators_to_add(call):
    lead = call("fire.lead").turns_to("Elin Pryce").follows("Bank holidays").does_not_read("Add a bank holiday")
    lead.follows("Scotland").reads("Bank holidays")


def test_every_page_of_the_menu_and_of_the_foot_is_in_order(call):
    officer = call("officer")
    for path in MAIN_PAGES:
        officer.goes_to(path).does_not_read("Page not found")


@pytest.mark.parametrize("part", ["officer", "fire.lead"])
def test_no_page_is_wider_than_a_window_of_320_pixels(opens, part):
    """As on a screen of 1280 pixels at 400%: WCAG 1.4.10."""
    someone = opens(part, 320)
    for path in (*MAIN_PAGES, "/initiatives/new/", "/reports/1/", "/sign-in/"):
        someone.page.goto(someone.address + path)
        someone.fits()


@pytest.mark.parametrize("part", ["officer", "fire.lead"])
def test_no_link_leads_nowhere(opens, part):
    """Follows every link that this person can come to."""
    someone, seen, waiting = opens(part, 1280), set(), ["/"]
    while waiting:
        path = waiting.pop()
        answer = someone.page.request.get(someone.address + path)
        assert answer.ok, f"{path}: {answer.status}"
        for link in set(re.findall(r'href="(/[^"#?]*)', answer.text())) - seen:
            seen.add(link)
            waiting.extend([link] if not link.startswith("/static/") else [])
    assert len(seen) > 30
