"""Who with whom, as a net: marks on a circle, and a line for each pair, the thicker the more it stands for.

The layout is decided by the order alone, so that the same net is drawn the same way each time. Kinds differ by shape as
well as by shade, every mark and line is a link, and a number stands at its line where there is room. Names stand beside
their marks; on a phone marks carry numbers, and the names stand under the net.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin

from collab_portal.toolkit.charts.letters import Word, on_one_line
from collab_portal.toolkit.charts.matrix import Count, tinted

#: Shapes a kind can have.
SHAPES = ("circle", "square", "triangle", "diamond", "ring")
LETTER = 10.6  # the width of a bold letter of 17px, rounded up
THICKEST, THINNEST = 14.0, 2.0
#: Where along its line a number may stand, the middle first.
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)
MARK = 15  # half the width of a mark, with a little air
ASIDE = 0.1  # a mark further from the middle than this part of the circle has its words beside it
LONGEST = 34  # letters of a name above or under its mark


@dataclass(frozen=True)
class Kind:
    """What a mark can be: its word in the key, its shape, and the end of a class of the style sheet (app-bar--police)."""

    label: str
    shape: str
    colour: str

    @property
    def look(self) -> str:
        """How a number on the mark is written."""
        return "is-strong" if self.shape == "ring" else "is-light"


@dataclass(frozen=True)
class Node:
    """A mark: its name, how many it has in all, the address of those, and its kind."""

    label: str
    value: int
    href: str
    kind: Kind


@dataclass(frozen=True)
class Size:
    """How a picture is laid out, in CSS pixels at the width it is made for."""

    name: str
    width: int
    top: int  # room above the circle
    across: int  # half the width of the circle
    down: int  # half its height
    rows: int  # marks drawn at most
    text: int
    letters: int  # of a name in the list under the net; 0: names stand beside their marks

    @property
    def middle(self) -> tuple[float, float]:
        return self.width / 2, self.top + self.down


WIDE = Size("wide", width=1140, top=62, across=270, down=240, rows=12, text=16, letters=0)
NARROW = Size("narrow", width=358, top=20, across=150, down=140, rows=6, text=17, letters=22)
LIST_ROW = 27


@dataclass(frozen=True)
class Plate:
    """The white ground of a number."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Plate") -> bool:
        apart = self.x + self.width <= other.x or other.x + other.width <= self.x
        return not (apart or self.y + self.height <= other.y or other.y + other.height <= self.y)


@dataclass(frozen=True)
class DrawnNode:
    """A mark with its place and words."""

    x: float
    y: float
    kind: Kind
    words: tuple[Word, ...]
    href: str
    said: str


@dataclass(frozen=True)
class DrawnLine:
    """A line with its ends. `number` and `plate` are None where there is no room, and the table has the number."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    tint: int
    number: Word | None
    plate: Plate | None
    href: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """The net in one size."""

    size: Size
    height: int
    lines: tuple[DrawnLine, ...]
    nodes: tuple[DrawnNode, ...]
    left_out: int


@dataclass(frozen=True)
class Network:
    """The net in both sizes, with the key to its shapes."""

    name: str
    title: str
    description: str
    kinds: tuple[Kind, ...]
    drawings: tuple[Drawing, ...]
    template: str = "components/network.html"


def network(
    name: str, title: str, description: str, nodes: Sequence[Node], counts: Mapping[tuple[int, int], Count]
) -> Network:
    """Draw nodes clockwise from the top. `counts` has the number of each pair of places (row, other), row > other; a pair
    that is left out shares nothing and has no line.
    """
    kinds = tuple(dict.fromkeys(node.kind for node in nodes))
    return Network(name, title, description, kinds, tuple(drawn(nodes, counts, size) for size in (WIDE, NARROW)))


def drawn(nodes: Sequence[Node], counts: Mapping[tuple[int, int], Count], size: Size) -> Drawing:
    """The first nodes that fit, at one size."""
    shown = nodes[: size.rows]
    at = places(len(shown), size)
    marks = tuple(mark(node, number, at, size) for number, node in enumerate(shown))
    pairs = {
        pair: counts[pair[::-1]]
        for pair in combinations(range(len(shown)), 2)
        if counts.get(pair[::-1], Count(0)).value
    }
    height = max((word.y for each in marks for word in each.words), default=size.top) + 16
    return Drawing(size, round(height), tuple(lines(shown, pairs, at)), marks, len(nodes) - len(shown))


def places(number: int, size: Size) -> list[tuple[float, float]]:
    """So many places on the circle, the first at the top."""
    turns = [2 * pi * place / max(number, 1) - pi / 2 for place in range(number)]
    x, y = size.middle
    return [(round(x + size.across * cos(turn), 1), round(y + size.down * sin(turn), 1)) for turn in turns]


def mark(node: Node, number: int, at: Sequence[tuple[float, float]], size: Size) -> DrawnNode:
    """A mark, its name, and how many it has in all."""
    said = f"{node.label}, in all: {node.value:,}"
    words = listed(node, number, at[number], size) if size.letters else beside(node, at[number], size)
    return DrawnNode(*at[number], node.kind, tuple(words), node.href, said)


def listed(node: Node, number: int, place: tuple[float, float], size: Size) -> Iterable[Word]:
    """The mark's number on it, and a line of the list under the net."""
    x, y = place
    yield Word(str(number + 1), x, y + (8 if node.kind.shape == "triangle" else 6), "middle", node.kind.look)
    line = f"{number + 1} {on_one_line(node.label, size.letters)}, {node.value:,} in all"
    yield Word(line, 0, size.top + 2 * size.down + 54 + LIST_ROW * number, look="is-strong")


def beside(node: Node, place: tuple[float, float], size: Size) -> Iterable[Word]:
    """The name outside the circle, with the number under it."""
    (x, y), (middle, height) = place, size.middle
    name, total, step = node.label, f"{node.value:,} in all", size.text + 3
    if abs(x - middle) > ASIDE * size.across:
        is_right = x > middle
        letters = int((size.width - x if is_right else x) / LETTER) - 2
        left, anchor, first = x + (MARK + 6) * (1 if is_right else -1), "start" if is_right else "end", y - 3
    else:
        letters, left, anchor = LONGEST, x, "middle"
        first = y - MARK - 6 - step if y < height else y + MARK + size.text
    yield Word(on_one_line(name, letters), round(left, 1), round(first, 1), anchor, "is-strong")
    yield Word(total, round(left, 1), round(first + step, 1), anchor, "muted")


def lines(
    nodes: Sequence[Node], pairs: Mapping[tuple[int, int], Count], at: Sequence[tuple[float, float]]
) -> Iterable[DrawnLine]:
    """The thinnest first, so that the thickest lie on top; the thickest choose first where their numbers stand."""
    most = max((count.value for count in pairs.values()), default=0)
    taken = [Plate(x - MARK, y - MARK, 2 * MARK, 2 * MARK) for x, y in at]
    made = []
    for (one, other), count in sorted(pairs.items(), key=lambda pair: (-pair[1].value, pair[0])):
        ends = (*at[one], *at[other])
        plate = room_for(f"{count.value:,}", ends, taken)
        number = None
        if plate:
            taken.append(plate)
            number = Word(f"{count.value:,}", plate.x + plate.width / 2, plate.y + 17, "middle", "is-strong")
        thickness = round(max(THICKEST * count.value / most, THINNEST), 1)
        said = f"{nodes[one].label} with {nodes[other].label}: {count.value:,}"
        made.append(DrawnLine(*ends, thickness, tinted(count.value, most), number, plate, count.href, said))
    return reversed(made)


def room_for(text: str, ends: tuple[float, float, float, float], taken: Sequence[Plate]) -> Plate | None:
    """A free place for a number along its line, or none."""
    x1, y1, x2, y2 = ends
    width = len(text) * LETTER + 8
    for part in PLACES:
        x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
        plate = Plate(round(x - width / 2, 1), round(y - 11, 1), round(width, 1), 22)
        if not any(plate.meets(other) for other in taken):
            return plate
    return None
