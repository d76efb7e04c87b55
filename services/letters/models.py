"""The outbox: a letter is a row before it is an e-mail, so that nothing is lost and everything can be read again."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse

from services.letters.queries import Allowances, Envelopes, Holds, Letters, Pulses


class Sort(models.TextChoices):
    """What a letter is to its reader, which decides when it may leave and what happens if it does not arrive."""

    DUTY = "duty", "Asks for something that is theirs to do"
    NOTICE = "notice", "Tells what happened"
    DIGEST = "digest", "Sums up; may be stopped, and is never repeated"
    ACCOUNT = "account", "About signing in; leaves at any hour"


class Letter(models.Model):
    """One letter to one person. Written in the transaction of what it is about; leaves after the commit.

    `key` makes it happen once: posting the same key again is no second letter. `said` are the keys under which its
    writer remembers what it says, for the journal outside the database.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to leave"
        CLAIMED = "claimed", "About to leave"
        HANDING_OVER = "handing_over", "Being handed over"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back"
        AMBIGUOUS = "ambiguous", "May have arrived"
        HELD = "held", "Held back"
        FAILED = "failed", "Could not be delivered"
        CANCELLED = "cancelled", "Not sent"

    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey("services.User", on_delete=models.PROTECT, related_name="letters", db_index=False)
    kind = models.CharField(max_length=60, help_text="The name of its file, like report_is_due.")
    sort = models.CharField(max_length=10, choices=Sort, default=Sort.NOTICE)
    checked_by = models.CharField(max_length=30, blank=True, help_text="Who is asked again before it leaves.")
    said = models.JSONField(default=list, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    about = models.CharField(max_length=60, blank=True, help_text="The key of the record it is about.")
    why = models.CharField(max_length=300, help_text="“You get this because …”")
    posted_at = models.DateTimeField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State, default=State.WAITING)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    is_copy = models.BooleanField(default=False, help_text="The mail server may have taken it before.")
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=500, blank=True)
    address = models.EmailField(
        max_length=254, blank=True, help_text="Where it went: the address at the moment of sending."
    )
    message_id = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = Letters.as_manager()

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="letter_leaving_next",
                condition=Q(state__in=["waiting", "claimed", "handing_over"]),
            ),
            models.Index(
                fields=["posted_at"],
                name="letter_undelivered",
                condition=Q(state__in=["failed", "bounced", "held"]),
            ),
            models.Index(fields=["about"], name="letter_about"),
            models.Index(fields=["message_id"], name="letter_by_message_id"),
            models.Index(fields=["to", "-posted_at"], name="letter_of_person"),
            models.Index(fields=["-posted_at"], name="letter_newest"),
            models.Index(fields=["-posted_at"], name="letter_put_aside", condition=Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="sent_letter_has_a_time",
                violation_error_message="A letter that was sent has a time.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "held"]) | ~Q(last_error=""),
                name="unsent_letter_has_a_reason",
                violation_error_message="A letter that is held or not sent says why.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "handing_over"]) | Q(lease_until__isnull=False),
                name="claimed_letter_has_a_lease",
                violation_error_message="A claim is a lease, and a lease ends.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("messages:message", kwargs={"pk": self.pk})

    @property
    def when_it_should_have_come(self) -> dt.datetime:
        """The UTC instant at which it left, was tried first, or was written."""
        return self.sent_at or self.first_tried_at or self.posted_at

    @property
    def noun(self) -> str:
        """What people call it."""
        return "reminder" if self.sort == Sort.DUTY else "letter"

    @property
    def state_in_a_word(self) -> str:
        """The state, short enough for a tag."""
        return STATE_IN_A_WORD.get(self.state, "Waiting")

    @property
    def is_digest(self) -> bool:
        return self.sort == Sort.DIGEST

    @property
    def history_key(self) -> str:
        return f"letter:{self.pk}"


class Envelope(Letter):
    """A letter from outside, for those who run the portal: to whom, of what kind, when, and what became of it.

    Its words are its reader's, so they are not even fetched.
    """

    objects = Envelopes.as_manager()

    class Meta:
        proxy = True

    @property
    def kind_in_words(self) -> str:
        """Report is due."""
        return self.kind.replace("_", " ").capitalize()

    @property
    def sent_to(self) -> str:
        """The address it went to, or will go to."""
        return self.address or self.to.email

    @property
    def is_given_up(self) -> bool:
        return self.state == self.State.FAILED


STATE_IN_A_WORD = {
    "sent": "Sent",
    "delivered": "Delivered",
    "bounced": "Came back",
    "ambiguous": "May be sent",
    "held": "Held back",
    "failed": "Failed",
    "cancelled": "Not sent",
}


class Hold(models.Model):
    """A reason for which no letter leaves (but those about signing in), until somebody or time releases it."""

    class Reason(models.TextChoices):
        MAIL_ACCOUNT = "mail_account", "The mail server refuses our account"
        SILENCE = "silence", "The engine was silent for hours"
        RESTORED = "restored", "The database is older than the journal of letters sent"
        BY_HAND = "by_hand", "An administrator stopped the letters"

    reason = models.CharField(max_length=15, choices=Reason)
    words = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="When it ends by itself.")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When one letter last tried whether it is over.")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey("services.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = Holds.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reason"],
                condition=Q(released_at=None),
                name="held_once_for_a_reason",
                violation_error_message="The letters are held for that reason already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def history_key(self) -> str:
        return f"hold:{self.pk}"


class Pulse(models.Model):
    """The last time that a part of the engine was alive: the tick, the delivery, the canary."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()
    did = models.JSONField(default=dict, blank=True)

    objects = Pulses.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Allowance(models.Model):
    """How many letters may leave at this moment: a bucket that fills at the configured rate, one for all workers."""

    name = models.CharField(max_length=30, unique=True)
    letters = models.FloatField()
    at = models.DateTimeField()

    objects = Allowances.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.letters:.1f} letters at {self.at}"
