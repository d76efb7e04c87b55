"""Reading the file of organisations: every row is checked before one is written, and a broken file is refused whole."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collab_portal.toolkit.dates import MONTH_NAMES, VagueDate
from services.directory.models import Kind, Organisation

COLUMNS = (
    "slug", "name", "short_name", "kind", "country", "region", "rocu_region", "area_code_scheme", "area_code",
    "police_uk_id", "ods_code", "legal_party", "governance_type", "governing_slug", "status", "confidence", "notes",
)  # fmt: skip
#: Columns that are copied as they are; governing_slug and status say more and are read below.
COPIED = tuple(column for column in COLUMNS if column not in {"slug", "governing_slug"})
REQUIRED = ("slug", "name", "short_name", "kind", "country", "legal_party", "status")
COUNTRIES = ("England", "Wales", "Scotland", "Northern Ireland", "Isle of Man", "UK")
SHAPES = {
    "slug": (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "must be lower-case words joined by hyphens, like police-cheshire"),
    "area_code": (re.compile(r"[A-Z][0-9]{8}|[A-Z0-9]{3}"), "must look like E23000006 or RX7"),
    "police_uk_id": (re.compile(r"[a-z]+(-[a-z]+)*"), "must be lower-case words joined by hyphens"),
    "ods_code": (re.compile(r"[A-Z0-9]{3}"), "must be three letters or digits, like RX7"),
}
ONCE = ("slug", "name", "police_uk_id", "ods_code")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
BEGINS = re.compile(rf"active from ({'|'.join(MONTH_NAMES[1:])}) ([0-9]{{4}})")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of one line (the header is line 1), as a reader of the file would say it."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.reason}" if self.field else f"line {self.line}: {self.reason}"


class BrokenFile(Exception):
    """The file cannot be loaded. Carries every problem found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Row:
    """One organisation as the file has it: the line it begins on and its columns, without surrounding spaces."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    @property
    def fields(self) -> dict[str, Any]:
        """The columns that the model keeps by the same name, and the beginning if the status tells it."""
        began = self.valid_from
        return {column: self[column] for column in COPIED} | ({"valid_from": began} if began else {})

    @property
    def valid_from(self) -> VagueDate | None:
        """Only the status column counts ("active from February 2026"); what notes tell is left as words."""
        match = BEGINS.fullmatch(self["status"])
        return VagueDate(f"{match[2]}-{MONTH_NAMES.index(match[1]):02d}") if match else None


def read(content: bytes) -> list[Row]:
    """The rows of a UTF-8 CSV file with a header. Raises BrokenFile with every problem if there is one."""
    rows = list(rows_of(text_of(content)))
    problems = [problem for row in rows for problem in problems_of(row)]
    problems += repeated(rows)
    problems += unknown_governors(rows)
    if not rows:
        problems.append(Problem(1, "", "the file has no organisations"))
    if problems:
        raise BrokenFile(sorted(problems, key=lambda problem: problem.line))
    return rows


def text_of(content: bytes) -> str:
    """The file as text. Raises BrokenFile naming the line if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        raise BrokenFile([Problem(line, "", "is not written in UTF-8")]) from None


def rows_of(text: str) -> Iterator[Row]:
    """Each line with a value for each column. Raises BrokenFile for a wrong header, a missing value or an open quote."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        check_header(next(reader, []))
        while True:
            line = reader.line_num + 1
            values = next(reader, None)
            if values is None:
                return
            if len(values) != len(COLUMNS):
                wanted = f"has {len(values)} values where the header has {len(COLUMNS)} columns"
                raise BrokenFile([Problem(line, "", wanted)])
            yield Row(line, dict(zip(COLUMNS, map(str.strip, values), strict=True)))
    except csv.Error as trouble:
        raise BrokenFile([Problem(line, "", f"cannot be read as CSV: {trouble}")]) from None


def check_header(header: list[str]) -> None:
    """The columns must be the known ones, in their order. Raises BrokenFile."""
    if tuple(header) == COLUMNS:
        return
    missing = [column for column in COLUMNS if column not in header]
    reason = f"lacks {', '.join(missing)}" if missing else f"must be exactly {','.join(COLUMNS)}"
    raise BrokenFile([Problem(1, "header", reason)])


def problems_of(row: Row) -> Iterator[Problem]:
    """What is wrong within one row."""
    for column in COLUMNS:
        reason = trouble_with(column, row[column])
        if reason:
            yield Problem(row.line, column, reason)
    if bool(row["area_code"]) != bool(row["area_code_scheme"]):
        yield Problem(row.line, "area_code", "needs both a code and its scheme, or neither")
    if row["slug"] and row["governing_slug"] == row["slug"]:
        yield Problem(row.line, "governing_slug", "is the organisation itself")


def trouble_with(column: str, value: str) -> str:
    """Why a value cannot stand in a column, or nothing."""
    if not value:
        return "is empty" if column in REQUIRED else ""
    if UNPRINTABLE.search(value):
        return "has characters that cannot be shown"
    longest = None if column == "governing_slug" else Organisation._meta.get_field(column).max_length
    if longest and len(value) > longest:
        return f"must be {longest} characters or less, and has {len(value)}"
    if column == "kind" and value not in Kind.values:
        return f"“{value}” is not a kind of organisation: {', '.join(Kind.values)}"
    if column == "country" and value not in COUNTRIES:
        return f"“{value}” is not one of {', '.join(COUNTRIES)}"
    shape, wanted = SHAPES.get(column, (None, ""))
    return f"“{value}” {wanted}" if shape and not shape.fullmatch(value) else ""


def repeated(rows: list[Row]) -> Iterator[Problem]:
    """Values that name one organisation, found on a second."""
    for column in ONCE:
        times = Counter(row[column] for row in rows if row[column])
        first: dict[str, int] = {}
        for row in rows:
            if times[row[column]] > 1 and first.setdefault(row[column], row.line) != row.line:
                yield Problem(row.line, column, f"“{row[column]}” stands on line {first[row[column]]} already")


def unknown_governors(rows: list[Row]) -> Iterator[Problem]:
    """Bodies said to hold another to account that the file does not have."""
    known = {row["slug"] for row in rows}
    for row in rows:
        if row["governing_slug"] and row["governing_slug"] not in known:
            yield Problem(row.line, "governing_slug", f"“{row['governing_slug']}” is not an organisation of this file")
