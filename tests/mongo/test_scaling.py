"""docs/scaling.md is true: every query of the code, and whether it reaches one shard or all."""

import ast
import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.command_log import current_log, recorded_commands
from mflix_site.mongo.indexes import INDEXES, Index
from mflix_site.web import commands_panel
from tests.movies.test_indexes import CASES, queried  # noqa: F401

from ..support.route_table import World
from ..support.routes import ROUTES, ask
from ..support.shard_routing import accesses
from ..support.sources import APPS, ROOT, modules, tree

TEXT = (ROOT / "docs" / "scaling.md").read_text()
SECTIONS = dict(zip(*[iter(re.split(r"^## (.+)\n", TEXT, flags=re.M)[1:])] * 2, strict=True))
UNSHARDED = "not sharded"
Query = tuple[str, str]  # a collection, and "path function"


def rows(section: str) -> list[list[str]]:
    """Return the cells of a section's table."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def shard_keys() -> dict[str, list[tuple[str, str]]]:
    """Return the fields of each collection's shard key with `1` or `hashed`."""
    return {
        name.strip("`"): re.findall(r'"?([\w.]+)"?: "?(1|hashed)"?', key)
        for name, key, _ in rows("Shard keys")
    }


def listed(section: str) -> set[Query]:
    """Return the queries that a section's table names."""
    return {
        (collection.strip("`"), f"{path} {function}")
        for collection, functions, *_ in rows(section)
        for path, names in re.findall(r"`([\w/]+\.py)`((?:,? `[\w.]+`)+)", functions)
        for function in re.findall(r"`([\w.]+)`", names)
    }


KEYS = shard_keys()
SHARDED = {name: fields for name, fields in KEYS.items() if fields}
ONE, ALL, BACKGROUND = "Queries to one shard", "Queries to all shards", "Queries of commands"


@pytest.fixture
def log_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test record what pages send: the middleware leaves the recording alone."""
    monkeypatch.setattr(
        commands_panel.command_log, "recorded_commands", lambda **_: nullcontext()
    )
    monkeypatch.setattr(commands_panel, "_has_room", lambda _: False)


def routed(commands: Any) -> Iterator[tuple[Query, bool]]:
    """Yield each query of a sharded collection, and whether it reaches one shard."""
    for command in commands:
        for access in accesses(command):
            if access.collection in SHARDED:
                has_key = {field for field, _ in SHARDED[access.collection]} <= access.fields
                assert has_key or not access.must_reach_one, command
                caller = command.callers[0]
                yield (access.collection, f"{caller.path} {caller.function}"), has_key


def check(found: set[tuple[Query, bool]]) -> None:
    to_one, to_all = ({query for query, is_one in found if is_one is which} for which in (True, False))
    assert sorted(to_one - listed(ONE)) == []
    assert sorted(to_all - listed(ALL)) == []


@pytest.fixture
def queries_found(queried: Any) -> set[tuple[Query, bool]]:  # noqa: F811
    """Run every query of the catalogue of queries, and return what it reaches."""
    found: set[tuple[Query, bool]] = set()
    for case in CASES.values():
        with recorded_commands():
            case(queried)
            found |= set(routed(current_log().commands))  # type: ignore[union-attr]
    return found


def test_every_query_is_listed_with_what_it_reaches(queries_found: Any) -> None:
    import json, pathlib
    pathlib.Path("/tmp/rec_cases.json").write_text(json.dumps(sorted(queries_found)))
    check(queries_found)


ROUTE_NAMES = sorted(ROUTES)


@pytest.mark.usefixtures("log_of_pages")
@pytest.mark.parametrize("name", ROUTES)
def test_what_pages_and_forms_send_is_listed(name: str, world: World) -> None:
    with recorded_commands():
        for who, method in (("visitor", "get"), ("owner", "get"), ("admin", "get"), ("owner", "post"), ("moderator", "post"), ("admin", "post"), ("visitor", "post")):
            ask(world.browser(who), method, name, world)
        log = current_log()
    import json, pathlib
    f = pathlib.Path("/tmp/rec_routes.json")
    old = json.loads(f.read_text()) if f.exists() else []
    f.write_text(json.dumps(old + sorted(set(routed(log.commands)))))
    check(set(routed(log.commands)))
