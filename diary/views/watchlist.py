"""A member's watchlist: sorted, filtered, shuffled, and one film of it by chance."""

from collections import Counter
from collections.abc import Iterable
from secrets import token_hex

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.documents import Member
from accounts.requests import SiteRequest, permission_required
from diary.errors import WatchlistIsPrivate
from diary.queries import find_wanted_films
from diary.statistics import decades_of
from diary.watchlist import (
    LONG,
    MEDIUM,
    SHORT,
    SHUFFLED,
    VALUE_FILTERS,
    WantedFilm,
    WatchlistSelection,
)
from mflix_site.paging import Tab, page_number, paginate

from .filters import active_filters, diarist_of, page_of_member, watchlist_selection

PAGE_SIZE = 48
SORT_LABELS = {
    "added": gettext_lazy("Last added"),
    "release": gettext_lazy("Newest films"),
    "title": gettext_lazy("Title"),
    "length": gettext_lazy("Shortest"),
    SHUFFLED: gettext_lazy("Shuffled"),
}
FILTER_LABELS = {
    "genre": gettext_lazy("Genre"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "rated": gettext_lazy("Certificate"),
}
LENGTH_LABELS = {
    SHORT: gettext_lazy("Up to 90 min"),
    MEDIUM: gettext_lazy("Up to 2 hours"),
    LONG: gettext_lazy("Over 2 hours"),
}


@require_safe
@permission_required
@page_of_member
def watchlist(request: SiteRequest, owner: Member) -> HttpResponse:
    """Show what a member wants to see, unless that is nobody's business."""
    is_self = diarist_of(request, owner).is_viewer
    if owner.preferences.watchlist_private and not is_self:
        raise WatchlistIsPrivate
    selection = watchlist_selection(request.GET)
    if selection.sort == SHUFFLED and not selection.seed:
        return redirect(f"{request.path}?{_with(request, seed=token_hex(3))}")
    films = find_wanted_films(owner.id)
    number = page_number(request.GET.get("page", ""))
    selected = selection.apply(films)
    page = paginate(number, PAGE_SIZE, len(selected), lambda skip, n: selected[skip : skip + n])
    context = {
        "profile": owner,
        "is_self": is_self,
        "selection": selection,
        "page": page,
        "total": len(films),
        "picked": selection.picked(films) if selection.pick else None,
        "choices": [_choice(name, selection, films) for name in VALUE_FILTERS],
        "decades": _decade_counts(films),
        "lengths": LENGTH_LABELS,
        "sorts": [Tab(v, str(label), v == selection.sort) for v, label in SORT_LABELS.items()],
        "new_seed": token_hex(3),
        "active_filters": active_filters(request.GET, _labels(selection)),
    }
    return render(request, "diary/watchlist.html", context)


def _with(request: SiteRequest, **changes: str) -> str:
    params = request.GET.copy()
    for name, value in changes.items():
        params[name] = value
    return params.urlencode()


def _choice(
    name: str, selection: WatchlistSelection, films: Iterable[WantedFilm]
) -> tuple[str, str, str, list[tuple[str, int]]]:
    counts = Counter(value for film in films for value in film.values(name))
    return name, str(FILTER_LABELS[name]), getattr(selection, name), sorted(counts.items())


def _decade_counts(films: Iterable[WantedFilm]) -> list[tuple[int, int]]:
    counts = Counter(decade for film in films for decade in decades_of(film.card.year))
    return sorted(counts.items(), reverse=True)


def _labels(selection: WatchlistSelection) -> dict[str, str]:
    return {
        **selection.chosen,
        "decade": _("%(decade)ss") % {"decade": selection.decade} if selection.decade else "",
        "length": str(LENGTH_LABELS.get(selection.length, "")),
    }
