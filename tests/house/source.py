"""Reading the project's own source: which files there are and what they import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("collab_portal", "services", "initiatives")


@cache
def python_files(*, migrations: bool = False) -> list[Path]:
    """Every Python file of the product, tests left out."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if migrations or "migrations" not in path.parts]


@cache
def templates() -> list[Path]:
    """Every template: pages, fragments and letters."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A path as people say it: initiatives/reviews/actions.py."""
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each of the project's own modules a file imports, wherever in the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module.split(".")[0] in APPS:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] in APPS)


def functions_of(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


#: A job that grew too long for one file becomes a folder of the same name.
JOB_FOLDERS = {"views", "forms", "actions", "queries", "models", "facts"}


def job_of(path: Path) -> str:
    """Which of a room's jobs a file does: views.py, or any file of a folder called views, answers requests."""
    return path.parent.name if path.parent.name in JOB_FOLDERS else path.stem
