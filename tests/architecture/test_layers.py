"""The three rules of the house: down the layers, down the apps, one owner a collection."""

import ast
from pathlib import Path

import pytest

from tests.support.sources import APPS, GROUND, imports, is_in, modules, roles, tree

VIEWS = {"views", "forms", "urls"}
# What knows of requests and pages; everything else is services, queries, documents and the like.
WEB = VIEWS | {"guards", "middleware", "requests", "context", "signing_in", "management"}
OF_THE_WEB = (
    *("django.http", "django.shortcuts", "django.template", "django.forms", "django.urls"),
    *("django.views", "django.contrib.messages"),
)
OF_THE_DATABASE = ("pymongo", f"{GROUND}.mongo")
INPUT_AND_OUTPUT = (*OF_THE_DATABASE, "django", "os", "io", "pathlib", "socket", "urllib.request")
OWNERS = {
    "accounts": {"members", "sessions", "password_resets", "outbox", "throttle"},
    "movies": {"movies", "page_views"},
    "reviews": {"reviews", "revisions"},
}
OF_APPS = [pytest.param(path, id=str(path)) for path in modules(*APPS)]


def wrong_imports(path: Path, *packages: str) -> list[str]:
    return sorted(name for name in imports(path) if is_in(name, *packages))


@pytest.mark.parametrize("path", OF_APPS)
def test_views_never_reach_past_services_and_queries(path: Path) -> None:
    if roles(path) & VIEWS:
        assert not wrong_imports(path, *OF_THE_DATABASE)


@pytest.mark.parametrize("path", OF_APPS)
def test_services_queries_and_the_like_know_no_requests_and_pages(path: Path) -> None:
    if not roles(path) & WEB:
        own = [f"{app}.{role}" for app in APPS for role in VIEWS]
        assert not wrong_imports(path, *OF_THE_WEB, *own)


@pytest.mark.parametrize("path", [p for p in modules(*APPS) if p.stem == "documents"])
def test_documents_do_no_input_and_output(path: Path) -> None:
    assert not wrong_imports(path, *INPUT_AND_OUTPUT)
    assert not {node.func.id for node in calls(path) if isinstance(node.func, ast.Name)} & {"open"}


@pytest.mark.parametrize("path", OF_APPS)
def test_apps_use_only_apps_to_their_left(path: Path) -> None:
    if not roles(path) & (VIEWS | {"management"}):
        assert not wrong_imports(path, *APPS[APPS.index(path.parts[0]) + 1 :])


@pytest.mark.parametrize("path", modules(GROUND), ids=str)
def test_the_ground_imports_no_app(path: Path) -> None:
    assert not wrong_imports(path, *APPS)


@pytest.mark.parametrize("path", modules(), ids=str)
def test_only_its_owner_names_a_collection(path: Path) -> None:
    app = path.parts[0]
    others = set().union(*(names for owner, names in OWNERS.items() if owner != app))
    assert not named_collections(path) & others


@pytest.mark.parametrize("path", OF_APPS)
def test_no_app_goes_round_the_collections(path: Path) -> None:
    names = [f"{GROUND}.mongo.{n}" for n in ("client", "collections.collection")]
    names += [f"{GROUND}.mongo.collections.{n}" for n in set().union(*OWNERS.values())]
    assert not wrong_imports(path, *names, "pymongo.MongoClient")
    assert "collection" not in named_collections(path)


def test_every_collection_has_an_owner() -> None:
    path = Path(GROUND, "mongo", "collections.py")
    defined = [n.name for n in tree(path).body if isinstance(n, ast.FunctionDef)]
    named = {name for name in defined if not name.startswith("_")} - {"collection"}
    assert named == set().union(*OWNERS.values())


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def named_collections(path: Path) -> set[str]:
    """Give the functions of `mongo` (mflix_site.mongo.collections) that a file speaks of."""
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
    return {n.attr for n in nodes if isinstance(n.value, ast.Name) and n.value.id == "mongo"}
