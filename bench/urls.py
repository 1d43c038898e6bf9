"""The site's addresses, and *hello*: a constant page through the same settings and middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

HELLO = b"<!doctype html><title>hello</title>" + b"<p>A constant page, as long as ours.</p>" * 300


def hello(request: HttpRequest) -> HttpResponse:
    """Return 12 KB that no middleware may compress."""
    return HttpResponse(HELLO, headers={"Cache-Control": "no-transform, no-store"})


urlpatterns = [path("bench/hello/", hello), path("", include("mflix_site.urls"))]
