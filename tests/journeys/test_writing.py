"""Writing a report under all sorts of conditions: a second time, with others, by keyboard, without a script."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from initiatives.register.models import Initiative
from initiatives.reviews.models import ReportRequest
from services.directory.models import Organisation
from services.people.models import User
from tests import make

SO_FAR = "What has happened so far?"
NEXT = "What will happen before the next report?"


@pytest.fixture
def second_report(cheshire, settings) -> ReportRequest:
    """The report of October was accepted with words of its own; another is due at the end of January."""
    fire_lead = User.objects.get(email="fire.lead@portal.test")
    words = {"changed": "We agreed eleven areas.", "planned": "Each area gets a lead.", "risk": "Too few hands."}
    make.report(ReportRequest.objects.get(), fire_lead, state="accepted", **words)
    settings.PORTAL_CLOCK = "2015-01-12 08:00"
    office = Organisation.objects.get(slug="policing-body-cheshire")
    return make.report_request(Initiative.objects.get(ref="CHS-007"), office, dt.date(2015, 1, 30))


def test_last_times_answers_stand_beside_each_question(second_report, call):
    author = call("fire.lead").presses("Start report")
    author.reads("Last time: On track", "Last time: We agreed eleven areas.", "Last time: Each area gets a lead.")
    author.reads("Last time: No", "Last time: Too few hands.", "What has changed since last time?")
    author.chooses("At risk").says_of_each_side("On track").chooses("At risk", within="Resources")
    author.types("Why, if resources are not on track", "Two people left.")
    author.types("How will you get it back on track?", "Borrow two people.")
    author.types("Who will see to it?", "Elin Pryce, Group Manager").types_date(
        "When will it be back on track?", 31, 3, 2015
    )
    author.types("What has changed since last time?", "Two leads left.").types(NEXT, "We name two more.")
    author.chooses("No", within="Do you need a decision?").types("What is the biggest risk now?", "Nobody wants it.")
    author.chooses("OFFICIAL", within="How should this report be marked?").presses("Check your answers")
    author.reads("It was on track, and is now at risk.", "Resources were on track, and are now at risk.")
    author.reads("The biggest risk is another.", "Last time: Too few hands.")


def test_a_draft_is_saved_and_found_again(call):
    author = call("fire.lead").presses("Start report").types(SO_FAR, "Half a sentence")
    author.presses("Save and come back later").reads(
        "Your draft is saved", "Only its authors see this until it is sent."
    )
    author.goes_to("/my-work/").presses("Continue report").finds_typed(SO_FAR, "Half a sentence")
    author.reads("Draft saved on 6 October 2014 at 8am by Elin Pryce.")
    call("officer").goes_to("/reports/").follows("Tri-service").does_not_read("Half a sentence")


def test_two_authors_at_once_lose_nothing(call):
    fire, police = call("fire.lead").presses("Start report"), call("police.lead").presses("Start report")
    fire.types(SO_FAR, "Fire looked at stations.").presses("Save and come back later")
    police.types(SO_FAR, "Police looked at custody.").presses("Save and come back later")
    police.reads("Elin Pryce changed this at 8am", "Fire looked at stations.", "Police looked at custody.")
    police.presses("Save the answers I chose").reads("Your draft is saved", "Fire looked at stations.")

    fire.goes_to("/my-work/").presses("Continue report")
    police.goes_to("/my-work/").presses("Continue report").types(SO_FAR, "Both.").presses("Save and come back later")
    fire.types(SO_FAR, "Only stations.").presses("Check your answers").chooses("Your answer", within=SO_FAR)
    fire.presses("Save the answers I chose").finds_typed(SO_FAR, "Only stations.")


@pytest.fixture
def to_be_cleared(cheshire) -> ReportRequest:
    """The report of October asks about a milestone and a question of its own, and a sponsor clears it."""
    request = ReportRequest.objects.select_related("initiative", "review").get()
    sponsor = User.objects.get(email="sponsor@portal.test")
    request.initiative.named_people.filter(duty="sponsor").delete()
    make.named(request.initiative, sponsor, "sponsor")
    make.milestone(request.initiative, name="Eleven areas agreed", on=dt.date(2014, 11, 28))
    make.milestone(request.initiative, name="Terms of reference", on=dt.date(2014, 9, 1), done_on=dt.date(2014, 9, 3))
    request.review.questions = ["How many calls were shared?"]
    request.review.save()
    request.needs_clearing = True
    request.save()
    return request


def test_a_report_gets_more_time_is_passed_on_and_is_cleared(to_be_cleared, call):
    author, officer = call("fire.lead"), call("officer")
    author.goes_to("/reports/1/").follows("Ask for more time").types_date("When can you send it?", 15, 11, 2014)
    author.types("Why do you need more time?", "Half-term.").presses("Ask for more time")
    author.is_told("The new day must be a working day, like Friday 14 November 2014 or Monday 17 November 2014")
    author.types_date("When can you send it?", 14, 11, 2014).presses("Ask for more time").reads("asks for more time")
    officer.goes_to("/reports/1/").reads("Half-term.").follows("Answer").chooses("Yes").presses("Answer")
    officer.reads("It was first due on Friday 31 October 2014.")

    author.goes_to("/reports/1/").follows("Pass this report to a colleague")
    author.selects("Who should write this report?", "Ruth Kemble, North West Ambulance Service NHS Trust")
    author.presses("Pass it on").reads("Ruth Kemble has been told, and writes this report now.")
    colleague = writes_all(call("reader").presses("Start report"))
    colleague.reads("‘Eleven areas agreed’", "Will be late", "19 December 2014").presses("It is ready to be cleared")
    colleague.reads("The sponsor has been told", "Waiting to be cleared")

    sponsor = call("sponsor").reads("a report is ready for you to clear").goes_to("/reports/1/")
    sponsor.reads("About forty.", "Late: now expected")
    sponsor.follows("Put it back with a reason").types("What should the authors change?", "Say which areas.")
    sponsor.presses("Put the report back").reads("The report is with its authors again.")
    colleague.goes_to("/my-work/").presses("Continue report").reads("Say which areas.").presses("Check your answers")
    colleague.presses("It is ready to be cleared")
    sponsor.goes_to("/reports/1/").presses("Clear report").reads("The report is cleared.", "Cleared")
    colleague.goes_to("/my-work/").presses("Check and send report").presses("Send report").reads("Report sent")
    colleague.goes_to("/reports/1/").reads("Late: now expected 19 December 2014", "Reached on 3 September 2014")


def writes_all(author):
    """Every part of the page, up to its check."""
    author.chooses("On track").says_of_each_side("On track").chooses("Off track", within="Money")
    author.types("Why, if money is not on track", "A bid failed.").types(
        "How will you get it back on track?", "Bid again."
    )
    author.types("Who will see to it?", "Elin Pryce").types_date("When will it be back on track?", 31, 3, 2015)
    author.types(SO_FAR, "We met.").types(NEXT, "We meet again.").chooses("Will be late")
    author.types_date("New date", 19, 12, 2014).chooses("No", within="Do you need a decision?")
    author.types("How many calls were shared?", "About forty.")
    author.chooses("OFFICIAL", within="How should this report be marked?")
    return author.presses("Check your answers")


def test_what_is_typed_is_saved_while_somebody_types(call):
    author, colleague = call("fire.lead"), call("police.lead")
    author.page.clock.install()
    author.presses("Start report").types(SO_FAR, "Half a sentence")
    author.page.clock.fast_forward(31_000)
    status = author.page.get_by_role("status").filter(has_text="Draft saved at")
    expect(status).to_have_text("Draft saved at 8am.")
    colleague.presses("Start report").finds_typed(SO_FAR, "Half a sentence")
    colleague.types(SO_FAR, "A whole sentence.").presses("Save and come back later")

    author.types(SO_FAR, "Half a sentence more")
    author.page.clock.fast_forward(31_000)
    expect(author.page.locator("#kept")).to_contain_text("Priya Okafor saved this report at 8am")
    author.presses("Save and come back later").reads("A whole sentence.", "Half a sentence more")


def test_a_session_that_ends_loses_nothing(call):
    author = call("fire.lead").presses("Start report").types(SO_FAR, "Long words.")
    author.page.context.clear_cookies(name="sessionid")
    author.presses("Save and come back later").reads("You were signed out before your answers could be saved.")
    author.types("Email address", "fire.lead@portal.test").types("Password", make.PASSWORD).presses("Sign in")
    author.reads("You are signed in again", "What you typed is still here, Elin Pryce.")
    author.presses("Go on with what you typed").reads("Your draft is saved", "Long words.")


def test_a_report_is_written_and_sent_without_a_script(call):
    author = call("fire.lead", java_script_enabled=False)
    author.presses("Start report").presses("Check your answers").reads(
        "There is a problem", "Select whether this is on track"
    )
    author.chooses("Off track").says_of_each_side("On track").types(
        "How will you get it back on track?", "Start again."
    )
    author.types("Who will see to it?", "Elin Pryce").types_date("When will it be back on track?", 31, 3, 2015)
    author.types(SO_FAR, "We met.").types(NEXT, "We meet again.")
    author.chooses("Yes", within="Do you need a decision?").types("What should be decided?", "Stop it")
    author.chooses("OFFICIAL", within="How should this report be marked?").presses("Check your answers")
    author.presses("Send report").reads("Report sent")


def test_a_report_is_written_and_checked_by_keyboard_alone(call):
    author = call("fire.lead")
    keys, focused = author.page.keyboard, author.page.locator(":focus")
    keys.press("Tab")
    expect(focused).to_have_text("Skip to main content")
    keys.press("Enter")
    author.tabs_to("Start report").enters()
    author.tabs_to("On track")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(author.page.get_by_label("At risk", exact=True).first).to_be_checked()
    author.tabs_to("How will you get it back on track?")
    keys.type("Borrow two people.")
    author.tabs_to("Check your answers").enters()
    expect(author.page.locator(".govuk-error-summary")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(author.question("Time").get_by_label("On track", exact=True)).to_be_focused()
