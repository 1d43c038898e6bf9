"""The films that a member has watched, likes or wants: sorted, filtered, and one by chance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.documents import Member
from accounts.requests import SiteRequest
from diary.entry_queries import Diarist
from diary.film_lists import LIKED, PRIVACY, WATCHED, WATCHLIST, check_shown, find_listed_films
from diary.selection import LONG, MEDIUM, SHORT, SHUFFLED, FilmSelection, ListedFilm
from diary.statistics import decades_of
from mflix_site.paging import Tab, page_number, paginate

from .filters import active_filters, film_selection, page_of_member

PAGE_SIZE, MAX_SHOWN_NAME = 48, 60
SORT_LABELS = {
    "added": _("Last added"),
    "rating": _("Highest rated"),
    "release": _("Newest films"),
    "title": _("Title"),
    "length": _("Shortest"),
    SHUFFLED: _("Shuffled"),
}
FILTER_LABELS = {
    "genre": _("Genre"),
    "country": _("Country"),
    "language": _("Language"),
    "rated": _("Certificate"),
}
LENGTH_LABELS = {SHORT: _("Up to 90 min"), MEDIUM: _("Up to 2 hours"), LONG: _("Over 2 hours")}


# What names the member has a place for `name`.
WORDINGS: Mapping[str, Mapping[str, Any]] = {
    WATCHED: {
        "heading": _("Films"),
        "title": _("Films that %(name)s has watched"),
        "description": _("All films that %(name)s has watched, with their ratings."),
        "own_empty": _("No films watched yet"),
        "own_hint": _("Mark a film as watched, rate it or log it, and it's here from then on."),
        "others_empty": _("%(name)s hasn't marked a film as watched."),
    },
    LIKED: {
        "heading": _("Likes"),
        "title": _("Films that %(name)s likes"),
        "description": _("The films that %(name)s likes, with their ratings."),
        "own_empty": _("No liked films yet"),
        "own_hint": _("Press Like under a film you love, and it's here from then on."),
        "others_empty": _("%(name)s hasn't liked a film."),
    },
    WATCHLIST: {
        "heading": _("Watchlist"),
        "title": _("%(name)s's watchlist"),
        "description": _("The films that %(name)s wants to see."),
        "own_empty": _("Nothing on your watchlist yet"),
        "own_hint": _(
            "Found a film you want to see? Add it from its page, and it stays here until you've "
            "watched it."
        ),
        "others_empty": _("%(name)s has no films on their watchlist."),
    },
}


@page_of_member
def member_films(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, WATCHED)


@page_of_member
def member_likes(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, LIKED)


@page_of_member
def watchlist(request: SiteRequest, owner: Member) -> HttpResponse:
    return _film_list(request, owner, WATCHLIST)


def _film_list(request: SiteRequest, owner: Member, kind: str) -> HttpResponse:
    selection, diarist = film_selection(request.GET), Diarist.of(owner, request.member)
    check_shown(owner, diarist, kind)
    if selection.sort == SHUFFLED and not selection.seed:
        params = request.GET.copy()
        params["seed"] = token_hex(3)
        return redirect(f"{request.path}?{params.urlencode()}")
    films = find_listed_films(diarist, kind)
    number = page_number(request.GET.get("page", ""))
    selected = selection.apply(films)
    page = paginate(number, PAGE_SIZE, len(selected), lambda skip, n: selected[skip : skip + n])
    if kind != WATCHLIST:  # the cards show the ratings of whose films they are
        rated = [replace(f, card=replace(f.card, rating=f.rating)) for f in page.items]
        page = replace(page, items=rated)
    context = {
        "profile": owner,
        "is_self": diarist.is_viewer,
        "is_watchlist": kind == WATCHLIST,
        "privacy": PRIVACY[kind],
        "words": _words(kind, owner),
        "selection": selection,
        "page": page,
        "total": len(films),
        "picked": selection.picked(films) if selection.pick else None,
        **_choices(selection, films, kind),
        "new_seed": token_hex(3),
        "active_filters": active_filters(request.GET, _labels(selection)),
    }
    return render(request, "diary/film_list.html", context)


def _words(kind: str, owner: Member) -> dict[str, str]:
    name = Truncator(owner.name).chars(MAX_SHOWN_NAME)
    return {key: str(text) % {"name": name} for key, text in WORDINGS[kind].items()}


def _choices(selection: FilmSelection, films: Sequence[ListedFilm], kind: str) -> dict[str, Any]:
    """Return the filters and sorts that a page offers, with how many films have each value."""
    chosen = [(name, str(label), getattr(selection, name)) for name, label in FILTER_LABELS.items()]
    counts = (Counter(v for film in films for v in film.values(name)) for name in FILTER_LABELS)
    decades = Counter(decade for film in films for decade in decades_of(film.card.year))
    sorts = {
        name: text for name, text in SORT_LABELS.items() if name != "rating" or kind != WATCHLIST
    }
    return {
        "choices": [(*c, sorted(n.items())) for c, n in zip(chosen, counts, strict=True)],
        "decades": sorted(decades.items(), reverse=True),
        "lengths": LENGTH_LABELS,
        "sorts": [Tab(name, str(text), name == selection.sort) for name, text in sorts.items()],
    }


def _labels(selection: FilmSelection) -> dict[str, str]:
    return {
        **selection.chosen,
        "decade": gettext("%(decade)ss") % {"decade": selection.decade} if selection.decade else "",
        "length": str(LENGTH_LABELS.get(selection.length, "")),
        "logged": gettext("Not in the diary") if selection.logged else "",
    }
