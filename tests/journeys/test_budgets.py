"""What an organisation spends in all, and which part of it shared work is, on the real register."""

ORGANISATION = "/organisations/fire-cheshire/"
QUESTION = "/questions/five/"
WORK = "/initiatives/CHS-007/"


def test_finance_enters_a_budget_and_the_office_reads_what_part_of_all_business_is_shared(call):
    finance = call("fire.finance").goes_to(WORK).follows_in_record("Costs").presses("Enter a cost")
    finance.page.get_by_role("group", name="Who bears it?").get_by_role("radio").first.check()
    finance.selects("Of which financial year?", "2014/15").chooses("Running").chooses("Plan")
    finance.types("How much?", "1,085,000").presses("Enter the cost").reads("The cost has been entered.")
    call("officer").goes_to(QUESTION).reads("and what part of all business this is, is not known.")

    finance.goes_to(ORGANISATION).reads("What it spends in all", "No budget that you can see has been entered")
    finance.follows("Enter a budget").selects("Of which financial year?", "2014/15")
    finance.types("What is its net revenue budget?", "a lot").presses("Enter the budget")
    finance.is_told("The net revenue budget must be a number, like 45200000", "Enter where the budget is published")
    finance.finds_typed("What is its net revenue budget?", "a lot")
    finance.types("What is its net revenue budget?", "£4,520,000").types(
        "Where is it published?", "Budget book, page 12"
    )
    finance.presses("Enter the budget").reads("The budget of 2014/15 has been entered.", "£4,520,000")
    finance.follows("Enter a budget").selects("Of which financial year?", "2014/15")
    finance.types("What is its net revenue budget?", "5").types("Where is it published?", "Elsewhere")
    finance.presses("Enter the budget")
    finance.is_told("The budget of 2014/15 has been entered already: £4,520,000. Change that one instead")
    finance.follows("Change the budget of 2014/15").types("What is its net revenue budget?", "45,200,000")
    finance.types("Why is it changed?", "A digit was missing.").presses("Change the budget")
    finance.reads("The budget of 2014/15 has been changed.", "£45,200,000", "£4,520,000", "A digit was missing.")

    officer = call("officer").goes_to(QUESTION)
    officer.reads("one organisation plans to spend 2.4% of its budget of £45 million on running shared work.")
    officer.follows("£1,085,000").reads("1 planned cost of 2014/15 that you can see: £1,085,000.00 in all.")
    officer.goes_to(QUESTION).follows("£45,200,000").reads("Budget book, page 12").does_not_read("Enter a budget")
