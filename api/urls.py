"""URLs of the API."""

from django.urls import path, re_path

from .v2.views import entry

urlpatterns = [
    path("api/openapi.json", entry.api_schema, name="api-schema"),
    path("api/docs/", entry.api_docs, name="api-docs"),
    # Its own URLs are resolved by `v2/views/site.py`.
    re_path(r"^api/v2/(?P<path>(?:.|\n)*)$", entry.api_v2, name="api-v2"),
]
