"""Reviews as people see them, of which only what differs is made for each."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.forms import Form
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from accounts.dates import ago
from accounts.documents import Preferences
from accounts.pictures import avatar
from accounts.rating_scale import format_rating
from accounts.requests import Viewer
from mflix_site.caching import BoundedCache, Outline, cached, fill, placeholder
from mflix_site.template_functions import as_paragraphs
from mflix_site.web.templates import (
    ANY_ID,
    ANY_TOKEN,
    markup_key,
    render_macro,
    template_function,
)
from movies.documents import MovieCard
from movies.facets import HistogramBar

from . import json_ld  # noqa: F401 -- registers its functions
from .documents import VISIBLE, FilmReview, Review
from .forms import RatingForm, ReviewForm

# Stand in for those of a review; the first must be an address, and times be long ago.
ANY_HANDLE, HANDLE = "handle_that_stands_in", re.compile(r"[A-Za-z0-9_]{1,40}")
A_DATE, ANOTHER_DATE = datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC)
ANY_AGE = placeholder("age")
items_of_films = BoundedCache[tuple[Sequence[Review], Markup]](max_bytes=2_000_000)
ANY_BARS = (placeholder("bars"), placeholder("items"))


@template_function
def form_fields(template: str, macro: str, form: Form, viewer: Viewer) -> Markup:
    """Return the fields of a form by a macro of its own; those of an unsent form are cached."""
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
def rating_bar(form: Form, film_id: str, viewer: Viewer, csrf_token: Any) -> Markup:
    """Return the stars that rate a film with one tap; cached unless the form was sent."""
    if form.is_bound:
        return _render_rating_bar(form, film_id, viewer, csrf_token)
    inputs = form.initial.get("rating"), viewer.preferences.rating_scale, markup_key()
    return _rating_bar_outline(*inputs).filled({"film": film_id, "token": str(csrf_token)})


def _render_rating_bar(form: Form, *inputs: Any) -> Markup:
    template = "reviews/_rating_bar.html"
    return render_macro(template, "render_rating_bar", form["rating"], *inputs)


@lru_cache(512)
def _rating_bar_outline(chosen: int | None, scale: int, _key: Any) -> Outline:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    form = RatingForm(initial={"rating": chosen})
    return Outline.of(_render_rating_bar(form, ANY_ID, viewer, ANY_TOKEN), film=ANY_ID)


@template_function
def post_form(
    form: Form, film_id: str, own_review: Review | None, viewer: Viewer, csrf_token: Any
) -> Markup:
    """Return the form to review a film; cached while it is blank."""
    if form.is_bound or form.initial or own_review:
        return _render_post_form(form, film_id, own_review, viewer, csrf_token)
    outline = _post_form_outline(viewer.preferences.rating_scale, markup_key())
    return outline.filled({"film": film_id, "token": str(csrf_token)})


def _render_post_form(*inputs: Any) -> Markup:
    return render_macro("reviews/_post_form.html", "render_post_form", *inputs)


@lru_cache(64)
def _post_form_outline(scale: int, _key: Any) -> Outline:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    markup = _render_post_form(ReviewForm(), ANY_ID, None, viewer, ANY_TOKEN)
    return Outline.of(markup, film=ANY_ID)


@template_function
def review_items(
    reviews: Sequence[Review], own_review: Review | None, viewer: Viewer, csrf_token: Any
) -> Markup:
    """Return a film's reviews but the viewer's own as items of a list.

    They are cached for as long as the reviews are the same object, which members may share; not for
    staff and authors, nor with anybody's token.
    """
    member, preferences = viewer.member, viewer.preferences
    is_author = own_review or (member and any(r.author_id == member.id for r in reviews))
    if member is None or member.is_staff or is_author:
        return _review_items(reviews, own_review, viewer, csrf_token)
    may_report, scale = viewer.may("report-review"), preferences.rating_scale
    is_hidden = any(viewer.hides_score(review.movie_id) for review in reviews[:1])
    dates = preferences.language, preferences.time_zone
    key = id(reviews), may_report, scale, is_hidden, *dates, markup_key()
    rendered, markup = items_of_films.get(key) or (None, None)
    if markup is None or rendered is not reviews:
        markup = _review_items(reviews, None, viewer, csrf_token)
        if str(csrf_token) not in markup:
            items_of_films.put(key, (reviews, markup), 2 * sys.getsizeof(markup))
    return markup


def _review_items(
    reviews: Iterable[Review], own: Review | None, viewer: Viewer, csrf_token: Any
) -> Markup:
    others = (review for review in reviews if own is None or review.id != own.id)
    items = (f"<li>{review_article(review, viewer, csrf_token)}</li>" for review in others)
    return Markup("\n".join(items))  # noqa: S704 -- all of it is markup


@template_function
def review_article(review: Review, viewer: Viewer, csrf_token: Any) -> Markup:
    """Return a review with what its viewer may do with it."""
    member, may_report = viewer.member, viewer.may("report-review")
    is_own_or_staff = member and (member.is_staff or member.id == review.author_id)
    is_odd = review.author_handle and not HANDLE.fullmatch(review.author_handle)
    if not review.is_visible or is_own_or_staff or not may_report or is_odd:
        return _render_review(review, viewer, csrf_token)
    rating = None if viewer.hides_score(review.movie_id) else review.rating
    what = (review.author_handle, review.text, review.spoiler, review.date, review.edited_at)
    has = tuple(map(bool, what))
    outline = _outline(rating, viewer.preferences.rating_scale, has, markup_key())
    values = {
        "id": review.id,
        "name": escape(review.author_name),
        "handle": review.author_handle,
        "avatar": avatar(review.author_name, review.author_picture),
        "date": ago(review.date, viewer),
        "edited": ago(review.edited_at, viewer),
        "text": as_paragraphs(review.text),
    }
    return outline.filled(values)


@lru_cache(1024)
def _outline(rating: int | None, scale: int, has: tuple[bool, ...], _key: Any) -> Outline:
    """Return the article of all reviews that differ in nothing but words and times."""
    handle, text, spoiler, date, edited = has
    review = Review(
        id=ANY_ID,
        movie_id=ANY_ID,
        author_id=None,
        author_name=placeholder("name"),
        author_handle=ANY_HANDLE if handle else "",
        text=placeholder("text") if text else "",
        rating=rating,
        spoiler=spoiler,
        date=A_DATE if date else None,
        edited_at=ANOTHER_DATE if edited else None,
        version=1,
        state=VISIBLE,
    )
    visitor, preferences = Viewer(), Preferences(rating_scale=scale)
    may = {"may": visitor.may, "hides_score": visitor.hides_score}
    viewer = SimpleNamespace(member=None, preferences=preferences, **may)
    words = {"avatar": avatar(placeholder("name")), "text": as_paragraphs(placeholder("text"))}
    times = {"date": ago(A_DATE), "edited": ago(ANOTHER_DATE)}
    return Outline.of(
        _render_review(review, viewer, ""), id=ANY_ID, handle=ANY_HANDLE, **words, **times
    )


@template_function
def review_excerpt(item: FilmReview, viewer: Viewer) -> Markup:
    """Return the beginning of a review with its film; all but its age is cached."""
    review, film = item.review, item.film
    if viewer.hides_score(film.id):
        review = replace(review, rating=None)
    excerpt = _excerpt(review, film, viewer.preferences.rating_scale, markup_key())
    return fill(excerpt, (ANY_AGE,), (str(ago(review.date, viewer)),))


@cached(max_bytes=500_000)
def _excerpt(review: Review, film: MovieCard, scale: int, _key: Any) -> Markup:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    return render_macro(
        "reviews/_review_excerpt.html", "render_review_excerpt", review, film, viewer, ANY_AGE
    )


def _render_review(review: Review, viewer: Any, csrf_token: Any) -> Markup:
    return render_macro("reviews/_review.html", "render_review", review, viewer, csrf_token)


@template_function
def rating_histogram(bins: Sequence[HistogramBar], viewer: Viewer) -> Markup:
    """Return ratings as bars for eyes and a list for ears; only the numbers are filled in."""
    scale, key = viewer.preferences.rating_scale, markup_key()
    labels = _bin_labels(tuple(bar.high for bar in bins), scale)
    frame = _rating_histogram(labels[0], labels[-1], key)
    bars, items = [], []
    for at, (label, bar) in enumerate(zip(labels, bins, strict=True)):
        height = f'{bar.height or 1}"' if bar.total else '1" class="no-count"'
        title = f"{label}: {bar.total:,}"
        bars.append(f'<rect x="{at}0.4" y="0" width="9.2" height="{height}><title>{title}</title>')
        if bar.total:
            items.append(_bin_item(label, bar.total, key))
    return fill(frame, ANY_BARS, ("</rect>".join([*bars, ""]), "".join(items)))


@lru_cache(16)
def _bin_labels(highs: tuple[int, ...], scale: int) -> list[str]:
    return [format_rating(high, scale) for high in highs]


@lru_cache(16)
def _rating_histogram(low: str, high: str, _key: Any) -> Markup:
    inputs = (*ANY_BARS, low, high)
    return render_macro("movies/_rating_histogram.html", "render_rating_histogram", *inputs)


@lru_cache(4096)
def _bin_item(rating: str, count: int, _key: Any) -> str:
    text = ngettext(
        "Up to %(rating)s: %(number)s rating", "Up to %(rating)s: %(number)s ratings", count
    )
    return f"<li>{text % {'rating': rating, 'number': f'{count:,}'}}</li>"
