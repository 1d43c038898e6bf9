"""What a page asks of MongoDB, asked in this process: commands, and documents read for one."""

import cProfile
import os
import pstats
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from bench.contenders import Contender
from bench.served_site import connect, environment

ASKED = 5
IGNORED = {"system.profile", "page_views"}


@cache
def prepare(uri: str) -> None:
    """Point this process's site at the database, once."""
    os.environ.update(environment(uri) | {"PAGE_CACHE_SECONDS": "0"})
    import django

    django.setup()


def session_cookie(uri: str) -> str:
    """Sign a member with preferences in, and return the cookie that says so."""
    prepare(uri)
    from accounts.documents import Member
    from accounts.requests import MEMBER_KEY, SessionStore

    database = connect(uri)
    found = database.users.find_one({"handle": {"$exists": True}}, sort=[("_id", 1)])
    wishes = {"preferences.favorite_genres": ["Drama", "Comedy"], "preferences.rating_scale": 5}
    database.users.update_one({"_id": found["_id"]}, {"$set": wishes})
    member = Member.from_doc(found)
    session = SessionStore()
    session.create()
    session[MEMBER_KEY], session["epoch"] = str(member.id), member.session_epoch
    session.save()
    return f"mflix_session={session.session_key}"


def reads_of(uri: str, one: Contender, cookie: str, profiled: bool = False) -> dict[str, Any]:
    """Return the commands of a page and its worst read, from a few of its addresses."""
    prepare(uri)
    from django.test import Client

    headers = {"HTTP_COOKIE": cookie} if one.member else {}
    client, database = Client(), connect(uri)
    paths = [one.paths[at % len(one.paths)] for at in range(ASKED)]
    client.get(paths[0], HTTP_HOST="localhost", **headers)  # imports, templates
    if profiled:
        show_profile(client, paths, headers)
    rows: list[dict[str, Any]] = []
    with watched(database):
        for path in paths:
            client.get(path, HTTP_HOST="localhost", **headers)
        rows = [row for row in database["system.profile"].find() if is_read(row)]
    ratio = max((examined_for_one(row) for row in rows), default=0)
    odd = [row for row in rows if row.get("hasSortStage") or row.get("planSummary") == "COLLSCAN"]
    found: dict[str, Any] = {
        "commands": round(len(rows) / ASKED, 1),
        "examined for one": round(ratio, 1),
    }
    if odd:
        found["sorts or scans"] = sorted({f"{r['ns']} {r.get('planSummary')}" for r in odd})
    return found


@contextmanager
def watched(database: Any) -> Iterator[None]:
    """Profile every operation of the block, and drop the profile afterwards."""
    database.command("profile", 2)
    try:
        yield
    finally:
        database.command("profile", 0)
        database["system.profile"].drop()


def is_read(row: dict[str, Any]) -> bool:
    """Return whether an operation is one of the page's own."""
    return row["ns"].partition(".")[2] not in IGNORED and row["op"] in {"query", "command"}


def examined_for_one(row: dict[str, Any]) -> float:
    """Return how many documents or keys, whichever are more, were examined for one returned."""
    examined = max(row.get("docsExamined", 0), row.get("keysExamined", 0))
    return examined / max(1, row.get("nreturned", 1))


def show_profile(client: Any, paths: list[str], headers: dict[str, str]) -> None:
    """Print the most expensive functions of twenty requests."""
    profiler = cProfile.Profile()
    profiler.enable()
    for at in range(20):
        client.get(paths[at % len(paths)], HTTP_HOST="localhost", **headers)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
