"""Docstrings and names are in the words of house.md: what was translated does not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import PRODUCT, functions, modules, tree

FILES = [*modules(*PRODUCT, "tests", "bench", "tools"), Path("manage.py")]
NOT_PEP_257 = re.compile(r"(Give|Tell|Say|Have|Let|Put|Ask)s?\b")
ARTICLE = re.compile(r"(An?|The|This|These)\b")
MODULES = {
    *("fates", "patience", "tether", "reach", "acting", "daily", "seeded", "things", "telling"),
    *("vanishing", "holding", "colleagues", "because", "beside", "leaving_out", "first_sight"),
    *("later", "finding", "asking", "folding", "mistakes", "doomed", "oddities", "stops"),
}
NAMES = {
    *(
        "part_from_reviews",
        "take_turn",
        "whole",
        "write_down",
        "mend",
        "mended",
        "said",
        "in_words",
    ),
    *(
        "in_words",
        "tell",
        "forget",
        "_retell",
        "_essence",
        "_heir",
        "spend",
        "is_spent",
        "tend",
        "again",
    ),
    *("retried", "look_up", "spent", "Fate", "Voice", "Lead", "Other", "Outside", "Said", "Rest"),
    *("Typed", "Kept", "Asked", "Thing", "AT_ONCE", "address_of"),
}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FOLDERS = (*PRODUCT, "tests", "bench", "tools")
MAY_HAVE_DOCSTRING = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@pytest.mark.parametrize("folder", FOLDERS)
def test_docstrings_are_in_the_words_of_pep_257(folder: str) -> None:
    texts = [(path, text) for path in modules(folder) for text in docstrings(path)]
    assert not [f"{path}: {text}" for path, text in texts if NOT_PEP_257.match(text)]


@pytest.mark.parametrize("folder", PRODUCT)
def test_the_docstring_of_a_function_begins_with_a_verb(folder: str) -> None:
    found = [
        (path, f.name, ast.get_docstring(f)) for path in modules(folder) for f in functions(path)
    ]
    assert not [f"{path}: {name}" for path, name, text in found if text and ARTICLE.match(text)]


def test_no_module_has_a_name_that_was_replaced() -> None:
    assert not [str(path) for path in FILES if MODULES & {*path.parts, path.stem}]


def test_nothing_has_a_name_that_was_replaced() -> None:
    found = [f"{path}: {name}" for path in FILES for name in defined(path) if name in NAMES]
    assert not found


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, MAY_HAVE_DOCSTRING) and (text := ast.get_docstring(node)):
            yield text.splitlines()[0]


def defined(path: Path) -> Iterator[str]:
    """Yield the names of a file's functions, classes and constants."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Definition):
            yield node.name
    for node in tree(path).body:
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
