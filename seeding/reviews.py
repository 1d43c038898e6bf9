"""The reviews of a seeded site, generated one by one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from reviews.documents import VISIBLE

from . import member_behaviour as behaviour
from .films import is_famous
from .review_text import review_text, spoiler_text, voice_phrase
from .reviewed_film import ReviewedFilm
from .seeded_random import deterministic_id, seeded_random

Doc = dict[str, Any]
ONLY_STARS: Final = 0.18
_SPOILERS, _EDITED = 0.04, 0.02
# Mean and standard deviation of what a film is worth, on the scale of ratings.
_QUALITY, _FAMOUS_QUALITY = (66.0, 13.0), (78.0, 8.0)


def seeded_reviews(
    films: Sequence[Doc], members: Sequence[Doc], number: int, seed: int, until: datetime
) -> Iterator[Doc]:
    """Yield the documents of `number` reviews, each of another pair of member and film."""
    rng = seeded_random(seed, "reviews")
    subjects = [ReviewedFilm.from_doc(film) for film in films]
    famous = [is_famous(film) for film in films]
    qualities = [rng.gauss(*(_FAMOUS_QUALITY if f else _QUALITY)) for f in famous]
    tenures = [until - member["joined_at"] for member in members]
    counts = behaviour.reviews_per_member(rng, number, tenures, len(films))
    pairs = behaviour.review_pairs(rng, counts, behaviour.popularity_shares(rng, famous))
    tastes: dict[int, behaviour.Taste] = {}
    for position, (m, f) in enumerate(pairs):
        taste = tastes.get(m) or tastes.setdefault(m, behaviour.random_taste(rng))
        doc = _review(
            members[m], films[f], behaviour.random_moment(rng, members[m]["joined_at"], until)
        )
        doc["_id"] = review_id(seed, position)
        rating = behaviour.random_rating(rng, taste, qualities[f], subjects[f].genres)
        if rating is not None:
            doc["rating"] = rating
        _add_text(rng, doc, subjects[f], until)
        yield doc


def review_id(seed: int, position: int) -> Any:
    """Return the id of a seeded review, counted from 0."""
    return deterministic_id(seed, "review", position)


def _review(member: Doc, film: Doc, date: datetime) -> Doc:
    return {
        "movie_id": film["_id"],
        "author": {"id": member["_id"], "name": member["name"], "handle": member["handle"]},
        "text": "",
        "spoiler": False,
        "date": date,
        "version": 1,
        "state": VISIBLE,
        "origin": "site",
    }


def _add_text(rng: Random, doc: Doc, film: ReviewedFilm, until: datetime) -> None:
    """Add a text: none where stars are enough, a spoiler, or a review with an afterthought."""
    dice = rng.random()
    if dice < ONLY_STARS and "rating" in doc:
        return
    if dice > 1 - _SPOILERS:
        doc["text"], doc["spoiler"] = spoiler_text(rng, film), True
        return
    doc["text"] = review_text(rng, film, doc.get("rating", 60))
    if dice > 1 - _SPOILERS - _EDITED:
        edited = min(until, doc["date"] + timedelta(hours=1 + int(rng.random() * 900)))
        doc["text"] += f"\n\n{voice_phrase(rng, 'follow_ups')}"
        doc |= {"edited_at": edited, "version": 2}
