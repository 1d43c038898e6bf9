"""The buttons of films, a film's panel, and calendar days without a time zone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from markupsafe import Markup, escape

from accounts.documents import Member, Preferences
from accounts.requests import Viewer
from accounts.time_zones import today_in
from mflix_site.caching import Outline, placeholder
from mflix_site.web.templates import (
    ANY_ID,
    ANY_TOKEN,
    markup_key,
    render_macro,
    template_filter,
    template_function,
)
from movies.documents import Movie

from .documents import FilmDiary, FilmState
from .forms import EntryForm

ANY_TITLE = placeholder("title")
SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)
USUAL_FIELDS = {"day", "rewatch", "rating"}  # of an entry that nobody has begun


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
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    inputs = (replace(_state(toggles), rating=rating), ANY_TITLE, viewer, today, ANY_TOKEN)
    markup = render_macro("diary/_film_buttons.html", "render_film_buttons", *inputs)
    return Outline.of(markup, film=ANY_ID)


@template_function
def film_panel(
    film: Movie, diary: FilmDiary, log_form: EntryForm | None, viewer: Viewer, csrf_token: Any
) -> Markup:
    """Return a film's buttons, the form to log it, and its entries; cached if it has no entries."""
    is_usual = log_form and not log_form.is_bound and log_form.initial.keys() == USUAL_FIELDS
    if log_form is None or diary.entries or not is_usual:
        return _render_panel(film, diary, log_form, viewer, csrf_token)
    state, scale = diary.state, viewer.preferences.rating_scale
    toggles = (state.watched, state.liked, state.on_watchlist)
    outline = _panel_outline(toggles, tuple(log_form.initial.items()), scale, markup_key())
    return outline.filled({"film": film.id, "title": escape(film.title), "token": str(csrf_token)})


def _render_panel(*inputs: Any) -> Markup:
    return render_macro("diary/_film_panel.html", "render_film_panel", *inputs)


@lru_cache(512)
def _panel_outline(
    toggles: tuple[bool, bool, bool], initial: tuple[tuple[str, Any], ...], scale: int, _key: Any
) -> Outline:
    film = SimpleNamespace(id=ANY_ID, title=ANY_TITLE)
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    diary = FilmDiary(_state(toggles), (), None)
    form = EntryForm(initial=dict(initial))
    return Outline.of(_render_panel(film, diary, form, viewer, ANY_TOKEN), film=ANY_ID)


def _state(toggles: tuple[bool, bool, bool]) -> FilmState:
    watched, liked, on_watchlist = toggles
    return FilmState(ANY_ID, watched, None, liked, None, SOME_TIME if on_watchlist else None)


@template_filter
def calendar_day(day: str) -> str:
    """Return a day such as "2024-03-14" in words: "14 March 2024"."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
