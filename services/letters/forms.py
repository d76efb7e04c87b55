"""What an administrator types about an address."""

from collab_portal.toolkit.fields import Words
from collab_portal.toolkit.forms import PortalForm


class WorksAgainForm(PortalForm):
    """How somebody knows that an address takes letters again."""

    submit_text = "It works again"

    why = Words(
        "How do you know?",
        ask="Enter how you know that this address works again",
        called="How you know",
        hint="For example, they wrote to you from it today. It is kept in the history.",
        rows=3,
        max_length=500,
    )
