"""Benefits: a saving is added, planned, claimed and confirmed, and the overview says so; wrong answers and doubles are told."""

from services.directory.models import Organisation
from tests import make

FIRE = "Cheshire Fire and Rescue Service"


def test_a_saving_is_added_claimed_and_confirmed_and_the_overview_changes(call):
    officer = call("officer").is_at("/overview/")
    officer.reads("No cashable savings that come every year are entered that you can see.")

    lead = call("fire.lead").goes_to("/initiatives/CHS-007/").follows_in_record("Benefits")
    lead.reads("No benefits have been entered yet").presses("Add a benefit")
    writes_a_saving(lead).presses("Add the benefit").reads("The benefit has been added.", "Plan: £120,000 a year.")
    lead.reads("Nothing is planned by quarter yet.", "Lease of 2009, clause 4").follows("2014/15")
    lead.types("July to September 2014", "30,000").types("October to December 2014", "£30,000")
    lead.presses("Save this plan").reads("The plan for 2014/15 has been saved.", "2014/15: £60,000 planned by quarter")
    lead.presses("Claim the value of a quarter").selects("For which quarter?", "July to September 2014")
    lead.types("Rent paid: what did the quarter bring?", "28,500").types(
        "How was it worked out?", "Three months of rent."
    )
    lead.presses("Claim it").reads(f"A finance officer of {FIRE} finds it on their page", "Claimed")
    officer.goes_to("/overview/").reads("None of the yearly cashable savings is confirmed for 2014/15 so far.")
    officer.reads("£28,500 is claimed and waits for finance.")

    finance = call("fire.finance").is_at("/my-work/").reads("£28,500 for July to September 2014 waits for you")
    finance.follows("Rent no longer paid").reads(
        "Confirm this value", "Three months of rent.", "Lease of 2009, clause 4"
    )
    finance.presses("Confirm this value").reads(
        "The value has been confirmed.", "Confirmed in 2014/15 so far: £28,500."
    )
    officer.goes_to("/overview/").reads("£28,500 of the yearly cashable savings is confirmed for 2014/15 so far.")
    officer.follows("£28,500").reads("with a value confirmed in 2014/15", "Rent no longer paid")
    assert len(officer.page.locator("main table").first.locator("tbody tr").all()) == 1


def test_wrong_answers_get_a_sentence_each_and_keep_what_was_typed(call):
    lead = call("fire.lead").goes_to("/initiatives/CHS-007/benefits/add/").presses("Add the benefit")
    lead.is_told(
        "Select the organisation that gains",
        "Enter the name of the benefit",
        "Select the type of benefit",
        "Select who owns it",
        "Enter what is measured",
        "Select what it is counted in",
        "Select yes if it comes every year",
    )
    writes_a_saving(lead).types("How much is planned to be gained?", "a lot").presses("Add the benefit")
    lead.is_told("The target must be a number, like 12500").finds_typed("How much is planned to be gained?", "a lot")
    for typed, sentence in (
        ("-1", "The target must be 0 or more"),
        ("NaN", "The target must be a number, like 12500"),
        ("1000000000000", "The target must be 100,000,000,000 or less"),
    ):
        lead.types("How much is planned to be gained?", typed).presses("Add the benefit").is_told(sentence)
    lead.types("How much is planned to be gained?", "120,000").types("What is it now?", "").presses("Add the benefit")
    lead.is_told("A target needs a baseline: enter what it is now, or leave the target empty.")
    lead.types("What is it now?", "300,000").presses("Add the benefit").reads("The benefit has been added.")

    lead.presses("Claim the value of a quarter").presses("Claim it")
    lead.is_told("Select the quarter", "Enter what the quarter brought")
    lead.selects("For which quarter?", "April to June 2014").types("Rent paid: what did the quarter bring?", "ten")
    lead.presses("Claim it").is_told("The value must be a number, like 12500")
    lead.finds_typed("Rent paid: what did the quarter bring?", "ten")
    lead.types("Rent paid: what did the quarter bring?", "10,000").presses("Claim it").reads("Claimed")
    lead.follows("Change this benefit").reads("It cannot be moved to another organisation")

    finance = call("fire.finance").follows("Rent no longer paid").follows("It is not right: reject it")
    finance.presses("Reject this value").is_told("Enter why it is rejected")
    finance.types("Why is it rejected?", "There is no invoice.").presses("Reject this value")
    finance.reads("The value has been rejected.", "There is no invoice.")
    lead.turns_to("Messages").reads("Rent no longer paid: value rejected")


def test_one_saving_of_two_pieces_of_work_is_asked_about_and_flagged(cheshire, call):
    fire = Organisation.objects.get(name=FIRE)
    other_work = make.initiative("Joint workshop", (fire,), ref="CHS-020")
    lead = call("fire.lead").goes_to("/initiatives/CHS-007/benefits/add/")
    writes_a_saving(lead).presses("Add the benefit").reads("The benefit has been added.")
    lead.goes_to(f"/initiatives/{other_work.ref}/benefits/").presses("Add a benefit")
    writes_a_saving(lead, "Rent of the workshop").presses("Add the benefit")
    lead.reads("This may be the same saving as ‘Rent no longer paid’ of CHS-007. Tick the box if it is another one")
    lead.chooses("It is another saving").presses("Add the benefit").reads("The same saving may be counted twice")
    lead.presses("Claim the value of a quarter").selects("For which quarter?", "July to September 2014")
    lead.types("Rent paid: what did the quarter bring?", "28,500").presses("Claim it")
    finance = call("fire.finance").follows("Rent of the workshop").reads("The same saving may be counted twice")
    finance.presses("Confirm this value").reads("The value has been confirmed.")


def test_an_administrator_gives_a_role_and_ends_it(call):
    joan = call("administrator").goes_to("/organisations/amb-nwas/").follows("Give and end roles").reads("Sam Adeyemi")
    joan.presses("Give somebody a role").presses("Give this role")
    joan.is_told(
        "Enter the email address of somebody who has an account", "Select the role", "Enter why they get this role"
    )
    joan.types("Email address", "reader@portal.test").chooses("Finance officer").types("Why?", "Leads on finance.")
    joan.presses("Give this role").reads("Ruth Kemble has the role now, and is told by letter.", "From 6 October 2014")
    call("reader").turns_to("Messages").follows("You are finance officer").reads("Leads on finance.")
    joan.follows("End the role of Ruth Kemble, finance officer").presses("End this role")
    joan.is_told("Select when it ends", "Enter why it ends")
    joan.chooses("At once").types("Why does it end?", "Somebody else does it.").presses("End this role")
    joan.reads(
        "The role of Ruth Kemble ends, and they are told by letter.",
        "Took back the role of Ruth Kemble, finance officer",
    )


def writes_a_saving(lead, name="Rent no longer paid"):
    """Every answer of a cashable saving that comes every year."""
    lead.chooses(FIRE, within="Who gains?").types("Name", name).chooses("Cashable saving")
    lead.selects("Who owns it?", "Elin Pryce").types("What is measured?", "Rent paid").chooses("£")
    lead.chooses("Yes, every year").selects("In the prices of which year?", "2014/15")
    lead.types("What is it now?", "300,000").types("How much is planned to be gained?", "120,000")
    lead.types_date("By when?", 31, 3, 2016).types("What is the evidence?", "Lease of 2009, clause 4")
    return lead.chooses("Planned", within="Where does it stand?")
