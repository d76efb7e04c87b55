"""Agreements: what was signed, by which legal parties, and the events of its life."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from collab_portal.toolkit.model_fields import VagueDateColumn
from initiatives.agreements.queries import Agreements


class AgreementKind(models.TextChoices):
    """What kind of agreement, by the law it is made under (domain brief 4.3). Unknown is an honest answer."""

    UNKNOWN = "unknown", "Not known"
    S22A = "s22a", "Police Act 1996 section 22A collaboration agreement"
    PCA2017 = "pca2017", "Policing and Crime Act 2017 collaboration agreement"
    S24 = "s24", "Mutual aid (Police Act 1996 section 24)"
    FRSA_S13 = "frsa_s13", "Reinforcement scheme (Fire and Rescue Services Act 2004 section 13)"
    FRSA_S16 = "frsa_s16", "Discharge by others (Fire and Rescue Services Act 2004 section 16)"
    MOU = "mou", "Memorandum of understanding"
    SLA = "sla", "Service level agreement"
    DSA = "dsa", "Data sharing agreement"
    LEASE = "lease", "Lease or licence"
    OTHER = "other", "Other"


class AgreementState(models.TextChoices):
    """Where an agreement is in its life (domain brief 4.5)."""

    NOT_FOUND = "not_found", "Signed copy not found"
    DRAFTING = "drafting", "Drafting"
    SIGNATURE = "signature", "Out for signature"
    IN_FORCE = "in_force", "In force"
    NOTICE = "notice", "Notice given"
    EXPIRED = "expired", "Expired"
    ENDED = "ended", "Ended"
    REPLACED = "replaced", "Replaced"


@pghistory.track()
class Agreement(models.Model):
    """A written agreement between organisations. `next_step` is what somebody has to do about the record itself."""

    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=AgreementKind, default=AgreementKind.UNKNOWN)
    state = models.CharField(max_length=12, choices=AgreementState, default=AgreementState.DRAFTING)
    initiatives = models.ManyToManyField("initiatives.Initiative", related_name="agreements", blank=True)
    made_on = VagueDateColumn()
    expires_on = VagueDateColumn()
    review_on = models.DateField(null=True, blank=True)
    is_published = models.BooleanField(default=False)
    next_step = models.CharField(max_length=160, blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    objects = Agreements.as_manager()

    class Meta:
        ordering = ["ref"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(made_on=None) | Q(expires_on__gte=F("made_on")),
                name="agreement_expires_after_it_is_made",
                violation_error_message="An agreement cannot expire before it is made.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", kwargs={"ref": self.ref})

    @property
    def history_key(self) -> str:
        return f"agreement:{self.pk}"


@pghistory.track()
class AgreementParty(models.Model):
    """An organisation that is bound, through its legal party: a corporation sole, an authority or a trust."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "services.Organisation", on_delete=models.PROTECT, related_name="agreement_parties"
    )
    legal_party = models.CharField(max_length=200)
    signed_on = VagueDateColumn()
    from_on = VagueDateColumn()
    to_on = VagueDateColumn()

    objects = models.Manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "agreement parties"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="party_once",
                violation_error_message="This organisation is a party already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.legal_party} in {self.agreement}"
