"""Addresses of posters: the film, and a digest of what its poster shows."""

from django.urls import path

from . import views

urlpatterns = [
    path("posters/<oid:id>-<digest:digest>.svg", views.poster, name="poster"),
    path("posters/<oid:id>-<digest:digest>.png", views.poster_png, name="poster-png"),
]
