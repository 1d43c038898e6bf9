"""URLs of the API; what is no address of it is answered in JSON too."""

from django.urls import include, path, re_path

from .responses import unknown_address

urlpatterns = [
    path("api/v1/", include("api.v1.urls")),
    path("", include("api.sample_client.urls")),
    re_path("^api/", unknown_address, name="api-unknown"),
]
