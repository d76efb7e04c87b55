"""What came back: each thing the mail system told us about a letter, and what that makes of the address it went to."""

import pgtrigger
from django.db import models
from django.db.models import Q

from services.letters.queries import Addresses, DeliveryEvents
from services.letters.status import Kind, Meaning


class DeliveryEvent(models.Model):
    """Something that the mail system said about one letter. The same message told ten times is one event.

    Append-only. Of the message itself only its hash is kept, and the mail server's own short words.
    """

    letter = models.ForeignKey("services.Letter", on_delete=models.CASCADE, related_name="delivery_events")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.EmailField(max_length=254, help_text="Where the letter had gone.")
    code = models.CharField(max_length=10, blank=True, help_text="Like 5.1.1 or 550.")
    meaning = models.CharField(max_length=10, choices=Meaning, help_text="What it says of the address.")
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    raw_hash = models.CharField(max_length=64)

    objects = DeliveryEvents.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["address", "-at"], name="delivery_event_of_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "kind", "raw_hash"],
                name="same_message_counts_once",
                violation_error_message="That message has been counted already.",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()


class AddressHealth(models.Model):
    """Whether letters reach an address. It belongs to the address, not to a person: a new address has none yet."""

    class State(models.TextChoices):
        GOOD = "good", "Takes letters"
        SOFT = "soft", "Takes some letters"
        HARD = "hard", "Takes no letters"

    address = models.EmailField(max_length=254, unique=True)
    state = models.CharField(max_length=5, choices=State, default=State.GOOD)
    since = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When we last heard something against it.")
    evidence = models.CharField(max_length=300, blank=True, help_text="The mail server’s words.")
    strikes = models.PositiveSmallIntegerField(default=0, help_text="Letters that count against it.")
    proved_at = models.DateTimeField(null=True, blank=True, help_text="What was heard before counts no more.")
    complained_at = models.DateTimeField(null=True, blank=True)

    objects = Addresses.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name_plural = "health of addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(address=models.functions.Lower("address")),
                name="address_health_is_lower_case",
                violation_error_message="Addresses are kept in lower case.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display().lower()}"

    @property
    def is_hard(self) -> bool:
        return self.state == self.State.HARD

    @property
    def history_key(self) -> str:
        return f"address:{self.pk}"
