"""Films and reviews as JSON-LD of schema.org, for search engines."""

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from markupsafe import Markup

from accounts.requests import Viewer
from mflix_site.caching import BoundedCache
from mflix_site.web.templates import absolute_url, template_function, url
from movies.documents import Movie, MovieCard
from movies.template_functions import poster_png_path

from .documents import Review

# In a script, "<" could end it.
ESCAPED_JSON = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
MAX_JSON_LD_REVIEWS = 3
json_ld_of_films = BoundedCache[str](max_bytes=3_000_000)


@template_function
def film_json_ld(film: Movie, digest: bytes, reviews: Iterable[Review], viewer: Viewer) -> Markup:
    """Return a film as JSON-LD in a `<script>`.

    All but its reviews are cached for as long as its document is the same.
    """
    hidden = viewer.hides_score(film.id)
    facts = json_ld_of_films.get_or_set(
        (digest, hidden), lambda: _json(_film_json_ld(film, hidden))
    )
    with_words = (review for review in reviews if review.text and not review.spoiler)
    if shown := [_review_json_ld(r, hidden) for r in islice(with_words, MAX_JSON_LD_REVIEWS)]:
        facts = f"{facts[:-1]}, {_json({'review': shown})[1:]}"
    return _script(facts)


def _film_json_ld(film: Movie, is_hidden: bool) -> Mapping[str, Any]:
    average, n = film.tally.average, film.tally.count
    return {
        **{"@context": "https://schema.org", "@type": "Movie", "name": film.title},
        "url": absolute_url(url("movie", film.id)),
        "image": absolute_url(poster_png_path(film.card)),
        "dateCreated": str(film.card.year) if film.card.year else None,
        "duration": f"PT{film.card.runtime}M" if film.card.runtime else None,
        "description": film.plot,
        "contentRating": film.card.rated,
        "genre": film.card.genres,
        "director": [{"@type": "Person", "name": name} for name in film.card.directors],
        "actor": [{"@type": "Person", "name": name} for name in film.cast],
        "aggregateRating": average
        and not is_hidden
        and _rating_json_ld("AggregateRating", average, ratingCount=n),
    }


@template_function
def one_review_json_ld(review: Review, film: MovieCard, viewer: Viewer) -> Markup:
    """Return a review as JSON-LD in a `<script>`, for its own page; spoilers are not in it."""
    if not review.is_visible:
        return Markup()
    facts = {
        **{"@context": "https://schema.org"},
        **_review_json_ld(review, viewer.hides_score(film.id)),
        "dateModified": review.edited_at and review.edited_at.date().isoformat(),
        "reviewBody": "" if review.spoiler else review.text,
        "itemReviewed": {
            **{"@type": "Movie", "name": film.title, "url": absolute_url(url("movie", film.id))},
            "image": absolute_url(poster_png_path(film)),
            **({"dateCreated": str(film.year)} if film.year else {}),
        },
    }
    return _script(_json(facts))


def _json(facts: Mapping[str, Any]) -> str:
    """Return the facts that are not empty, as JSON that cannot end a script."""
    text = json.dumps({k: v for k, v in facts.items() if v}, ensure_ascii=False)
    return text.translate(ESCAPED_JSON)


def _script(text: str) -> Markup:
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 -- escaped


def _review_json_ld(review: Review, is_hidden: bool) -> dict[str, Any]:
    score = None if is_hidden else review.rating
    return {
        **{"@type": "Review", "url": absolute_url(url("review", review.id))},
        "author": {"@type": "Person", "name": review.author_name},
        **({"datePublished": review.date.date().isoformat()} if review.date else {}),
        **({"reviewRating": _rating_json_ld("Rating", score)} if score else {}),
    }


def _rating_json_ld(kind: str, value: int, **others: int) -> dict[str, Any]:
    return {"@type": kind, "ratingValue": value, "bestRating": 100, "worstRating": 1, **others}
