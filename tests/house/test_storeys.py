"""Work flows down the stairs: a room imports from itself or from below, never up, never sideways."""

import ast
from pathlib import Path

from tests.house.source import ROOT, imports_of, job_of, name_of, python_files, tree_of

#: From the cellar to the roof. Rooms of one storey do not import each other. docs/architecture.md draws the same picture.
STOREYS: list[set[str]] = [
    {"collab_portal.env"},
    {"collab_portal.engines"},
    {"collab_portal.toolkit"},
    {"services.access"},
    {"services.rules"},
    {"services.history"},
    {"services.letters"},
    {"services.directory"},
    {"services.people"},
    {"services.front", "services.watch"},
    {"services"},
    {"initiatives.rules"},
    {"initiatives.documents"},
    {"initiatives.register"},
    {
        "initiatives.opportunities",
        "initiatives.meetings",
        "initiatives.agreements",
        "initiatives.benefits",
        "initiatives.costs",
        "initiatives.evaluations",
    },
    {"initiatives.reviews"},
    {"initiatives.cycles"},
    {"initiatives.past"},
    {
        "initiatives.dashboards",
        "initiatives.exports",
        "initiatives.reminders",
        "initiatives.search",
        "initiatives.publication",
        "initiatives.api",
    },
    {"initiatives.packs"},
    {"initiatives.demonstrations"},
    {"initiatives"},
    {"collab_portal"},
]
LEVEL = {room: level for level, rooms in enumerate(STOREYS) for room in rooms}

#: Inside a room: urls → views → forms, filters, tasks → actions → (the room's own words) → letters → models → queries.
JOBS = {
    "urls": 6,
    "views": 5,
    "forms": 4,
    "filters": 4,
    "tasks": 4,
    "actions": 3,
    "letters": 1,
    "models": 1,
    "queries": 0,
}
OWN_WORDS = 2


def room_of(module: str) -> str:
    """The room a module lies in: its two first parts, or the app itself for lists and doors."""
    two = ".".join(module.split(".")[:2])
    return two if two in LEVEL else module.split(".")[0]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_a_room_imports_only_from_itself_or_from_below():
    wrong = []
    for path in python_files():
        here = room_of(module_of(path))
        for line, module in imports_of(path):
            there = room_of(module)
            if here != there and LEVEL[there] >= LEVEL[here]:
                wrong.append(f"{name_of(path)}:{line} ({here}) imports {there}, which is not below it")
    assert not wrong, "\n".join(wrong)


def test_inside_a_room_work_flows_down():
    wrong = []
    for path in python_files():
        here = module_of(path)
        for line, module in imports_of(path):
            if room_of(here) == room_of(module) and room_of(here).count(".") == 1 and job_of(path) in JOBS:
                other = module.split(".")[2] if module.count(".") >= 2 else ""
                if JOBS.get(other, 0) > JOBS[job_of(path)]:
                    wrong.append(f"{name_of(path)}:{line} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_imported_inside_a_function():
    before_django = "engines"  # the door that starts the engines runs before Django may be imported
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef) and before_django not in path.parts
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in {"services", "initiatives", "collab_portal"}
    ]
    assert not wrong, "an import inside a function hides a circle:\n" + "\n".join(wrong)


def test_imports_are_absolute():
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not wrong, wrong


def test_no_room_is_named_for_nothing():
    nameless = {"utils", "helpers", "common", "base", "misc", "manager", "core", "services.py"}
    wrong = [name_of(path) for path in python_files() if {path.stem, path.parent.name, path.name} & nameless]
    assert not wrong, wrong


def test_the_upper_rooms_use_querysets_and_never_actions_forms_or_views_of_others():
    readers = {
        "initiatives.reminders",
        "initiatives.dashboards",
        "initiatives.search",
        "initiatives.publication",
        "initiatives.api",
    }
    posting = {"services.letters", "services.history"}
    wrong = []
    for path in python_files():
        here = room_of(module_of(path))
        for line, module in imports_of(path):
            parts = module.split(".")
            job = parts[2] if len(parts) > 2 else ""
            if (
                here in readers
                and room_of(module) not in {here, "collab_portal.toolkit", *posting}
                and job in {"actions", "forms", "views"}
            ):
                wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)
