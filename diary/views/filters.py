"""Pages about one member, and the filters in their URLs; what makes no sense is left out."""

import functools
from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.documents import Member
from accounts.names import handle_key
from accounts.queries import get_member_by_handle
from accounts.requests import SiteRequest, permission_required
from diary import selection
from diary.documents import tag_key
from diary.selection import DiarySelection, FilmSelection
from mflix_site.errors import NotFound
from mflix_site.text import clean_line
from movies.views.browse import ActiveFilter

YEARS, DECADES = range(1888, 2201), range(1880, 2200, 10)
MAX_TEXT_LENGTH, MAX_SEED_LENGTH = 200, 20
RATINGS = (selection.ANY, selection.NONE, *map(str, selection.RATING_STEPS))
V = TypeVar("V", bound=Callable[..., HttpResponse])


def page_of_member(view: V) -> V:
    """Call the view, which only reads, with the member of its URL; a former handle redirects."""

    @require_safe
    @permission_required
    @functools.wraps(view)
    def with_member(request: SiteRequest, handle: str, **arguments: Any) -> HttpResponse:
        owner = get_member_by_handle(handle)
        if handle_key(handle) != handle_key(owner.handle):
            name = str(request.resolver_match.view_name)  # type: ignore[union-attr]
            return redirect(reverse(name, args=[owner.handle, *arguments.values()]), permanent=True)
        response: HttpResponse = view(request, owner, **arguments)
        return response

    return cast(V, with_member)


def diary_path(owner: Member, year: int | None = None) -> str:
    name, years = ("diary", []) if year is None else ("diary-year", [year])
    return reverse(name, args=[owner.handle, *years])


def checked_year(year: int | None) -> int | None:
    """Return a year of a URL, or raise NotFound for one of which nobody has a diary."""
    if year is None or year in YEARS:
        return year
    raise NotFound(_("There are no diaries for that year."))


def diary_selection(query: QueryDict, year: int | None) -> DiarySelection:
    return DiarySelection(
        year=year,
        month=number_in(query.get("month", ""), range(1, 13)) if year else None,
        undated=bool(query.get("undated")) and not year,
        decade=number_in(query.get("decade", ""), DECADES),
        rating=_choice(query, "rating", RATINGS),
        rewatch=_choice(query, "rewatch", (selection.YES, selection.NO)),
        tag=tag_key(_text(query, "tag")),
        **{name: _text(query, name) for name in ("genre", *selection.FACTS)},
    )


def film_selection(query: QueryDict) -> FilmSelection:
    return FilmSelection(
        sort=_choice(query, "sort", (*selection.SORTS, selection.SHUFFLED)) or "added",
        seed=_text(query, "seed")[:MAX_SEED_LENGTH],
        **{name: _text(query, name) for name in selection.VALUE_FILTERS},
        decade=number_in(query.get("decade", ""), DECADES),
        length=_choice(query, "length", tuple(selection.LENGTHS)),
        logged=_choice(query, "logged", (selection.NO,)),
        pick=_text(query, "pick")[:MAX_SEED_LENGTH],
    )


def active_filters(query: QueryDict, labels: dict[str, str]) -> list[ActiveFilter]:
    """Return each filter that is set, by the label it has, and the address of page 1 without."""
    filters = []
    for name in filter(labels.get, labels):
        params = query.copy()
        for parameter in (name, "page", "pick"):
            params.pop(parameter, None)
        filters.append(ActiveFilter(labels[name], f"?{params.urlencode()}"))
    return filters


def _text(query: QueryDict, name: str) -> str:
    return clean_line(query.get(name, ""))[:MAX_TEXT_LENGTH]


def _choice(query: QueryDict, name: str, choices: Collection[str]) -> str:
    value = query.get(name, "")
    return value if value in choices else ""


def number_in(text: str, allowed: range) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_number and int(text) in allowed else None
