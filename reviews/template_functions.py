"""Reviews as others see them, rendered once for as long as they stay the same."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.forms import Form
from markupsafe import Markup

from accounts.documents import Preferences
from accounts.requests import Viewer
from accounts.template_functions import MINUTES_PER_MONTH, ago
from mflix_site.kept_values import kept
from mflix_site.text import now
from mflix_site.web.templates import (
    fill,
    markup_key,
    placeholder,
    render_macro,
    template_function,
)
from movies.documents import MovieCard

from .documents import FilmReview, Review

A_MINUTE = timedelta(minutes=1)
ANY_AGE = placeholder("age")


@template_function
def form_fields(template: str, macro: str, form: Form, viewer: Viewer) -> Markup:
    """Return the fields of a form by a macro of its own; of one nobody has sent, they are kept."""
    if form.is_bound:
        return render_macro(template, macro, form, viewer)
    key = type(form), tuple(form.initial.items()), viewer.preferences.rating_scale, markup_key()
    return _blank_fields(template, macro, key)


@lru_cache(256)
def _blank_fields(template: str, macro: str, key: tuple[type[Form], Any, int, Any]) -> Markup:
    form, initial, scale, _ = key
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    return render_macro(template, macro, form(initial=dict(initial)), viewer)


@template_function
def review_article(review: Review, viewer: Viewer, csrf_token: Any) -> Markup:
    """Return a review with what its viewer may do with it."""
    member, may_report = viewer.member, viewer.may("report-review")
    is_own_or_staff = member and (member.is_staff or member.id == review.author_id)
    if not review.is_visible or is_own_or_staff or not may_report:
        return _render(review, viewer, csrf_token)
    if viewer.hides_score(review.movie_id):
        review = replace(review, rating=None)
    preferences = viewer.preferences
    ages = _minutes_since(review.date), _minutes_since(review.edited_at)
    shown = Preferences(
        rating_scale=preferences.rating_scale,
        language=preferences.language,
        time_zone=preferences.time_zone,
    )
    return _shared_article(review, shown, (*ages, markup_key()))


@lru_cache(2048)
def _shared_article(review: Review, preferences: Preferences, _key: Any) -> Markup:
    visitor = Viewer()
    shown_to = {"may": visitor.may, "hides_score": visitor.hides_score}
    viewer = SimpleNamespace(member=None, preferences=preferences, **shown_to)
    return _render(review, viewer, "")


@template_function
def review_excerpt(item: FilmReview, viewer: Viewer) -> Markup:
    """Return the beginning of a review with its film; all but its age is kept."""
    review, film = item.review, item.film
    if viewer.hides_score(film.id):
        review = replace(review, rating=None)
    excerpt = _excerpt(review, film, viewer.preferences.rating_scale, markup_key())
    return fill(excerpt, (ANY_AGE,), (str(ago(review.date, viewer)),))


@kept(max_bytes=500_000)
def _excerpt(review: Review, film: MovieCard, scale: int, _key: Any) -> Markup:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    return render_macro(
        "reviews/_review_excerpt.html", "render_review_excerpt", review, film, viewer, ANY_AGE
    )


def _render(review: Review, viewer: Any, csrf_token: Any) -> Markup:
    return render_macro("reviews/_review.html", "render_review", review, viewer, csrf_token)


def _minutes_since(moment: datetime | None) -> int | None:
    """Return how old a review says that it is: older than a month, it shows a date instead."""
    return min((now() - moment) // A_MINUTE, MINUTES_PER_MONTH) if moment else None
