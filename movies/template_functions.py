"""Cards of films, and links to the pages of people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch
from django.utils.html import escape
from markupsafe import Markup

from accounts.documents import Preferences
from accounts.requests import Viewer
from mflix_site.web.templates import (
    absolute_url,
    markup_key,
    render_macro,
    template_function,
    url,
)
from posters.template_functions import poster_png_path

from .documents import Movie, MovieCard
from .facets import Facets

MAX_PANELS = 4  # for each selection
# In a script, "<" could end it.
ESCAPED_JSON = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
MAX_JSON_LD_REVIEWS = 3


@template_function
def film_card(card: MovieCard, viewer: Viewer | None = None) -> Markup:
    """Return a film's card, rendered once for as long as its facts and the scale are the same.

    A member's has a mark, which `diary.requests` replaces with the buttons of the film.
    """
    return film_cards([card], viewer or Viewer())[0]


@template_function
def film_cards(cards: Iterable[MovieCard], viewer: Viewer) -> list[Markup]:
    """Return the cards of films, as `film_card` does."""
    has_buttons = viewer.member is not None and viewer.may("set-watched")
    return _cards("movies/_card.html", "render_card", cards, viewer, has_buttons)


@template_function
def compact_cards(cards: Iterable[MovieCard], viewer: Viewer) -> list[Markup]:
    """Return the small cards of films beside another one."""
    return _cards("movies/_compact_card.html", "render_compact_card", cards, viewer)


def _cards(
    template: str, macro: str, cards: Iterable[MovieCard], viewer: Viewer, *more: bool
) -> list[Markup]:
    scale, key = viewer.preferences.rating_scale, markup_key()
    if viewer.scores_shown_for is not None:
        cards = (replace(c, rating=None) if viewer.hides_score(c.id) else c for c in cards)
    return [_card(template, macro, card, scale, more, key) for card in cards]


@lru_cache(4096)
def _card(
    template: str, macro: str, card: MovieCard, scale: int, more: tuple[bool, ...], _key: Any
) -> Markup:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    return render_macro(template, macro, card, viewer, *more)


@template_function
def filter_panel(facets: Facets, viewer: Viewer, query: QueryDict, **others: Any) -> Markup:
    """Return the form of all filters; it is kept with its counts, for it depends on little else.

    The others follow from the query.
    """
    asked = tuple((name, *values) for name, values in query.lists() if name != "page")
    scale, is_member = viewer.preferences.rating_scale, viewer.member is not None
    key = (asked, scale, is_member, markup_key())
    panel: Markup | None = facets.rendered.get(key)
    if panel is None:
        inputs = {"facets": facets, "viewer": viewer, "query": query, **others}
        panel = render_macro("movies/_filters.html", "render_filters", **inputs)
        if len(facets.rendered) >= MAX_PANELS:
            facets.rendered.clear()
        facets.rendered[key] = panel
    return panel


@template_function
def person_links(names: Sequence[str]) -> Markup:
    """Return names separated by commas, each a link to that person's page."""
    return Markup(", ".join(map(_person_link, names)))  # noqa: S704 -- escaped


@lru_cache(2048)
def _person_link(name: str) -> str:
    path = person_url(name)
    shown = escape(name)
    return f'<a href="{escape(path)}" dir="auto">{shown}</a>' if path else shown


@template_function
def person_url(name: str) -> str:
    """Return the path of a person's page, or "" where no path can hold the name.

    Untidy data may hold a whole paragraph in place of a name.
    """
    try:
        return url("person", name)
    except NoReverseMatch:
        return ""


@template_function
def film_json_ld(film: Movie, reviews: Iterable[Any], viewer: Viewer) -> Markup:
    """Return a film as schema.org describes it, for search engines: JSON-LD in a script."""
    average, n = film.tally.average, film.tally.count
    is_hidden = viewer.hides_score(film.id)
    shown = [review for review in reviews if review.text and not review.spoiler]
    facts = {
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
        "review": [_review_json_ld(review, is_hidden) for review in shown[:MAX_JSON_LD_REVIEWS]],
    }
    return _json_ld_script(facts)


@template_function
def one_review_json_ld(review: Any, film: MovieCard, viewer: Viewer) -> Markup:
    """Return a review as schema.org describes it, for its own page; spoilers are not in it."""
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
    return _json_ld_script(facts)


def _json_ld_script(facts: Mapping[str, Any]) -> Markup:
    text = json.dumps({k: v for k, v in facts.items() if v}, ensure_ascii=False)
    return Markup(  # noqa: S704 -- escaped for a script
        f'<script type="application/ld+json">{text.translate(ESCAPED_JSON)}</script>'
    )


def _review_json_ld(review: Any, is_hidden: bool) -> dict[str, Any]:
    score = None if is_hidden else review.rating
    return {
        **{"@type": "Review", "url": absolute_url(url("review", review.id))},
        "author": {"@type": "Person", "name": review.author_name},
        **({"datePublished": review.date.date().isoformat()} if review.date else {}),
        **({"reviewRating": _rating_json_ld("Rating", score)} if score else {}),
    }


def _rating_json_ld(kind: str, value: int, **others: int) -> dict[str, Any]:
    return {"@type": kind, "ratingValue": value, "bestRating": 100, "worstRating": 1, **others}
