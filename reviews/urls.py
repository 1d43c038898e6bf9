"""Addresses of reviews."""

from django.urls import path

from . import views

urlpatterns = [
    path("movies/<oid:id>/reviews/", views.post_review, name="post-review"),
    path("reviews/<oid:id>/edit/", views.edit_review, name="edit-review"),
    path("reviews/<oid:id>/delete/", views.delete_review, name="delete-review"),
]
