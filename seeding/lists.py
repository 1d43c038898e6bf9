"""The lists of a seeded site's members: of a genre or a decade, or of what they liked best."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any, Final

from bson import ObjectId

from accounts.documents import Member
from lists.documents import PRIVATE, PUBLIC, ListDetails
from lists.entries import new_entries
from lists.services import new_list
from movies.documents import MovieCard

from . import member_behaviour as behaviour
from .data_files import load_toml
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

    def lists(
        self, member: Mapping[str, Any], reviews: Sequence[Doc]
    ) -> Iterator[tuple[Doc, list[Doc]]]:
        """Yield the lists that a member makes, given their reviews, each with its entries."""
        rng = seeded_random(self.seed, "lists", member["_id"])
        if rng.random() > _MAKES_LISTS or not reviews:
            return
        for number in range(1 + int(rng.random() * _MOST_LISTS)):
            kind = _KINDS[(number + int(rng.random() * 2)) % len(_KINDS)]
            value, films = self._choose(rng, kind, reviews)
            if len(films) >= _LENGTH[0] // 2:
                yield self._list(rng, member, (kind, value, number), films)

    def _choose(self, rng: Random, kind: str, reviews: Sequence[Doc]) -> tuple[str, list[ObjectId]]:
        """Return what a list is about, and its films, those that the member liked best first."""
        liked = sorted(reviews, key=lambda review: -(review.get("rating") or 0))
        ids = [r["movie_id"] for r in liked if r["movie_id"] in self.films]
        most = rng.randint(*_LENGTH)
        if kind == "favourite" or not ids:
            good = [r["movie_id"] for r in liked if (r.get("rating") or 0) >= _GOOD]
            return "", [id for id in good if id in self.films][:most]
        first = self.films[ids[0]]
        if kind == "genre" and first.genres:
            genre = pick(rng, first.genres)
            more = [id for id, film in self.films.items() if genre in film.genres]
            return genre, self._fill_list(rng, ids, more, most)
        decade = (first.year or 1990) // 10 * 10
        more = [id for id, film in self.films.items() if (film.year or 0) // 10 * 10 == decade]
        return f"{decade}s", self._fill_list(rng, ids, more, most)

    def _fill_list(
        self, rng: Random, liked: Sequence[ObjectId], films: Sequence[ObjectId], most: int
    ) -> list[ObjectId]:
        chosen = set(films)
        first = [id for id in liked if id in chosen][:most]
        others = [id for id in films if id not in set(first)]
        return first + rng.sample(others, min(len(others), max(0, most - len(first))))

    def _list(
        self,
        rng: Random,
        member: Mapping[str, Any],
        about: tuple[str, str, int],
        films: Sequence[ObjectId],
    ) -> tuple[Doc, list[Doc]]:
        kind, value, number = about
        words, name = self.words[kind], value.lower() if kind == "genre" else value
        title = pick(rng, words["titles"]).format(genre=name, decade=value)
        tags = rng.sample(self.words["tags"]["tags"], 2) if rng.random() < _TAGGED else []
        details = ListDetails(
            title[0].upper() + title[1:],
            description=pick(rng, words["descriptions"]),
            ranked=rng.random() < _RANKED,
            privacy=PRIVATE if rng.random() < _PRIVATE else PUBLIC,
            tags=tuple(tags),
        )
        moment = behaviour.random_moment(rng, member["joined_at"], self.until)
        times = dict.fromkeys(("created_at", "changed_at", "worded_at"), moment)
        doc = new_list(Member.from_doc(member), details, films) | times
        doc["_id"] = deterministic_id(self.seed, "list", member["_id"], number)
        doc["link"] = f"{rng.getrandbits(144):036x}"
        noted = _NOTED if details.ranked else _NOTED / 5
        texts = self.words["notes"]["notes"]
        notes = {film: pick(rng, texts) for film in films if rng.random() < noted}
        entries = new_entries(doc["_id"], member["_id"], films, notes=notes)
        own = (
            {"_id": deterministic_id(doc["_id"], n), "added_at": moment} for n in range(len(films))
        )
        return doc, [entry | fixed for entry, fixed in zip(entries, own, strict=True)]
