"""The diaries and watchlists of a seeded site's members: what they reviewed, and more they like."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bson import ObjectId

from diary.documents import PRIVATE, PUBLIC, EntryContent, EntryFilm
from diary.services import new_entry_document
from movies.documents import MovieCard

from .data_files import load_toml
from .member_behaviour import random_moment
from .seeded_random import deterministic_id, pick, seeded_random

Doc = dict[str, Any]
Viewing = tuple[datetime, ObjectId, Doc, bool]  # when, of what, its review, whether it is a rewatch
YEARS_BACK: Final = timedelta(days=730)
_LOGGED, _REWATCHED, _LIKED, _UNDATED = 0.85, 0.18, 0.5, 0.03
_TAGGED, _NOTED, _PRIVATE, _WISHED, _FAVOURITE = 0.3, 0.12, 0.04, 0.2, 0.8
_MOST_MORE, _WANTED, _TAGS_EACH, _GOOD, _TRIES = 60, (4, 24), 4, 80, 4


class DiaryPlanner:
    """Writes diaries of members about the films of one site."""

    def __init__(self, films: Sequence[Doc], seed: int, until: datetime) -> None:
        self.seed, self.until, self.words = seed, until, load_toml("diary")
        self.films = {film["_id"]: EntryFilm.of(MovieCard.from_doc(film)) for film in films}
        self.ids = list(self.films)
        self.by_genre: defaultdict[str, list[ObjectId]] = defaultdict(list)
        for id, film in self.films.items():
            for genre in film.genres:
                self.by_genre[genre].append(id)

    def plan(
        self, member: Mapping[str, Any], reviews: Sequence[Doc], least: int = 0
    ) -> tuple[list[Doc], list[Doc]]:
        """Return a member's entries and films, given their reviews: `least` films or more."""
        rng, entries = seeded_random(self.seed, "diary", member["_id"]), list[Doc]()
        states: dict[ObjectId, Doc] = {}
        start = max(member["joined_at"], self.until - YEARS_BACK)
        tags = rng.sample(self.words["tags"], _TAGS_EACH)
        for viewing in self._viewings(rng, member, reviews, least):
            entry = self._entry(rng, member["_id"], viewing, tags)
            entry["_id"] = deterministic_id(self.seed, "entry", member["_id"], len(entries))
            entries.append(entry)
            state = _mark_watched(states, entry["movie_id"], viewing[0])
            state["viewings"] = state.get("viewings", 0) + 1
            if entry.get("day"):
                state["last_day"] = max(entry["day"], state.get("last_day", ""))
        for review in reviews:
            state = _mark_watched(states, review["movie_id"], review["date"])
            if review.get("rating", 0) >= _GOOD and rng.random() < _LIKED:
                state |= {"liked": True, "liked_at": review["date"]}
        for film in self._choose(rng, member, rng.randint(*_WANTED), set(states)):
            note = pick(rng, self.words["wishes"]) if rng.random() < _WISHED else ""
            states[film] = {"wanted": {"at": random_moment(rng, start, self.until), "note": note}}
        for film, state in states.items():
            id = deterministic_id("state", member["_id"], film)
            state |= {"_id": id, "member_id": member["_id"], "movie_id": film}
        return entries, list(states.values())

    def _viewings(
        self, rng: Random, member: Mapping[str, Any], reviews: Sequence[Doc], least: int
    ) -> Iterator[Viewing]:
        start = max(member["joined_at"], self.until - YEARS_BACK)
        # A larger site may have been seeded before this one.
        reviews = [review for review in reviews if review["movie_id"] in self.films]
        for review in reviews:
            if review["date"] >= start and rng.random() < _LOGGED:
                yield review["date"], review["movie_id"], review, False
            if review.get("rating", 0) >= _GOOD and rng.random() < _REWATCHED:
                again = random_moment(rng, max(start, review["date"]), self.until)
                yield again, review["movie_id"], review, True
        known = {review["movie_id"] for review in reviews}
        more = max(least, len(reviews) // 3 + int(rng.lognormvariate(1.8, 0.8)))
        for film in self._choose(rng, member, min(_MOST_MORE, more), known):
            yield random_moment(rng, start, self.until), film, {}, False

    def _choose(
        self, rng: Random, member: Mapping[str, Any], number: int, known: set[ObjectId]
    ) -> Iterator[ObjectId]:
        """Yield films that are not among those known, most of them of the favourite genres."""
        genres = [g for g in member["preferences"].get("favorite_genres", ()) if self.by_genre[g]]
        chosen = len(known) + number
        for _ in range(_TRIES * number):
            if len(known) == chosen:
                return
            is_favourite = genres and rng.random() < _FAVOURITE
            film = pick(rng, self.by_genre[pick(rng, genres)] if is_favourite else self.ids)
            if film not in known:
                known.add(film)
                yield film

    def _entry(
        self, rng: Random, member_id: ObjectId, viewing: Viewing, tags: Sequence[str]
    ) -> Doc:
        moment, film, review, is_rewatch = viewing
        content = EntryContent(
            day=None if rng.random() < _UNDATED else moment.date().isoformat(),
            rating=review.get("rating"),
            rewatch=is_rewatch,
            tags=(pick(rng, tags),) if rng.random() < _TAGGED else (),
            note=pick(rng, self.words["notes"]) if rng.random() < _NOTED else "",
            privacy=PRIVATE if rng.random() < _PRIVATE else PUBLIC,
        )
        doc = new_entry_document(member_id, film, content, self.films[film], moment)
        return doc if is_rewatch or not review else {**doc, "review_id": review["_id"]}


def _mark_watched(states: dict[ObjectId, Doc], film: ObjectId, at: datetime) -> Doc:
    state = states.setdefault(film, {"watched": True, "watched_at": at})
    state["watched_at"] = min(state["watched_at"], at)
    return state
