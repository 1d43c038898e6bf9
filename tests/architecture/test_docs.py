"""What the docs name is there: commands, variables, files, functions, pages, tests, links."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from mflix_site.mongo.collections import WRITE_CONCERNS
from mflix_site.mongo.validators import SCHEMAS
from tests.support.sources import PRODUCT, ROOT, files, tree

PAGES = [Path(name) for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DOCS = [*PAGES, *files(".md", "docs")]
SETTINGS = (ROOT / "mflix_site" / "settings.py").read_text()
READ = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
LECTURES, OPERATIONS = Path("docs", "lectures.md"), Path("docs", "operations.md")
DATA_MODEL = Path("docs", "data-model.md")


def text(path: Path) -> str:
    """Return a page; one that has not been written is said to be missing."""
    assert (ROOT / path).exists(), f"{path} is not there"
    return (ROOT / path).read_text()


def code(path: Path) -> list[str]:
    """Return what a page shows as code: its blocks, and its spans."""
    blocks = re.findall(r"```.*?\n(.*?)```", text(path), re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text(path), flags=re.S))]


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_every_command_that_is_named_exists(path: Path) -> None:
    named = {n for c in code(path) for n in re.findall(r"manage\.py ([a-z_]+)", c)}
    assert not named - set(get_commands())


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {n for c in code(path) for n in re.findall(r"(?:^|[\s=0-9])make ([a-z-]+)", c)}
    assert not named - targets


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_every_file_that_is_named_exists(path: Path) -> None:
    spans = [s for s in code(path) if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?|[\w-]+\.(py|md|toml)", s)]
    folders = {*PRODUCT, "tests", "docs", "static", "templates", "bench", "tools"}
    named = [span for span in spans if span.split("/")[0] in folders]
    bases = (ROOT, ROOT / "templates")
    assert not [name for name in named if not any((base / name).exists() for base in bases)]


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text(path))
    near = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
    assert not [link for link in near if not (ROOT / path.parent / link).exists()]


@pytest.mark.parametrize("name", sorted(READ))
def test_every_variable_is_documented(name: str) -> None:
    assert f"| `{name}` |" in text(OPERATIONS)
    assert re.search(rf"^# ?{name}=", text(Path(".env.example")), re.MULTILINE)


def test_every_documented_variable_is_read() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text(OPERATIONS), re.MULTILINE))
    source = "".join((ROOT / path).read_text() for path in files(".py", *PRODUCT))
    assert len(documented) >= len(READ)
    assert not [name for name in documented if not re.search(rf"\b{name}\b", source)]


def rows() -> list[list[str]]:
    """Return the rows of the table of lectures, each with its cells."""
    lines = [ln for ln in text(LECTURES).splitlines() if ln.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def spans(cell: str) -> list[str]:
    """Return what a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_lecture_has_a_function_a_page_and_a_test() -> None:
    assert len(rows()) >= 9
    for lecture, function, page, test in rows():
        assert lecture
        assert spans(function)
        assert page
        assert spans(test)


def test_every_function_of_a_lecture_is_where_it_says() -> None:
    missing = [m for _, function, _, _ in rows() for m in missing_names(spans(function))]
    assert not missing


def missing_names(names: list[str]) -> list[str]:
    """Return the names that are not defined in the file named before them."""
    missing, defined = [], set[str]()
    for name in names:
        if name.endswith(".py"):
            defined = definitions(Path(name)) if (ROOT / name).exists() else set()
        if name not in defined and not (name.endswith(".py") and defined):
            missing.append(name)
    return missing


def definitions(path: Path) -> set[str]:
    """Return what a file defines: functions, classes, and constants."""
    nodes = ast.walk(tree(path))
    named = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return named | set(re.findall(r"^([A-Z_]+)\b.*=", (ROOT / path).read_text(), re.MULTILINE))


def test_every_page_and_command_of_a_lecture_exists() -> None:
    named = [name for _, _, page, _ in rows() for name in spans(page)]
    assert named
    assert not [name for name in named if not leads_somewhere(name)]


def leads_somewhere(name: str) -> bool:
    """Return whether a name is a page's path or a command."""
    if not name.startswith("/"):
        return name.split()[0] in get_commands()
    try:
        resolve(
            name.replace("<id>", "0" * 24)
            .replace("<name>", "Orson Welles")
            .replace("<handle>", "alice")
        )
    except Resolver404:
        return False
    return True


def test_every_test_of_a_lecture_exists() -> None:
    named = [name for *_, test in rows() for name in spans(test)]
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_decision_has_a_number_of_its_own() -> None:
    paths = sorted(Path("docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    assert not [p for p in paths if not p.read_text().startswith(f"# {int(p.name[:4])}. ")]


def rows_of_collections() -> dict[str, str]:
    """Return the row of each collection in the page on the data."""
    found = re.findall(r"^\| `(\w+)` \| \w+ \| (.+) \|$", text(DATA_MODEL), re.MULTILINE)
    return {name: row for name, row in found if name in WRITE_CONCERNS}


def test_every_collection_is_described() -> None:
    assert not set(WRITE_CONCERNS) - set(rows_of_collections())


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_field_that_a_validator_checks_is_described(name: str) -> None:
    row, fields = rows_of_collections()[name], set(SCHEMAS[name]["properties"]) - {"_id"}
    assert not [field for field in fields if not re.search(rf"\b{field}\b", row)]


def test_the_guide_to_backups_names_every_collection() -> None:
    backup = text(OPERATIONS).partition("\n## Backup\n")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", backup.partition("Of the collections")[2])
    assert not set(WRITE_CONCERNS) - set(named)
