"""Handing letters over to the mail server, one after another, and what happens when the server will not have them.

A claim is a lease that is committed before anything else: a slow server holds no transaction, and if we die in the middle
somebody takes the letter over. The number of the attempt guards the row, so that a sender who was thought dead and comes
back can neither send it nor undo what his successor wrote. Before a letter leaves, its truth is asked again
(services.letters.checks). The one window that can repeat a letter lies between the server's yes and the journal's line;
the copy then has the same Message-ID, goes once, and a digest is never repeated.
"""

import contextlib
import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from collab_portal.toolkit.fail_points import fail_point
from services.letters import (
    addresses,
    bounces,
    checks,
    claims,
    holds,
    journal,
    letter_file,
    private,
    rate,
    restoring,
    return_path,
    troubles,
    unsubscribing,
)
from services.letters.models import Hold, Letter
from services.letters.queries import CANNOT_REACH
from services.letters.smtp import Unanswered

logger = logging.getLogger(__name__)

#: One run ends well before the worker's time limit, however slow the server; the next tick goes on.
MOST_SECONDS = 60
#: No run is longer than a minute; this only keeps its memory small where no rate is set.
MOST_LETTERS = 20_000
#: So many letters are claimed and asked about together where no rate is set, and no more where one is.
HANDFUL = 200
#: At fewer letters a second than this each is claimed and asked about alone.
WORTH_IT = 10
#: For how long what was asked of a handful counts.
FRESH_SECONDS = 2.0
NO_SIGN_IN = "This person can no longer sign in."


def deliver_waiting(now: dt.datetime, most: int = MOST_LETTERS) -> int:
    """Send what is due at a UTC instant, at the configured rate. Returns how many left.

    Stops at the first sign that the server itself is in trouble: the other letters keep their turn. While letters are
    held, only those about signing in leave.
    """
    began = time.monotonic()
    take_over_abandoned(now)
    cancel_for_people_who_left(now)
    restoring.hold_after_a_restore(now)
    sent, held, handful = 0, [], Handful()
    line = get_connection()
    try:
        while sent < most and (elapsed := time.monotonic() - began) < MOST_SECONDS:
            if not handful:
                handful.settle(now)
                close(line)  # a mail server may not like a line that is never hung up
                held = list(Hold.objects.in_force(now))
                handful = Handful.claimed(now, held, most - sent)
            if not handful:
                break
            letter, is_sure = handful.next()
            if not wait_for_the_rate(letter, now + dt.timedelta(seconds=elapsed), began):
                break
            trouble = hand_over(letter, now, line, is_sure=is_sure, keep=handful.left.append)
            sent += trouble is None
            if trouble:
                handful.doubt(letter.address)
            if troubles.is_of_the_server(trouble):
                break
            if trouble is None:
                release_if_it_works(held, now)
    finally:
        close(line)
        handful.settle(now)
    holds.beat("delivery", now, sent=sent)
    return sent


class Handful:
    """Letters that were claimed together and whose truth was asked together, so that each costs less.

    As many as leave within a second or two; what was asked counts no longer than that. A letter about
    which there is the least doubt is asked about again by itself, as all are that come too late.
    """

    def __init__(self, letters: Iterable[Letter] = (), sure: Collection[int] = ()) -> None:
        self.letters, self.sure, self.asked_at = deque(letters), frozenset(sure), time.monotonic()
        self.left: list[Letter] = []

    @classmethod
    def claimed(cls, now: dt.datetime, held: list[Hold], most: int) -> "Handful":
        """The next ones, at most so many; one at a time at a slow rate."""
        a_second = int(settings.LETTERS_A_SECOND) or HANDFUL
        is_slow = 0 < settings.LETTERS_A_SECOND < WORTH_IT
        letters = claims.claim_some(now, held=held, most=1 if is_slow else min(a_second, HANDFUL, most))
        return cls(letters, cls.sure_of(letters, now) if len(letters) > 1 else ())

    @staticmethod
    def sure_of(letters: list[Letter], now: dt.datetime) -> Collection[int]:
        """What `checks` is sure of; if that cannot be asked for all at once, each is asked about alone."""
        try:
            return checks.sure_of(letters, now) - addresses.waiting_among(letters)
        except Exception:
            logger.exception("Whether %s letters may leave could not be asked at once.", len(letters))
            return ()

    def __bool__(self) -> bool:
        return bool(self.letters)

    def next(self) -> tuple[Letter, bool]:
        """One letter, and whether it is known to be true and may leave now."""
        letter = self.letters.popleft()
        return letter, letter.pk in self.sure and time.monotonic() - self.asked_at < FRESH_SECONDS

    def doubt(self, address: str) -> None:
        """A letter did not leave, so others to its address are asked about alone: it may be dead since."""
        self.sure -= {letter.pk for letter in self.letters if letter.address == address}

    def settle(self, now: dt.datetime) -> None:
        """Keep which of them left; the others wait for the next run."""
        keep_sent(self.left, now)
        self.left = []
        while self.letters:
            claims.put_back(self.letters.popleft())


def close(line) -> None:
    """Hang up. A server that is gone already needs no goodbye."""
    with contextlib.suppress(OSError):
        line.close()


def cancel_for_people_who_left(now: dt.datetime) -> int:
    """Do not write to people who can no longer sign in. The letters stay readable, with the reason. Returns how many."""
    theirs = Letter.objects.leaving_by(now).filter(to__is_active=False).values_list("pk", flat=True)
    waiting = Letter.objects.filter(pk__in=list(theirs), state=Letter.State.WAITING)
    return waiting.update(state=Letter.State.CANCELLED, last_error=NO_SIGN_IN, lease_until=None)


def take_over_abandoned(now: dt.datetime) -> int:
    """Letters whose sender died, by the end of his lease at a UTC instant. Returns how many.

    Not handed over yet: back to the others. Handed over: the journal knows whether it left; where it does not, the
    letter may have arrived, so it goes once more as a copy (a digest never).
    """
    abandoned = list(claims.abandoned_by(now))
    if not abandoned:
        return 0
    claimed = claims.abandoned_by(now).filter(state=Letter.State.CLAIMED)
    done = claimed.update(state=Letter.State.WAITING, lease_until=None, next_try_at=now)
    open_ones = [letter for letter in abandoned if letter.state == Letter.State.HANDING_OVER]
    known = journal.has_left({letter.message_id for letter in open_ones if letter.message_id})
    for letter in open_ones:
        if letter.message_id in known:
            done += keep_sent([letter], dt.datetime.fromisoformat(known[letter.message_id].at))
        else:
            done += keep_doubt(letter, now)
    return done


def wait_for_the_rate(letter: Letter, moment: dt.datetime, began: float) -> bool:
    """Wait until one more letter may leave. Puts the letter back and returns False if this run ends before."""
    while not rate.take_one(moment):
        pause = 1 / settings.LETTERS_A_SECOND
        if time.monotonic() - began + pause > MOST_SECONDS:
            claims.put_back(letter)
            return False
        time.sleep(pause)
        moment += dt.timedelta(seconds=pause)
    return True


def hand_over(
    letter: Letter,
    now: dt.datetime,
    line: BaseEmailBackend | None = None,
    *,
    is_sure: bool = False,
    keep: Callable[[Letter], object] | None = None,
) -> Exception | None:
    """Ask again whether a claimed letter may leave, give it to the mail server, and keep what became of it.

    `is_sure`: that was asked within the last two seconds, so only whether it is ours still is asked again. `keep` remembers a
    letter that left, for somebody who tells the database of several at once; should they die before, the journal knows.
    Returns what went wrong, or None. Whatever it was, the letter is kept.
    """
    line = line or get_connection()
    fail_point("after_claim")
    try:
        if not (claims.take_in_hand(letter) if is_sure else is_still_to_go(letter, now)):
            return troubles.NotSent()
        if not is_sure and addresses.must_wait(letter):
            raise troubles.CannotReach()
        mail = envelope(letter)
        fail_point("after_render")
        line.open()
        line.send_messages([mail])
    except Unanswered as trouble:
        close(line)
        keep_doubt(letter, now, trouble)
        return trouble
    except Exception as trouble:
        close(line)
        keep_failure(letter, now, trouble)
        return trouble
    fail_point("after_250")
    journal.write(letter, now)
    fail_point("after_journal")
    keep(letter) if keep else keep_sent([letter], now)
    return None


@transaction.atomic
def is_still_to_go(letter: Letter, now: dt.datetime) -> bool:
    """Whether a claimed letter is ours still, is true still, and may leave at this hour; if so it is being handed over."""
    mine = Letter.objects.select_for_update(of=("self",)).select_related("to").filter(
        pk=letter.pk, state=Letter.State.CLAIMED, attempts=letter.attempts
    )  # fmt: skip
    row = mine.first()
    if row is None:
        return False
    opens = checks.may_leave_at(row, now)
    if opens > now:
        claims.put_back(row, not_before=opens, next_try_at=opens)
        return False
    reason = checks.reason_to_stay(row, now) if row.to.is_active else NO_SIGN_IN
    if reason:
        mine.update(state=Letter.State.CANCELLED, last_error=reason[:500], lease_until=None)
        return False
    if letter.address != row.to.email:
        letter.address = row.to.email
        mine.update(address=letter.address)
    return claims.take_in_hand(letter)


def keep_sent(letters: Collection[Letter], at: dt.datetime) -> int:
    """They have left. Whoever claimed them since: that they left is what counts."""
    if not letters:
        return 0
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    still_open = rows.exclude(state__in=["sent", "delivered", "bounced"])
    kept = still_open.update(state=Letter.State.SENT, sent_at=at, lease_until=None, last_error="")
    fail_point("after_commit")
    return kept


def keep_doubt(letter: Letter, now: dt.datetime, trouble: Exception | None = None) -> int:
    """It may have arrived: once more as a copy with the same Message-ID; a digest, or a copy, is left at that."""
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.HANDING_OVER, attempts=letter.attempts)
    said = f"The mail server may have taken it. {trouble or ''}".strip()[:500]
    if letter.is_digest or letter.is_copy:
        return mine.update(state=Letter.State.AMBIGUOUS, last_error=said, lease_until=None)
    pause = troubles.pause_after(letter.attempts) if trouble else dt.timedelta()
    return mine.update(
        state=Letter.State.WAITING, is_copy=True, last_error=said, lease_until=None, next_try_at=now + pause
    )


@transaction.atomic
def keep_failure(letter: Letter, now: dt.datetime, trouble: Exception) -> None:
    """Wait longer after each failure. Give up only when this very letter is refused for good, or for a day.

    A mail server that refuses our account holds all letters, and blames no address. A letter to a dead address is held,
    but no digest: that is not repeated, and what it carries must reach somebody.
    Whoever has to know that a letter did not arrive is told in the same transaction. The day begins anew after a server's
    trouble, so that an outage of days is nothing that a letter pays for.
    """
    mine = Letter.objects.filter(
        pk=letter.pk, state__in=[Letter.State.CLAIMED, Letter.State.HANDING_OVER], attempts=letter.attempts
    )
    is_held = isinstance(trouble, troubles.CannotReach)
    ends = is_held or troubles.gives_up(trouble, letter.attempts, now - (letter.first_tried_at or now))
    stays = Letter.State.HELD if is_held and not letter.is_digest else Letter.State.FAILED
    kept = mine.update(
        state=stays if ends else Letter.State.WAITING,
        last_error=CANNOT_REACH if is_held else troubles.in_words(trouble),
        lease_until=None,
        next_try_at=letter.next_try_at if ends else now + troubles.pause_after(letter.attempts),
        first_tried_at=None if troubles.is_of_the_server(trouble) else letter.first_tried_at,
    )
    if kept and ends:
        letter.state = stays
        bounces.was_refused(letter, trouble, now)
    if troubles.is_of_our_account(trouble):
        holds.hold(Hold.Reason.MAIL_ACCOUNT, f"The mail server said: {troubles.in_words(trouble)}", at=now)


def release_if_it_works(held: list[Hold], now: dt.datetime) -> None:
    """A letter has just left, so the mail server takes our account again."""
    for each in held:
        if each.reason == Hold.Reason.MAIL_ACCOUNT:
            holds.release(each, by=None, at=now, why="The mail server takes letters again.")


def envelope(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail a letter becomes: two bodies from one source, and headers that keep out-of-office robots quiet.

    What the mail system sends back goes to the letter's own signed address; people see, and answer, the same as ever.
    """
    headers = {
        "Message-ID": letter.message_id,
        "From": settings.DEFAULT_FROM_EMAIL,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **unsubscribing.headers_for(letter),
    }
    text, html = private.as_they_leave(
        letter.kind, letter.to, letter_file.as_text(letter.text, letter.why), letter.html
    )
    mail = EmailMultiAlternatives(
        letter.subject,
        text,
        return_path.path_for(letter) or settings.DEFAULT_FROM_EMAIL,
        [letter.address],
        reply_to=[settings.REPLY_TO],
        headers=headers,
    )
    mail.attach_alternative(html, "text/html")
    return mail
