"""The reviews of a seeded site, generated one by one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from reviews.documents import VISIBLE

from . import member_behaviour as behaviour
from .films import is_famous
from .phrases import ReviewedFilm
from .review_text import review_text, spoiler_text, voice_phrase
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
    tastes = [behaviour.random_taste(rng) for _ in members]
    tenures = [until - member["joined_at"] for member in members]
    counts = behaviour.reviews_per_member(rng, number, tenures, len(films))
    pairs = behaviour.review_pairs(rng, counts, behaviour.popularity_weights(rng, famous))
    for position, (m, f) in enumerate(pairs):
        member = members[m]
        date = behaviour.random_moment(rng, member["joined_at"], until)
        rating = behaviour.random_rating(rng, tastes[m], qualities[f], subjects[f].genres)
        yield {
            "_id": review_id(seed, position),
            "movie_id": films[f]["_id"],
            "author": {"id": member["_id"], "name": member["name"], "handle": member["handle"]},
            **({} if rating is None else {"rating": rating}),
            "date": date,
            "version": 1,
            "state": VISIBLE,
            "origin": "site",
            **_content(rng, subjects[f], rating, date, until),
        }


def review_id(seed: int, position: int) -> Any:
    """Return the id of a seeded review, counted from 0."""
    return deterministic_id(seed, "review", position)


def _content(
    rng: Random, film: ReviewedFilm, rating: int | None, date: datetime, until: datetime
) -> Doc:
    """Return no text where stars are enough, a spoiler, or a review, perhaps edited later."""
    dice = rng.random()
    if dice < ONLY_STARS and rating is not None:
        return {"text": "", "spoiler": False}
    if dice > 1 - _SPOILERS:
        return {"text": spoiler_text(rng, film), "spoiler": True}
    text = review_text(rng, film, 60 if rating is None else rating)
    if dice <= 1 - _SPOILERS - _EDITED:
        return {"text": text, "spoiler": False}
    text = f"{text}\n\n{voice_phrase(rng, 'follow_ups')}"
    edited = min(until, date + timedelta(hours=1 + int(rng.random() * 900)))
    return {"text": text, "spoiler": False, "edited_at": edited, "version": 2}
