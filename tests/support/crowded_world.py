"""The world of the routes with ever more of everything around it, for what reads cost."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.bulk import update_all_ranks
from movies.facet_index.building import rebuild_facet_index
from movies.search.indexing import rebuild_dictionary
from reviews.site_summary import refresh_site_summary
from seeding.films import seeded_films

from .route_table import World

Doc = dict[str, Any]
NEWEST_DAY = date(2026, 11, 1)
STATES = ("visible", "visible", "visible", "hidden")
PRIVACY = ("public", "public", "private")
ACTIONS, RULES = ("remove", "hide", "warn", "dismiss"), ("1", "2", "3")
REASONS = ("abusive", "spam", "spoiler")


def crowd(world: World, first: int, last: int) -> None:
    """Add members, films and all that belongs to them, numbered from `first` to before `last`."""
    numbers = range(first, last)
    people = [ObjectId() for _ in numbers]
    films = _insert_films(first, last)
    owner, other = world.people["owner"], world.people["other"]
    assert owner
    assert other
    _insert_members(people, numbers)
    at = now().replace(microsecond=0)

    def clone(name: str, one: Doc, change: Callable[[int, int], Doc]) -> None:
        """Insert copies of a stored document, each of them with other fields."""
        stored = mongo.collection(name)
        model = stored.find_one(one)
        assert model, f"nothing in {name} is like {one}"
        changed = (change(i, n) for i, n in enumerate(numbers))
        docs = [{**model, "_id": ObjectId(), **fields} for fields in changed]
        stored.insert_many(docs, ordered=False)

    def author(i: int) -> Doc:
        return {"id": people[i], "name": f"Member {i}", "handle": f"member_{numbers[i]}"}

    def some(i: int, n: int) -> Doc:
        return {"date": at - timedelta(hours=n), "rating": 1 + n % 100, "state": STATES[n % 4]}

    own, review, case = {"member_id": owner.id}, {"_id": ObjectId(world.review)}, {"_id": world.case}
    clone("comments", review, lambda i, n: {**some(i, n), "author": author(i)})
    clone("comments", review, lambda i, n: {**some(i, n), "movie_id": films[i]})
    day = lambda n: str(NEWEST_DAY - timedelta(days=n // 2))  # noqa: E731
    clone(
        "diary", {"_id": ObjectId(world.entry)},
        lambda i, n: {"movie_id": films[i], "day": day(n), "privacy": PRIVACY[n % 3], "state": STATES[n % 4]},
    )
    clone(
        "film_states", {**own, "movie_id": world.film},
        lambda i, n: {
            "movie_id": films[i], "watched": n % 3 != 0, "watched_at": at - timedelta(hours=n),
            **({"wanted": {"at": at - timedelta(hours=n)}} if n % 3 == 0 else {}),
        },
    )
    clone(
        "lists", {"_id": world.list},
        lambda i, n: {"changed_at": at - timedelta(hours=n), "privacy": PRIVACY[n % 3], "state": STATES[n % 4]},
    )
    clone(
        "lists", {"_id": world.list},
        lambda i, n: {"owner_id": people[i], "owner": {"handle": f"member_{n}", "name": f"Member {n}"}, "changed_at": at - timedelta(hours=n), "privacy": PRIVACY[n % 3]},
    )
    lists = [d["_id"] for d in mongo.lists().find({"owner_id": {"$in": people}})]
    clone("list_entries", {"list_id": world.list}, lambda i, n: {"movie_id": films[i], "position": 2048 + 1024 * n})
    clone("list_entries", {"list_id": world.list}, lambda i, n: {"list_id": lists[i], "position": 1024})
    mongo.lists().update_one({"_id": world.list}, {"$set": {"entry_count": last + 1}})
    clone(
        "reports", {"case_id": world.case},
        lambda i, n: {"reporter": author(i), "at": at - timedelta(hours=n), "open": True},
    )
    clone(
        "reports", {"case_id": world.case},
        lambda i, n: {"target": {"id": ObjectId(), "kind": "review"}, "case_id": ObjectId(), "at": at - timedelta(hours=n)},
    )
    clone(
        "cases", case,
        lambda i, n: {
            "target": {"id": ObjectId(), "kind": "review"}, "rank": -20000.0 - n,
            "reasons": [REASONS[n % 3]], "words": ["alice", "angstrom", f"word{n}", f"common{n % 3}"],
            **({"open": False, "decided_at": at - timedelta(hours=n)} if n % 2 else {}),
        },
    )
    mongo.log_head().update_one({"_id": "head"}, {"$set": {"number": last + 2}})
    clone(
        "decisions", {"number": 1},
        lambda i, n: {"number": n + 3, "action": ACTIONS[n % 4], "rule": RULES[n % 3], "at": at - timedelta(hours=last - n)},
    )
    decisions = [d["_id"] for d in mongo.decisions().find({"number": {"$gte": first + 3}})]
    clone(
        "appeals", {"member_id": owner.id},
        lambda i, n: {"decision_id": decisions[i], "at": at - timedelta(hours=n), **({"open": False, "answer": {"granted": True, "text": "Yes.", "at": at, "moderator": {"handle": "moe", "role": "moderator"}, "moderator_id": ObjectId()}} if n % 2 else {})},
    )
    for person in world.people.values():
        if person:
            clone("notices", own, lambda i, n, p=person: {"member_id": p.id, "at": at - timedelta(hours=n)})
    clone("import_rows", {"import_id": world.history}, lambda i, n: {"n": 10 + n, "row": 10 + n, "file": "more.csv", "outcome": ("match", "choose", "not_found")[n % 3]})
    visible = {"movie_id": world.film, "state": "visible"}
    count = mongo.reviews().count_documents(visible)
    mongo.movies().update_one({"_id": world.film}, {"$set": {"num_mflix_comments": count}})
    rebuild_dictionary()
    rebuild_facet_index()
    refresh_site_summary()


def _insert_members(ids: list[ObjectId], numbers: range) -> None:
    model = mongo.members().find_one({"handle": "carol"}) or {}
    mongo.members().insert_many(
        [
            {
                **model, "_id": i, "name": f"Member {n}", "name_key": f"member {n}",
                "handle": f"member_{n}", "handle_key": f"member_{n}", "email": f"m{n}@example.test",
                "email_key": f"m{n}@example.test", "joined_at": now() - timedelta(hours=n),
            }
            for i, n in zip(ids, numbers, strict=True)
        ],
        ordered=False,
    )


def _insert_films(first: int, last: int) -> list[ObjectId]:
    docs = list(seeded_films(last, 7))[first:]
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    for at, doc in enumerate(docs):
        doc["num_mflix_comments"] = at % 7
        doc["talk"] = {"week": monday, "reviews": at % 5, "last": monday}
        if at % 4 == 0:
            doc.update(cast=["Orson Welles", *doc["cast"]], person_keys=["orson welles", *doc["person_keys"]])
    mongo.movies().insert_many(docs, ordered=False)
    update_all_ranks()
    return [doc["_id"] for doc in docs]
