"""No exception of a library speaks to people: its message is in another tone, and English alone.

What Python, PyMongo, json or zipfile say is for the log; people read a sentence of the site.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.support.sources import modules, tree

TEXTS = {"args", "msg", "message", "reason", "errmsg"}
# Exceptions of libraries whose text was written here.
WRITTEN_HERE = {"ImproperlyConfigured", "CommandError", "ValidationError", "Problem"}
ALLOWED = {
    "importing/json_reader.py": "json's message is compared; else it is an UnreadableValue",
    "importing/worker.py": "stored for the operator, and shown on no page",
    "mflix_site/environment.py": "an UnreadablePart alone, after isinstance",
    "mflix_site/serving/preparation.py": "a ServerError alone: of an OSError it takes strerror",
}


def own_exceptions() -> set[str]:
    """Return the names of the classes of this project, which include its exceptions."""
    nodes = (node for path in modules() for node in ast.walk(tree(path)))
    return {node.name for node in nodes if isinstance(node, ast.ClassDef)}


def caught(handler: ast.ExceptHandler) -> set[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(kind).rpartition(".")[2] for kind in kinds if kind is not None}


def shown_names(source: ast.AST) -> Iterator[ast.Name]:
    """Yield each name whose text is taken: `str(x)`, an f-string's `{x}`, `"%s" % x`, `x.args`."""
    for node in ast.walk(source):
        value: ast.AST | None = None
        if isinstance(node, ast.FormattedValue):
            value = node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"str", "repr", "format"}:
            value = next(iter(node.args), None)
        elif isinstance(node, ast.Attribute) and node.attr in TEXTS:
            value = node.value
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            value = node.right
        if isinstance(value, ast.Name):
            yield value


def exceptions(source: ast.AST) -> Iterator[tuple[ast.AST, str, set[str]]]:
    """Yield where a name is an exception, the name, and its classes."""
    for node in ast.walk(source):
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node, node.name, caught(node)
        elif isinstance(node, ast.FunctionDef):
            yield from ((node, *argument) for argument in exception_arguments(node))


def exception_arguments(function: ast.FunctionDef) -> Iterator[tuple[str, set[str]]]:
    for argument in function.args.args:
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        if kind.endswith(("Error", "Exception")):
            yield argument.arg, {kind.rpartition(".")[2]}


def words_of_libraries(source: ast.AST, own: set[str]) -> list[int]:
    """Return the lines where the text of an exception that is not ours is taken."""
    return [
        shown.lineno
        for scope, name, kinds in exceptions(source)
        if not kinds <= own | WRITTEN_HERE
        for shown in shown_names(scope)
        if shown.id == name
    ]


def test_no_message_of_a_library_is_taken() -> None:
    own = own_exceptions()
    found = {
        str(path): lines for path in modules() if (lines := words_of_libraries(tree(path), own))
    }
    assert {path: lines for path, lines in found.items() if path not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "a row that nothing needs"


@pytest.mark.parametrize("taken", ["str(error)", 'f"x {error}"', "error.args", '"%s" % error'])
@pytest.mark.parametrize(("kind", "is_found"), [("ValueError", True), ("OurError", False)])
def test_the_check_finds_them(taken: str, kind: str, is_found: bool) -> None:
    source = f"try:\n    work()\nexcept {kind} as error:\n    show({taken})\n"
    assert bool(words_of_libraries(ast.parse(source), {"OurError"})) == is_found
