"""URLs of reviews."""

from django.urls import path

from . import views

urlpatterns = [path("reviews/<oid:id>/delete/", views.delete_review, name="delete-review")]
