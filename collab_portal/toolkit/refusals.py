"""How an action says no after the form was happy: two people can press at the same time."""

import datetime as dt
from typing import Any


class Refused(Exception):
    """An action cannot be carried out, and why, in a sentence for the person who asked for it.

    `field` names the question the sentence belongs to; without it, it belongs to the whole form.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class ChangedMeanwhile(Refused):
    """Somebody saved the row after this person opened it.

    Carries the row as it is now (`row`), the name of who changed it (`by`) and the UTC instant they did (`at`).
    """

    def __init__(self, row: Any, *, by: str, at: dt.datetime) -> None:
        super().__init__(f"{by} changed this after you opened it.")
        self.row = row
        self.by = by
        self.at = at
