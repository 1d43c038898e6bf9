"""All addresses of the site."""

from django.urls import include, path

from .web import error_pages, health, requests, site_files

requests.register_converters()

urlpatterns = [
    path("", include("api.urls")),  # first: one prefix tells it from all pages
    path("", include("posters.urls")),
    path("", include("movies.urls")),
    path("", include("reviews.urls")),
    path("", include("accounts.urls")),
    path("", include("diary.urls")),
    path("", include("lists.urls")),
    path("", include("moderation.urls")),
    path("", include("administration.urls")),
    path("", include("importing.urls")),
    path("robots.txt", site_files.robots_txt, name="robots"),
    path("site.webmanifest", site_files.web_manifest, name="manifest"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = error_pages.handler(400)
handler403 = error_pages.handler(403)
handler404 = error_pages.handler(404)
handler500 = error_pages.server_error
