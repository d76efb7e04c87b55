"""Somebody of Westmere whom no letter reaches.

No letter leaves while the past is made, so none can come back: the one that did is written here as it would have been kept.
"""

from hashlib import sha256

from initiatives.management.westmere.cast import UNREACHABLE
from initiatives.management.westmere.story import Moment, Story
from services.letters import actions as outbox
from services.letters import addresses
from services.letters.letter_file import Words
from services.letters.models import Letter
from services.letters.returns import DeliveryEvent
from services.letters.status import Kind, Meaning

SAID = "550 5.1.1 There is no such mailbox here"
TEXT = """The Strategic Collaboration Board was told about the water safety campaign.

This letter belongs to the demonstration county. Nobody was to get it.
"""


def plan(story: Story) -> None:
    """Its last letter came back six working days ago."""
    story.on(story.work_day(-6), 9, lambda moment: came_back(story, moment))


def came_back(story: Story, moment: Moment) -> Letter:
    """The letter, what the mail server said, and what that makes of the address."""
    person, work = story.cast.person(UNREACHABLE, moment.day), story.works["water"]
    words = Words("board_was_told", "Water safety campaign: the board was told", TEXT)
    letter = outbox.letter(
        words, to=person, key=f"westmere:{work.pk}", why="you write its reports", at=moment.at, about=work
    )
    letter.state, letter.sent_at, letter.first_tried_at = Letter.State.BOUNCED, moment.at, moment.at
    letter.address, letter.last_error = person.email, SAID
    letter.save(force_insert=True)
    DeliveryEvent.objects.create(
        letter=letter, kind=Kind.BOUNCED, address=person.email, code="5.1.1", meaning=Meaning.GONE, words=SAID,
        at=moment.at, raw_hash=sha256(letter.key.encode()).hexdigest(),
    )  # fmt: skip
    addresses.weigh(letter, moment.at)
    return letter
