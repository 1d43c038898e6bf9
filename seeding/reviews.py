"""The reviews of a seeded site: generated while the batch before is being written."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from reviews.documents import VISIBLE

from .film_facts import FilmFacts
from .pairs import pairs
from .randomness import lots, seeded_id
from .review_text import follow_up, review_text, spoiler_text
from .tastes import Taste, rating, taste, when

Doc = dict[str, Any]
ONLY_STARS, SPOILERS, EDITED = 0.18, 0.04, 0.02


def seeded_reviews(
    films: Sequence[Doc], members: Sequence[Doc], number: int, seed: int, until: datetime
) -> Iterator[Doc]:
    """Give `number` reviews, each by another pair of member and film; lazily, one by one."""
    rng = lots(seed, "reviews")
    facts = [_facts(film) for film in films]
    qualities = [rng.gauss(68, 13) for _ in films]
    tastes: dict[int, Taste] = {}
    for at, (m, f) in enumerate(pairs(rng, number, len(members), len(films))):
        member, film = members[m], films[f]
        liking = tastes.get(m) or tastes.setdefault(m, taste(rng))
        given = rating(rng, liking, qualities[f], film["genres"])
        doc = {
            "_id": seeded_id(seed, "review", at),
            "movie_id": film["_id"],
            "author": {k: member[k] for k in ("name", "handle")} | {"id": member["_id"]},
            "text": "",
            "spoiler": False,
            "date": when(rng, member["joined_at"], until),
            "version": 1,
            "state": VISIBLE,
            "origin": "site",
        }
        if given is not None:
            doc["rating"] = given
        yield _said(rng, doc, facts[f], until)


def _facts(film: Doc) -> FilmFacts:
    return FilmFacts(
        title=film["title"],
        year=film["year"],
        genres=tuple(film["genres"]),
        directors=tuple(film["directors"]),
        cast=tuple(film["cast"]),
        runtime=film["runtime"],
        plot=film["plot"],
    )


def _said(rng: Any, doc: Doc, film: FilmFacts, until: datetime) -> Doc:
    """Put words into a review: none where stars are enough, a spoiler, or an afterthought."""
    lot = rng.random()
    if lot < ONLY_STARS and "rating" in doc:
        return doc
    if lot > 1 - SPOILERS:
        doc["text"], doc["spoiler"] = spoiler_text(rng, film), True
        return doc
    doc["text"] = review_text(rng, film, doc.get("rating", 60))
    if lot > 1 - SPOILERS - EDITED:
        edited = min(until, doc["date"] + timedelta(hours=1 + int(rng.random() * 900)))
        doc |= {"text": f"{doc['text']}\n\n{follow_up(rng)}", "edited_at": edited, "version": 2}
    return doc
