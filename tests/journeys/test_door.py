"""The door: who gets in, what a wrong password says, and what is kept from those it is not for."""

from tests.make import PASSWORD

NEW = "four green ladders in a shed"


def signs_in(someone, part, password=PASSWORD):
    someone.types("Email address", f"{part}@portal.test")
    someone.page.locator("input[type=password]").fill(password)
    return someone.presses("Sign in")


def test_somebody_signs_in_with_a_wrong_password_first_and_signs_out(call):
    someone = call().is_at("/sign-in/?next=/")
    someone.presses("Sign in").is_told("Enter your email address", "Enter your password")
    signs_in(someone, "fire.lead", "three blue lights in a queue").is_told("Email address or password is not right")
    someone.finds_typed("Email address", "fire.lead@portal.test")
    signs_in(someone, "fire.lead").is_at("/my-work/").reads("Your initiatives")
    someone.turns_to("Elin Pryce").reads("Group Manager, Partnerships").presses("Sign out").is_at("/sign-in/")
    someone.goes_to("/initiatives/").reads("If you have no account")


def test_a_stranger_without_a_password_is_not_told_who_has_an_account(call):
    someone = call().follows("I have forgotten my password")
    known = someone.types("Email address", "fire.lead@portal.test").presses("Send me a link").words()
    someone.goes_to("/sign-in/").follows("I have forgotten my password")
    assert someone.types("Email address", "nobody@portal.test").presses("Send me a link").words() == known


def test_somebody_changes_their_password_and_is_told_by_letter(call):
    someone = call("fire.lead").turns_to("Elin Pryce").follows("Change your password")
    someone.types("Current password", PASSWORD).types("New password", "short").types("New password again", "short")
    someone.presses("Change password").is_told("Password must be 12 characters or more")
    for label, words in (("Current password", PASSWORD), ("New password", NEW), ("New password again", NEW)):
        someone.types(label, words)
    someone.presses("Change password").reads("Your password has been changed")
    someone.turns_to("Messages").follows("Your password was changed").reads("You get this because")
    signs_in(call(), "fire.lead", NEW).is_at("/my-work/")


def test_a_page_that_is_not_yours_looks_exactly_like_one_that_does_not_exist(call):
    someone = call("fire.lead")
    hidden = someone.goes_to("/initiatives/CHS-003/").reads("Page not found").page.locator("body").inner_text()
    missing = someone.goes_to("/initiatives/CHS-999/").page.locator("body").inner_text()
    assert hidden == missing


def test_what_somebody_may_not_do_is_said_in_a_sentence(call):
    reader = call("reader").reads("Tri-service collaboration review")
    reader.goes_to("/initiatives/new/").reads("Only a service lead, sponsor, board secretary or policy officer")
    reader.goes_to("/overview/").reads("The overview is for the commissioner’s office. Your own page is My work.")
