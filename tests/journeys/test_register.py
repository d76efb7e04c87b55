"""The register: finding shared work, registering some, inviting a partner, changing, parking and stopping it."""

import pytest

from initiatives.register.models import Participation
from services.directory.models import Organisation
from tests import make

PURPOSE = "One workshop repairs the vehicles of both services."


def test_the_list_is_filtered_and_sorted_by_links_that_can_be_passed_on(call):
    officer = call("officer").turns_to("Initiatives").reads("7 initiatives you can see")
    officer.opens_filters().chooses("Not reported yet").selects("Lead", "Greater Manchester Police").presses(
        "Apply filters"
    )
    officer.reads(
        "1 initiative of those you can see matches", "Selected filters", "Remove this filter Not reported yet"
    )
    assert "lead=police-greater-manchester" in officer.page.url
    officer.follows("Remove this filter Greater Manchester Police").reads("7 initiatives of those you can see match")
    officer.follows("Clear filters").is_at("/initiatives/").follows("Lead")
    assert officer.page.locator("[aria-sort=ascending]").inner_text() == "Lead"
    officer.follows("Lead").follows("Next report due").is_at("/initiatives/?sort=due")
    assert officer.rows()[0] == "Tri-service collaboration review\nCHS-007"
    officer.types("Search words", "counter terrorism").presses("Apply filters").reads(
        "1 initiative of those you can see matches"
    )
    assert officer.rows() == ["North West Counter Terrorism Unit\nCHS-005"]


def test_a_long_list_is_read_page_by_page(cheshire, call):
    police = Organisation.objects.get(slug="police-cheshire")
    for number in range(30):
        make.initiative(f"Shared work {number:02}", (police,))
    lead = call("police.lead").turns_to("Initiatives").reads("37 initiatives you can see")
    assert len(lead.rows()) == 25
    lead.follows("Next page").is_at("/initiatives/?page=2")
    assert len(lead.rows()) == 12
    lead.follows("Previous page").goes_to("/initiatives/?page=99").reads("37 initiatives you can see")


def test_work_is_registered_in_short_sections_and_can_be_left_halfway(call):
    lead = call("fire.lead").turns_to("Initiatives").presses("Register shared work")
    lead.presses("Save and continue").is_told("Enter the name")
    lead.types("Name", "Joint fleet workshop").presses("Save and continue").reads("of the 4 sections it needs")
    lead.follows("Why: purpose and themes").presses("Save and continue").is_told("Enter what it is for")
    lead.types("What is it for?", PURPOSE).presses("Save and continue").follows("Come back later")

    lead.goes_to("/my-work/").follows("Joint fleet workshop").reads("3 of the 4 sections it needs are complete")
    lead.presses("Check your answers").presses("Register this initiative").reads("This cannot be registered yet")
    lead.reads("Add at least two organisations: shared work needs more than one.").follows("Change who takes part")
    lead.types("Find an organisation", "Cheshire Constabulary").presses("Find").presses("Add Cheshire Constabulary")
    lead.chooses("Cheshire Fire and Rescue Service").presses("Save and continue")
    lead.follows("Dates and stage").chooses("Idea logged").types_date("When did it start?", "", 9, 2014).presses(
        "Save and continue"
    )
    lead.presses("Check your answers").reads(PURPOSE, "September 2014", "to be invited").follows("Change name")
    lead.types("Short name", "JFW").presses("Save and continue").reads("Check your answers", "JFW")
    lead.presses("Register this initiative").reads("Joint fleet workshop is in the register as CHS-008.")
    lead.reads("not answered yet", PURPOSE, "September 2014")


def test_a_draft_is_thrown_away(call):
    lead = call("fire.lead").goes_to("/initiatives/new/").types("Name", "A slip").presses("Save and continue")
    lead.follows("Delete this draft").presses("Delete this draft").reads("The draft ‘A slip’ is deleted.")
    lead.does_not_read("Your drafts")


def test_work_that_is_there_already_is_noticed(call):
    lead = call("fire.lead").goes_to("/initiatives/new/").types("Name", "Tri-service collaboration")
    lead.presses("Save and continue").reads("Is it the same work?").chooses("It is different work")
    lead.presses("Save and continue").reads("of the 4 sections it needs")


@pytest.fixture
def workshop(cheshire):
    """Registered work of fire's own, which nobody else takes part in yet."""
    fire = Organisation.objects.get(slug="fire-cheshire")
    return make.initiative("Joint fleet workshop", lead=fire, ref="CHS-008", purpose=PURPOSE)


def test_a_partner_is_invited_and_takes_part_and_confirms_the_purpose(workshop, call):
    lead = call("fire.lead").goes_to("/initiatives/CHS-008/").follows("Invite an organisation")
    lead.types("Find an organisation", "Cheshire Constabulary").presses("Find").presses("Invite Cheshire Constabulary")
    lead.reads("Cheshire Constabulary is invited. We have written to Priya Okafor.")

    partner = call("police.lead").reads("Cheshire Constabulary is invited to take part and has not answered.")
    partner.turns_to("Messages").follows("Joint fleet workshop").reads(PURPOSE)
    partner.goes_to("/my-work/").follows("Joint fleet workshop").presses("Send the answer")
    partner.is_told("Select yes if your organisation takes part").chooses("Yes, it takes part").presses(
        "Send the answer"
    )
    partner.reads("Cheshire Constabulary takes part.").presses("Confirm the purpose for Cheshire Constabulary")
    partner.reads("Cheshire Constabulary has confirmed the purpose.", "6 October 2014 by Priya Okafor")
    lead.turns_to("Messages").follows("Joint fleet workshop: Cheshire takes part").reads("Priya Okafor")


def test_a_partner_declines_with_a_reason(workshop, call):
    police = Organisation.objects.get(slug="police-cheshire")
    make.participation(workshop, police, answer="invited", invited_at=make.EIGHT)
    partner = call("police.lead").follows("Joint fleet workshop").chooses("No, it declines").presses("Send the answer")
    partner.is_told("Enter why your organisation does not take part").types("Why not?", "We have our own.")
    partner.presses("Send the answer").reads("Cheshire Constabulary has declined.").is_at("/initiatives/")
    call("fire.lead").goes_to("/initiatives/CHS-008/").reads("Declined: We have our own.")


def test_the_record_is_changed_later_and_history_keeps_both_texts(workshop, call):
    lead = call("fire.lead").goes_to("/initiatives/CHS-008/").follows("Purpose and themes")
    lead.types("What is it for?", "One workshop for all three.").presses("Save and continue").reads(
        "Your changes are saved."
    )
    lead.follows("Dates and stage").types_date("When did it start?", "", "", 2013)
    lead.types_date("When is it planned to end?", "", "", 2012).presses("Save and continue")
    lead.is_told("The planned end must be after 2013, when it started").follows("Leave it as it is")
    lead.follows("Add a milestone").types("Milestone", "Survey").types_date("Due", 1, 12, 2014).presses(
        "Add the milestone"
    )
    lead.follows("Move Survey").types_date("When is it expected now?", 15, 12, 2014)
    lead.types("Why has it moved?", "Snow.").presses("Move the milestone").reads(
        "Was 1 December 2014. Now 15 December 2014"
    )
    lead.follows("Change people").selects("Person", "Elin Pryce, Cheshire Fire and Rescue Service")
    lead.chooses("Writes the reports").presses("Name this person").follows("Back to the record")
    lead.follows("History").reads(PURPOSE, "One workshop for all three.", "Snow.")


def test_two_editors_at_once_choose_between_their_texts(cheshire, workshop, call):
    make.participation(workshop, Organisation.objects.get(slug="police-cheshire"))
    at = "/initiatives/CHS-008/change/why/"
    fire, police = call("fire.lead").goes_to(at), call("police.lead").goes_to(at)
    fire.types("What is it for?", "Fire’s words.").presses("Save and continue")
    police.types("What is it for?", "Police words.").presses("Save and continue")
    police.reads("Elin Pryce changed this at 8am", "Fire’s words.", "Police words.")
    police.chooses("Your answer").presses("Save the answers I chose").reads("Your changes are saved.", "Police words.")


def test_a_guest_reads_one_record_until_a_last_day(workshop, call, settings):
    make.person("Kit Lowe", Organisation.objects.get(slug="police-kent"), email="guest@portal.test")
    guest = call("guest").goes_to("/initiatives/CHS-008/").reads("Page not found")
    lead = call("fire.lead").goes_to("/initiatives/CHS-008/change/people/").follows("a guest, until a last day")
    lead.types("Work email address", "nobody@portal.test").types_date("Last day they may see it", 31, 10, 2014)
    lead.presses("Let this guest see it").is_told(
        "Nobody with this email address can sign in. Ask the portal administrator to invite them first"
    )
    lead.types("Work email address", "guest@portal.test").presses("Let this guest see it").reads(
        "until 31 October 2014"
    )
    guest.goes_to("/initiatives/CHS-008/").reads("Joint fleet workshop").goes_to("/initiatives/").reads("1 initiative")
    settings.PORTAL_CLOCK = "2014-11-01 08:00"
    guest.page.goto(guest.address + "/initiatives/CHS-008/")
    guest.reads("Page not found")


def test_work_is_parked_with_a_reason_and_a_date_and_taken_up_again(workshop, call, settings):
    lead = call("fire.lead").goes_to("/initiatives/CHS-008/").follows("Park this work").presses("Park this work")
    lead.is_told("Enter why it is parked", "Enter the date to look at it again")
    lead.types("Why is it parked?", "The lease is not signed.").types_date(
        "When should we look at it again?", 1, 10, 2014
    )
    lead.presses("Park this work").is_told("The date to look at it again must be in the future")
    lead.types_date("When should we look at it again?", 12, 1, 2015).presses("Park this work")
    lead.reads("Parked. We look at it again on Monday 12 January 2015.", "The lease is not signed.")
    settings.PORTAL_CLOCK = "2015-01-12 08:00"
    lead.goes_to("/my-work/").follows("Joint fleet workshop").follows("Take this work up again")
    lead.types("Why is it taken up again?", "It is signed.").presses("Take it up again").reads("is live again.")


def test_work_is_stopped_after_a_page_that_says_what_that_means(workshop, call):
    lead = call("fire.lead").goes_to("/initiatives/CHS-008/").follows("Stop this work").presses("Continue")
    lead.is_told("Select how it ended", "Enter why it ended").chooses("Withdrawn").types("Why?", "Nobody else came.")
    lead.presses("Continue").reads("Before you stop ‘Joint fleet workshop’").presses("Stop this work")
    lead.reads("Joint fleet workshop is closed.", "Closed on 6 October 2014: withdrawn.", "Nobody else came.")
    assert Participation.objects.filter(initiative=workshop).exists()
