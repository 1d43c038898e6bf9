"""A served site to measure: its own MongoDB, seeded data, and gunicorn as in production."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mflix_site.embedded.process import free_port
from tests.support.scratch_server import ROOM

ROOT = Path(__file__).parents[1]
DATABASE, KEY = "bench", "a key for measurements only, 50 characters or longer"
SEED = "7"
# As the watcher has done on a site that runs for some time; it would take hours at size L.
STORE_SIMILAR = """
from movies.similar_films import refresh_similar
for _ in range(200):
    if not refresh_similar(200):
        break
"""
STORE_PEOPLE = """
from movies.people_summaries import refresh_summaries
refresh_summaries("", 36_000)
"""
# What is derived of the film that got further reviews; of the others it is right already.
RECOUNT_POPULAR = """
from bson import ObjectId
from reviews.recounting import recount_batch, recount_talk_of, update_ranks
for work in (recount_batch, update_ranks, recount_talk_of):
    work([ObjectId("%s")])
"""
# Seeding ten million reviews would take a day: a site of more films is a smaller one, multiplied.
MOST_SEEDED_FILMS, TIMES = 100_000, 100
# Its server has the memory that such a site needs (docs/scaling.md), not the embedded one's 256 MB.
CACHE, BYTES_A_FILM = "cache_size=4GB", 40_000
POPULAR_REVIEWS, PROLIFIC_FILMS = 3_600, 400
PROLIFIC = "Prudence Prolific"


@dataclass(frozen=True, slots=True)
class Size:
    """How much a seeded site holds."""

    movies: int
    members: int
    reviews: int

    @property
    def room(self) -> int:
        """Return how many bytes of disk the server's folder may take."""
        return max(ROOM, self.movies * BYTES_A_FILM)

    def part(self, times: int) -> "Size":
        """Return the size of a site that is multiplied to become this one."""
        return Size(self.movies // times, self.members // times, self.reviews // times)


SIZES = {
    "S": Size(1_000, 4_000, 10_000),
    "M": Size(36_000, 20_000, 1_000_000),
    "L": Size(1_000_000, 100_000, 10_000_000),
}


@dataclass(frozen=True, slots=True)
class ServedSite:
    """Where a site answers, and the process id of gunicorn's master."""

    base: str
    uri: str
    master: int


def environment(uri: str, port: int = 8000) -> dict[str, str]:
    """Return the environment of the site's processes."""
    ours = {"MONGODB_URI": uri, "MONGODB_DB": DATABASE, "SECRET_KEY": KEY, "PORT": str(port)}
    ours["PAGE_CACHE_SECONDS"] = "2"  # also where this process reads pages without the cache
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def manage(uri: str, *words: str) -> None:
    """Run a management command on the database, and raise where it fails."""
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment(uri), check=True, stdout=subprocess.DEVNULL)


def fill(uri: str, size: Size) -> None:
    """Seed a site of this size, with one popular film and one prolific person in it."""
    manage(uri, "migrate_mongodb")
    if size.movies > MOST_SEEDED_FILMS:
        fill_by_copies(uri, size.part(TIMES), TIMES)
        return
    seed(uri, size)
    add_popular_film(uri)
    add_prolific_person(uri)
    for command in ("recount", "reindex_search", "count_facets"):
        manage(uri, command)
    for script in (STORE_SIMILAR, STORE_PEOPLE):
        manage(uri, "shell", "-c", script)


def fill_by_copies(uri: str, base: Size, times: int) -> None:
    """Seed a site and multiply it; only what is derived of all films together is computed again."""
    cache = {"setParameter": 1, "wiredTigerEngineRuntimeConfig": CACHE}
    connect(uri).client.admin.command(cache)
    seed(uri, base)
    add_prolific_person(uri)
    manage(uri, "reindex_search")
    manage(uri, "shell", "-c", STORE_SIMILAR)
    numbers = map(str, (base.movies, base.members, base.reviews, times))
    command = [sys.executable, "-m", "bench.multiplied", uri, *numbers]
    subprocess.run(command, cwd=ROOT, env=environment(uri), check=True)
    film = add_popular_film(uri)
    manage(uri, "shell", "-c", RECOUNT_POPULAR % film)
    manage(uri, "count_facets")
    manage(uri, "shell", "-c", STORE_PEOPLE)


def seed(uri: str, size: Size) -> None:
    """Seed a site of this size through the product's own command."""
    counts = {"--movies": size.movies, "--members": size.members, "--reviews": size.reviews}
    words = [str(word) for pair in counts.items() for word in pair]
    manage(uri, "seed", *words, "--seed", SEED)


def add_popular_film(uri: str) -> Any:
    """Bring the most reviewed film to `POPULAR_REVIEWS` reviews, each by another member.

    Return its id.
    """
    database = connect(uri)
    film = database.movies.find_one({}, sort=[("num_mflix_comments", -1)])
    model = database.comments.find_one({"movie_id": film["_id"], "state": "visible"})
    authors = set(database.comments.distinct("author.id", {"movie_id": film["_id"]}))
    fans = database.users.find({"handle": {"$exists": True}}, {"name": 1, "handle": 1})
    new = [fan for fan in fans if fan["_id"] not in authors][: POPULAR_REVIEWS - len(authors)]
    del model["_id"]
    author = ({"id": fan["_id"], "name": fan["name"], "handle": fan["handle"]} for fan in new)
    if new:
        database.comments.insert_many([{**model, "author": one} for one in author], ordered=False)
    return film["_id"]


def add_prolific_person(uri: str) -> None:
    """Add one person to the cast of `PROLIFIC_FILMS` films."""
    database = connect(uri)
    films = [doc["_id"] for doc in database.movies.find({}, {"_id": 1}).limit(PROLIFIC_FILMS)]
    keys = {"cast": PROLIFIC, "person_keys": PROLIFIC.casefold()}
    database.movies.update_many({"_id": {"$in": films}}, {"$addToSet": keys})


def connect(uri: str) -> Any:
    """Return the database, for what the bench alone does."""
    from pymongo import MongoClient

    return MongoClient(uri, tz_aware=True)[DATABASE]


@contextmanager
def served(uri: str) -> Iterator[ServedSite]:
    """Serve the database as production does: gunicorn with the project's own configuration."""
    port = free_port()
    manage(uri, "collectstatic", "--noinput")
    command = ["-m", "gunicorn", "-c", "mflix_site/gunicorn.py", "bench.wsgi:application"]
    master = subprocess.Popen(
        [sys.executable, *command, "--max-requests", "0"], cwd=ROOT, env=environment(uri, port)
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/healthz")
        yield ServedSite(base, uri, master.pid)
    finally:
        master.terminate()
        master.wait(30)


def wait_for(url: str, seconds: float = 30) -> None:
    """Wait until an address answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {seconds} s.")
