"""Things that review would forget: unsafe markup, hidden clocks, long leaps through the broker."""

import ast
import re

import pytest

from tests.house.source import functions_of, job_of, name_of, python_files, templates

IN_PYTHON = {
    r"\bmark_safe\b|\bSafeString\(|\bformat_html_join\b": "markup is made by templates, which escape",
    r"objects\.raw\(|\.extra\(|RawSQL": "queries are written in the ORM",
    r"\beta=|\bcountdown=": "due times live in the database, never in the broker",
    r"\.delay\(|\.delay_on_commit\(|\.apply_async\(": "the broker is told after the commit, by services.letters.actions",
    r"\.objects\.using\(": "there is one database",
    r"^\s*print\(": "commands write to self.stdout, everything else logs",
}
CLOCKS = r"timezone\.now|timezone\.localdate|timezone\.localtime|date\.today\(|datetime\.now\(|datetime\.utcnow\(|\btime\.time\(|auto_now"
MAY_READ_THE_CLOCK = {
    "collab_portal/toolkit/clock.py": "this is the clock",
}


@pytest.mark.parametrize(("pattern", "reason"), IN_PYTHON.items())
def test_forbidden_in_python(pattern, reason):
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in python_files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "engines" not in path.parts and re.search(pattern, line) and not line.strip().startswith("#")
    ]
    assert not wrong, f"{reason}:\n" + "\n".join(wrong)


def test_the_clock_is_read_at_the_door_only():
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in python_files()
        if name_of(path) not in MAY_READ_THE_CLOCK and "engines" not in path.parts and path.name != "serve.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(CLOCKS, line)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_doors_ask_the_clock():
    doors = {"views", "tasks", "middleware", "context", "commands", "clock", "health", "words"}
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in python_files()
        if job_of(path) not in doors and "commands" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"clock\.(now|today|compared|of_the_database)\(", line)
    ]
    assert not wrong, "everything inside is told what day it is:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    {
        r"\|\s*safe\b|autoescape off": "templates escape everything",
        r"\sstyle=": "the content security policy forbids inline style",
        r"\son[a-z]+=\"": "the content security policy forbids inline scripts",
        r"https?://(?!www\.w3\.org|www\.legislation\.gov\.uk|www\.equalityadvisoryservice\.com|www\.w3\.org)": "nothing is fetched from elsewhere",
    }.items(),
)
def test_forbidden_in_templates(pattern, reason):
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not wrong, f"{reason}:\n" + "\n".join(wrong)


def test_a_template_tag_stays_on_its_line():
    """Django prints a tag that is broken over two lines as it stands."""
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.count("{%") != line.count("%}") or line.count("{{") != line.count("}}")
    ]
    assert not wrong, "\n".join(wrong)


def test_a_view_never_saves_and_never_looks_up():
    lookups = re.compile(r"\.save\(|\.delete\(|\.objects\.(filter|get|exclude|create|all)\(|\.update\(")
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in python_files()
        if job_of(path) == "views"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if lookups.search(line)
    ]
    assert not wrong, "views read through queries and write through actions:\n" + "\n".join(wrong)


def test_public_functions_of_the_speaking_files_say_what_goes_in_and_out():
    speaking = {"queries", "actions", "figures", "plan", "clock", "dates"}
    wrong = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in python_files()
        if job_of(path) in speaking
        for function in functions_of(path)
        if not function.name.startswith("_")
        and not (function.body and _docstring(function))
        and not any(getattr(each, "id", "") == "property" for each in function.decorator_list)
    ]
    assert not wrong, "no docstring:\n" + "\n".join(wrong)


def test_signatures_are_annotated():
    told = {
        "queries",
        "actions",
        "rules",
        "figures",
        "plan",
        "policy",
        "facts",
        "tasks",
        "gate",
        "clock",
        "dates",
        "words",
    }
    wrong = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in python_files()
        if job_of(path) in told
        for function in functions_of(path)
        if function.returns is None
    ]
    assert not wrong, "\n".join(wrong)


def _docstring(function):
    first = function.body[0]
    return isinstance(getattr(first, "value", None), ast.Constant) and isinstance(first.value.value, str)
