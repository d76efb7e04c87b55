"""The thread: a report is asked for, reminded of, written, checked, sent and accepted, and the overview changes."""

WORK = "Tri-service collaboration review"
BANNER = "Demonstration. The portal’s clock stands at 8am on Monday 6 October 2014."


def test_the_report_is_reminded_of_written_sent_and_accepted_and_the_overview_changes(call):
    author = call("fire.lead").is_at("/my-work/").reads(BANNER)
    author.reads(f"{WORK}: report due Friday 31 October 2014, in 25 days. Not started.")
    author.turns_to("Messages").follows("report due Friday 31 October")
    author.reads("3 October 2014 at 8am", "You get this because you write its reports", "Write the report:")
    author.goes_to("/my-work/").presses("Start report").reads("This is the first report")
    author.chooses("On track").says_of_each_side("On track")
    author.types("What has happened so far?", "The three services met twice and agreed eleven areas to look at.")
    author.types("What will happen before the next report?", "Each service names a lead for its areas.")
    author.chooses("Yes", within="Do you need a decision?").types("What should be decided?", "Agree the eleven areas")
    author.chooses("OFFICIAL", within="How should this report be marked?")
    author.presses("Check your answers").reads("there is nothing to compare it with", "Agree the eleven areas")
    author.presses("Send report").reads(
        "Report sent", "Dana Whitlock of Police and Crime Commissioner for Cheshire reads it"
    )

    officer = call("officer").is_at("/overview/").reads(BANNER, "One report waits to be accepted or returned")
    officer.reads(
        "One decision is asked for",
        "Agree the eleven areas",
        "Due 31 October 2014",
        "Nothing is due in the next 20 working days",
    )
    officer.turns_to("Messages").follows(WORK).reads("You get this because")
    officer.goes_to("/overview/").follows(WORK).reads("The three services met twice")
    officer.presses("Accept report").reads("The report is accepted. Its authors have been told.", "Accepted")
    officer.goes_to("/overview/").reads("1 on track", "No report waits to be accepted or returned")

    author.goes_to("/my-work/").reads("Nothing is due.", "On track").does_not_read("Start report")
    author.turns_to("Messages").follows("accepted").reads("Dana Whitlock")
    author.goes_to("/initiatives/CHS-007/").reads("The three services met twice", "The first report")
    author.follows("History").reads("Accepted the report", "Sent the report", "by Elin Pryce")


def test_a_report_with_gaps_says_what_to_do_and_keeps_what_was_typed(call):
    author = call("ambulance.lead").presses("Start report")
    author.types("What has happened so far?", "We met.").presses("Check your answers")
    author.is_told(
        "Select whether this is on track",
        "Select whether time is on track",
        "Select whether money is on track",
        "Select whether benefits are on track",
        "Select whether risk is on track",
        "Select whether resources are on track",
        "Enter what comes next",
        "Select yes if you need a decision",
    )
    author.finds_typed("What has happened so far?", "We met.")
    author.chooses("At risk").says_of_each_side("On track").types("What will happen before the next report?", "x" * 601)
    author.chooses("No", within="Do you need a decision?").presses("Check your answers")
    author.is_told(
        "Enter how it gets back on track",
        "Enter who sees to it",
        "Enter the date by which it is back on track",
        "What comes next must be 600 characters or less",
    )
    author.finds_typed("What will happen before the next report?", "x" * 601)


def test_a_returned_report_comes_back_with_its_reason_and_every_answer(call):
    author = writes_a_report(call("police.lead")).presses("Send report")
    officer = call("officer").follows(WORK).follows("Return it with a reason")
    officer.presses("Return the report").is_told("Enter what the authors should change or add")
    officer.types("What do you want to know?", "Say which areas you looked at.").presses("Return the report")
    officer.reads("The report is returned. Its authors have been told why.")

    author.goes_to("/my-work/").reads("Dana Whitlock returned the report because: “Say which areas you looked at.”")
    author.turns_to("Messages").follows("returned").reads("Say which areas you looked at.")
    author.goes_to("/my-work/").presses("Change report").reads("Dana Whitlock returned it on 6 October 2014")
    author.finds_typed("What has happened so far?", "We met.").types(
        "What has happened so far?", "We met about custody."
    )
    author.presses("Check your answers").presses("Send report").reads("Report sent")
    officer.goes_to("/overview/").follows(WORK).reads("We met about custody.").presses("Accept report").reads(
        "Accepted"
    )


def test_two_reviewers_at_once_are_told_of_each_other(call):
    writes_a_report(call("police.lead")).presses("Send report")
    officer, commissioner = call("officer").follows(WORK), call("commissioner").follows(WORK)
    officer.presses("Accept report")
    commissioner.presses("Accept report").reads("Dana Whitlock")


def writes_a_report(author):
    """The shortest report that can be sent, up to its check page."""
    author.presses("Start report").chooses("On track").says_of_each_side("On track")
    author.types("What has happened so far?", "We met.")
    author.types("What will happen before the next report?", "We meet again.")
    author.chooses("No", within="Do you need a decision?")
    author.chooses("OFFICIAL", within="How should this report be marked?")
    return author.presses("Check your answers")
