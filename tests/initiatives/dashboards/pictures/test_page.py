"""How a table of a picture is read: its columns, on the page and in the file."""

from decimal import Decimal

from initiatives.dashboards.pictures.page import Cell, Column, Part, line


def table(*rows) -> Part:
    return Part("money", "Money", ("Year", "Whose", "Live", "Saved"), rows)


def test_a_column_is_one_of_numbers_where_any_row_has_one_and_the_first_never_is():
    rows = (
        line(2013, "Fire", 0, Cell("Not known")),
        line(2014, "Police", 3, Cell(Decimal("1200.50"), said="£1,200.50")),
    )
    assert table(*rows).columns == (
        Column("Year", False),
        Column("Whose", False),
        Column("Live", True),
        Column("Saved", True),
    )


def test_without_rows_the_heads_are_those_of_words():
    assert [column.is_of_numbers for column in table().columns] == [False] * 4
