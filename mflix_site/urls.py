"""All addresses of the site."""

from django.urls import include, path

from .web import error_pages, requests, site_files

requests.register_converters()
# The API first: one prefix tells it from all pages.
APPS = "api posters movies reviews accounts diary lists moderation administration importing"

urlpatterns = [
    *(path("", include(f"{app}.urls")) for app in APPS.split()),
    path("robots.txt", site_files.robots_txt, name="robots"),
    path("site.webmanifest", site_files.web_manifest, name="manifest"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("healthz", site_files.healthz, name="healthz"),
    path("readyz", site_files.readyz, name="readyz"),
]

handler400 = error_pages.handler(400)
handler403 = error_pages.handler(403)
handler404 = error_pages.handler(404)
handler500 = error_pages.server_error
