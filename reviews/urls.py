"""URLs of reviews."""

from django.urls import path

from . import views

urlpatterns = [
    path("reviews/<oid:id>/", views.review, name="review"),
    path("reviews/<oid:id>/delete/", views.delete_review, name="delete-review"),
    path("reviews/feed/", views.reviews_feed, name="reviews-feed"),
    path("movies/feed/", views.films_feed, name="films-feed"),
    path("movies/<oid:id>/feed/", views.film_feed, name="film-feed"),
    path("members/<handle:handle>/feed/", views.member_feed, name="member-feed"),
]
