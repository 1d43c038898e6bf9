"""Nothing grows past the house's numbers."""

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.support.sources import PRODUCT, ROOT, Function, files, functions, lines_of, modules, tree

ALL = [*modules(*PRODUCT, "tests", "bench", "tools"), Path("manage.py")]
TESTS = [path for path in modules("tests") if path.stem.startswith("test_")]
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
LONGEST = {".html": ("templates", 200), ".css": ("static", 200), ".js": ("static", 150)}


def too_big(paths: Iterable[Path], size: Callable[[Function], int], most: int) -> list[str]:
    """Return the functions whose size is past the most, each with its size."""
    sized = ((path, f.name, size(f)) for path in paths for f in functions(path))
    return [f"{path} {name}: {number}" for path, name, number in sized if number > most]


def test_a_python_file_has_at_most_300_lines() -> None:
    sizes = {str(path): len((ROOT / path).read_text().splitlines()) for path in ALL}
    assert not {path: lines for path, lines in sizes.items() if lines > 300}


def test_a_python_file_says_what_it_is_for() -> None:
    assert not [path for path in ALL if not ast.get_docstring(tree(path))]


def test_a_function_has_at_most_40_lines() -> None:
    assert not too_big(ALL, lines_of, 40)


def test_a_function_takes_at_most_six_things() -> None:
    assert not too_big(modules(), taken, 6)


def test_a_function_is_nested_at_most_three_deep() -> None:
    assert not too_big(ALL, depth, 3)


def test_a_view_has_at_most_30_lines() -> None:
    views = [path for path in modules() if "views" in {*path.parts, path.stem}]
    assert views
    assert not too_big(views, lines_of, 30)


def test_a_test_has_at_most_12_lines_after_its_signature() -> None:
    assert not too_big(TESTS, lambda f: body_lines(f) if f.name.startswith("test_") else 0, 12)


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
    """Return how many parameters a function takes, but for self and cls."""
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def depth(node: ast.AST) -> int:
    """Return how deep blocks lie in blocks; an `elif` is as deep as its `if`."""
    return max(map(_depth, ast.iter_child_nodes(node)), default=0)


def _depth(node: ast.AST) -> int:
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return max(1 + max(map(_depth, node.body)), _depth(node.orelse[0]))
    return isinstance(node, BLOCKS) + depth(node)


def body_lines(function: Function) -> int:
    """Return how many lines a function has after its signature."""
    return (function.end_lineno or 0) - function.body[0].lineno + 1
