"""URLs of version 1."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
