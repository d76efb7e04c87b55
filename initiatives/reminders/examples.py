"""What the subject of a letter looks like, on a made-up record: nobody's own."""

import datetime as dt
from types import SimpleNamespace

from django.template import engines
from django.template.context import make_context

from collab_portal.toolkit.dates import WorkingDays, months_before
from initiatives.reminders.policy import Stage, Step
from initiatives.reminders.writing import FOLDER, Telling, how_far

NAME = "Joint control room"
NOUN = "report"
WEEKDAYS = WorkingDays()
QUIET_FOR = dt.timedelta(days=90)


def subject(stage: Stage, day: dt.date) -> str:
    """The subject of a stage's letter, as it would read on a local date that is the first of its days."""
    engine = engines["django"].engine
    first_line = engine.get_template(f"{FOLDER}/{stage.letter}.txt").source.partition("\n")[0]
    made_up = make_context({"item": _telling(stage.steps[0], day)}, autoescape=False)
    return " ".join(engine.from_string(first_line).render(made_up).split())


def _telling(step: Step, day: dt.date) -> Telling:
    due_on = _due_on(step, day)
    matter = SimpleNamespace(name=NAME, noun=NOUN, since=day - QUIET_FOR, organisation="")
    is_late = due_on < day
    return Telling(matter, due_on, how_far(due_on, day, WEEKDAYS), is_late, True, [], "", "")


def _due_on(step: Step, day: dt.date) -> dt.date:
    if step.in_months:
        return months_before(day, step.offset)
    return WEEKDAYS.after(day, -step.offset) if step.is_before else WEEKDAYS.before(day, step.offset)
