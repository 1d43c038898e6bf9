"""The project's own source files, and what each of them imports, defines and calls."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GROUND = "mflix_site"
APPS = (
    *("posters", "accounts", "movies", "reviews", "diary", "lists"),
    *("moderation", "administration", "importing", "seeding", "api"),
)
PRODUCT = (GROUND, *APPS)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(suffix: str, *folders: str) -> list[Path]:
    """Return the files of these folders that end so, as paths from the project's folder."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    return sorted(path.relative_to(ROOT) for path in found)


def modules(*folders: str) -> list[Path]:
    """Return the Python files of these folders, or of the whole product."""
    return files(".py", *(folders or PRODUCT))


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse((ROOT / path).read_text())


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, relative ones made absolute."""
    return frozenset(name for node in ast.walk(tree(path)) for name in _names(node, path))


def _names(node: ast.AST, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        package = path.parts[: len(path.parts) - node.level] if node.level else ()
        module = ".".join([*package, *filter(None, [node.module])])
        yield from (f"{module}.{alias.name}" for alias in node.names)


def is_in(name: str, *packages: str) -> bool:
    """Return whether a dotted name is one of these packages, or within one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


@cache
def functions(path: Path) -> list[Function]:
    """Return all functions and methods of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def lines_of(node: Function) -> int:
    """Return how many lines a function has, from `def` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def roles(path: Path) -> set[str]:
    """Return the words that say what a module is for: its folders below the app, and its name."""
    return {*path.parts[1:-1], path.stem}
