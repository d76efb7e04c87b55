"""Where our pages differ from GOV.UK Frontend's examples on purpose: undone here before the two are compared."""

from typing import Any

from tests.collab_portal.toolkit.govuk_markup import Node, every, having_class

CONDITIONAL = ("govuk-radios__conditional", "govuk-checkboxes__conditional")


def settle(component: str, options: dict[str, Any], ours: Node, theirs: Node) -> None:
    """Undo each difference that we mean, in place."""
    empty_conditionals(ours)
    empty_conditionals(theirs)
    without_outside_descriptions(options, theirs)
    if component in ("radios", "checkboxes", "date-input") and "fieldset" not in options:
        without_fieldset(ours)
    if component == "file-upload" and not options.get("javascript"):
        unwrap(ours, "govuk-file-upload-wrapper")
    if component == "date-input" and not options.get("namePrefix"):
        name_boxes_after_question(options, theirs)


def empty_conditionals(tree: Node) -> None:
    """Ours open whole questions, theirs any HTML: what is inside is compared where those questions are."""
    for node in [node for name in CONDITIONAL for node in having_class(tree, name)]:
        node["children"] = []


def without_outside_descriptions(options: dict[str, Any], tree: Node) -> None:
    """Our questions are described by their own hint, last answer and error, never by something elsewhere."""
    outside = {options.get("describedBy"), options.get("fieldset", {}).get("describedBy")} - {None}
    for node in every(tree):
        said = [one for one in node["attrs"].pop("aria-describedby", "").split() if one not in outside]
        node["attrs"] |= {"aria-describedby": " ".join(said)} if said else {}


def without_fieldset(tree: Node) -> None:
    """A group of ours always has a fieldset and a legend: its label."""
    for node in every(tree):
        node["children"] = [one for one in node["children"] if isinstance(one, str) or one["tag"] != "legend"]
    for node in every(tree):
        for child in [one for one in node["children"] if isinstance(one, dict) and one["tag"] == "fieldset"]:
            replace(node, child, child["children"])


def unwrap(tree: Node, name: str) -> None:
    """Our file boxes are always the enhanced ones."""
    wrapper = having_class(tree, name)[0]
    for node in every(tree):
        if wrapper in node["children"]:
            replace(node, wrapper, wrapper["children"])


def name_boxes_after_question(options: dict[str, Any], tree: Node) -> None:
    """Our boxes are posted as `signed_on-day`, never as `day` alone: there can be two dates on a page."""
    for node in having_class(tree, "govuk-date-input__input"):
        node["attrs"]["name"] = f"{options['id']}-{node['attrs']['name']}"


def replace(parent: Node, child: Node, by: list[Node | str]) -> None:
    at = parent["children"].index(child)
    parent["children"][at : at + 1] = by
