"""The buttons under posters, and calendar days without a time zone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format

from accounts.documents import Member, Preferences
from accounts.time_zones import today_in
from mflix_site.kept_values import Outline, placeholder
from mflix_site.web.templates import ANY_ID, ANY_TOKEN, markup_key, render_macro, template_filter

from .documents import FilmState

ANY_TITLE = placeholder("title")
SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def button_rows(member: Member, token: str) -> Callable[[FilmState, str], str]:
    """Return a function that renders a film's buttons from its state and its escaped title."""
    preferences, key = member.preferences, markup_key()
    scale, today = preferences.rating_scale, today_in(preferences.time_zone)

    def row_of(state: FilmState, title: str) -> str:
        toggles = (state.watched, state.liked, state.on_watchlist)
        row = _button_row(toggles, state.rating, scale, today, key)
        return row.filled({"film": state.movie_id, "title": title, "token": token})

    return row_of


@lru_cache(512)
def _button_row(
    toggles: tuple[bool, bool, bool], rating: int | None, scale: int, today: str, _key: Any
) -> Outline:
    watched, liked, on_watchlist = toggles
    state = FilmState(ANY_ID, watched, None, liked, None, SOME_TIME if on_watchlist else None)
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    inputs = (replace(state, rating=rating), ANY_TITLE, viewer, today, ANY_TOKEN)
    markup = render_macro("diary/_film_buttons.html", "render_film_buttons", *inputs)
    return Outline.of(markup, film=ANY_ID)


@template_filter
def calendar_day(day: str) -> str:
    """Return a day such as "2024-03-14" in words: "14 March 2024"."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
