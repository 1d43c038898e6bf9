"""One real mongod for the run, a database a worker, empty collections for every test."""

import gc
import signal
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from copy import copy
from importlib import import_module
from itertools import chain
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.template.backends.jinja2 import Template
from jinja2 import FileSystemBytecodeCache
from pymongo.database import Database
from pymongo.read_concern import ReadConcern
from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.support.browsing import Browser, listing_once, recording_contexts
from tests.support.cast import make_member
from tests.support.sample import imported_sample  # noqa: F401
from tests.support.stored_state import FILLERS, StoredStates

from .support.route_table import World
from .support.sampling import Rounds, rounds_of
from .support.scratch_server import scratch_server

FILLERS["world"] = World
STARTED = ("site", "checkout", "site_of_its_own")  # fixtures of process tests that take seconds
WAITING = ("process", "browser")  # the markers of tests that wait for processes or for pages
# What was deleted is kept for one minute, not five: each later read steps over it.
PARAMETERS = ("ttlMonitorEnabled=false", "minSnapshotHistoryWindowInSeconds=60")
FLAGS = tuple(word for parameter in PARAMETERS for word in ("--setParameter", parameter))
servers = ExitStack()
# Fixtures of plugins that each test would set up and none needs: no test here has a marker of
# pytest-django, a class of unittest, an SQL database or a Faker.
UNUSED = {
    "pytest_django.plugin": (
        *("_django_db_marker", "_django_setup_unittest", "_django_set_urlconf"),
        *("_django_isolate_apps", "_fail_for_invalid_template_variable"),
        *("_template_string_if_invalid_marker", "_django_clear_site_cache", "_live_server_helper"),
    ),
    "pytest_randomly": ("faker_seed",),
    "faker.contrib.pytest.plugin": ("_session_faker",),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="all odd inputs, documents and kills, as `make test-all`",
    )


def pytest_report_header(config: pytest.Config) -> str:
    """Return a line that says what a quick run leaves out."""
    if config.getoption("exhaustive"):
        return "exhaustive: every odd input and real document, and a hundred kills"
    return (
        "quick: samples of pages, people, odd inputs and documents; `make test-all` tries them all"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the server (in the controller only) and point the settings at it."""
    _drop_unused_fixtures()
    worker = getattr(config, "workerinput", None)
    if worker is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as with Ctrl-C
        server = servers.enter_context(scratch_server(FLAGS))
        templates = servers.enter_context(TemporaryDirectory())
        config.shared = {"mongodb_uri": server.uri, "templates": templates}  # type: ignore[attr-defined]
    shared = worker or config.shared  # type: ignore[attr-defined]
    settings.MONGODB_URI = shared["mongodb_uri"]
    settings.MONGODB_DB = f"test_{worker['workerid'] if worker else 'main'}"
    settings.EMBEDDED = False
    settings.PASSWORD_HASHERS = ["tests.support.hashing.QuickHasher"]
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    settings.PAGE_CACHE_SECONDS = 0
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # What one worker has compiled serves the others.
    compiled = FileSystemBytecodeCache(shared["templates"])
    settings.TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = compiled
    Template.render = recording_contexts(Template.render)  # type: ignore[method-assign]
    WhiteNoiseMiddleware.update_files_dictionary = listing_once(WhiteNoise.update_files_dictionary)


def _drop_unused_fixtures() -> None:
    for module, names in UNUSED.items():
        for name in names:
            delattr(import_module(module), name)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass on to an xdist worker what all share."""
    node.workerinput.update(node.config.shared)


def pytest_unconfigure() -> None:
    """Close the client and stop the server, whatever happened."""
    from mflix_site.mongo.client import close

    close()
    servers.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long tests; sort the others by the state that they begin with, and by module.

    Changing the state is slow. Otherwise tests stay in their random order. Long tests run in an
    exhaustive run, and where tests are named one by one.
    """
    if not config.getoption("exhaustive") and not any("::" in name for name in config.args):
        config.hook.pytest_deselected(items=[item for item in items if _is_long(item)])
        items[:] = [item for item in items if not _is_long(item)]
    keys = {item: (_used(item, FILLERS), item.path, _used(item, STARTED)) for item in items}
    at: dict[object, int] = {}
    for key in chain.from_iterable(keys.values()):
        at.setdefault(key, len(at))
    items.sort(key=lambda item: [at[key] for key in keys[item]])
    items[:] = _dealt(items, getattr(config, "workerinput", {}).get("workercount", 1))


def _dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Begin the first worker's share with the tests that wait, the second's with the browser's.

    A test that waits leaves its processor to the other workers, and should not be the last; one
    Chromium is started and not one a worker. Without a share of its own, a kind follows another.
    """
    marked = {name: [item for item in items if item.get_closest_marker(name)] for name in WAITING}
    others = [item for item in items if not any(map(item.get_closest_marker, WAITING))]
    dealt: list[pytest.Item] = []
    for waiting in marked.values():
        dealt += waiting
        rest = len(items) // workers - len(waiting) if workers > 1 else 0
        dealt += others[: max(rest, 0)]
        del others[: max(rest, 0)]
    return dealt + others


def pytest_collectstart() -> None:
    """Collect no garbage while tests are collected: they stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage less often, and never look through the tests and modules."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def _used(item: pytest.Item, fixtures: Collection[str]) -> frozenset[str]:
    return frozenset(fixtures).intersection(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def schema() -> Iterator[Database[dict[str, Any]]]:
    """Yield the run's database with indexes and validators, as `migrate_mongodb` makes them."""
    from mflix_site.mongo import indexes, validators
    from mflix_site.mongo.client import client, database

    client().drop_database(settings.MONGODB_DB)
    for name in validators.find_drift():
        validators.set_validator(name)
    indexes.create_indexes(indexes.find_drift())
    # Read as written: what one member alone confirmed (counters, views) is there at once.
    local = database().with_options(read_concern=ReadConcern("local"))
    yield local
    local.client.close()  # a test with a server of its own has replaced the client that is known


@pytest.fixture(scope="session")
def exhaustive(request: pytest.FixtureRequest) -> bool:
    """Return whether full sets of inputs are wanted instead of samples of them."""
    return request.config.getoption("exhaustive")


@pytest.fixture(scope="session")
def rounds(exhaustive: bool) -> Rounds:
    return rounds_of(exhaustive)


@pytest.fixture(scope="session")
def stored_states(schema: Database[dict[str, Any]]) -> StoredStates:
    return StoredStates(schema)


@pytest.fixture
def start_state(stored_states: StoredStates, request: pytest.FixtureRequest) -> Any:
    """Fill the database for the fixture in `FILLERS` that the test uses, or leave it empty."""
    from mflix_site.mongo.client import client
    from mflix_site.mongo.transactions import long_timeout

    client()  # a test may have closed it; threads of the next would each open one
    used = [name for name in request.fixturenames if name in FILLERS]
    assert len(used) < 2, f"{used} would each fill the database"
    with long_timeout():  # a busy machine may need longer than a page would wait
        return copy(stored_states.restore(FILLERS[used[0]] if used else None))


@pytest.fixture
def database(schema: Database[dict[str, Any]], start_state: Any) -> Database[dict[str, Any]]:
    """Return the database as `start_state` leaves it."""
    return schema


@pytest.fixture
def world(database: Any, start_state: Any) -> World:
    return start_state


@pytest.fixture(autouse=True)
def _nothing_kept_of_another_database() -> None:
    from diary.requests import films_asked
    from lists.film_page import shared_parts
    from movies.facet_index.loading import last_read
    from movies.facets import last_count
    from movies.queries import shared_films
    from movies.search.engine import last_values

    films_asked.clear()
    shared_films.clear()
    shared_parts.clear()
    last_read.clear()
    for last in (last_count, last_values):
        last.by_database.clear()


@pytest.fixture
def alice(database: Any) -> Any:
    """She writes."""
    return make_member("Alice Ångström")


@pytest.fixture
def bob(database: Any) -> Any:
    """He reads, and has no business with Alice's things."""
    return make_member("Bob")


@pytest.fixture
def maud(database: Any) -> Any:
    """She moderates."""
    return make_member("Maud", role="moderator")


@pytest.fixture
def ada(database: Any) -> Any:
    """She is an admin."""
    return make_member("Ada", role="admin")


@pytest.fixture
def visitor(database: Any) -> Browser:
    """Somebody without an account."""
    return Browser()


@pytest.fixture
def as_alice(alice: Any) -> Iterator[Browser]:
    """Alice's browser."""
    return Browser(alice)


@pytest.fixture
def as_bob(bob: Any) -> Browser:
    """Bob's browser."""
    return Browser(bob)
