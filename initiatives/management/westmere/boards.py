"""The boards, meetings and agreements of Westmere.

These rooms have no actions yet, so their rows are written here, each with its line of the timeline.
"""

import datetime as dt
from dataclasses import dataclass

from collab_portal.toolkit.dates import VagueDate
from initiatives.agreements.models import Agreement, AgreementKind, AgreementParty, AgreementState
from initiatives.management.westmere.cast import AMBULANCE, COUNCIL, FIRE, NORTHSHIRE, OFFICE, POLICE
from initiatives.management.westmere.story import Moment, Step, Story
from initiatives.meetings.models import Board, Meeting, MeetingKind
from services.directory.models import DEMONSTRATION_PREFIX as WM
from services.history import actions as history

STRATEGIC, OPERATIONS = f"{WM}-B01", f"{WM}-B02"
EVERYBODY = (OFFICE, POLICE, FIRE, AMBULANCE, COUNCIL, NORTHSHIRE)
BLUE_LIGHT = (OFFICE, POLICE, FIRE, AMBULANCE)


@dataclass(frozen=True)
class Paper:
    """An agreement: what it is, what it covers, who signed, and the months in which it was made and ends."""

    title: str
    kind: AgreementKind
    state: AgreementState
    works: tuple[str, ...]
    parties: tuple[str, ...]
    made: int | None
    expires: int | None
    next_step: str = ""


PAPERS = (
    Paper("Firearms alliance agreement", AgreementKind.S22A, AgreementState.IN_FORCE, ("firearms",),
          (POLICE, OFFICE, NORTHSHIRE), -30, 4, "Decide on the extension"),
    Paper("Underwater search agreement", AgreementKind.S22A, AgreementState.IN_FORCE, ("underwater",),
          (POLICE, OFFICE, NORTHSHIRE, FIRE), -36, 24),
    Paper("Shared HR and finance agreement", AgreementKind.PCA2017, AgreementState.IN_FORCE, ("hr",),
          (POLICE, OFFICE, FIRE), -22, 14),
    Paper("Joint fleet workshop agreement", AgreementKind.PCA2017, AgreementState.IN_FORCE, ("fleet",),
          (POLICE, OFFICE, FIRE), -14, 22),
    Paper("Lease of Tarnbridge station", AgreementKind.LEASE, AgreementState.IN_FORCE, ("station",),
          (POLICE, FIRE, AMBULANCE), -3, 117),
    Paper("Forced entry memorandum", AgreementKind.MOU, AgreementState.IN_FORCE, ("forced",),
          (FIRE, POLICE, AMBULANCE), -28, 8),
    Paper("Concern for welfare agreement", AgreementKind.PCA2017, AgreementState.SIGNATURE, ("welfare",),
          (AMBULANCE, POLICE, OFFICE, COUNCIL), None, None, "Three signatures are missing"),
)  # fmt: skip


def plan(story: Story) -> None:
    """Put the boards, the meetings that were not about reports, and the agreements on their days."""
    story.on(story.month(-20), 9, founded(story))
    for number, month in enumerate((-16, -6), 1):
        story.on(story.month(month, 3), 17, met_about_operations(story, number))
    for number, paper in enumerate(PAPERS, 1):
        entered = story.month(-17, number) if paper.made is None or paper.made < -17 else story.month(paper.made, 1)
        story.on(max(entered, story.month(-7)) if paper.made is None else entered, 16, signed(story, number, paper))


def founded(story: Story) -> Step:
    """The strategic board and the one of operations."""

    def step(moment: Moment) -> None:
        for ref, name, kind, members, meets in (
            (STRATEGIC, "Strategic Collaboration Board", MeetingKind.STRATEGIC_BOARD, EVERYBODY, "Every quarter"),
            (OPERATIONS, "Joint Operations Board", MeetingKind.PROGRAMME_BOARD, BLUE_LIGHT, "Twice a year"),
        ):
            board = Board.objects.create(
                ref=ref,
                name=name,
                kind=kind,
                convened_by=story.cast.organisations[OFFICE],
                purpose="Decide on shared work.",
                meets=meets,
                began_on=VagueDate(f"{story.month(-30):%Y-%m}"),
            )
            board.members.set(story.cast.organisations[key] for key in members)
            entered("entered this board", board, story, moment)

    return step


def entered(verb: str, row: Board | Meeting | Agreement, story: Story, moment: Moment) -> None:
    """The board's secretary keeps the books."""
    history.record(verb, row, by=story.cast.person("secretary", moment.day), at=moment.at)


def met(story: Story, ref: str, board: str, held_on: dt.date, about: tuple[str, ...], moment: Moment) -> Meeting:
    """A meeting of a board on a local date, with what it was about."""
    of = Board.objects.get(ref=board)
    meeting = Meeting.objects.create(
        ref=ref,
        title=of.name,
        kind=of.kind,
        board=of,
        held_on=VagueDate.on(held_on),
        convened_by=of.convened_by,
        place="Westmere County Hall",
        purpose="Look at shared work and decide what reports ask for.",
    )
    meeting.attended_by.set(of.members.all())
    meeting.initiatives.set(story.works[key] for key in about if key in story.works)
    entered("entered this meeting", meeting, story, moment)
    return meeting


def met_about_operations(story: Story, number: int) -> Step:
    """The services look at what they do together every day."""
    about = ("forced", "cardiac", "missing")
    return lambda moment: met(story, f"{WM}-M2{number}", OPERATIONS, moment.day, about, moment)


def signed(story: Story, number: int, paper: Paper) -> Step:
    """An agreement with its legal parties."""

    def step(moment: Moment) -> None:
        made = None if paper.made is None else VagueDate.on(story.month(paper.made))
        agreement = Agreement.objects.create(
            ref=f"{WM}-A{number:02d}",
            title=paper.title,
            kind=paper.kind,
            state=paper.state,
            made_on=made,
            expires_on=None if paper.expires is None else VagueDate.on(story.month(paper.expires)),
            next_step=paper.next_step,
        )
        agreement.initiatives.set(story.works[key] for key in paper.works)
        for key in paper.parties:
            party = story.cast.organisations[key]
            AgreementParty.objects.create(
                agreement=agreement, organisation=party, legal_party=party.legal_party, signed_on=made
            )
        entered("entered this agreement", agreement, story, moment)

    return step
