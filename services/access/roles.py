"""The roles somebody can hold in an organisation, in the field's words."""

from django.db import models


class Role(models.TextChoices):
    """One membership, one role. What each may do stands in the rules pages of the two apps."""

    READER = "reader", "Reader"
    SERVICE_LEAD = "service_lead", "Service lead"
    SPONSOR = "sponsor", "Sponsor"
    SECRETARY = "secretary", "Board secretary"
    FINANCE = "finance", "Finance officer"
    POLICY_OFFICER = "policy_officer", "Policy officer"
    COMMISSIONER = "commissioner", "Commissioner"
    ADMINISTRATOR = "administrator", "Portal administrator"


#: Roles that write what the register holds about their own organisation.
EDITORS = frozenset({Role.SERVICE_LEAD, Role.SPONSOR, Role.SECRETARY})
#: Roles that ask for reports, read every record of the area and answer for the oversight body.
OVERSIGHT = frozenset({Role.POLICY_OFFICER, Role.COMMISSIONER})
#: Roles that arrange when their body looks at shared work and what it asks.
ASKERS = frozenset({Role.POLICY_OFFICER, Role.SECRETARY})
#: Roles that run the portal and see none of its records by that role alone.
WITHOUT_RECORDS = frozenset({Role.ADMINISTRATOR})
