"""URLs of the API; what is no address of it is answered in JSON too."""

from django.urls import include, path, re_path

from .responses import unknown_address
from .v2.views import entry

urlpatterns = [
    path("api/v1/", include("api.v1.urls")),
    path("", include("api.sample_client.urls")),
    path("api/openapi.json", entry.api_schema, name="api-schema"),
    path("api/docs/", entry.api_docs, name="api-docs"),
    # Its own URLs are resolved by `v2/views/site.py`.
    re_path(r"^api/v2/(?P<path>(?:.|\n)*)$", entry.api_v2, name="api-v2"),
    re_path("^api/", unknown_address, name="api-unknown"),
]
