"""How fast `seed` writes reviews, beside a bare `insert_many` of the same documents."""

import time
from datetime import UTC, datetime
from itertools import islice
from typing import Any

REVIEWS, FILMS, MEMBERS = 100_000, 2_000, 2_000
UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 3


def measure(scale: float) -> dict[str, Any]:
    """Seed, then insert the same documents barely into a collection with the same indexes."""
    from accounts.bulk import insert_members
    from movies.bulk import insert_films
    from reviews.bulk import insert_reviews
    from seeding.films import seeded_films
    from seeding.members import seeded_members
    from seeding.reviews import seeded_reviews

    number = int(REVIEWS * scale)
    films, members = list(seeded_films(FILMS, 1)), seeded_members(MEMBERS, 1, UNTIL)
    insert_films(films, _ignore)
    _, existing = insert_members(members)
    ours, bare = [], []
    for at in range(ROUNDS):  # taking turns, so that both see the same machine
        seed = at + 1
        started = time.perf_counter()
        put = insert_reviews(seeded_reviews(films, existing, number, seed, UNTIL), _ignore)
        ours.append(time.perf_counter() - started)
        _empty()
        docs = list(seeded_reviews(films, existing, number, seed, UNTIL))
        bare.append(_bare_insert(docs))
        _empty()
    best, best_bare = min(ours), min(bare)
    return {
        "reviews a round": put,
        "rounds, the best counts": ROUNDS,
        "seed, reviews a second": int(number / best),
        "bare insert_many, reviews a second": int(number / best_bare),
        "seed's speed, of a bare insert_many's (to reach: 0.5)": best_bare / best,
    }


def _bare_insert(docs: list[dict[str, Any]]) -> float:
    from mflix_site.mongo import collections as mongo

    started, waiting = time.perf_counter(), iter(docs)
    while batch := list(islice(waiting, 5000)):
        mongo.reviews(mongo.ONE_MEMBER).insert_many(batch, ordered=False)
    return time.perf_counter() - started


def _empty() -> None:
    from mflix_site.mongo import collections as mongo
    from mflix_site.mongo.transactions import long_timeout

    with long_timeout():
        mongo.reviews().delete_many({})


def _ignore(_: int) -> None:
    pass
