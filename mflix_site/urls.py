"""All addresses of the site."""

from django.urls import include, path, register_converter

from .web import converters, error_pages, health

register_converter(converters.ObjectIdConverter, "oid")
register_converter(converters.NameConverter, "name")
register_converter(converters.NumberConverter, "number")
register_converter(converters.HandleConverter, "handle")
register_converter(converters.TokenConverter, "token")
register_converter(converters.DigestConverter, "digest")

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

handler400 = error_pages.bad_request
handler403 = error_pages.permission_denied
handler404 = error_pages.page_not_found
handler500 = error_pages.server_error
