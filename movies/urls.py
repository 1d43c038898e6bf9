"""Addresses of films and people."""

from django.urls import path

from .views import browse, film, home, sitemap

urlpatterns = [
    path("", home.home, name="home"),
    path("movies/", browse.browse, name="browse"),
    path("movies/<oid:id>/", film.movie, name="movie"),
    path("people/<name:name>/", film.person, name="person"),
    path("talked-about/", home.talked_about, name="talked-about"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemap.sitemap_of_pages, name="sitemap-of-pages"),
    path("sitemap-<number:year>.xml", sitemap.sitemap_of_year, name="sitemap-of-year"),
    path("search-help/", browse.search_help, name="search-help"),
    path("suggest/", browse.suggest, name="suggest"),
]
