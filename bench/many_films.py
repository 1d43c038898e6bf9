"""Many films quickly: real or seeded ones, with facts dealt out, put in before their indexes."""

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bson import ObjectId

MODELS, BATCH_SIZE = 5000, 5000
SHUFFLED = ("genres", "countries", "languages", "rated", "year", "runtime")

Doc = dict[str, Any]


def put_many(number: int, data: Path, seed: int = 1) -> None:
    """Insert `number` films without the search index, then create the other indexes."""
    from mflix_site.mongo import collections as mongo
    from mflix_site.mongo.index_definitions import INDEXES

    films = mongo.movies(mongo.ONE_MEMBER)
    ours = [index for index in INDEXES if index.collection == "movies"]
    for index in ours:
        if index.name in films.index_information():
            films.drop_index(index.name)
    docs = many(number, seed, data)
    while batch := list(islice(docs, BATCH_SIZE)):
        films.insert_many(batch, ordered=False)
    _index([index for index in ours if index.name != "words"])


def many(number: int, seed: int, data: Path) -> Iterator[Doc]:
    """Return films of the folder, or seeded ones, each with facts of another and own ranks."""
    from seeding.films import seeded_films

    rng = random.Random(seed)
    models = list(seeded_films(MODELS, seed))
    real = list(_real(data)) or models
    for at in range(number):
        film, other = real[at % len(real)], rng.choice(models)
        facts = {n: v for n in SHUFFLED if (v := film.get(n) or other.get(n)) is not None}
        yield {
            "_id": ObjectId(f"{rng.getrandbits(96):024x}"),
            "title": film["title"],
            "title_key": film["title_key"],
            "person_keys": film["person_keys"][:2],
            "directors": other.get("directors", []),
            "num_mflix_comments": int(rng.paretovariate(1)) - 1,
            "rating": dict(other["rating"]),
            "ranks": _ranks(rng),
            **facts,
        }


def _real(data: Path) -> Iterator[Doc]:
    """Return the films of a folder of JSON lists: title, year, cast and genres."""
    from movies.derived_fields import derived_fields

    for path in sorted(data.glob("movies-*.json")):
        for film in json.loads(path.read_text()):
            yield {**film, **derived_fields(film)}


def _ranks(rng: random.Random) -> Doc:
    rating = rng.randint(20, 95)
    return {"rating": rating, "score": rating * 0.8, "popularity": round(rng.expovariate(0.5), 4)}


def _index(wanted: list[Any]) -> None:
    """Make the indexes, in as many minutes as they need."""
    from mflix_site.mongo.client import database

    models = [index.model().document for index in wanted]
    import pymongo

    with pymongo.timeout(3600):
        database().command("createIndexes", "movies", indexes=models)
