"""docs/scaling.md is true: every query of the code, and whether it reaches one shard or all."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.command_log import Command
from mflix_site.mongo.index_definitions import INDEXES, Index
from mflix_site.text import now
from reviews.bulk import import_comments
from tests.movies.test_indexes import CASES, queried  # noqa: F401

from ..support.command_listener import command_log
from ..support.factories import a_film
from ..support.route_table import World
from ..support.routes import ROUTES, ask
from ..support.sampling import sampled
from ..support.shard_routing import accesses
from ..support.sources import APPS, ROOT, modules, tree

TEXT = (ROOT / "docs" / "scaling.md").read_text()
SECTIONS = dict(zip(*[iter(re.split(r"^## (.+)\n", TEXT, flags=re.M)[1:])] * 2, strict=True))
ONE, ALL, COMMANDS = "Queries to one shard", "Queries to all shards", "Queries of commands"
ACCESSORS = {"comments": "reviews", "review_revisions": "revisions", "users": "members"}
PEOPLE = (
    *(("visitor", "get"), ("owner", "get"), ("admin", "get"), ("visitor", "post")),
    *(("owner", "post"), ("moderator", "post"), ("admin", "post")),
)
Query = tuple[str, str]  # a collection, and the path and name of a function
Reached = set[tuple[Query, bool]]


def rows(section: str) -> list[list[str]]:
    """Return the cells of a section's table."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def listed(section: str) -> set[Query]:
    """Return the queries that a section's table names."""
    return {
        (collection.strip("`"), f"{path} {function}")
        for collection, functions, *_ in rows(section)
        for path, names in re.findall(r"`([\w/]+\.py)`((?:,? `[\w.]+`)+)", functions)
        for function in re.findall(r"`([\w.]+)`", names)
    }


KEYS = {
    name.strip("`"): dict(re.findall(r'([\w.]+): "?(1|hashed)"?', key))
    for name, key, _ in rows("Shard keys")
}
SHARDED = {name: key for name, key in KEYS.items() if key}


def test_every_collection_has_a_shard_key_or_is_said_to_have_none() -> None:
    assert set(KEYS) == set(mongo.WRITE_CONCERNS)
    without = {text for name, text, _ in rows("Shard keys") if name.strip("`") not in SHARDED}
    assert without == {"none"}


def is_prefix(key: dict[str, str], index: Index) -> bool:
    """Return whether an index begins with a whole shard key."""
    return list(key) == [name for name, _ in index.keys[: len(key)]]


@pytest.mark.parametrize(
    "index",
    [i for i in INDEXES if i.options.get("unique")],
    ids=lambda i: f"{i.collection}.{i.name}",
)
def test_no_unique_index_is_refused_by_a_sharded_cluster(index: Index) -> None:
    key = KEYS[index.collection]
    assert "hashed" not in key.values()
    assert is_prefix(key, index)


@pytest.mark.parametrize("name", [n for n, k in SHARDED.items() if list(k) != ["_id"]])
def test_a_shard_key_has_an_index_of_all_documents(name: str) -> None:
    own = [i for i in INDEXES if i.collection == name and is_prefix(SHARDED[name], i)]
    assert [i for i in own if not {"partialFilterExpression", "sparse"} & set(i.options)]


def reached(commands: list[Command]) -> Reached:
    """Return the queries of sharded collections, and whether each reaches one shard."""
    return {
        ((access.collection, f"{command.callers[0].path} {command.callers[0].function}"), is_one)
        for command in commands
        if command.callers  # not those of a case's own preparations
        for access in accesses(command)
        if access.collection in SHARDED
        for is_one in [set(SHARDED[access.collection]) <= access.fields]
    }


def refused(commands: list[Command]) -> list[Command]:
    """Return the commands that a sharded cluster would refuse."""
    return [
        command
        for command in commands
        for access in accesses(command)
        if access.is_refused(frozenset(SHARDED.get(access.collection, ())))
    ]


def check(commands: list[Command]) -> None:
    """Assert that the docs list what the commands reach, and that none would be refused."""
    found = reached(commands)
    for heading, reaches_one in ((ONE, True), (ALL, False)):
        not_listed = {query for query, is_one in found if is_one == reaches_one} - listed(heading)
        assert not not_listed, heading
    assert not refused(commands)


@pytest.fixture
def commands(queried: Any) -> list[Command]:  # noqa: F811
    """Run the whole catalogue of queries, and return what was sent."""
    sent: list[Command] = []
    for case in CASES.values():
        with command_log() as log:
            case(queried)
        sent += log.commands
    return sent


def test_every_query_of_the_catalogue_reaches_what_is_listed(commands: list[Command]) -> None:
    assert len(reached(commands)) > 60
    check(commands)


@pytest.fixture
def recording_of_test(settings: Any) -> None:
    """Leave recording to the test: the middleware begins none of its own."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CommandsPanel" not in name]


@pytest.mark.usefixtures("recording_of_test")
@pytest.mark.parametrize("name", sampled(ROUTES, 5))
def test_what_a_page_or_a_form_sends_reaches_what_is_listed(name: str, world: World) -> None:
    with command_log() as log:
        for who, method in PEOPLE:
            ask(world.browser(who), method, name, world)
    check(log.commands)


def test_an_import_is_not_refused(database: Any) -> None:
    comment = {"_id": ObjectId(), "movie_id": a_film(), "text": "Good.", "date": now()}
    with command_log() as log:
        assert import_comments([comment]).inserted == 1
    assert log.commands
    assert not refused(log.commands)


def functions_with_queries() -> Iterator[Query]:
    """Yield the functions of the code that name a sharded collection."""
    names = {ACCESSORS.get(name, name): name for name in SHARDED}
    for path in modules(*APPS):
        for function, node in outer_functions(tree(path)):
            for name in names_of_mongo(node) & set(names):
                yield names[name], f"{path} {function}"


def names_of_mongo(node: ast.AST) -> set[str]:
    """Return what a function names of `mongo` (mflix_site.mongo.collections)."""
    inner = (n for n in ast.walk(node) if isinstance(n, ast.Attribute))
    return {n.attr for n in inner if isinstance(n.value, ast.Name) and n.value.id == "mongo"}


def outer_functions(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield a module's functions and methods by their qualified names."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
            yield from ((f"{node.name}.{method.name}", method) for method in methods)


def test_every_function_with_a_query_is_listed() -> None:
    found = set(functions_with_queries())
    assert len(found) > 60
    not_listed = found - listed(ONE) - listed(ALL) - listed(COMMANDS)
    assert not not_listed


def test_every_function_that_is_listed_exists() -> None:
    named = {function for section in (ONE, ALL, COMMANDS) for _, function in listed(section)}
    paths = modules(*APPS, "mflix_site")
    there = {f"{path} {name}" for path in paths for name, _ in outer_functions(tree(path))}
    assert not named - there


def test_what_would_be_refused_is_found() -> None:
    move = {"q": {"_id": 1, "movie_id": 2}, "u": {"$set": {"movie_id": 3}}, "multi": True}
    upsert = {"q": {"_id": 1}, "u": {"$set": {"text": "x"}}, "upsert": True}
    both, one = (
        [Command("update", {"update": "comments", "updates": [u]}, ()) for u in updates]
        for updates in ((move, upsert), ({**move, "multi": False},))
    )
    assert refused(both) == both
    assert not refused(one)
