"""Tables as files that a spreadsheet opens. What people wrote is text there and never a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

Value = str | int | dt.date | None
#: What makes a spreadsheet take text for a formula (OWASP, "CSV injection").
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table as CSV with a mark for UTF-8 in front. Numbers stay numbers, local dates are 2014-10-31, nothing is empty."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(value) for value in row] for row in rows)
    return "\ufeff" + file.getvalue()


def safe(value: Value) -> str | int:
    """A value as a cell. Text that would be read as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
