"""The lists of a seeded site's members: of a genre or a decade, or of what they liked best."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any, Final

from bson import ObjectId

from accounts.documents import Member
from lists.documents import PRIVATE, PUBLIC, ListDetails
from lists.entries import new_entries
from lists.services import new_list
from movies.documents import MovieCard

from .data_files import load_toml
from .member_behaviour import random_moment
from .seeded_random import deterministic_id, pick, seeded_random

Doc = dict[str, Any]
_MAKES_LISTS, _RANKED, _PRIVATE, _NOTED, _TAGGED = 0.4, 0.45, 0.12, 0.25, 0.5
_MOST_LISTS, _LENGTH, _GOOD = 3, (6, 24), 60
_KINDS: Final = ("favourite", "genre", "decade")


class ListPlanner:
    """Writes lists of members about the films of one site."""

    def __init__(self, films: Sequence[Doc], seed: int, until: datetime) -> None:
        self.seed, self.until, self.words = seed, until, load_toml("lists")
        self.films = {film["_id"]: MovieCard.from_doc(film) for film in films}

    def lists(self, member: Doc, reviews: Sequence[Doc]) -> Iterator[tuple[Doc, list[Doc]]]:
        """Yield the lists that a member makes, given their reviews, each with its entries."""
        rng = seeded_random(self.seed, "lists", member["_id"])
        if rng.random() > _MAKES_LISTS or not reviews:
            return
        for number in range(1 + int(rng.random() * _MOST_LISTS)):
            kind = _KINDS[(number + int(rng.random() * 2)) % len(_KINDS)]
            subject, films = self._choose(rng, kind, reviews)
            if len(films) >= _LENGTH[0] // 2:
                id = deterministic_id(self.seed, "list", member["_id"], number)
                details = self._details(rng, kind, subject)
                yield self._documents(rng, id, member, details, films)

    def _choose(self, rng: Random, kind: str, reviews: Sequence[Doc]) -> tuple[str, list[ObjectId]]:
        """Return the theme of a list, and its films, those that the member liked best first."""
        liked = sorted(reviews, key=lambda review: -(review.get("rating") or 0))
        ids = [r["movie_id"] for r in liked if r["movie_id"] in self.films]
        most = rng.randint(*_LENGTH)
        if kind == "favourite" or not ids:
            good = [r["movie_id"] for r in liked if (r.get("rating") or 0) >= _GOOD]
            return "", [id for id in good if id in self.films][:most]
        best, films = self.films[ids[0]], self.films.items()
        if kind == "genre" and best.genres:
            subject = pick(rng, best.genres)
            about = [id for id, film in films if subject in film.genres]
        else:
            decade = (best.year or 1990) // 10 * 10
            subject = f"{decade}s"
            about = [id for id, film in films if (film.year or 0) // 10 * 10 == decade]
        suitable = set(about)
        first = [id for id in ids if id in suitable][:most]
        others = [id for id in about if id not in first]
        more = rng.sample(others, min(len(others), max(0, most - len(first))))
        return subject, first + more

    def _details(self, rng: Random, kind: str, subject: str) -> ListDetails:
        words, name = self.words[kind], subject.lower() if kind == "genre" else subject
        title = pick(rng, words["titles"]).format(genre=name, decade=subject)
        tags = rng.sample(self.words["tags"]["tags"], 2) if rng.random() < _TAGGED else []
        return ListDetails(
            title[0].upper() + title[1:],
            description=pick(rng, words["descriptions"]),
            ranked=rng.random() < _RANKED,
            privacy=PRIVATE if rng.random() < _PRIVATE else PUBLIC,
            tags=tuple(tags),
        )

    def _documents(
        self, rng: Random, id: ObjectId, member: Doc, details: ListDetails, films: list[ObjectId]
    ) -> tuple[Doc, list[Doc]]:
        moment = random_moment(rng, member["joined_at"], self.until)
        times = dict.fromkeys(("created_at", "changed_at", "worded_at"), moment)
        doc = new_list(Member.from_doc(member), details, films) | times | {"_id": id}
        doc["link"] = f"{rng.getrandbits(144):036x}"
        noted = _NOTED if details.ranked else _NOTED / 5
        texts = self.words["notes"]["notes"]
        notes = {film: pick(rng, texts) for film in films if rng.random() < noted}
        entries = new_entries(id, member["_id"], films, notes=notes)
        for n, entry in enumerate(entries):
            entry |= {"_id": deterministic_id(id, n), "added_at": moment}
        return doc, entries
