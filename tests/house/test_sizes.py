"""Sizes are guides with a hard edge: past it a noun is hiding."""

import ast

from tests.house.source import functions_of, job_of, name_of, python_files, templates, tree_of

LONGEST_FILE = 400
LONGEST_TEMPLATE = 150
LONGEST_VIEW = 25
LONGEST_FUNCTION = 40


def lines(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def test_no_python_file_is_over_400_lines():
    wrong = {
        name_of(path): count for path in python_files() if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not wrong


def test_no_template_is_over_its_edge():
    wrong = {
        name_of(path): count for path in templates() if (count := len(path.read_text().splitlines())) > LONGEST_TEMPLATE
    }
    assert not wrong


def test_no_view_is_over_25_lines():
    wrong = {
        f"{name_of(path)} {function.name}": lines(function)
        for path in python_files()
        if job_of(path) == "views"
        for function in functions_of(path)
        if lines(function) > LONGEST_VIEW
    }
    assert not wrong


def test_no_function_is_over_40_lines():
    wrong = {
        f"{name_of(path)} {function.name}": lines(function)
        for path in python_files()
        for function in functions_of(path)
        if lines(function) > LONGEST_FUNCTION
    }
    assert not wrong


def test_every_module_opens_with_a_sentence():
    wrong = [
        name_of(path) for path in python_files() if path.read_text().strip() and not ast.get_docstring(tree_of(path))
    ]
    assert not wrong
