"""The world of the routes amid ever more of everything, for what reads cost of much and of little.

Documents are copies of those that services wrote, with other ids: so that a thousand are quick.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from accounts.names import name_fields
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from movies.bulk import update_all_ranks
from movies.facet_index.building import rebuild_facet_index
from movies.search.indexing import rebuild_dictionary
from reviews.site_summary import refresh_site_summary
from seeding.films import seeded_films

from .route_table import World

Doc = dict[str, Any]
NEWEST_DAY, MONDAY = date(2026, 3, 31), datetime(2026, 11, 23, tzinfo=UTC)
STATES = ("visible", "visible", "visible", "hidden")
PRIVACY = ("public", "public", "private")
ACTIONS, RULES = ("remove", "hide", "warn", "dismiss"), ("1", "2", "3")
REASONS, OUTCOMES = ("abusive", "spam", "spoiler"), ("match", "choose", "not_found")
ANSWERED = {"open": False, "granted": True, "answer": "Yes.", "answered_by": "moe"}


class Crowd:
    """More members and films, numbered, and all that belongs to them."""

    def __init__(self, world: World, first: int, last: int) -> None:
        self.world, self.numbers, self.at = world, range(first, last), now()
        owner = world.people["owner"]
        assert owner
        self.owner: Member = owner
        self.people = [ObjectId() for _ in self.numbers]
        self.films = [ObjectId() for _ in self.numbers]

    def insert(self) -> None:
        """Insert everything, and compute what is derived of it."""
        self.insert_films()
        self.clone("users", {"handle": "carol"}, self._member)
        self.insert_reviews()
        self.insert_diary()
        self.insert_lists()
        self.insert_cases()
        self.insert_decisions()
        self.insert_notices_and_rows()
        rebuild_dictionary()
        rebuild_facet_index()
        refresh_site_summary()

    def clone(self, name: str, one: Doc, change: Callable[[int, int], Doc]) -> None:
        """Insert a copy of a document for each number, with the fields for its place and number."""
        stored = mongo.collection(name, mongo.ONE_MEMBER)
        model = stored.find_one(one)
        assert model, f"nothing in {name} is like {one}"
        copies = [
            {**model, "_id": ObjectId(), **change(at, n)} for at, n in enumerate(self.numbers)
        ]
        stored.insert_many(copies, ordered=False)

    def hours_ago(self, number: int) -> datetime:
        return self.at - timedelta(hours=number)

    def author(self, at: int) -> Doc:
        number = self.numbers[at]
        return {"id": self.people[at], "name": f"Member {number}", "handle": f"member_{number}"}

    def _member(self, at: int, n: int) -> Doc:
        email = {"email": f"m{n}@example.test", "email_key": f"m{n}@example.test"}
        handle = {"handle": f"member_{n}", "handle_key": f"member_{n}"}
        name = name_fields(f"Member {n}")
        return {"_id": self.people[at], **name, **handle, **email, "joined_at": self.hours_ago(n)}

    def insert_films(self) -> None:
        films = list(seeded_films(self.numbers.stop, 7))[self.numbers.start :]
        known = mongo.movies().find_one({"_id": self.world.film}, {"similar": 1, "_id": 0}) or {}
        for n, (movie_id, doc) in enumerate(zip(self.films, films, strict=True)):
            talk = {"week": MONDAY, "reviews": n % 5, "last": MONDAY}
            doc |= {"_id": movie_id, "num_mflix_comments": n % 7, "talk": talk, **known}
            if n % 4 == 0:
                doc["cast"] = ["Orson Welles", *doc["cast"]]
                doc["person_keys"] = ["orson welles", *doc["person_keys"]]
        mongo.movies(mongo.ONE_MEMBER).insert_many(films, ordered=False)
        update_all_ranks()

    def insert_reviews(self) -> None:
        """Insert reviews of one film by many members, and of many films by one."""
        review = {"_id": ObjectId(self.world.review)}

        def fields(n: int) -> Doc:
            return {"date": self.hours_ago(n), "rating": 1 + n % 100, "state": STATES[n % 4]}

        self.clone("comments", review, lambda at, n: {**fields(n), "author": self.author(at)})
        self.clone("comments", review, lambda at, n: {**fields(n), "movie_id": self.films[at]})
        visible = {"movie_id": self.world.film, "state": "visible"}
        count = {"num_mflix_comments": mongo.reviews().count_documents(visible)}
        mongo.movies().update_one({"_id": self.world.film}, {"$set": count})

    def insert_diary(self) -> None:
        def entry(at: int, n: int) -> Doc:
            day, shown = NEWEST_DAY - timedelta(days=n // 2), {"privacy": PRIVACY[n % 3]}
            return {"movie_id": self.films[at], "day": str(day), "state": STATES[n % 4], **shown}

        def state(at: int, n: int) -> Doc:
            wanted = {} if n % 3 else {"wanted": {"at": self.hours_ago(n)}, "watched": False}
            return {"movie_id": self.films[at], "watched_at": self.hours_ago(n), **wanted}

        self.clone("diary", {"_id": ObjectId(self.world.entry)}, entry)
        own = {"member_id": self.owner.id, "movie_id": self.world.film}
        self.clone("film_states", own, state)

    def insert_lists(self) -> None:
        """Insert lists of one member and of others, and one film in many lists."""
        public, lists = {"_id": self.world.list}, [ObjectId() for _ in self.numbers]

        def shown(n: int) -> Doc:
            return {"changed_at": self.hours_ago(n), "privacy": PRIVACY[n % 3]}

        def of_other(at: int, n: int) -> Doc:
            owner = {"handle": f"member_{n}", "name": f"Member {n}"}
            return {"_id": lists[at], "owner_id": self.people[at], "owner": owner, **shown(n)}

        self.clone("lists", public, lambda _, n: {**shown(n), "state": STATES[n % 4]})
        self.clone("lists", public, of_other)
        entry = {"list_id": self.world.list}
        self.clone(
            "list_entries", entry, lambda at, n: {"movie_id": self.films[at], "position": 9_000 + n}
        )
        self.clone("list_entries", entry, lambda at, _: {"list_id": lists[at]})
        mongo.lists().update_one(public, {"$set": {"entry_count": self.numbers.stop + 1}})

    def insert_cases(self) -> None:
        """Insert reports of one case, and cases of one author's, half of them decided."""

        def report(at: int, n: int) -> Doc:
            return {"reporter": self.author(at), "at": self.hours_ago(n)}

        def own_report(_: int, n: int) -> Doc:
            target = {"id": ObjectId(), "kind": "review"}
            return {"target": target, "case_id": ObjectId(), "at": self.hours_ago(n)}

        def case(_: int, n: int) -> Doc:
            decided = {"open": False, "decided_at": self.hours_ago(n)} if n % 2 else {}
            words = ["alice", "angstrom", f"word{n}", f"common{n % 3}"]
            found = {"rank": -20_000.0 - n, "reasons": [REASONS[n % 3]], "words": words}
            return {"target": {"id": ObjectId(), "kind": "review"}, **found, **decided}

        self.clone("reports", {"case_id": self.world.case}, report)
        self.clone("reports", {"case_id": self.world.case}, own_report)
        self.clone("cases", {"_id": self.world.case}, case)

    def insert_decisions(self) -> None:
        decisions = [ObjectId() for _ in self.numbers]

        def decision(at: int, n: int) -> Doc:
            chosen = {"action": ACTIONS[n % 4], "rule": RULES[n % 3], "number": n + 3}
            return {"_id": decisions[at], **chosen, "at": self.at + timedelta(seconds=n)}

        def appeal(at: int, n: int) -> Doc:
            answered = {**ANSWERED, "answered_at": self.hours_ago(n)} if n % 2 else {}
            return {"decision_id": decisions[at], "at": self.hours_ago(n), **answered}

        self.clone("decisions", {"number": 1}, decision)
        self.clone("appeals", {"member_id": self.owner.id}, appeal)
        head = {"$set": {"number": self.numbers.stop + 2}}
        mongo.log_head().update_one({"_id": "head"}, head)

    def insert_notices_and_rows(self) -> None:
        for person in filter(None, self.world.people.values()):
            of_person = {"member_id": person.id}
            self.clone("notices", {}, lambda _, n, o=of_person: {**o, "at": self.hours_ago(n)})

        def row(_: int, n: int) -> Doc:
            place = {"n": 10 + n, "row": 10 + n, "file": "more.csv"}
            return {**place, "outcome": OUTCOMES[n % 3]}

        self.clone("import_rows", {"import_id": self.world.history}, row)
