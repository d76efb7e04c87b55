"""References that people can say aloud, given out one after the other: CHS-R02 after CHS-R01."""

import re

from django.db import connection, models
from django.db.models import Max
from django.db.models.functions import Cast, Substr


def next_reference(rows: models.QuerySet, beginning: str, digits: int = 2) -> str:
    """The next free `ref` of these rows that starts like this: "CHS-R02" for "CHS-R".

    Must run inside a transaction: whoever asks at the same time waits until it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reference {beginning}"])
    numbered = rows.filter(ref__regex=rf"^{re.escape(beginning)}[0-9]{{1,9}}$")
    number = Cast(Substr("ref", len(beginning) + 1), models.IntegerField())
    highest = numbered.aggregate(highest=Max(number))["highest"] or 0
    return f"{beginning}{highest + 1:0{digits}d}"
