"""How each initiative of Westmere came into the register, who joined it, and what became of it."""

import datetime as dt

from collab_portal.toolkit.dates import VagueDate
from initiatives.management.westmere.cast import DOMAIN, GUEST
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.management.westmere.works import WORKS, Point, Work
from initiatives.register.actions import drafts, milestones, parties, people, record, standing
from initiatives.register.models import Duty, Ending, Initiative, Participation, Stage

#: A purpose is asked about again after 90 days.
STILL_TRUE_AGAIN = -2


def plan(story: Story) -> None:
    """Put everything on its day that belongs to the register."""
    for number, work in enumerate(WORKS):
        story.on(story.month(work.registered, number % 9), 10, registered(story, work))
        for month, stage in work.stages[1:]:
            story.on(story.month(month, number % 20), 11, moved_on(story, work, stage))
        for point in work.milestones:
            if point.done is not None:
                story.on(story.month(point.done), 12, reached(story, work, point))
        for organisation in work.organisations:
            if organisation not in work.unconfirmed and work.registered < STILL_TRUE_AGAIN - 1:
                story.on(story.month(STILL_TRUE_AGAIN, number), 15, confirmed(story, work, organisation))
    plan_endings(story)


def plan_endings(story: Story) -> None:
    """One initiative is parked and two have closed; a guest sees one more."""
    story.on(story.month(-4), 11, parked(story, "fuel", "Both services wait for the county’s new depot.", 12))
    story.on(
        story.month(-8), 11, closed(story, "boathouse", Ending.DECLINED, "Two boathouses cost less than a road to one.")
    )
    story.on(
        story.month(-1), 11, closed(story, "standby", Ending.COMPLETED, "All eight points are in use and evaluated.")
    )
    story.on(story.month(-2), 16, guest_named(story))


def registered(story: Story, work: Work) -> Step:
    """Its lead registers it; the partners answer within the week and confirm the purpose."""

    def step(moment: Moment) -> None:
        by, there = story.cast.lead(work.lead, moment.day), story.cast.organisations
        who = {"by": by, "at": moment.at}
        draft = drafts.begin(**who, name=work.name)
        described(draft, work, story, moment)
        for partner in work.partners:
            parties.add_party(draft, organisation=there[partner], **who)
        record.settle_lead(draft, lead=there[work.lead], **who)
        people.name_person(draft, person=by, duty=Duty.AUTHOR, **who)
        people.name_person(draft, person=story.cast.sponsor(work.lead, moment.day), duty=Duty.SPONSOR, **who)
        for point in work.milestones:
            milestones.add_milestone(draft, name=point.name, due_on=story.month(point.due), **who)
        story.works[work.key] = drafts.register(draft, **who)
        for number, partner in enumerate(work.partners, 2):
            story.on(story.calendar.after(moment.day, number), 14, joined(story, work, partner))
        for number, each in enumerate(work.organisations, 8):
            if each not in work.unconfirmed:
                story.on(story.calendar.after(moment.day, number), 15, confirmed(story, work, each))

    return step


def described(draft: Initiative, work: Work, story: Story, moment: Moment) -> None:
    """What it is, since when, and who may see it; and since when its lead has been at it."""
    by = story.cast.lead(work.lead, moment.day)
    started = VagueDate(f"{story.month(min(work.started, work.registered)):%Y-%m}")
    values = {
        "purpose": work.purpose,
        "themes": [work.theme.value],
        "stage": work.stages[0][1].value,
        "started_on": started,
        "planned_end_on": VagueDate.on(story.month(work.ends)),
        "marking": work.marking.value,
    }
    record.change(draft, by=by, at=moment.at, **values)
    for party in draft.participations.all():
        begins = min(started, VagueDate.on(moment.day))
        parties.change_party(party, by=by, at=moment.at, part=party.part, from_on=begins, to_on=None)


def party_of(story: Story, work: Work, organisation: str) -> Participation:
    return story.works[work.key].participations.get(organisation=story.cast.organisations[organisation])


def joined(story: Story, work: Work, organisation: str) -> Step:
    """An invited organisation says yes."""
    return lambda moment: parties.answer_invitation(
        party_of(story, work, organisation), by=story.cast.lead(organisation, moment.day), at=moment.at, takes_part=True
    )


def confirmed(story: Story, work: Work, organisation: str) -> Step:
    """An organisation confirms the purpose, or that it is still true; not of work that has closed."""

    def step(moment: Moment) -> None:
        by = story.cast.lead(organisation, moment.day)
        if not is_closed(story, work.key):
            parties.confirm_purpose(party_of(story, work, organisation), by=by, at=moment.at)

    return step


def is_closed(story: Story, key: str) -> bool:
    """Whether it has closed by now in the story."""
    story.works[key].refresh_from_db()
    return story.works[key].is_closed


def moved_on(story: Story, work: Work, stage: Stage) -> Step:
    """It reaches another stage of its life."""
    return lambda moment: record.change(
        story.works[work.key], by=story.cast.lead(work.lead, moment.day), at=moment.at, stage=stage.value
    )


def reached(story: Story, work: Work, point: Point) -> Step:
    """A milestone is reached."""
    return lambda moment: milestones.finish_milestone(
        story.works[work.key].milestones.get(name=point.name),
        by=story.cast.lead(work.lead, moment.day),
        at=moment.at,
        done_on=moment.day,
    )


def parked(story: Story, key: str, reason: str, look_again_in: int) -> Step:
    """Work is put on hold until a few working days from now."""
    return lambda moment: standing.park(
        story.works[key],
        by=story.cast.lead(lead_of(key), moment.day),
        at=moment.at,
        reason=reason,
        look_again_on=story.work_day(look_again_in),
    )


def closed(story: Story, key: str, ending: Ending, reason: str) -> Step:
    """Work comes to an end."""
    return lambda moment: standing.stop(
        story.works[key], by=story.cast.lead(lead_of(key), moment.day), at=moment.at, ending=ending, reason=reason
    )


def lead_of(key: str) -> str:
    """The key of the organisation that leads it."""
    return next(work.lead for work in WORKS if work.key == key)


def guest_named(story: Story) -> Step:
    """Somebody of another county sees the joint control room for a while."""
    until: dt.date = story.month(3)
    return lambda moment: people.name_guest(
        story.works["control"],
        by=story.cast.lead(lead_of("control"), moment.day),
        at=moment.at,
        email=f"{GUEST}@{DOMAIN}",
        until=until,
    )
