"""Who may do what with initiatives, meetings, agreements, reviews and reports. A page an auditor can read.

What somebody may see at all is decided before, by each room's `visible_to`. Answers are True or a sentence saying why not.
"""

from typing import Any

from services.access.rule import Denied, Rule, anyone_signed_in
from services.rules import look_after_the_portal

ONLY_EDITORS = "Only a service lead, sponsor or board secretary of an organisation that takes part can do this."
IT_IS_CLOSED = "This work has closed, so its record can no longer be changed."


# ---------------------------------------------------------------- the register
def register_initiative(user: Any) -> bool | Denied:
    return user.standing.writes_somewhere or Denied(
        "Only a service lead, sponsor, board secretary or policy officer can register shared work."
    )


def register_draft(user: Any, initiative: Any) -> bool | Denied:
    """Also once it is registered: a second press of the button leads to its page instead of a refusal."""
    if initiative.registered_by_id != user.pk:
        return Denied("Only the person who began this draft can work on it.")
    return register_initiative(user)


def work_on_draft(user: Any, initiative: Any) -> bool | Denied:
    if not initiative.is_draft:
        return Denied("This has been registered already, so it is changed on its own page.")
    if initiative.registered_by_id != user.pk:
        return Denied("Only the person who began this draft can work on it.")
    return register_initiative(user)


def change_initiative(user: Any, initiative: Any) -> bool | Denied:
    if initiative.is_draft:
        return Denied("This is still a draft. Finish registering it first.")
    if initiative.is_closed:
        return Denied(IT_IS_CLOSED)
    return writes_for_a_participant(user, initiative)


def keep_parked(user: Any, initiative: Any) -> bool | Denied:
    """Once the day to look at it again is near (initiatives.reminders tells of it ahead)."""
    if not initiative.time_to_look_again_on(user.standing.day):
        return Denied("It is not yet time to look at this again.")
    return change_initiative(user, initiative)


def write_record(user: Any, initiative: Any) -> bool | Denied:
    return work_on_draft(user, initiative) if initiative.is_draft else change_initiative(user, initiative)


def write_in_record(user: Any, part_of_it: Any) -> bool | Denied:
    return write_record(user, part_of_it.initiative)


def reopen_initiative(user: Any, initiative: Any) -> bool | Denied:
    return writes_for_a_participant(user, initiative)


def writes_for_a_participant(user: Any, initiative: Any) -> bool | Denied:
    standing = user.standing
    taking_part = initiative.organisation_ids_on(standing.day)
    return standing.edits_for(taking_part) or standing.is_officer_for(taking_part) or Denied(ONLY_EDITORS)


def answer_invitation(user: Any, participation: Any) -> bool | Denied:
    if participation.answer != "invited":
        return Denied("This invitation has been answered already.")
    return speaks_for(user, participation) or Denied("Only an editor of the invited organisation can answer.")


def confirm_purpose(user: Any, participation: Any) -> bool | Denied:
    if participation.answer != "takes_part":
        return Denied("An organisation confirms the purpose once it takes part.")
    return speaks_for(user, participation) or Denied(
        "Only an editor of this organisation can confirm the purpose for it."
    )


def confirm_purpose_again(user: Any, participation: Any) -> bool | Denied:
    """From 60 days on, so that it can be answered before the question comes at 90 (initiatives.reminders)."""
    confirmed_on = participation.purpose_confirmed_on
    if confirmed_on is None or (user.standing.day - confirmed_on).days < 60:
        return Denied("The purpose was confirmed not long ago. You are asked whether it is still true after 90 days.")
    return confirm_purpose(user, participation)


def speaks_for(user: Any, participation: Any) -> bool:
    """For an oversight body that takes part itself, its policy officers and its commissioner speak."""
    organisation = participation.organisation_id
    return user.standing.edits_for([organisation]) or user.standing.is_oversight_of(organisation)


SEE_INITIATIVES = Rule("see the initiatives", anyone_signed_in)
SEE_INITIATIVE = Rule("see this initiative", anyone_signed_in)
REGISTER_INITIATIVE = Rule("register shared work", register_initiative)
REGISTER_DRAFT = Rule("register this draft", register_draft)
WORK_ON_DRAFT = Rule("work on this draft", work_on_draft)
CHANGE_INITIATIVE = Rule("change this initiative", change_initiative)
KEEP_PARKED = Rule("keep this work parked", keep_parked)
WRITE_RECORD = Rule("change this record", write_record)
WRITE_IN_RECORD = Rule("change this part of the record", write_in_record)
REOPEN_INITIATIVE = Rule("take this work up again", reopen_initiative)
ANSWER_INVITATION = Rule("answer this invitation", answer_invitation)
CONFIRM_PURPOSE = Rule("confirm the purpose", confirm_purpose)
CONFIRM_PURPOSE_AGAIN = Rule("say that the purpose is still true", confirm_purpose_again)


# ---------------------------------------------------------------- meetings and agreements
SEE_MEETINGS = Rule("see the meetings", anyone_signed_in)
SEE_MEETING = Rule("see this meeting", anyone_signed_in)
SEE_AGREEMENTS = Rule("see the agreements", anyone_signed_in)
SEE_AGREEMENT = Rule("see this agreement", anyone_signed_in)


# ---------------------------------------------------------------- benefits
def add_benefit(user: Any, initiative: Any) -> bool | Denied:
    if initiative.is_draft:
        return Denied("This is still a draft. Finish registering it first.")
    if initiative.is_closed:
        return Denied(IT_IS_CLOSED)
    return user.standing.edits_for(initiative.organisation_ids_on(user.standing.day)) or Denied(ONLY_EDITORS)


def change_benefit(user: Any, benefit: Any) -> bool | Denied:
    """Also once the work has closed: the action says what still changes then."""
    return gains_by(user, benefit) or Denied(
        "Only the owner of this benefit, or an editor of the organisation that gains by it, can change it."
    )


def claim_reading(user: Any, benefit: Any) -> bool | Denied:
    """Also once the work has closed: much of what is gained comes after it."""
    return gains_by(user, benefit) or Denied(
        "Only the owner of this benefit, or an editor of the organisation that gains by it, can claim a value."
    )


def take_back_reading(user: Any, reading: Any) -> bool | Denied:
    """Whatever its state: the action says what has become of it meanwhile."""
    return claim_reading(user, reading.benefit)


def answer_reading(user: Any, reading: Any) -> bool | Denied:
    """Whatever its state: two finance officers can press at once, and the second is told what the first did."""
    if reading.benefit.organisation_id not in user.standing.finance_ids:
        return Denied("Only a finance officer of the organisation that gains by it can confirm or reject this value.")
    if reading.claimed_by_id == user.pk:
        return Denied("You claimed this value, so another finance officer has to confirm it.")
    return True


def gains_by(user: Any, benefit: Any) -> bool:
    """An editor of the organisation whose line it is, or its owner for as long as they work there."""
    standing, organisation = user.standing, benefit.organisation_id
    is_owner = benefit.owner_id == user.pk and organisation in standing.organisation_ids
    return is_owner or standing.edits_for([organisation])


SEE_BENEFITS = Rule("see the benefits", anyone_signed_in)
SEE_BENEFIT = Rule("see this benefit", anyone_signed_in)
ADD_BENEFIT = Rule("add a benefit", add_benefit)
CHANGE_BENEFIT = Rule("change this benefit", change_benefit)
CLAIM_READING = Rule("claim a value for this benefit", claim_reading)
TAKE_BACK_READING = Rule("take this value back", take_back_reading)
ANSWER_READING = Rule("confirm or reject this value", answer_reading)


# ---------------------------------------------------------------- costs
def enter_cost(user: Any, initiative: Any) -> bool | Denied:
    """Also once the work has closed: what it costs to leave is paid after it."""
    if initiative.is_draft:
        return Denied("This is still a draft. Finish registering it first.")
    bearers = initiative.organisation_ids_once_over_on(user.standing.day)
    return not bearers.isdisjoint(keeps_books_of(user)) or Denied(
        "Only an editor or finance officer of an organisation that takes part can enter its costs."
    )


def correct_cost(user: Any, cost: Any) -> bool | Denied:
    return cost.organisation_id in keeps_books_of(user) or Denied(
        "Only an editor or finance officer of the organisation that bears this cost can correct it."
    )


def set_shares(user: Any, initiative: Any) -> bool | Denied:
    """The lead organisation keeps the shares; where none is known, or all lead jointly, whoever takes part."""
    if initiative.is_draft:
        return Denied("This is still a draft. Finish registering it first.")
    if initiative.is_closed:
        return Denied(IT_IS_CLOSED)
    if initiative.lead_id:
        return user.standing.edits_for([initiative.lead_id]) or Denied(
            "Only an editor of the lead organisation can set the shares of the costs."
        )
    return user.standing.edits_for(initiative.organisation_ids_on(user.standing.day)) or Denied(ONLY_EDITORS)


def keeps_books_of(user: Any) -> frozenset[int]:
    """The organisations whose costs this person enters: as editor, or as finance officer."""
    return user.standing.editor_ids | user.standing.finance_ids


SEE_COSTS = Rule("see the costs", anyone_signed_in)
SEE_COST = Rule("see this cost", anyone_signed_in)
ENTER_COST = Rule("enter a cost", enter_cost)
CORRECT_COST = Rule("correct this cost", correct_cost)
SET_SHARES = Rule("set the shares of the costs", set_shares)


# ---------------------------------------------------------------- evaluations and lessons
def evaluate(user: Any, initiative: Any) -> bool | Denied:
    """Whoever may change the initiative; also once it has closed, as much is learnt at the end."""
    if initiative.is_draft:
        return Denied("This is still a draft. Finish registering it first.")
    parties = initiative.organisation_ids_once_over_on(user.standing.day)
    return user.standing.edits_for(parties) or user.standing.is_officer_for(parties) or Denied(ONLY_EDITORS)


def evaluate_its_work(user: Any, part_of_it: Any) -> bool | Denied:
    return evaluate(user, part_of_it.initiative)  # whatever its state: the action says who withdrew it meanwhile


SEE_LESSONS = Rule("see the lessons", anyone_signed_in)
EVALUATE = Rule("evaluate this initiative", evaluate)
CORRECT_EVALUATION = Rule("correct this evaluation", evaluate_its_work)
CHANGE_LESSON = Rule("change this lesson", evaluate_its_work)


# ---------------------------------------------------------------- reviews and reports
def stands_for(user: Any) -> frozenset[int]:
    """The people this person writes and clears reports for today: themselves, and whoever is away and named them deputy."""
    return user.standing.covers_ids | {user.pk}


def write_report(user: Any, request: Any) -> bool | Denied:
    if not request.is_owed:
        return Denied(f"This report is {request.get_state_display().lower()}, so it can no longer be changed.")
    return writes(user, request) or Denied(
        "Only the people named to write this initiative’s reports can write this one."
    )


def send_report(user: Any, request: Any) -> bool | Denied:
    """Whatever its state: pressing twice ends on the same page, and the action refuses what no longer fits."""
    return writes(user, request) or Denied(
        "Only the people named to write this initiative’s reports can send this one."
    )


def writes(user: Any, request: Any) -> bool:
    """An author, a colleague it was passed to, or the deputy of one who is away."""
    return not stands_for(user).isdisjoint(request.writer_ids)


def clear_report(user: Any, request: Any) -> bool | Denied:
    """Whatever its state, as for sending. Nobody clears what they wrote, for themselves or for a sponsor who is away."""
    if not request.needs_clearing:
        return Denied("Nobody has to clear this report: its authors send it themselves.")
    if request.draft and request.draft.saved_by_id == user.pk:
        return Denied("You changed this report last, so somebody else has to clear it.")
    may = not stands_for(user).isdisjoint(request.clearer_ids_on(user.standing.day))
    return may or Denied("Only a sponsor of the initiative who did not change the report last can clear it.")


def pass_report_on(user: Any, request: Any) -> bool | Denied:
    if not request.is_owed:
        return Denied(f"This report is {request.get_state_display().lower()}, so there is nothing to pass on.")
    mine = user.pk in request.writer_ids | request.author_ids  # an author who has passed it on already may press twice
    return mine or Denied("Only somebody who writes this report can pass it to a colleague.")


def take_report_back(user: Any, request: Any) -> bool | Denied:
    return user.pk in request.author_ids or Denied("Only an author of the initiative’s reports can take this one back.")


def judge_report(user: Any, request: Any) -> bool | Denied:
    """Whatever its state: two reviewers can press at once, and the second is told what the first did."""
    return of_the_asking_body(user, request.review)


def give_more_time(user: Any, request: Any) -> bool | Denied:
    return of_the_asking_body(user, request.review)


def withdraw_report(user: Any, request: Any) -> bool | Denied:
    if not request.is_owed:
        return Denied(f"This report is {request.get_state_display().lower()}, so there is nothing to take back.")
    return of_the_asking_body(user, request.review)


def hold_review(user: Any, review: Any) -> bool | Denied:
    return of_the_asking_body(user, review)


def of_the_asking_body(user: Any, review: Any) -> bool | Denied:
    return user.standing.is_oversight_of(review.asked_by_id) or Denied(
        "Only the office that asked for the report can do this."
    )


SEE_REPORTS = Rule("see the reports", anyone_signed_in)
SEE_REPORT = Rule("see this report", anyone_signed_in)
WRITE_REPORT = Rule("write this report", write_report)
SEND_REPORT = Rule("send this report", send_report)
JUDGE_REPORT = Rule("accept or return this report", judge_report)
CLEAR_REPORT = Rule("clear this report", clear_report)
ASK_FOR_MORE_TIME = Rule("ask for more time", write_report)
GIVE_MORE_TIME = Rule("give more time", give_more_time)
PASS_REPORT_ON = Rule("pass this report to a colleague", pass_report_on)
TAKE_REPORT_BACK = Rule("take this report back", take_report_back)
WITHDRAW_REPORT = Rule("ask for this report no longer", withdraw_report)
SEE_REVIEW = Rule("see this leadership review", anyone_signed_in)
HOLD_REVIEW = Rule("record that this review took place", hold_review)


# ---------------------------------------------------------------- review cycles
def begin_cycle(user: Any) -> bool | Denied:
    return bool(user.standing.asker_ids) or Denied(
        "Only a policy officer or board secretary can set up a review cycle, for the organisation they work for."
    )


def change_cycle(user: Any, cycle: Any) -> bool | Denied:
    if cycle.has_ended:
        return Denied("This cycle has ended, so it can no longer be changed.")
    return asks_for(user, cycle)


def start_cycle(user: Any, cycle: Any) -> bool | Denied:
    """Whatever its state: a second press of the button leads to its page instead of a refusal."""
    return asks_for(user, cycle)


def change_cycle_date(user: Any, date: Any) -> bool | Denied:
    if date.is_dropped:
        return Denied("This date was dropped, so it can no longer be changed.")
    return change_cycle(user, date.cycle)


def asks_for(user: Any, cycle: Any) -> bool | Denied:
    return cycle.asked_by_id in user.standing.asker_ids or Denied(
        "Only a policy officer or board secretary of the organisation that asks can do this."
    )


SEE_CYCLES = Rule("see the review cycles", anyone_signed_in)
SEE_CYCLE = Rule("see this review cycle", anyone_signed_in)
BEGIN_CYCLE = Rule("set up a review cycle", begin_cycle)
CHANGE_CYCLE = Rule("change this review cycle", change_cycle)
START_CYCLE = Rule("start this review cycle", start_cycle)
CHANGE_CYCLE_DATE = Rule("change this date of the review cycle", change_cycle_date)


# ---------------------------------------------------------------- reminders
SEE_REMINDER_RULES = Rule("see by which rules reminders go", anyone_signed_in)
CHANGE_REMINDER_RULE = Rule("change by which rules reminders go", look_after_the_portal)
SEE_REMINDER_TIMELINE = Rule("see what the reminders did and will do", look_after_the_portal)
SEE_WHY_REMINDED = Rule("see why you were reminded", anyone_signed_in)


# ---------------------------------------------------------------- demonstrations, where the clock can be moved at all
def move_clock(user: Any) -> bool | Denied:
    may = user.standing.asker_ids or user.standing.is_administrator
    return bool(may) or Denied("Only policy officers, board secretaries and administrators move this clock.")


MOVE_CLOCK = Rule("move the clock of a demonstration", move_clock)


# ---------------------------------------------------------------- taking tables away
def take_away(user: Any, export: Any = None) -> bool | Denied:
    """Reading page by page is one thing, taking everything away another."""
    standing = user.standing
    may = standing.writes_somewhere or standing.is_oversight or standing.finance_ids
    return bool(may) or Denied(
        "Only service leads, sponsors, board secretaries, finance officers and the commissioner’s office can take tables away."
    )


TAKE_AWAY = Rule("take tables away", take_away)


# ---------------------------------------------------------------- dashboards
def see_overview(user: Any) -> bool | Denied:
    return user.standing.is_oversight or Denied(
        "The overview is for the commissioner’s office. Your own page is My work."
    )


SEE_NEXT_DIGEST = Rule("see what your next digest would say", anyone_signed_in)
SEE_MY_WORK = Rule("see your own work", anyone_signed_in)
SEE_NET_POSITION = Rule("see what shared work costs and saves", anyone_signed_in)
LOOK_BACK = Rule("see lists and figures as at a past date", anyone_signed_in)
SEE_OVERVIEW = Rule("see the overview", see_overview)
SEE_QUESTIONS = Rule("see what is known about shared work you can see", anyone_signed_in)
