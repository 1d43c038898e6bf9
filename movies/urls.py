"""Addresses of films and people."""

from django.urls import path

from .views import browse, film, home

urlpatterns = [
    path("", home.home, name="home"),
    path("movies/", browse.browse, name="browse"),
    path("movies/<oid:id>/", film.movie, name="movie"),
    path("people/<name:name>/", film.person, name="person"),
    path("talked-about/", home.talked_about, name="talked-about"),
    path("suggest/", browse.suggest, name="suggest"),
]
