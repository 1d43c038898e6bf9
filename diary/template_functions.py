"""The buttons under posters; the member's today, and calendar days without a time zone."""

from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.template import engines
from django.utils.formats import date_format

from accounts.documents import Member
from accounts.requests import Viewer
from mflix_site.text import now
from mflix_site.web.templates import template_filter

from .documents import FilmState


def today_of(member: Member) -> str:
    """Return today's date in a member's time zone, as `YYYY-MM-DD`."""
    return now().astimezone(ZoneInfo(member.preferences.time_zone)).date().isoformat()


def button_row_of(state: FilmState, title: str, viewer: Viewer, today: str, token: str) -> str:
    """Return the buttons of a film under its poster; `token` is against forged requests."""
    template = cast(Any, engines["jinja2"]).env.get_template("diary/_film_buttons.html")
    return str(template.module.render_film_buttons(state, title, viewer, today, token)).strip()


@template_filter
def calendar_day(day: str) -> str:
    """Return a day such as "2024-03-14" in words: "14 March 2024"."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")
