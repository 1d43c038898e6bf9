"""Nothing grows past the house's numbers."""

import ast
from pathlib import Path

import pytest

from tests.support.sources import PRODUCT, ROOT, Function, files, functions, lines_of, modules, tree

ALL = [*modules(*PRODUCT, "tests", "bench", "tools"), Path("manage.py")]
TESTS = [path for path in modules("tests") if path.stem.startswith("test_")]
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
LONGEST = {".html": ("templates", 200), ".css": ("static", 200), ".js": ("static", 150)}


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_python_file_has_at_most_300_lines_and_says_what_it_is(path: Path) -> None:
    assert len((ROOT / path).read_text().splitlines()) <= 300
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_function_is_short_and_flat_and_takes_few_things(path: Path) -> None:
    found = functions(path)
    assert not [f"{f.name}: {lines_of(f)} lines" for f in found if lines_of(f) > 40]
    assert not [f"{f.name}: {taken(f)} parameters" for f in found if taken(f) > 6]
    assert not [f"{f.name}: nested {depth(f)} deep" for f in found if depth(f) > 3]


@pytest.mark.parametrize("path", [p for p in modules() if "views" in {*p.parts, p.stem}], ids=str)
def test_a_view_has_at_most_30_lines(path: Path) -> None:
    assert not [f"{f.name}: {lines_of(f)}" for f in functions(path) if lines_of(f) > 30]


@pytest.mark.parametrize("path", TESTS, ids=str)
def test_a_test_has_at_most_12_lines_in_its_body(path: Path) -> None:
    found = [f for f in functions(path) if f.name.startswith("test_")]
    assert not [f"{f.name}: {body_lines(f)}" for f in found if body_lines(f) > 12]


@pytest.mark.parametrize("suffix", LONGEST)
def test_templates_styles_and_scripts_stay_short(suffix: str) -> None:
    folder, most = LONGEST[suffix]
    sizes = {path: len((ROOT / path).read_text().splitlines()) for path in files(suffix, folder)}
    assert sizes
    assert not {str(path): lines for path, lines in sizes.items() if lines > most}


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "core", "misc"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert not [path for path in ALL if name in {*path.parts, path.stem}]


def taken(function: Function) -> int:
    """Give how many parameters a function takes, but for self and cls."""
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def depth(node: ast.AST) -> int:
    """Give how deep blocks lie in blocks; an `elif` is as deep as its `if`."""
    return max(map(_depth, ast.iter_child_nodes(node)), default=0)


def _depth(node: ast.AST) -> int:
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return max(1 + max(map(_depth, node.body)), _depth(node.orelse[0]))
    return isinstance(node, BLOCKS) + depth(node)


def body_lines(function: Function) -> int:
    """Give how many lines a function has after its signature."""
    return (function.end_lineno or 0) - function.body[0].lineno + 1
