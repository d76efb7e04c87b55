"""Timelines, matrices and stacked bars: true to their numbers, inside the picture, whatever they are given."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from collab_portal.toolkit.charts import bullets, stacks, timeline
from collab_portal.toolkit.charts import matrix as matrices
from collab_portal.toolkit.charts import network as networks
from collab_portal.toolkit.charts.bullets import Bullet, Part, bullet_chart
from collab_portal.toolkit.charts.matrix import Count, matrix
from collab_portal.toolkit.charts.network import Node, network
from collab_portal.toolkit.charts.stacks import Kind, Piece, Row, stack_chart
from collab_portal.toolkit.charts.timeline import Life

TODAY = dt.date(2026, 11, 23)
KINDS = (Kind("On time", "solid"), Kind("Late", "hatched"), Kind("Not sent", "open"))
LONG = "The joint air ambulance, mountain rescue and coastal search alliance of all the services of the north west of England..."
names = st.text("Abc def", min_size=1, max_size=140)
days = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1))
lives = st.lists(st.builds(Life, names, begins=days, ends=days, marked=days), max_size=8)
rows = st.lists(
    st.builds(
        lambda name, numbers: Row(name, tuple(Piece(kind, n, "/x/") for kind, n in zip(KINDS, numbers, strict=True))),
        names,
        st.tuples(*[st.integers(0, 9000)] * 3),
    ),
    max_size=8,
)


def of_stacks(*given_rows: Row):
    return stack_chart("sent", "Reports sent", "Cheshire sent 4.", KINDS, given_rows)


def of_lives(*given_lives: Life):
    return timeline.timeline("life", "Work", "Two pieces of work.", given_lives, TODAY)


def of_labels(*labels: str, **counts: Count):
    pairs = {tuple(map(int, name[1:].split("_"))): count for name, count in counts.items()}
    return matrix("who", "Who with whom", "They share 3.", labels, pairs)


def of_nodes(*labels: str, counts=None):
    kinds = [networks.Kind(shape, shape, "police") for shape in networks.SHAPES]
    nodes = [Node(label, 9, f"/{place}/", kinds[place % 5]) for place, label in enumerate(labels)]
    return network("net", "Who with whom", "They share 3.", nodes, counts or {})


def of_bullets(*given_bullets: Bullet):
    return bullet_chart("gained", "Savings", "£60 is confirmed.", ("Confirmed", "Claimed", "Plan"), given_bullets)


def of_bullets_by_now(*given_bullets: Bullet):
    labels = ("Confirmed", "Claimed", "Plan", "By now")
    return bullet_chart("gained", "Savings", "£60 is confirmed.", labels, given_bullets)


def part(amount, said="said"):
    return Part(Decimal(amount), "/x/", said)


def page_of(chart) -> str:
    return render_to_string(chart.template, {"chart": chart})


class TestStacks:
    @given(rows)
    def test_pieces_are_in_proportion_touch_each_other_and_stay_inside(self, given_rows):
        for drawing in of_stacks(*given_rows).drawings:
            unit = (drawing.size.width - drawing.size.labels - stacks.AFTER) / (
                max((r.value for r in given_rows), default=0) or 1
            )
            for row, placed in zip(given_rows, drawing.rows, strict=True):
                values = [piece.value for piece in row.pieces if piece.value]
                assert len(values) == len(placed.pieces)
                for value, piece in zip(values, placed.pieces, strict=True):
                    assert abs(piece.width - max(value * unit, 2)) <= 0.1
                for left, right in pairwise(placed.pieces):
                    assert right.x >= left.x
                assert placed.total.text == f"{row.value:,}"
                assert placed.y + drawing.size.bar <= drawing.height
                assert all(piece.x + piece.width <= drawing.size.width for piece in placed.pieces)

    def test_every_piece_is_a_link_that_says_itself_and_differs_by_pattern(self):
        page = page_of(of_stacks(Row("Cheshire Fire", tuple(Piece(k, 30, f"/{k.pattern}/") for k in KINDS))))
        for kind in KINDS:
            said = f'<a href="/{kind.pattern}/" aria-label="Cheshire Fire: {kind.label.lower()}, 30">'
            assert page.count(said) == 2
            assert page.count(f'class="app-piece app-piece--{kind.pattern}"') == 3  # two drawings and the key
        assert page.count('fill="url(#sent-wide-hatched)"') == page.count('<pattern id="sent-wide-hatched"') == 1

    def test_a_number_without_room_is_left_to_the_table(self):
        drawing = of_stacks(Row("A", (Piece(KINDS[0], 1), Piece(KINDS[1], 9000)))).drawings[0]
        assert [piece.number is None for piece in drawing.rows[0].pieces] == [True, False]


amounts = st.decimals(0, 10**11, places=2)
given_bullets = st.lists(
    st.builds(
        Bullet, names, st.just("£1 of £2"), *[st.builds(part, amounts)] * 2, st.none() | st.builds(part, amounts)
    ),
    max_size=8,
)


class TestBullets:
    @given(given_bullets)
    def test_amounts_are_in_proportion_and_inside_what_is_claimed_begins_where_what_is_confirmed_ends(self, rows):
        longest = float(max((row.longest for row in rows), default=0)) or 1.0
        for drawing in of_bullets(*rows).drawings:
            room = drawing.size.width - drawing.size.labels - 2
            for row, shown in zip(rows, drawing.rows, strict=True):
                by_kind = {each.kind.label: each for each in shown.parts}
                for kind, given_part in (("Plan", row.plan), ("Confirmed", row.certain), ("Claimed", row.waiting)):
                    if given_part is None or not given_part.amount:
                        assert kind not in by_kind
                        continue
                    wanted = max(float(given_part.amount) / longest * room, 2)
                    assert by_kind[kind].width == pytest.approx(wanted, abs=0.1)
                    assert by_kind[kind].x + by_kind[kind].width <= drawing.size.width + 3
                if "Claimed" in by_kind:
                    end = drawing.size.labels + 1 + float(row.certain.amount) / longest * room
                    assert by_kind["Claimed"].x == pytest.approx(end, abs=0.1)

    def test_the_plan_lies_under_what_is_there_and_one_that_is_not_known_is_not_drawn(self):
        known, unknown = (
            of_bullets(
                Bullet("Fire", "£1 of £3", part(1), part(1), part(3)), Bullet("Police", "£1", part(1), part(0), None)
            )
            .drawings[0]
            .rows
        )
        assert [each.kind.label for each in known.parts] == ["Plan", "Confirmed", "Claimed"]
        assert [each.kind.label for each in unknown.parts] == ["Confirmed"]

    def test_every_amount_is_a_link_that_says_itself(self):
        page = page_of(
            of_bullets(Bullet("Fire", "£1 of £3", part(1, "Fire: £1 confirmed"), part(0), part(3, "Fire: £3 planned")))
        )
        assert page.count('aria-label="Fire: £1 confirmed"') == page.count('aria-label="Fire: £3 planned"') == 2

    @given(given_bullets, st.integers(0, 10**9))
    def test_how_far_a_bar_should_be_is_a_line_at_its_amount_inside_the_picture(self, rows, amount):
        by_now = part(amount, "Fire: by now")
        rows = [replace(row, by_now=by_now) for row in rows]
        longest = float(max((row.longest for row in rows), default=0)) or 1.0
        for drawing in of_bullets_by_now(*rows).drawings:
            room = drawing.size.width - drawing.size.labels - 2
            for shown in drawing.rows:
                middle = drawing.size.labels + 1 + amount / longest * room
                assert shown.line.x + shown.line.width / 2 == pytest.approx(middle, abs=2)
                assert 0 <= shown.line.x <= drawing.size.width - shown.line.width

    def test_the_line_is_a_link_that_says_itself_and_a_word_of_the_key(self):
        bar = Bullet("Fire", "£1 of £3", part(1), part(0), part(3), part(2, "Fire: £2 by now"))
        page = page_of(of_bullets_by_now(bar))
        assert page.count('aria-label="Fire: £2 by now"') == 2
        assert page.count("By now</li>") == 1
        assert "by now" not in page_of(of_bullets(bar))


class TestMatrices:
    @given(st.lists(names, max_size=30), st.integers(0, 5000))
    def test_every_pair_that_is_drawn_says_its_number(self, labels, number):
        counts = {(row, other): Count(number, "/x/") for row in range(len(labels)) for other in range(row + 1)}
        for drawing in matrix("who", "Who", "Words.", labels, counts).drawings:
            size = len(labels) - drawing.left_out
            assert size == min(len(labels), drawing.size.rows)
            assert len(drawing.boxes) == size * (size + 1) // 2
            assert all(box.x + box.width <= drawing.size.width for box in drawing.boxes)
            assert all(box.y + box.height <= drawing.height for box in drawing.boxes)
            assert all(bool(box.href) == bool(number) for box in drawing.boxes)

    def test_a_pair_that_shares_nothing_is_a_dashed_box_without_a_link(self):
        page = page_of(of_labels("Police", "Fire", "NHS", c0_0=Count(2, "/p/"), c1_0=Count(2, "/pf/")))
        assert page.count('class="app-box app-box--0"') == 4  # two pairs in two drawings
        assert 'aria-label="Police with Fire: 2"' in page
        assert page.count("<a ") == 4
        assert "none" in page

    @pytest.mark.parametrize(("value", "most", "tint"), [(0, 9, 0), (1, 9, 1), (9, 9, 4), (5, 9, 3), (1, 1, 4)])
    def test_the_darkest_box_has_the_largest_number(self, value, most, tint):
        assert matrices.tinted(value, most) == tint


class TestNetworks:
    @given(st.lists(names, min_size=1, max_size=20), st.lists(st.integers(0, 400), min_size=190, max_size=190))
    def test_marks_numbers_and_words_stay_inside_and_apart(self, labels, numbers):
        pairs = [(row, other) for row in range(len(labels)) for other in range(row)]
        counts = {pair: Count(number, "/x/") for pair, number in zip(pairs, numbers, strict=False)}
        for drawing in of_nodes(*labels, counts=counts).drawings:
            assert len(drawing.nodes) == min(len(labels), drawing.size.rows)
            assert drawing.left_out == len(labels) - len(drawing.nodes)
            assert len({(node.x, node.y) for node in drawing.nodes}) == len(drawing.nodes)
            for node in drawing.nodes:
                assert 0 <= node.x - networks.MARK < node.x + networks.MARK <= drawing.size.width
                assert all(0 < word.y < drawing.height for word in node.words)
                assert all(start >= 0 and end <= drawing.size.width for start, end in map(edges_of, node.words))
            plates = [line.plate for line in drawing.lines if line.plate]
            assert not any(one.meets(other) for one, other in combinations(plates, 2))

    @given(st.lists(st.integers(0, 400), min_size=15, max_size=15))
    def test_there_is_a_line_for_each_pair_that_shares_something_as_thick_as_its_number(self, numbers):
        pairs = [(row, other) for row in range(6) for other in range(row)]
        counts = {pair: Count(number, "/x/") for pair, number in zip(pairs, numbers, strict=True)}
        for drawing in of_nodes(*"ABCDEF", counts=counts).drawings:
            said = {line.said: line.thickness for line in drawing.lines}
            most = max(numbers)
            assert said == {
                f"{'ABCDEF'[other]} with {'ABCDEF'[row]}: {count.value}": round(max(14 * count.value / most, 2.0), 1)
                for (row, other), count in counts.items()
                if count.value
            }

    def test_every_mark_and_line_is_a_link_that_says_itself_and_kinds_differ_by_shape(self):
        page = page_of(of_nodes("Police", "Fire", "NHS", counts={(1, 0): Count(3, "/pf/")}))
        assert page.count('<a href="/pf/" aria-label="Police with Fire: 3">') == 2
        assert page.count('<a href="/2/" aria-label="NHS, in all: 9">') == 2
        assert page.count(">3</text>") == 2 + 1  # the third is the number of a mark in the list of the narrow one
        for shape in ("<circle", "<rect", "<path"):
            assert f'{shape} class="app-mark-of' in page

    def test_is_drawn_the_same_way_each_time(self):
        counts = {(1, 0): Count(3), (2, 0): Count(3), (2, 1): Count(3)}
        assert of_nodes("A", "B", "C", counts=counts) == of_nodes("A", "B", "C", counts=counts)


def edges_of(word) -> tuple[float, float]:
    """Where a word begins and ends at most."""
    width = len(word.text) * 9.0
    start = word.x - {"start": 0, "middle": width / 2, "end": width}[word.anchor]
    return start, start + width


class TestStatuses:
    def test_a_piece_carries_the_shape_of_its_status_where_there_is_room(self):
        kinds = [Kind(each, each, each) for each in ("on_track", "at_risk", "off_track", "not_reported")]
        page = page_of(stack_chart("t", "T", "W", kinds, [Row("A", tuple(Piece(kind, 5) for kind in kinds))]))
        for kind in kinds:
            assert page.count(f"app-glyph app-glyph--{kind.status}") == 2
        crowded = stack_chart("t", "T", "W", kinds, [Row("A", (Piece(kinds[0], 1), Piece(kinds[1], 500)))])
        assert [piece.status_x is None for piece in crowded.drawings[0].rows[0].pieces] == [True, False]


class TestTimelines:
    def test_a_day_ahead_has_a_dashed_line_and_its_words_or_the_first_of_them(self):
        lives = [Life("A", begins=dt.date(2025, 6, 1), ends=dt.date(2028, 6, 1))]
        mark = timeline.Mark(dt.date(2026, 12, 8), "Review 8 December")
        wide, narrow = timeline.timeline("life", "Work", "One.", lives, TODAY, mark).drawings
        assert (wide.ahead_word.text, narrow.ahead_word.text) == ("Review 8 December", "Review")
        assert wide.today < wide.ahead < wide.axis.right
        past = timeline.Mark(TODAY, "Review 23 November")
        assert timeline.timeline("life", "Work", "One.", lives, TODAY, past).drawings[0].ahead is None

    @given(lives)
    def test_bars_marks_and_today_stay_inside_the_picture(self, given_lives):
        for drawing in of_lives(*given_lives).drawings:
            axis = drawing.axis
            assert axis.left < drawing.today < axis.right
            for life, placed in zip(given_lives, drawing.rows, strict=True):
                assert placed.spans or not (life.begins and life.ends)
                for span in placed.spans:
                    assert axis.left - 0.1 <= span.x <= span.x + span.width <= axis.right + 4.1
                assert placed.y + drawing.size.row <= drawing.height

    def test_known_days_are_solid_and_an_end_that_is_not_known_is_dashed_from_today(self):
        known, open_end, nothing = of_lives(
            Life("A", begins=dt.date(2026, 6, 1), ends=dt.date(2027, 6, 1)), Life("B", begins=dt.date(2026, 6, 1)), Life("C")
        ).drawings[0].rows  # fmt: skip
        assert [span.is_known for span in known.spans] == [True]
        assert [span.is_known for span in open_end.spans] == [True, False]
        assert [span.is_known for span in nothing.spans] == [False]

    def test_a_bar_that_leaves_the_axis_carries_an_arrow(self):
        long, short = of_lives(
            Life("A", begins=dt.date(2001, 1, 1), ends=dt.date(2050, 1, 1)),
            Life("B", begins=TODAY, ends=TODAY + dt.timedelta(30)),
        ).drawings[0].rows  # fmt: skip
        assert (long.begins_before, long.ends_after) == (True, True)
        assert (short.begins_before, short.ends_after) == (False, False)

    def test_a_day_lies_in_proportion_between_the_ends_of_the_axis(self):
        axis = of_lives(Life("A", begins=dt.date(2026, 1, 1), ends=dt.date(2027, 12, 31))).drawings[0].axis
        half = axis.first + (axis.last - axis.first) / 2
        assert abs(axis.at(half) - (axis.left + axis.right) / 2) < 1

    def test_status_is_told_by_shape_and_word(self):
        page = page_of(of_lives(*(Life(s, status=s, status_words=s) for s in ("on_track", "at_risk", "off_track", ""))))
        assert page.count("<circle") == 4
        assert page.count(">at_risk</text>") == 4  # as a name and as a status, in two drawings


NOTHING = (of_stacks(), of_lives(), of_labels(), of_nodes(), of_bullets())
ONE = (
    of_stacks(Row(LONG, (Piece(KINDS[0], 1),))),
    of_lives(Life(LONG, words=LONG, note=LONG)),
    of_labels(LONG, c0_0=Count(1)),
    of_nodes(LONG, LONG, counts={(1, 0): Count(1, "/x/")}),
    of_bullets(Bullet(LONG, "£100,000.00m of £100,000.00m, 100%", part(10**11), part(10**11), part(10**11))),
)
MANY = (
    of_stacks(*(Row(f"Row {n}", (Piece(KINDS[0], n),)) for n in range(500))),
    of_lives(*(Life(f"Row {n}", begins=TODAY) for n in range(500))),
    of_labels(*(f"Row {n}" for n in range(500))),
    of_nodes(*(f"Row {n}" for n in range(500))),
    of_bullets(*(Bullet(f"Row {n}", "£1 of £2", part(n), part(1), None) for n in range(500))),
)


@pytest.mark.parametrize("chart", [*NOTHING, *ONE, *MANY], ids=lambda chart: chart.template)
def test_a_picture_of_nothing_of_one_long_name_and_of_500_rows_is_a_picture(chart):
    page = page_of(chart)
    assert page.count("<svg") - page.count('<svg width="') == 2
    assert "style=" not in page
    assert all(len(word) <= 46 for word in re.findall(r"<text[^>]*>([^<]*)</text>", page))
    assert all(drawing.height < 3000 for drawing in chart.drawings)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("chart", MANY, ids=lambda chart: chart.template)
def test_what_is_left_out_of_a_picture_is_said_under_it(chart):
    for drawing in chart.drawings:
        assert f"The other {500 - drawing.size.rows} are in the table and in the file." in page_of(chart)


def test_what_people_wrote_is_escaped():
    bad = '"><b>Police</b>'
    for chart in (
        of_stacks(Row(bad, (Piece(KINDS[0], 9, "/x/"),))),
        of_lives(Life(bad)),
        of_labels(bad, c0_0=Count(2)),
        of_nodes(bad, "B", counts={(1, 0): Count(2, "/x/")}),
        of_bullets(Bullet(bad, bad, part(1, bad), part(1, bad), part(3, bad))),
    ):
        assert "<b>" not in page_of(chart)


def test_no_letters_are_smaller_than_14_pixels_on_a_phone_of_320():
    for size in (stacks.NARROW, matrices.NARROW, timeline.NARROW, networks.NARROW, bullets.NARROW):
        assert size.text * 320 / 390 >= 13.9
