"""What shared work costs, how it is shared, and who owes whom, on the real register."""

PAGE = "/initiatives/CHS-007/"
SHARE = "The shares add up to 90.00 per cent. They must add up to exactly 100.00"


def enters(someone, amount, stage="Actual", kind="Running"):
    """Through the form, from the section of the record."""
    someone.goes_to(PAGE).follows_in_record("Costs").presses("Enter a cost")
    someone.page.get_by_role("group", name="Who bears it?").get_by_role("radio").first.check()
    someone.selects("Of which financial year?", "2014/15").chooses(kind).chooses(stage)
    someone.types("Where can it be looked up?", "Ledger 4410").types("How much?", amount)
    return someone.presses("Enter the cost")


def test_two_services_enter_costs_agree_shares_and_read_who_owes_whom(call):
    fire = call("fire.lead").goes_to(PAGE).follows_in_record("Costs").reads("No costs have been entered yet")
    enters(fire, "a lot").is_told("The amount must be a number, like 12500")
    fire.finds_typed("How much?", "a lot").types("How much?", "75,200").presses("Enter the cost")
    fire.reads("The cost has been entered.", "£75,200.00")
    enters(fire, "70000", "Plan").reads("£70,000.00")
    police = call("police.lead")
    enters(police, "£100,000").reads("£100,000.00")
    enters(police, "104000", "Plan").reads("£104,000.00")

    police.follows("Shares of the costs").reads("No shares have been agreed").presses("Set the shares")
    police.types_date("From when?", 1, 4, 2014).chooses("Fixed percentages")
    police.types("Cheshire Constabulary", "50").types("Cheshire Fire and Rescue Service", "40")
    police.presses("Set the shares").is_told(SHARE)
    police.types("Cheshire Fire and Rescue Service", "50").presses("Set the shares")
    police.reads("The shares have been set.", "From 1 April 2014", "In force")
    police.follows("All costs").follows("Who owes whom for 2014/15")
    police.reads("owes Cheshire Constabulary £12,400.00.", "What is left if the plan has been settled already?")

    police.goes_to(PAGE).follows_in_record("Costs").follows("£100,000.00").follows("Correct this cost")
    police.types("How much?", "90000").types("Why is it corrected?", "A bill was paid twice.").presses(
        "Correct the cost"
    )
    police.reads("£90,000.00", "A bill was paid twice.", "£100,000.00")
    police.goes_to("/net-position/").reads("cost £165,200.00 to run, and £0.00 once", "-£90,000.00")
    police.follows("£90,000.00").reads("1 actual cost of 2014/15 that you can see: £90,000.00 in all.")
