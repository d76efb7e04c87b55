"""Columns that Django does not bring: a date that may be known to the month or the year only."""

from typing import Any

from django.db import models

from collab_portal.toolkit.dates import VagueDate

PARTIAL_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


class VagueDateColumn(models.CharField):
    """Keeps a VagueDate as its ISO text, which sorts sensibly ("2013" before "2013-11" before "2013-11-05").

    An empty column is None: not known. Comparisons with a day use `day.isoformat()`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> VagueDate | None:
        return VagueDate(value) if value else None

    def to_python(self, value: Any) -> VagueDate | None:
        return VagueDate(value) if isinstance(value, str) and value else value or None

    def get_prep_value(self, value: Any) -> str | None:
        return value.text if isinstance(value, VagueDate) else value or None

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
