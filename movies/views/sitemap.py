"""The sitemap: an index of one file for the site's pages, and one for each year of films."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import SiteRequest, permission_required
from movies.errors import MovieNotFound
from movies.queries import film_ids_of_year, years_with_films

PAGES = ("home", "browse", "talked-about", "rules", "moderation-log")
ONE_DAY = cache_control(public=True, max_age=86400)


@ONE_DAY
@require_safe
@permission_required
def sitemap(request: SiteRequest) -> HttpResponse:
    paths = [reverse("sitemap-of-pages"), reverse("sitemap-of-lists")]
    paths += [reverse("sitemap-of-year", args=[year]) for year in years_with_films()]
    return _sitemap(request, "sitemapindex", "sitemap", paths)


@ONE_DAY
@require_safe
@permission_required
def sitemap_of_pages(request: SiteRequest) -> HttpResponse:
    return _sitemap(request, "urlset", "url", map(reverse, PAGES))


@ONE_DAY
@require_safe
@permission_required
def sitemap_of_year(request: SiteRequest, year: int) -> HttpResponse:
    ids = film_ids_of_year(year)
    if not ids:
        raise MovieNotFound
    return _sitemap(request, "urlset", "url", (reverse("movie", args=[id]) for id in ids))


def _sitemap(request: SiteRequest, root: str, item: str, paths: Iterable[str]) -> HttpResponse:
    context = {"root": root, "item": item, "paths": paths}
    return render(request, "movies/sitemap.xml", context, content_type="application/xml")
