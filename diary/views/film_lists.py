"""The films that a member has watched, likes or wants: sorted, filtered, and one by chance."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.documents import Member
from accounts.requests import SiteRequest, permission_required
from diary.film_list_queries import find_listed_films
from diary.film_lists import (
    LIKED,
    LONG,
    MEDIUM,
    PRIVACY,
    SHORT,
    SHUFFLED,
    VALUE_FILTERS,
    WANTED,
    WATCHED,
    FilmSelection,
    ListedFilm,
    check_shown,
)
from diary.statistics import decades_of
from mflix_site.paging import Tab, page_number, paginate

from .filters import active_filters, diarist_of, film_selection, page_of_member

PAGE_SIZE, MAX_SHOWN_NAME = 48, 60
SORT_LABELS = {
    "added": gettext_lazy("Last added"),
    "rating": gettext_lazy("Highest rated"),
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


# What names the member has a place for `name`.
WORDINGS: Mapping[str, Mapping[str, Any]] = {
    WATCHED: {
        "heading": gettext_lazy("Films"),
        "title": gettext_lazy("Films that %(name)s has watched"),
        "description": gettext_lazy("All films that %(name)s has watched, with their ratings."),
        "own_empty": gettext_lazy("No films watched yet"),
        "own_hint": gettext_lazy(
            "Mark a film as watched, rate it or log it, and it's here from then on."
        ),
        "others_empty": gettext_lazy("%(name)s hasn't marked a film as watched."),
    },
    LIKED: {
        "heading": gettext_lazy("Likes"),
        "title": gettext_lazy("Films that %(name)s likes"),
        "description": gettext_lazy("The films that %(name)s likes, with their ratings."),
        "own_empty": gettext_lazy("No liked films yet"),
        "own_hint": gettext_lazy("Press Like under a film you love, and it's here from then on."),
        "others_empty": gettext_lazy("%(name)s hasn't liked a film."),
    },
    WANTED: {
        "heading": gettext_lazy("Watchlist"),
        "title": gettext_lazy("%(name)s's watchlist"),
        "description": gettext_lazy("The films that %(name)s wants to see."),
        "own_empty": gettext_lazy("Nothing on your watchlist yet"),
        "own_hint": gettext_lazy(
            "Found a film you want to see? Add it from its page, and it stays here until you've "
            "watched it."
        ),
        "others_empty": gettext_lazy("%(name)s has no films on their watchlist."),
    },
}


@require_safe
@permission_required
@page_of_member
def member_films(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, WATCHED)


@require_safe
@permission_required
@page_of_member
def member_likes(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, LIKED)


@require_safe
@permission_required
@page_of_member
def watchlist(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, WANTED)


def _film_list(request: SiteRequest, owner: Member, kind: str) -> HttpResponse:
    selection, diarist = film_selection(request.GET), diarist_of(request, owner)
    check_shown(owner, diarist, kind)
    if selection.sort == SHUFFLED and not selection.seed:
        return redirect(f"{request.path}?{_with(request, seed=token_hex(3))}")
    films = find_listed_films(diarist, kind)
    number = page_number(request.GET.get("page", ""))
    selected = selection.apply(films)
    page = paginate(number, PAGE_SIZE, len(selected), lambda skip, n: selected[skip : skip + n])
    if kind != WANTED:
        page = replace(page, items=list(map(_with_own_rating, page.items)))
    context = {
        "profile": owner,
        "is_self": diarist.is_viewer,
        "kind": kind,
        "privacy": PRIVACY[kind],
        "words": _words(kind, owner),
        "selection": selection,
        "page": page,
        "total": len(films),
        "picked": selection.picked(films) if selection.pick else None,
        "choices": [_choice(name, selection, films) for name in VALUE_FILTERS],
        "decades": _decade_counts(films),
        "lengths": LENGTH_LABELS,
        "sorts": _sorts(selection, kind),
        "new_seed": token_hex(3),
        "active_filters": active_filters(request.GET, _labels(selection)),
    }
    return render(request, "diary/film_list.html", context)


def _words(kind: str, owner: Member) -> dict[str, str]:
    name = Truncator(owner.name).chars(MAX_SHOWN_NAME)
    return {key: str(text) % {"name": name} for key, text in WORDINGS[kind].items()}


def _sorts(selection: FilmSelection, kind: str) -> list[Tab]:
    names = [name for name in SORT_LABELS if name != "rating" or kind != WANTED]
    return [Tab(name, str(SORT_LABELS[name]), name == selection.sort) for name in names]


def _with(request: SiteRequest, **changes: str) -> str:
    params = request.GET.copy()
    for name, value in changes.items():
        params[name] = value
    return params.urlencode()


def _with_own_rating(film: ListedFilm) -> ListedFilm:
    """Return a film with a card that shows the rating of whose film it is, if there is one."""
    return replace(film, card=replace(film.card, rating=film.rating))


def _choice(
    name: str, selection: FilmSelection, films: Iterable[ListedFilm]
) -> tuple[str, str, str, list[tuple[str, int]]]:
    counts = Counter(value for film in films for value in film.values(name))
    return name, str(FILTER_LABELS[name]), getattr(selection, name), sorted(counts.items())


def _decade_counts(films: Iterable[ListedFilm]) -> list[tuple[int, int]]:
    counts = Counter(decade for film in films for decade in decades_of(film.card.year))
    return sorted(counts.items(), reverse=True)


def _labels(selection: FilmSelection) -> dict[str, str]:
    return {
        **selection.chosen,
        "decade": _("%(decade)ss") % {"decade": selection.decade} if selection.decade else "",
        "length": str(LENGTH_LABELS.get(selection.length, "")),
        "logged": _("not in the diary") if selection.logged else "",
    }
