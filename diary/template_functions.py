"""The buttons under posters; the member's today, and calendar days without a time zone."""

from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.template import engines
from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.translation import get_language

from accounts.documents import Member, Preferences
from accounts.requests import Viewer
from mflix_site.text import now
from mflix_site.web.templates import template_filter

from .documents import FilmState

# What stands in a row of buttons for the film and the token; no page can hold the characters.
ANY_FILM, TITLE, TOKEN = "0" * 24, "\0title\0", "\0token\0"
SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def today_of(member: Member) -> str:
    """Return today's date in a member's time zone, as `YYYY-MM-DD`."""
    return now().astimezone(ZoneInfo(member.preferences.time_zone)).date().isoformat()


def button_row_of(state: FilmState, title: str, viewer: Viewer, today: str, token: str) -> str:
    """Return the buttons of a film under its poster; `token` is against forged requests.

    The title is escaped already. Films of the same state differ in little: it is filled in here.
    """
    shown = FilmState(
        ANY_FILM,
        watched=state.watched,
        liked=state.liked,
        wanted_at=SOME_TIME if state.wanted else None,
        rating=state.rating,
    )
    scale = viewer.preferences.rating_scale
    row = _button_row(shown, scale, today, get_language(), get_script_prefix())
    return row.replace(ANY_FILM, state.movie_id).replace(TOKEN, token).replace(TITLE, title)


@lru_cache(512)
def _button_row(
    state: FilmState, scale: int, today: str, _language: str | None, _prefix: str
) -> str:
    viewer = SimpleNamespace(preferences=Preferences(rating_scale=scale))
    template = cast(Any, engines["jinja2"]).env.get_template("diary/_film_buttons.html")
    return str(template.module.render_film_buttons(state, TITLE, viewer, today, TOKEN)).strip()


@template_filter
def calendar_day(day: str) -> str:
    """Return a day such as "2024-03-14" in words: "14 March 2024"."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
