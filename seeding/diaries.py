"""The diaries and watchlists of a seeded site's members: what they reviewed, and more they like."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bson import ObjectId

from diary.documents import PRIVATE, PUBLIC, EntryContent, EntryFilm
from diary.services import new_entry_document
from movies.documents import MovieCard

from . import member_behaviour as behaviour
from .data_files import load_toml
from .seeded_random import deterministic_id, pick, seeded_random

Doc = dict[str, Any]
YEARS_BACK: Final = timedelta(days=730)
_LOGGED, _REWATCHED, _LIKED, _UNDATED = 0.85, 0.18, 0.5, 0.03
_TAGGED, _NOTED, _PRIVATE, _WISHED, _FAVOURITE = 0.3, 0.12, 0.04, 0.2, 0.8
_MOST_MORE, _WANTED, _TAGS_EACH, _GOOD, _TRIES = 60, (4, 24), 4, 80, 4


@dataclass(slots=True)
class DiaryPlan:
    """One member's entries, and what their films are to them."""

    entries: list[Doc] = field(default_factory=list)
    states: dict[ObjectId, Doc] = field(default_factory=dict)


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

    def plan(self, member: Mapping[str, Any], reviews: Sequence[Doc], least: int = 0) -> DiaryPlan:
        """Return a member's diary and films, given their reviews: `least` films or more."""
        rng, plan = seeded_random(self.seed, "diary", member["_id"]), DiaryPlan()
        start = max(member["joined_at"], self.until - YEARS_BACK)
        tags = rng.sample(self.words["tags"], _TAGS_EACH)
        for moment, film, review, is_rewatch in self._viewings(rng, member, reviews, start, least):
            content = self._content(rng, tags, moment, review, is_rewatch)
            self._add_entry(plan, member["_id"], film, content, moment)
            if review and not is_rewatch:
                plan.entries[-1]["review_id"] = review["_id"]
        for review in reviews:
            self._mark_watched(plan, review["movie_id"], review["date"])
            if review.get("rating", 0) >= _GOOD and rng.random() < _LIKED:
                like = {"liked": True, "liked_at": review["date"]}
                plan.states[review["movie_id"]] |= like
        self._add_wanted(rng, plan, member, start)
        for film, state in plan.states.items():
            id = deterministic_id("state", member["_id"], film)
            state |= {"_id": id, "member_id": member["_id"], "movie_id": film}
        return plan

    def _viewings(
        self,
        rng: Random,
        member: Mapping[str, Any],
        reviews: Sequence[Doc],
        start: datetime,
        least: int,
    ) -> Iterator[tuple[datetime, ObjectId, Doc, bool]]:
        for review in reviews:
            if review["date"] >= start and rng.random() < _LOGGED:
                yield review["date"], review["movie_id"], review, False
            if review.get("rating", 0) >= _GOOD and rng.random() < _REWATCHED:
                again = behaviour.random_moment(rng, max(start, review["date"]), self.until)
                yield again, review["movie_id"], review, True
        known = {review["movie_id"] for review in reviews}
        more = max(least, len(reviews) // 3 + int(rng.lognormvariate(1.8, 0.8)))
        for film in self._choose(rng, member, min(_MOST_MORE, more), known):
            yield behaviour.random_moment(rng, start, self.until), film, {}, False

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

    def _content(
        self, rng: Random, tags: Sequence[str], moment: datetime, review: Doc, is_rewatch: bool
    ) -> EntryContent:
        return EntryContent(
            day=None if rng.random() < _UNDATED else moment.date().isoformat(),
            rating=review.get("rating"),
            rewatch=is_rewatch,
            tags=(pick(rng, tags),) if rng.random() < _TAGGED else (),
            note=pick(rng, self.words["notes"]) if rng.random() < _NOTED else "",
            privacy=PRIVATE if rng.random() < _PRIVATE else PUBLIC,
        )

    def _add_entry(
        self,
        plan: DiaryPlan,
        member_id: ObjectId,
        film: ObjectId,
        content: EntryContent,
        at: datetime,
    ) -> None:
        id = deterministic_id(self.seed, "entry", member_id, len(plan.entries))
        doc = new_entry_document(member_id, film, content, self.films[film], at)
        plan.entries.append({**doc, "_id": id})
        self._mark_watched(plan, film, at)
        state = plan.states[film]
        state["viewings"] = state.get("viewings", 0) + 1
        if content.day:
            state["last_day"] = max(content.day, state.get("last_day", ""))

    @staticmethod
    def _mark_watched(plan: DiaryPlan, film: ObjectId, at: datetime) -> None:
        state = plan.states.setdefault(film, {"watched": True, "watched_at": at})
        state["watched_at"] = min(state["watched_at"], at)

    def _add_wanted(
        self, rng: Random, plan: DiaryPlan, member: Mapping[str, Any], start: datetime
    ) -> None:
        known = set(plan.states)
        for film in self._choose(rng, member, rng.randint(*_WANTED), known):
            note = pick(rng, self.words["wishes"]) if rng.random() < _WISHED else ""
            at = behaviour.random_moment(rng, start, self.until)
            plan.states[film] = {"wanted": {"at": at, "note": note}}
