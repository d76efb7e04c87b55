"""What an administrator types when letters are stopped or released."""

from collab_portal.toolkit.crispy_pack import Button
from collab_portal.toolkit.fields import Words
from collab_portal.toolkit.forms import PortalForm


class StopForm(PortalForm):
    """Why no letter may leave."""

    buttons = (Button("Stop all letters", "warning", once=True),)

    why = Words(
        "Why must no letter leave?",
        ask="Enter why no letter may leave",
        called="The reason",
        hint="Everybody who looks after the portal reads it, and it is kept in the history.",
        rows=3,
        max_length=500,
    )


class ReleaseForm(PortalForm):
    """Why letters may leave again."""

    submit_text = "Let the letters go"

    why = Words(
        "Why may they leave again?",
        ask="Enter why letters may leave again",
        called="The reason",
        hint="It is kept in the history.",
        rows=3,
        max_length=500,
    )
