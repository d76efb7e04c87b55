"""The file of organisations: read whole or refused whole, with the line, the field and the reason."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.organisation_file import COLUMNS, BrokenFile, read

FILE = Path(__file__).parents[3] / "services" / "fixtures" / "organisations.csv"
GOOD = {
    "slug": "police-cheshire", "name": "Cheshire Constabulary", "short_name": "Cheshire", "kind": "police_force",
    "country": "England", "legal_party": "Chief Constable of Cheshire Constabulary", "status": "active",
}  # fmt: skip


def file_of(*rows, columns=COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def problems(content):
    with pytest.raises(BrokenFile) as broken:
        read(content)
    return list(map(str, broken.value.problems))


def test_the_real_file_has_173_bodies():
    rows = read(FILE.read_bytes())
    assert len(rows) == 173
    assert rows[3]["slug"] == "police-cheshire"
    assert rows[3].line == 5


def test_a_commissioner_who_runs_fire_holds_the_fire_service_to_account():
    rows = {row["slug"]: row for row in read(FILE.read_bytes())}
    for county in ("cumbria", "essex", "northamptonshire", "staffordshire"):
        assert rows[f"fire-{county}"]["governing_slug"] == f"policing-body-{county}"
        assert rows[f"fire-{county}"]["status"] == "active"


def test_only_a_beginning_that_the_status_tells_is_taken():
    rows = {row["slug"]: row for row in read(FILE.read_bytes())}
    assert str(rows["partner-cwca"].valid_from) == "February 2026"
    assert [slug for slug, row in rows.items() if row.valid_from] == ["partner-cwca"]
    assert rows["joint-mfss"]["status"] == "wound down (date not found)"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"slug": ""}, "line 2, slug: is empty"),
        (
            {"slug": "Police Cheshire"},
            "line 2, slug: “Police Cheshire” must be lower-case words joined by hyphens, like police-cheshire",
        ),
        ({"kind": "charity"}, "line 2, kind: “charity” is not a kind of organisation"),
        ({"country": "France"}, "line 2, country: “France” is not one of England"),
        ({"legal_party": "  "}, "line 2, legal_party: is empty"),
        ({"name": "x" * 201}, "line 2, name: must be 200 characters or less, and has 201"),
        ({"notes": "one\x00two"}, "line 2, notes: has characters that cannot be shown"),
        ({"area_code": "E23000006"}, "line 2, area_code: needs both a code and its scheme, or neither"),
        ({"area_code": "23", "area_code_scheme": "ONS PFA"}, "line 2, area_code: “23” must look like E23000006 or RX7"),
        (
            {"governing_slug": "policing-body-cheshire"},
            "line 2, governing_slug: “policing-body-cheshire” is not an organisation of this file",
        ),
        ({"governing_slug": "police-cheshire"}, "line 2, governing_slug: is the organisation itself"),
    ],
)
def test_a_wrong_value_is_told_with_line_field_and_reason(change, expected):
    assert problems(file_of(GOOD | change))[0].startswith(expected)


def test_a_repeated_slug_is_told_with_both_lines():
    assert problems(file_of(GOOD, GOOD | {"name": "Another"})) == [
        "line 3, slug: “police-cheshire” stands on line 2 already"
    ]


def test_every_problem_is_told_at_once_in_the_order_of_the_lines():
    told = problems(file_of(GOOD | {"kind": "x"}, GOOD | {"slug": "Y", "name": "Y"}))
    assert [line.split(":")[0] for line in told] == ["line 2, kind", "line 3, slug"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1, header: lacks slug"),
        (b"slug,name\n", "line 1, header: lacks short_name"),
        (file_of(), "line 1: the file has no organisations"),
        (file_of(GOOD, columns=[*COLUMNS, "more"]), "line 1, header: must be exactly slug"),
        (file_of(GOOD) + b"police-kent,Kent Police\n", "line 3: has 2 values where the header has 17 columns"),
        (file_of(GOOD) + b'"police-kent,Kent', "line 3: cannot be read as CSV"),
        (file_of(GOOD) + "Ynys Môn".encode("latin-1"), "line 3: is not written in UTF-8"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(content, expected):
    assert problems(content)[0].startswith(expected)


def test_a_value_over_two_lines_does_not_shift_the_line_numbers():
    content = (
        file_of(GOOD).decode().replace("active", '"active\n"')
        + file_of(GOOD | {"slug": "Y", "name": "Y"}).decode().split("\n", 1)[1]
    )
    assert problems(content.encode())[-1].startswith("line 4, slug")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_whatever_do_anything_but_get_refused(content):
    with pytest.raises(BrokenFile):
        read(content)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=17, max_size=17))
def test_no_row_whatever_raises_anything_but_a_refusal(values):
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, values])
    with pytest.raises(BrokenFile):  # a row of such words never has a kind that exists
        read(out.getvalue().encode("utf-8", "surrogatepass"))
