"""URLs of the diary and the watchlist."""

from django.urls import path

from . import views

urlpatterns = [
    path("movies/<oid:id>/watched/", views.set_watched, name="set-watched"),
    path("movies/<oid:id>/want/", views.set_wanted, name="set-wanted"),
    path("movies/<oid:id>/like/", views.set_liked, name="set-liked"),
    path("diary/<oid:id>/delete/", views.delete_entry, name="delete-entry"),
]
