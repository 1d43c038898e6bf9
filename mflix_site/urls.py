"""All addresses of the site."""

from django.urls import include, path

from .web import error_pages, health, requests

requests.register_converters()

urlpatterns = [
    path("", include("posters.urls")),
    path("", include("movies.urls")),
    path("", include("reviews.urls")),
    path("", include("accounts.urls")),
    path("", include("moderation.urls")),
    path("", include("administration.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = error_pages.handler(400)
handler403 = error_pages.handler(403)
handler404 = error_pages.handler(404)
handler500 = error_pages.server_error
