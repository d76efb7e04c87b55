"""One word per thing: the forbidden synonyms stay out of templates, letters and sentences."""

import ast
import re

import pytest

from tests.house.source import name_of, python_files, templates, tree_of

#: What not to say → what the county says.
SYNONYMS = {
    r"\bprojects?\b": "initiative",
    r"\bcontracts?\b": "agreement",
    r"\bstakeholders?\b": "organisation, or who it is",
    r"\boverdue\b": "late",
    r"\bnon-compliant\b": "late",
    r"\bsubmit(s|ted)?\b|\bsubmission\b": "send",
    r"\bsuccessfully\b": "say what happened",
    r"(?<!\.)\binvalid\b": "say what is wrong",
    r"\boops\b": "say what happened",
    r"\bplease\b": "leave it out",
    r"\borganization": "organisation",
    r"\butili[sz]e": "use",
    r"\bpurdah\b": "pre-election period",
    r"\bpolice authority\b": "policing body",
    r"Her Majesty": "His Majesty",
}
#: Where a word is meant: text of others, or a word of the technique.
QUOTED = {
    "initiatives/management/cheshire": "the document’s own words",
}
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)


def sentences_in_python():
    """Strings that people read: those with a space, outside docstrings."""
    for path in python_files():
        if any(name_of(path).startswith(place) for place in QUOTED) or "engines" in path.parts:
            continue
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree_of(path))
            if isinstance(node, DOCUMENTED) and ast.get_docstring(node)
        }
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and " " in node.value
                and id(node) not in docs
            ):
                yield f"{name_of(path)}:{node.lineno}", node.value


DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def words_in_templates():
    for path in templates():
        yield name_of(path), TAGS.sub(" ", path.read_text())


@pytest.mark.parametrize(("synonym", "better"), SYNONYMS.items())
def test_no_forbidden_synonym(synonym, better):
    everything = [*sentences_in_python(), *words_in_templates()]
    wrong = [
        f"{place}: {match.group()}" for place, text in everything if (match := re.search(synonym, text, re.IGNORECASE))
    ]
    assert not wrong, f"say “{better}”:\n" + "\n".join(wrong)
