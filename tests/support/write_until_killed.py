"""A web process that posts, signs up and adds films until its server is killed; or what is left.

Run as `python -m tests.support.write_until_killed prepare|write|check`, with the server's address
and the database in the environment.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import django
import pymongo
from bson import ObjectId

SECONDS, MOST = 2.0, 250


def write() -> None:
    """Write with four threads, each until the server is gone, and print a line for each write."""
    from mflix_site.mongo import collections as mongo

    films = [doc["_id"] for doc in mongo.movies().find({}, {"_id": 1})]
    threads = [
        threading.Thread(target=write_until_it_fails, args=(work,))
        for work in (post(0, films), post(1, films), add_film, join)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write_until_it_fails(work: Callable[[int], object]) -> None:
    from mflix_site.errors import Unavailable

    for n in range(MOST):
        try:
            with pymongo.timeout(SECONDS):
                work(n)
        except Unavailable:
            return
        os.write(sys.stdout.fileno(), b"written\n")  # in one piece, whatever other threads do


def post(poster: int, films: Sequence[Any]) -> Callable[[int], object]:
    """Return what posts reviews of the newest films: of others there are reviews from before."""
    from accounts.queries import get_member_by_handle
    from tests.support.factories import a_review

    member = get_member_by_handle(f"poster{poster}")
    return lambda n: a_review(member, films[-n - 1])


def add_film(_: int) -> object:
    from mflix_site.mongo.transactions import in_transaction
    from mflix_site.text import now
    from movies.editing import insert_film
    from movies.film_facts import FilmFacts
    from movies.history import RevisionInfo
    from tests.support.factories import THE_THIRD_MAN

    facts, info = FilmFacts.from_doc(THE_THIRD_MAN), RevisionInfo("add-film", "ada", "", now())
    return in_transaction(lambda session: insert_film(facts, info, session))


def join(_: int) -> object:
    from accounts.services import sign_up

    name = f"N{ObjectId()}"
    return sign_up(name=name, email=f"{name}@example.test", password="long enough for this")


def prepare() -> None:
    """Make the indexes, the facet index and the totals, before anything is written."""
    from mflix_site.mongo import indexes
    from movies.facet_index.building import rebuild_facet_index
    from reviews.site_summary import repair_totals
    from tests.support.cast import make_member
    from tests.support.factories import a_film

    indexes.create_indexes(indexes.find_drift())
    for n in range(300):
        a_film(title=f"Film {n}")
    for n in range(2):
        make_member(f"Poster{n}")
    rebuild_facet_index()
    repair_totals()


def check() -> None:
    """Print what is kept ready beside what a count finds, and what `recount` says."""
    from accounts.totals import read_totals
    from movies.facet_index.counting import count_by_index
    from movies.selection import Selection
    from reviews.site_summary import COUNTS, repair_totals
    from tests.support.sample import run

    repair_totals(except_for=("films", "members"))
    kept, counted = read_totals(), {name: count(None) for name, count in COUNTS.items()}
    catalogue = count_by_index(Selection())
    size = catalogue.films if catalogue else None
    print(json.dumps({"kept": kept, "counted": counted, "size": size, "recount": run("recount")}))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "write": write, "check": check}[sys.argv[1]]()
