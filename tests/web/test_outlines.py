"""Kept markup is filled in in one pass, and is what its template makes."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import MEMBER, Member, Preferences
from accounts.requests import Viewer
from diary.documents import FilmDiary, FilmState
from diary.forms import EntryForm
from diary.template_functions import _render_panel, film_panel
from mflix_site.caching import Outline, placeholder
from reviews.documents import Review
from reviews.forms import RatingForm, ReviewForm
from reviews.template_functions import (
    _render_post_form,
    _render_rating_bar,
    _render_review,
    post_form,
    rating_bar,
    review_article,
)

PLAIN = Review(
    id="5a9427648b0beebeb69579cc",
    movie_id="573a1390f29313caabcd4135",
    author_id=None,
    author_name="Alice",
    author_handle="alice",
    text="Good.",
    rating=80,
    spoiler=False,
    date=datetime(2020, 2, 3, 4, 5, tzinfo=UTC),
    edited_at=None,
    version=1,
    state="visible",
)
MARY = Member(ObjectId(), "Mary", "mary", "", MEMBER, None, 0)
ODD = "<b>&\"'</b> {text} {name} %(x)s \\1"
CHANGES: list[dict[str, Any]] = [
    {},
    {"rating": None},
    {"spoiler": True},
    {"text": ""},
    {"text": "One\ntwo\n\n\n  three  \n\n" + ODD},
    {"author_name": ODD, "text": ODD},
    {"author_name": str(placeholder("text")), "text": str(placeholder("name"))},
    {"author_handle": ""},
    {"date": None},
    {"date": datetime.now(UTC)},
    {"edited_at": datetime(2021, 5, 6, 23, 8, tzinfo=UTC)},
    {"author_picture": "reel-2"},
    {"author_name": "名前", "author_handle": "handle_that_stands_in"},
]


@pytest.mark.parametrize("changes", CHANGES, ids=" ".join)
@pytest.mark.parametrize("scale", [5, 10, 100])
def test_a_review_from_its_outline_is_the_one_of_its_template(
    changes: dict[str, Any], scale: int
) -> None:
    review = replace(PLAIN, **changes)
    preferences = Preferences(rating_scale=scale, language="de", time_zone="Asia/Tokyo")
    for viewer in (Viewer(), Viewer(replace(MARY, preferences=preferences))):
        assert review_article(review, viewer, "token") == _render_review(review, viewer, "token")


@pytest.mark.parametrize("scale", [5, 10, 100])
def test_forms_from_their_outlines_are_those_of_their_templates(scale: int) -> None:
    viewer = Viewer(replace(MARY, preferences=Preferences(rating_scale=scale)))
    rated = (PLAIN.movie_id, viewer, "token")
    for form in (RatingForm(initial={"rating": None}), RatingForm(initial={"rating": 80})):
        assert rating_bar(form, *rated) == _render_rating_bar(form, *rated)
    posted = (PLAIN.movie_id, None, viewer, "token")
    for review in (ReviewForm(), ReviewForm(initial={"text": ODD}), ReviewForm({"rating": "x"})):
        assert post_form(review, *posted) == _render_post_form(review, *posted)


@pytest.mark.parametrize("initial", [{}, {"note": ODD}])
@pytest.mark.parametrize("is_watched", [True, False])
def test_a_panel_from_its_outline_is_the_one_of_its_template(
    initial: dict[str, Any], is_watched: bool
) -> None:
    film: Any = SimpleNamespace(id=PLAIN.movie_id, title=ODD)
    usual = {"day": "2024-03-14", "rewatch": False, "rating": 80}
    state = FilmState(film.id, is_watched, watchlist_at=PLAIN.date)
    for form in (EntryForm(initial={**usual, **initial}), EntryForm({"day": "x"}), None):
        inputs: Any = (film, FilmDiary(state, (), None), form, Viewer(MARY), "token")
        assert film_panel(*inputs) == _render_panel(*inputs)


def test_a_rating_that_a_viewer_hides_is_not_in_a_review() -> None:
    assert "stars" in review_article(PLAIN, Viewer(MARY), "")
    assert "stars" not in review_article(PLAIN, Viewer(MARY, frozenset()), "")
    assert "stars" in review_article(PLAIN, Viewer(MARY, frozenset([PLAIN.movie_id])), "")


def test_what_is_filled_in_is_not_read_again() -> None:
    outline = Outline.of(f"<p>{placeholder('a')} and {placeholder('b')}</p>")
    values = {"a": str(placeholder("b")), "b": "2"}
    assert outline.filled(values) == f"<p>{placeholder('b')} and 2</p>"
