"""The examples GOV.UK Frontend brings with it, and a way to compare two pieces of HTML by what they mean."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

COMPONENTS = Path(__file__).parents[3] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}

Node = dict[str, Any]  # tag, attrs, children; a text is a str among the children


def fixtures(component: str) -> dict[str, dict[str, Any]]:
    """All examples of one component by name, each with `options` and `html`. Fails if the package is not there."""
    path = COMPONENTS / component / "fixtures.json"
    assert path.is_file(), (
        "GOV.UK Frontend is missing from node_modules: run script/setup, these tests compare with its examples."
    )
    return {fixture["name"]: fixture for fixture in json.loads(path.read_text())["fixtures"]}


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = {"tag": "", "attrs": {}, "children": []}
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = {"tag": tag, "attrs": {name: value or "" for name, value in attrs}, "children": []}
        self.open[-1]["children"].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1]["children"].append({"tag": tag, "attrs": dict(attrs), "children": []})

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1]["tag"] == tag, f"</{tag}> closes <{self.open[-1]['tag']}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1]["children"].append(re.sub(r"\s+", " ", data.strip()))


def parse(html: str) -> Node:
    """The HTML as a tree, without the white space nobody sees. Fails if a tag is left open or closed twice."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    assert tree.open == [tree.root], f"<{tree.open[-1]['tag']}> is never closed"
    return tree.root


def every(node: Node) -> list[Node]:
    """The node and all below it, in the order of the page."""
    below = [child for child in node["children"] if isinstance(child, dict)]
    return [node, *(one for child in below for one in every(child))]


def having_class(node: Node, name: str) -> list[Node]:
    """All nodes with this class."""
    return [one for one in every(node) if name in one["attrs"].get("class", "").split()]


def lines(node: Node | str, depth: int = 0) -> list[str]:
    """The tree as indented lines that two equal pieces of HTML share: attributes and classes are sorted."""
    if isinstance(node, str):
        return [f"{'  ' * depth}{node}"]
    attrs = {name: " ".join(value.split()) for name, value in node["attrs"].items()}
    if "class" in attrs:
        attrs["class"] = " ".join(sorted(attrs["class"].split()))
    said = "".join(f' {name}="{value}"' for name, value in sorted(attrs.items()))
    return [
        f"{'  ' * depth}<{node['tag']}{said}>",
        *(line for child in node["children"] for line in lines(child, depth + 1)),
    ]
