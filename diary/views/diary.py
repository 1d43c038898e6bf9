"""A member's diary: as pages by month, as a feed and as CSV."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.documents import Member
from accounts.rating_scale import half_stars, rating_text
from accounts.requests import SiteRequest, Viewer
from accounts.time_zones import today_in
from diary import entry_queries
from diary.calendar import calendar_months
from diary.entry_queries import Diarist, FilmEntry, Overview
from diary.requests import viewer_of
from diary.selection import ANY, NONE, RATING_STEPS, YES, DiarySelection
from mflix_site.paging import page_number
from mflix_site.web.downloads import download_csv
from mflix_site.web.feeds import atom_feed

from .filters import (
    YEARS,
    active_filters,
    checked_year,
    diary_path,
    diary_selection,
    number_in,
    page_of_member,
)

# Of Letterboxd's import format; `Rating10` is a rating of ten points. By the last two our own
# import knows the entries again, and keeps private ones private.
CSV_COLUMNS = [
    *("Title", "Year", "Directors", "Rating10", "WatchedDate", "Rewatch", "Tags", "Review"),
    *("Privacy", "EntryURL"),
]


class MonthOfEntries(NamedTuple):
    """The entries of a month on a page; without a first day, those that have no date."""

    first: date | None
    entries: tuple[FilmEntry, ...]


@page_of_member
def diary(request: SiteRequest, owner: Member) -> HttpResponse:
    """Show entries by month, the latest first; a year as a parameter leads to its page."""
    if "year" in request.GET:
        params = request.GET.copy()
        year = number_in(params.pop("year")[-1], YEARS)
        return redirect(f"{diary_path(owner, year)}?{params.urlencode()}")
    return _diary_page(request, owner, None)


@page_of_member
def diary_year(request: SiteRequest, owner: Member, year: int) -> HttpResponse:
    return _diary_page(request, owner, year)


def _diary_page(request: SiteRequest, owner: Member, year: int | None) -> HttpResponse:
    selection = diary_selection(request.GET, checked_year(year))
    today = today_in(owner.preferences.time_zone)
    diarist, shown_year = Diarist.of(owner, request.member), year or int(today[:4])
    entries = entry_queries.read_diary(diarist)
    selected = entry_queries.select_entries(entries, selection)
    overview = entry_queries.overview_of(entries, selected, shown_year)
    number = page_number(request.GET.get("page", ""))
    page = entry_queries.page_of_film_entries(diarist, selected, selection, number)
    months = calendar_months(shown_year, overview.times)
    context = {
        "profile": owner,
        "is_self": diarist.is_viewer,
        "selection": selection,
        "overview": overview,
        "page": page,
        "months": list(_by_month(page.items)),
        "calendar": months if any(month.viewings for month in months) else (),
        "calendar_year": shown_year,
        "ratings": RATING_STEPS,
        "active_filters": active_filters(request.GET, _labels(selection, overview, request)),
        "clear_url": request.path,
    }
    return render(request, "diary/diary.html", context)


def _by_month(entries: Iterable[FilmEntry]) -> Iterator[MonthOfEntries]:
    for month, group in groupby(entries, lambda item: (item.entry.content.day or "")[:7]):
        first = date.fromisoformat(f"{month}-01") if month else None
        yield MonthOfEntries(first, tuple(group))


def _labels(selection: DiarySelection, overview: Overview, request: SiteRequest) -> dict[str, str]:
    tags = {key: name for key, name, _count in overview.tags}
    rewatch = _("Rewatches") if selection.rewatch == YES else _("First viewings")
    return {
        "genre": selection.genre,
        "decade": f"{selection.decade}s" if selection.decade else "",
        "rating": _rating_label(selection.rating, Viewer(request.member)),
        "rewatch": rewatch if selection.rewatch else "",
        "tag": f"#{tags.get(selection.tag, selection.tag)}" if selection.tag else "",
        **{name: getattr(selection, name) for name in ("country", "director", "actor")},
    }


def _rating_label(rating: str, viewer: Viewer) -> str:
    words = {"": "", ANY: _("Rated"), NONE: _("Not rated")}
    rated = _("Rated %(rating)s")
    return (
        words[rating] if rating in words else rated % {"rating": rating_text(int(rating), viewer)}
    )


@page_of_member
def diary_feed(request: SiteRequest, owner: Member) -> HttpResponse:
    """Send the latest entries that everybody may see, whoever asks."""
    items, viewer = (
        entry_queries.find_film_entries(Diarist.of(owner, None), entry_queries.FEED_SIZE),
        viewer_of(request),
    )
    title, entries = _("%(name)s's diary"), [_feed_entry(item, owner, viewer) for item in items]
    return atom_feed(title % {"name": owner.name}, diary_path(owner), request.path, entries)


def entry_path(item: FilmEntry, owner: Member) -> str:
    """Return the address of an entry: its place on the page of its month."""
    day = item.entry.content.day
    if day is None:
        return f"{diary_path(owner)}?undated=1#entry-{item.entry.id}"
    month = f"?month={int(day[5:7])}#entry-{item.entry.id}"
    return diary_path(owner, int(day[:4])) + month


def _feed_entry(item: FilmEntry, owner: Member, viewer: Viewer) -> dict[str, Any]:
    content, film = item.entry.content, item.film
    title = film.title_and_year
    if content.rating and not viewer.hides_score(film.id):
        title += f": {rating_text(content.rating)}/5"
    watched = datetime.fromisoformat(content.day).replace(tzinfo=UTC) if content.day else None
    return {
        "title": title,
        "link": entry_path(item, owner),
        "description": content.note,
        "author_name": owner.name,
        "pubdate": watched or item.entry.created_at,
        "updateddate": item.entry.edited_at or item.entry.created_at,
    }


@page_of_member
def diary_csv(request: SiteRequest, owner: Member) -> HttpResponse:
    """Send the entries that the viewer may see, as Letterboxd imports them."""
    viewer, items = (
        viewer_of(request),
        entry_queries.find_film_entries(Diarist.of(owner, request.member)),
    )
    rows = (_csv_row(item, viewer) for item in items)
    return download_csv(f"{owner.handle}-diary.csv", CSV_COLUMNS, rows)


def _csv_row(item: FilmEntry, viewer: Viewer) -> tuple[object, ...]:
    content, film = item.entry.content, item.film
    rating = None if viewer.hides_score(film.id) else content.rating
    return (
        film.title,
        film.year or "",
        ", ".join(film.directors),
        half_stars(rating) if rating else "",
        content.day or "",
        "true" if content.rewatch else "false",
        ", ".join(content.tags),
        content.note,
        content.privacy,
        f"{settings.SITE_URL}/diary/{item.entry.id}/",
    )
