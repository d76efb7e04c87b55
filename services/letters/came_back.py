"""Reading a message that came back: a delivery report, a complaint, a mail server's plain words, or nothing of that.

Everything in it was written by strangers. It is parsed with Python's own parser, believed in nothing but its kind and
code, and kept nowhere: of its words, one short printable line. Delivery reports are RFC 3464, complaints RFC 5965.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from services.letters.status import Kind, code_in, printable

#: More of a message is not read. Our letters are small, and reports stand before what they report about.
MOST_BYTES = 1 << 20
FIRST_LINES, FIRST_LETTERS = 40, 8000
ACTIONS = {"failed": Kind.BOUNCED, "delayed": Kind.DEFERRED, "delivered": Kind.DELIVERED}
BY_CLASS = {"5": Kind.BOUNCED, "4": Kind.DEFERRED, "2": Kind.DELIVERED}
#: What counts where a report speaks of several addresses that one of ours was forwarded to.
WORST_FIRST = [Kind.BOUNCED, Kind.DEFERRED, Kind.DELIVERED]
UNKNOWN_AND_FOR_GOOD = "5.0.0"
COMPLAINTS = {"abuse", "fraud", "opt-out"}
MAIL_SYSTEM = re.compile(r"\bmailer-daemon\b|\b(postmaster|mail\.?daemon|mail-daemon)@", re.IGNORECASE)
#: People write 5.1.1 too, for a section of a paper. From them it counts only as a server writes it: 550 5.1.1, #5.1.1.
AS_SERVERS_WRITE = re.compile(r"(?:\b[45][0-5]\d[ -]|#) ?([45]\.[0-7]\.\d{1,3})(?!\.?\d)")
ENHANCED_FAILURE = re.compile(r"(?<![\d.])([45]\.[0-7]\.\d{1,3})(?!\.?\d)")
SAID_BY_A_SERVER = re.compile(r"(?:^\s*|said:\s*|<<<\s*|[;:]\s+)([45][0-5]\d)[ #-]")
ROBOT_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Auto-Reply-From")
AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto(mated)?[- ]?(reply|response)|on (annual )?leave|away from|vacation",
    re.IGNORECASE,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """What a message says of the letter it is about: the kind of news, the code if it gives one, the server's words."""

    kind: Kind
    code: str = ""
    words: str = ""


def read(raw: bytes) -> Finding | None:
    """What a message tells, or None: an answer by somebody's robot, a receipt, or nothing that we understand."""
    try:
        return _told_by(message_from_bytes(raw[:MOST_BYTES]))
    except Exception as trouble:  # the parser fails in many ways at what was never a message, depth included
        logger.info("A message that came back could not be read: %s.", type(trouble).__name__)
        return None


def _told_by(message: Message) -> Finding | None:
    parts = {part.get_content_type(): part for part in reversed(list(parts_of(message)))}
    if "message/feedback-report" in parts:
        return _of_complaint(parts["message/feedback-report"])
    if "message/delivery-status" in parts:
        return _of_report(parts["message/delivery-status"])
    if "message/disposition-notification" in parts:
        return None
    text = parts.get("text/plain") or parts.get("text/html")
    lines = _first_lines(text) if text is not None else []
    is_of_mail_system = bool(MAIL_SYSTEM.search(_header(message, "From"))) or "X-Failed-Recipients" in message
    if not is_of_mail_system and is_by_a_robot(message):
        return None
    return _of_plain_words(lines, message, is_of_mail_system)


def parts_of(message: Message) -> Iterator[Message]:
    """The leaves of a message, the first first. A message inside the message is one leaf: what it says is not news."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from parts_of(part)
    else:
        yield message


def is_by_a_robot(message: Message) -> bool:
    """Whether a person's out-of-office or another robot answered (RFC 3834, and what mail programs really send)."""
    if _header(message, "Auto-Submitted").strip().lower() not in ("", "no"):
        return True
    if _header(message, "Precedence").strip().lower() in ("auto_reply", "auto-reply", "bulk", "junk", "list"):
        return True
    return any(name in message for name in ROBOT_HEADERS) or bool(AWAY.search(_header(message, "Subject")))


def _of_complaint(part: Message) -> Finding | None:
    kinds = {_header(block, "Feedback-Type").strip().lower() for block in _blocks_of(part)}
    return Finding(Kind.COMPLAINED) if kinds & COMPLAINTS else None


def _of_report(part: Message) -> Finding | None:
    found = [finding for block in _blocks_of(part) if (finding := _of_recipient(block))]
    return min(found, key=lambda finding: WORST_FIRST.index(finding.kind), default=None)


def _of_recipient(block: Message) -> Finding | None:
    """One address of a report. A server that says only "failed" often says more in its own words."""
    action = _header(block, "Action").strip().lower()
    said = _header(block, "Diagnostic-Code")
    said = said.partition(";")[2].strip() or said
    status, words_code = code_in(_header(block, "Status")), code_in(said)
    is_vague = not status or status.endswith(".0.0")
    code = words_code if is_vague and words_code[:1] == (status[:1] or words_code[:1]) and words_code else status
    kind = ACTIONS.get(action) if action else BY_CLASS.get(code[:1])
    if kind is None:
        return None
    if kind == Kind.BOUNCED and code[:1] not in ("4", "5"):
        code = UNKNOWN_AND_FOR_GOOD
    return Finding(kind, code, printable(said))


def _of_plain_words(lines: list[str], message: Message, is_of_mail_system: bool) -> Finding | None:
    """A code in the first lines; from a mail system also three digits only, or no code at all."""
    for pattern in (ENHANCED_FAILURE, SAID_BY_A_SERVER) if is_of_mail_system else (AS_SERVERS_WRITE,):
        for line in lines:
            if said := pattern.search(line):
                return Finding(BY_CLASS[said[1][0]], said[1], printable(line))
    if "X-Failed-Recipients" in message:
        return Finding(Kind.BOUNCED, UNKNOWN_AND_FOR_GOOD)
    return None


def _first_lines(part: Message) -> list[str]:
    body = part.get_payload(decode=True) or b""
    return body[:FIRST_LETTERS].decode("utf-8", "replace").splitlines()[:FIRST_LINES]


def _blocks_of(part: Message) -> list[Message]:
    """The groups of fields in a report."""
    inside = part.get_payload()
    return [block for block in inside if isinstance(block, Message)] if isinstance(inside, list) else []


def _header(message: Message, name: str) -> str:
    """A header's text, decoded where it can be."""
    value = str(message.get(name, ""))[:2000]
    try:
        return str(make_header(decode_header(value)))
    except Exception:  # a broken encoding: as it stands
        return value
