"""What Westmere found out about its shared work, and what it would do differently next time."""

import datetime as dt
from dataclasses import dataclass

from initiatives.evaluations import actions
from initiatives.evaluations.choices import Finding, Method, Strength
from initiatives.evaluations.models import Evaluation
from initiatives.management.westmere.cast import AMBULANCE, FIRE, POLICE
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.register.choices import Theme


@dataclass(frozen=True)
class Found:
    """An evaluation, entered a few working days after it was done, in a month before today."""

    work: str
    organisation: str
    month: int
    question: str
    method: Method
    strength: Strength
    finding: Finding
    summary: str
    done_by: str
    report: str = ""


@dataclass(frozen=True)
class Learnt:
    """A lesson. `question` is that of the evaluation it comes from, if any."""

    work: str
    organisation: str
    month: int
    title: str
    happened: str
    cause: str
    next_time: str
    themes: tuple[Theme, ...]
    is_shared: bool = True
    question: str = ""


STANDBY = "Do ambulances that start from fire stations reach patients sooner?"
DOORS = "Are patients behind locked doors reached sooner?"
FALLS = "What do crews and the people who fell say?"
EVALUATIONS = (
    Found("standby", AMBULANCE, -2, STANDBY, Method.COMPARISON, Strength.COMPARED, Finding.YES,
          "Around the eight stations crews arrived 2 minutes 40 seconds sooner than the year before. Around eight stations without standby points nothing changed.",
          "The analysts of Mid Shires Ambulance", "Board paper 14, on the trust’s intranet"),
    Found("missing", POLICE, -3, "Are people found sooner where a drone is used?", Method.COMPARISON, Strength.CONFIRMED, Finding.PARTLY,
          "By day people were found 50 minutes sooner than in like searches in a neighbouring county. At night there was no difference.",
          "The University of Hartwell (made up)", "https://hartwell.example/drones"),
    Found("forced", FIRE, -9, DOORS, Method.BEFORE_AFTER, Strength.MEASURED, Finding.YES,
          "From the call to the open door it takes 9 minutes instead of 21. Nobody looked at what changed elsewhere.", "Owen Prosser"),
    Found("falls", AMBULANCE, -6, FALLS, Method.SURVEY, Strength.TOLD, Finding.TOO_EARLY,
          "All 40 people who answered were glad of the crew. Crews found the shifts hard to fill. Waiting times have not been compared yet.",
          "Farah Siddiqui"),
)  # fmt: skip
LESSONS = (
    Learnt("fleet", FIRE, -2, "Test the heavy ramp before the old workshop closes",
           "The ramp failed its inspection after the move, and fire engines had to be repaired elsewhere.",
           "It was tested with vans only, because no fire engine could be spared that week.",
           "Put a loaded engine on the ramp, and keep the old ramp until it has passed.", (Theme.FLEET, Theme.ESTATES)),
    Learnt("hr", POLICE, -1, "Run old and new payroll side by side for three months",
           "Holiday pay of 31 firefighters on call was wrong in the first joint month.",
           "On-call hours are counted by the call in one service and by the week in the other. Nobody compared a whole quarter.",
           "Pay three months twice, on paper, and compare every line for people with unusual hours.", (Theme.SUPPORT, Theme.PEOPLE)),
    Learnt("standby", AMBULANCE, -2, "Agree who pays for heating before the first crew moves in",
           "Two stations asked for money after the first winter, and one door stayed locked for a week.",
           "The agreement spoke of rent and not of what it costs to keep a room warm at night.",
           "Write running costs, keys and cleaning into the agreement, with one name on each side.", (Theme.ESTATES,), question=STANDBY),
    Learnt("missing", POLICE, -3, "Apply for the pilots’ licences before buying drones",
           "Six drones lay in a cupboard from spring to autumn.", "A licence takes four months, an order two weeks.",
           "Send people on the course first, and order when their dates are known.", (Theme.RESPONSE, Theme.SPECIALIST)),
    Learnt("forced", FIRE, -8, "Say who pays for the door",
           "Tenants waited up to ten weeks for a new door.", "Each service thought that another one had insured it.",
           "Name one service that pays at once, and settle between the services once a year.", (Theme.RESPONSE,), question=DOORS),
    Learnt("falls", AMBULANCE, -5, "Plan the hours by when people fall",
           "Half of the hours were covered, most of them when few people fall.", "Shifts were offered where crews had time.",
           "Draw the calls of a year by hour first, and offer those shifts.", (Theme.RESPONSE, Theme.PEOPLE), is_shared=False, question=FALLS),
)  # fmt: skip


def plan(story: Story) -> None:
    """Put the evaluations and the lessons on their days."""
    for number, found in enumerate(EVALUATIONS):
        done_on = story.month(found.month)
        story.on(story.calendar.after(done_on, 3 + number), 11, evaluated(story, found, done_on))
    for number, learnt in enumerate(LESSONS):
        story.on(story.calendar.after(story.month(learnt.month), 8 + number), 11, written_down(story, learnt))


def evaluated(story: Story, found: Found, done_on: dt.date) -> Step:
    """The service lead enters what was found out."""
    return lambda moment: actions.add_evaluation(
        story.works[found.work],
        by=story.cast.lead(found.organisation, moment.day),
        at=moment.at,
        question=found.question,
        method=found.method.value,
        strength=found.strength.value,
        finding=found.finding.value,
        summary=found.summary,
        done_on=done_on,
        done_by=found.done_by,
        report=found.report,
    )


def written_down(story: Story, learnt: Learnt) -> Step:
    """The service lead writes down what was learnt."""

    def step(moment: Moment) -> None:
        work = story.works[learnt.work]
        actions.add_lesson(
            work,
            by=story.cast.lead(learnt.organisation, moment.day),
            at=moment.at,
            title=learnt.title,
            happened=learnt.happened,
            cause=learnt.cause,
            next_time=learnt.next_time,
            themes=[theme.value for theme in learnt.themes],
            evaluation=Evaluation.objects.filter(initiative=work, question=learnt.question).first(),
            is_shared=learnt.is_shared,
        )

    return step
