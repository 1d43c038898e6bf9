"""Remove every guard, one at a time, and check that some test fails.

A guard is what keeps somebody from something: a view's decorator, a call that refuses, a part of a
write's filter, a refusal that is raised. Each is taken out in a copy of the tree, and the tests of
its route, then those of its app, are run there until one fails. `--only WORD` takes those whose
name holds the word. Exits with 1 when taking one out went unnoticed.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "movies", "reviews", "diary", "lists", "moderation", "administration")
DECORATOR = "permission_required"
# Calls that stand alone, and those whose result is used.
CALLS: dict[type[ast.stmt], set[str]] = {
    ast.Expr: {
        *("recheck_permission", "require_permission", "check_may_handle"),
        *("require_another_admin", "get_own_review"),
    },
    ast.Assign: {"recheck_permission"},
}
PARTS = {"permission_filter": "{}", "check_may_answer": "False"}
REFUSALS = {
    *("OwnTarget", "OwnReport", "OwnDecision", "Overruled", "StaffTarget", "LastAdmin"),
    *("NotYourReview", "NotAllowed"),
}
OWNERS = {"author.id", "about.member", "member_id", "reporter.id", "claim.id"}
ACTORS = {"member.id", "moderator.id", "str(member.id)"}
COMMON = ["tests/test_permissions.py", "tests/test_routes.py", "tests/test_standings.py"]


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard: where it stands, from which character to which, and what takes its place."""

    path: Path
    line: int
    function: str
    what: str
    start: int
    end: int
    instead: str

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.what}"


def guards_of(path: Path) -> Iterator[Guard]:
    text = (ROOT / path).read_text()
    lines = [0, *accumulate(len(line) for line in text.encode().splitlines(keepends=True))]
    for function, node in _nodes(ast.parse(text), ""):
        if (guard := _taken_out(node)) is not None:
            what, target, instead = guard
            start = lines[target.lineno - 1] + target.col_offset
            end = lines[(target.end_lineno or 0) - 1] + (target.end_col_offset or 0)
            yield Guard(path, target.lineno, function, what, start, end, instead)


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    """Walk a tree; yield each node with the outermost function that it stands in."""
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef) and not function else function
        yield (name, child)
        yield from _nodes(child, name)


def _taken_out(node: ast.AST) -> "tuple[str, ast.expr | ast.stmt, str] | None":
    if isinstance(node, ast.FunctionDef):
        mine = [d for d in node.decorator_list if _called(d) == DECORATOR]
        return (f"@{DECORATOR}", mine[0], "(lambda view: view)") if mine else None
    if isinstance(node, ast.Expr | ast.Assign) and _called(node.value) in CALLS[type(node)]:
        # Without the check, the member is the one that the request has read.
        return (
            f"{_called(node.value)}()",
            node.value,
            "member" if isinstance(node, ast.Assign) else "None",
        )
    if isinstance(node, ast.Call) and _called(node) in PARTS:
        return f"{_called(node)}()", node, PARTS[_called(node)]
    if isinstance(node, ast.Raise) and node.exc is not None and _called(node.exc) in REFUSALS:
        return f"raise {_called(node.exc)}", node, "pass"
    for key, value in (
        zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
    ):
        # A filter that names the member who acts: `{"author.id": member.id}`.
        if isinstance(key, ast.Constant) and key.value in OWNERS and ast.unparse(value) in ACTORS:
            return f"filter {key.value}", value, '{"$exists": True}'
    return None


def _called(node: ast.AST) -> str:
    if isinstance(node, ast.IfExp):
        return _called(node.body)
    if isinstance(node, ast.Call):
        return _called(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr != "for_standing" else _called(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def tests_of(guard: Guard) -> Iterator[list[str]]:
    """Yield what to run, the likeliest to notice first."""
    app = guard.path.parts[0]
    function = guard.function.strip("_")
    yield ["-k", f"{function.replace('_', '-')} or {function}", *COMMON, f"tests/{app}"]
    yield [f"tests/{app}"]
    yield COMMON
    yield ["tests/reviews", "tests/accounts", "tests/moderation", "tests/api"]


def is_noticed(guard: Guard) -> bool:
    """Take a guard out in a copy of the tree, and return whether a test fails there."""
    with tempfile.TemporaryDirectory(prefix="mflix-guards-") as folder:
        copy = Path(folder) / "mflix"
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", "node_modules")
        shutil.copytree(ROOT, copy, ignore=ignored)
        text = (copy / guard.path).read_bytes()
        changed = text[: guard.start] + guard.instead.encode() + text[guard.end :]
        (copy / guard.path).write_bytes(changed)
        return any(_fails(copy, wanted) for wanted in tests_of(guard))


def _fails(copy: Path, wanted: "list[str]") -> bool:
    """Run tests until one fails; that none was found (5) is no failure."""
    command = [sys.executable, "-m", "pytest", "--exhaustive", "-x", "-q"]
    command += ["-p", "no:cacheprovider", *wanted]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, cwd=copy, capture_output=True, check=False, env=environment)
    return run.returncode == 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Take every guard out, one at a time.")
    parser.add_argument("--only", default="", metavar="WORD", help="those whose name holds it")
    parser.add_argument("--list", action="store_true", help="name them, and do nothing")
    options = parser.parse_args()
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    guards = (guard for path in paths for guard in guards_of(path.relative_to(ROOT)))
    found = [guard for guard in guards if options.only in guard.name]
    if options.list:
        print("\n".join(guard.name for guard in found))
        return 0
    noticed = 0
    with ThreadPoolExecutor(2) as pool:
        for i, is_one in enumerate(pool.map(is_noticed, found)):
            noticed += is_one
            result = "noticed" if is_one else "MISSED "
            print(f"{i + 1}/{len(found)} {result} {found[i].name}", flush=True)
    print(f"{len(found)} guards taken out one at a time, {noticed} noticed.")
    return 0 if noticed == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
