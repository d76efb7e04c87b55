"""What a mail server's code says of an address: there is no such box, not this letter, not now, or nothing at all.

RFC 3463 gives codes like 5.1.1 (class, subject, detail), RFC 5321 three digits like 550.
"""

import re

from django.db import models


class Kind(models.TextChoices):
    """What became of a letter that the mail system told us about."""

    DELIVERED = "delivered", "Delivered"
    DEFERRED = "deferred", "Delayed"
    BOUNCED = "bounced", "Came back"
    COMPLAINED = "complained", "Called unwanted by its reader"


class Meaning(models.TextChoices):
    """What that says of the address it went to."""

    GONE = "gone", "There is no such address"
    REFUSED = "refused", "Refused for good"
    NOT_NOW = "not_now", "Not taken for the time being"
    NOTHING = "nothing", "Nothing: it lies with the letter, with us or with the mail server"


#: Bad mailbox (RFC 3463), and a domain that takes no mail at all (RFC 7505).
NO_SUCH_ADDRESS = {"5.1.1", "5.1.10"}
#: Refused for good by some servers and for now by others, and it mends itself: a full mailbox, a domain not found today.
MENDS_ITSELF = {"5.2.2", "4.2.2", "5.4.4"}
#: Subjects that tell of the mail system, the protocol, the content (too big, no SMTPUTF8) or of somebody's policy
#: (blocked senders): one such day must not make every address look dead.
NOT_THE_ADDRESS = {"3", "5", "6", "7"}
#: Three digits that speak of the letter's size.
TOO_BIG = {"552", "523"}

ENHANCED = re.compile(r"(?<![\d.])[245]\.[0-7]\.\d{1,3}(?!\.?\d)")
BASIC = re.compile(r"\s*([245][0-5]\d)(?=[ #-]|$)")


def code_in(text: str) -> str:
    """The first code like 5.1.1 in a text, else the three digits it begins with, else nothing."""
    enhanced, basic = ENHANCED.search(text), BASIC.match(text)
    return enhanced.group() if enhanced else basic.group(1) if basic else ""


def meaning_of(code: str) -> Meaning:
    """What a code says of the address of one person."""
    if code in NO_SUCH_ADDRESS:
        return Meaning.GONE
    if code in MENDS_ITSELF:
        return Meaning.NOT_NOW
    subject = code.split(".")[1] if code.count(".") == 2 else ""
    if code[:1] not in ("4", "5") or code in TOO_BIG or subject in NOT_THE_ADDRESS:
        return Meaning.NOTHING
    return Meaning.REFUSED if code[0] == "5" else Meaning.NOT_NOW


def printable(text: str, most: int = 300) -> str:
    """Somebody else's words in one line, without what cannot be seen, and no longer than `most` characters."""
    seen = "".join(character if character.isprintable() else " " for character in text[: most * 10])
    return " ".join(seen.split())[:most]
