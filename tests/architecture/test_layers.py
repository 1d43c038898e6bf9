"""The three rules of the house: down the layers, down the apps, one owner a collection."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.support.sources import APPS, GROUND, imports, is_in, modules, roles, tree

VIEWS = {"views", "forms", "urls"}
# What knows of requests and pages; everything else is services, queries, documents and the like.
WEB = VIEWS | {"requests", "management", "template_functions", "authentication", "responses"}
OF_THE_WEB = (
    *("django.http", "django.shortcuts", "django.template", "django.forms", "django.urls"),
    *("django.views", "django.contrib.messages"),
)
OF_THE_DATABASE = ("pymongo", f"{GROUND}.mongo")
INPUT_AND_OUTPUT = (*OF_THE_DATABASE, "django", "os", "io", "pathlib", "socket", "urllib.request")
TEMPLATES = f"{GROUND}/web/templates.py"
OWNERS = {
    "accounts": {
        *("members", "sessions", "password_resets", "outbox", "throttle", "notices", "counters"),
        *("former_accounts", "notice_batches", "access_tokens", "idempotent_requests"),
    },
    "movies": {"movies", "facet_counts", "people", "page_views", "search_terms", "movie_revisions"},
    "reviews": {"reviews", "revisions", "site_summary"},
    "moderation": {"reports", "cases", "decisions", "log_head", "appeals"},
    "diary": {"film_states", "diary"},
    "lists": {"lists", "list_entries"},
    "administration": set(),
    "posters": set(),
    "importing": {"imports", "import_rows", "import_undo", "migrations"},
    "seeding": set(),
    "api": set(),
}
Broken = dict[str, list[str]]


def wrong_imports(paths: Iterable[Path], *packages: str) -> Broken:
    """Return the imports from these packages, by the file that has them."""
    found = {str(p): sorted(n for n in imports(p) if is_in(n, *packages)) for p in paths}
    return {path: names for path, names in found.items() if names}


def of_apps(having: set[str] = frozenset(), lacking: set[str] = frozenset()) -> list[Path]:  # type: ignore[assignment]
    """Return the apps' modules that have one of some roles, and none of others."""
    found = [path for path in modules(*APPS) if not roles(path) & lacking]
    return [path for path in found if not having or roles(path) & having]


def test_views_never_reach_past_services_and_queries() -> None:
    views = of_apps(having=VIEWS)
    assert len(views) > 10
    assert not wrong_imports(views, *OF_THE_DATABASE)


def test_services_queries_and_the_like_know_no_requests_and_pages() -> None:
    own = [f"{app}.{role}" for app in APPS for role in VIEWS]
    assert not wrong_imports(of_apps(lacking=WEB), *OF_THE_WEB, *own)


def test_documents_do_no_input_and_output() -> None:
    documents = [path for path in modules(*APPS) if path.stem in {"documents", "selection"}]
    assert len(documents) >= 4
    assert not wrong_imports(documents, *INPUT_AND_OUTPUT)
    assert not [path for path in documents if "open" in called(path)]


@pytest.mark.parametrize("app", APPS)
def test_apps_use_only_apps_to_their_left(app: str) -> None:
    own = [p for p in of_apps(lacking=VIEWS) if p.parts[0] == app]
    assert own
    assert not wrong_imports(own, *APPS[APPS.index(app) + 1 :])


WRITES = {
    *("insert_one", "insert_many", "update_one", "update_many", "delete_one", "delete_many"),
    *("find_one_and_update", "find_one_and_delete", "bulk_write", "in_transaction"),
}


def writes(path: Path) -> bool:
    """Whether a module writes to the database itself."""
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    names = {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in calls}
    return bool(names & WRITES)


@pytest.mark.parametrize("app", APPS)
def test_views_only_read_from_apps_to_their_right(app: str) -> None:
    right = APPS[APPS.index(app) + 1 :]
    found = modules(*right) if right else []
    writing = [".".join(path.with_suffix("").parts) for path in found if writes(path)]
    views = [path for path in of_apps(having=VIEWS) if path.parts[0] == app]
    assert not wrong_imports(views, *writing)


def test_the_modules_that_write_are_found() -> None:
    writing = {str(path) for path in modules(*APPS) if writes(path)}
    assert {"moderation/decisions.py", "reviews/services.py"} <= writing
    assert not writing & {"moderation/queries.py", "reviews/queries.py", "moderation/rules.py"}


def test_the_ground_imports_no_app() -> None:
    assert not wrong_imports(modules(GROUND), *APPS)


def test_nothing_is_imported_by_a_dotted_name_in_a_string() -> None:
    loaders = ("django.utils.module_loading", "importlib.import_module")
    # Django's own discovery, by a plain name: each app's template functions.
    discovery = {TEMPLATES: ["django.utils.module_loading.autodiscover_modules"]}
    assert wrong_imports(modules(GROUND, *APPS), *loaders) == discovery


@pytest.mark.parametrize("owner", OWNERS)
def test_only_its_owner_names_a_collection(owner: str) -> None:
    strangers = [path for path in modules() if path.parts[0] != owner]
    named = {str(path): spoken_of(path) & OWNERS[owner] for path in strangers}
    assert not {path: names for path, names in named.items() if names}


def test_no_app_goes_round_the_collections() -> None:
    names = [f"{GROUND}.mongo.{n}" for n in ("client", "collections.collection")]
    names += [f"{GROUND}.mongo.collections.{n}" for n in set().union(*OWNERS.values())]
    assert not wrong_imports(modules(*APPS), *names, "pymongo.MongoClient")
    assert not [path for path in modules(*APPS) if "collection" in spoken_of(path)]


def test_every_collection_has_an_owner() -> None:
    path = Path(GROUND, "mongo", "collections.py")
    named = {
        ast.unparse(statement.targets[0])
        for statement in tree(path).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.value).startswith("_named(")
    }
    assert named == set().union(*OWNERS.values())


def test_no_page_estimates_the_number_of_documents() -> None:
    """An estimate is wrong after a crash; pages show counters (decision 19)."""
    estimating = {str(p) for p in modules(*APPS) if "estimated_document_count" in attributes(p)}
    assert estimating == {"movies/search/indexing.py", "reviews/queries.py"}
    users = {str(p) for p in modules(*APPS) if "approximate_review_count" in attributes(p)}
    assert users == {"importing/services.py"}


def attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}


def called(path: Path) -> set[str]:
    """Return the plain names that a file calls."""
    nodes = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return {node.id for node in nodes if isinstance(node, ast.Name)}


@cache
def spoken_of(path: Path) -> set[str]:
    """Return the functions of `mongo` (mflix_site.mongo.collections) that a file speaks of."""
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
    return {n.attr for n in nodes if isinstance(n.value, ast.Name) and n.value.id == "mongo"}
