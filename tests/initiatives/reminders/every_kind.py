"""A world in which every kind of reminder has something to say, and everything that is said in it."""

import datetime as dt

from collab_portal.toolkit import clock
from collab_portal.toolkit.dates import VagueDate, WorkingDays
from initiatives.register.models import Initiative, Participation, Standing
from initiatives.reminders import facts, policy, writing
from initiatives.reminders.models import Reminder
from initiatives.reminders.plan import plan
from initiatives.reminders.writing import Item
from services.people.models import User
from tests import make
from tests.initiatives.reminders.mornings import DAY, FRIDAY, ReminderTestCase

MONDAY = make.MONDAY
IN_APRIL = clock.at(dt.date(2014, 4, 8), 9)
#: One for each text that must not leave: whoever made the letter cannot have it from anywhere else.
SECRETS = ("Nightjar", "Bittern", "Kestrel", "Dunlin", "Garganey", "Whimbrel", "Smew", "Avocet", "Ruff", "Twite",
           "Sanderling", "Pochard", "Gadwall")  # fmt: skip


class EveryKindTestCase(ReminderTestCase):
    """The fire service's lead writes, and is told of, what there is, and its finance officer of claims; the work began in April 2014."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        name, purpose, milestone, agreement, meeting, place, asked, reason, work, answers, saved, freed, note = SECRETS
        Initiative.objects.update(name=f"Operation {name}", purpose=f"To {purpose}.", registered_at=IN_APRIL)
        cls.review.what = f"How {asked} goes"
        cls.review.save()
        cls.second_lead = make.person("Ann Bell", cls.fire)
        make.milestone(cls.review_work, name=f"The {milestone}", on=dt.date(2014, 10, 14))
        party, dates = (cls.police, cls.fire), {"state": "in_force", "title": f"Agreement for {agreement}"}
        dates |= {"review_on": dt.date(2014, 12, 1), "expires_on": VagueDate("2014-11")}
        make.agreement(party, (cls.review_work,), **dates)
        held = make.meeting(cls.office, party, held_on=VagueDate("2014-10-14"), title=f"On {meeting}", place=place)
        held.initiatives.set([cls.review_work])
        began = {"from_on": VagueDate("2014-09-08"), "purpose_confirmed_on": None}
        Participation.objects.filter(organisation=cls.fire).update(**began)
        Participation.objects.filter(organisation=cls.police).update(purpose_confirmed_on=dt.date(2014, 7, 11))
        resting = {"standing": Standing.PARKED, "standing_reason": reason, "look_again_on": dt.date(2014, 10, 20)}
        cls.parked = make.initiative(f"The {work} idea", (), lead=cls.fire, registered_at=IN_APRIL, **resting)
        planned = make.benefit(cls.review_work, cls.fire, cls.fire_lead, title=f"{saved} saved", measure=saved)
        make.planned_quarter(planned, quarter=2)
        freed_hours = make.benefit(cls.review_work, cls.fire, cls.fire_lead, title=f"{freed} freed", measure=freed)
        make.reading(freed_hours, quarter=2, value=2_345_678, note=f"As {note} says.")
        cls.returned = make.report_request(make.initiative(f"{name} II", (cls.fire,)), cls.office, FRIDAY)
        make.named(cls.returned.initiative, cls.fire_lead)
        make.report(cls.returned, cls.fire_lead, "returned", changed=f"We met {answers}.")

    def marked_sensitive(self) -> None:
        """Everything that can be marked OFFICIAL-SENSITIVE is."""
        Initiative.objects.update(marking="sensitive")

    def said(self, first=MONDAY - 40 * DAY, last=dt.date(2014, 12, 31)):
        """The plan of these days, whoever has been told, as it looks on the Monday."""
        working_days, in_force = WorkingDays(), policy.in_force()
        known = facts.gather(in_force, working_days, MONDAY, first, last)
        return plan(known, in_force, working_days, first, last)

    def items(self, **days):
        """(person, local date, what a letter would say) for each line of the plan."""
        for each in self.said(**days):
            person = User.objects.get(pk=each.person).as_of(each.day)
            [matter] = facts.SOURCES[each.fact.about].matters(person, [each.fact.subject]).values()
            row = Reminder(kind=each.fact.about, subject=each.fact.subject, stage=each.step.name, recipient=person)
            row.due_on, row.planned_on = each.due_on, each.day
            assert each.step.stage.to.name in matter.audiences, f"{person} at {each}"
            assert matter.due_on == each.due_on
            yield person, each.day, Item(row, each.step, matter)

    def letters_of_everything(self):
        """(person, item, words) of a letter of its own for each line of the plan."""
        for person, day, item in self.items():
            yield person, item, writing.write([item], person, day, WorkingDays())
