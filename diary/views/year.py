"""A member's year in review, or all their years; and the picture of it to share."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.documents import Member
from accounts.requests import SiteRequest
from diary.entry_queries import Diarist, viewings_and_years
from diary.film_lists import WATCHED, count_films_not_logged, is_shown
from diary.requests import viewer_of
from diary.share_picture import share_picture
from diary.statistics import MIN_FILMS, Statistics, statistics
from mflix_site.errors import NotFound

from .filters import checked_year, diary_path, page_of_member


@page_of_member
def year(request: SiteRequest, owner: Member, year: int | None) -> HttpResponse:
    """Show what a year came to, as far as the viewer may see it; all years without one."""
    diarist = Diarist.of(owner, request.member)
    stats, years = _statistics(owner, diarist, year)
    diary_url = diary_path(owner, year)
    has_films = year is None and is_shown(owner, diarist, WATCHED)
    context = {
        "profile": owner,
        "is_self": diarist.is_viewer,
        "year": year,
        "years": years,
        "stats": stats,
        "min_films": MIN_FILMS,
        "diary_url": diary_url,
        "films_url": reverse("member-films", args=[owner.handle]) if has_films else diary_url,
        "picture_url": reverse("year-png", args=[owner.handle, year]),
        # A member's averages come of films whose ratings the viewer may not want to know.
        "show_ratings": diarist.is_viewer or viewer_of(request).scores_shown_for is None,
    }
    return render(request, "diary/year.html", context)


@page_of_member
def year_png(request: SiteRequest, owner: Member, year: int | None) -> HttpResponse:
    """Send the picture that other sites show of a link: of what everybody may see."""
    stats, _years = _statistics(owner, Diarist.of(owner, None), year)
    if stats.missing_films:
        raise NotFound(_("There are too few films for a picture."))
    title = str(year) if year else _("All time")
    response = HttpResponse(share_picture(owner.name, title, stats), content_type="image/png")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _statistics(owner: Member, diarist: Diarist, year: int | None) -> tuple[Statistics, list[int]]:
    """Return what a year, or all, came to, and the years; films without an entry are of no year."""
    viewings, years = viewings_and_years(diarist, checked_year(year))
    is_counted = year is None and is_shown(owner, diarist, WATCHED)
    return statistics(viewings, count_films_not_logged(diarist) if is_counted else 0), years
