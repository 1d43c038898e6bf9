"""URLs of version 1: one alone ends in a slash."""

from django.urls import path, re_path

from api.responses import endpoint

from .views import comments, films, members

COMMENT = endpoint(
    POST=comments.post_comment, PUT=comments.edit_comment, DELETE=comments.delete_comment
)

urlpatterns = [
    path("movies/", endpoint(GET=films.front_page), name="v1-films"),
    path("movies/search", endpoint(GET=films.search), name="v1-search"),
    path("movies/facet-search", endpoint(GET=films.facet_search), name="v1-facet-search"),
    path("movies/countries", endpoint(GET=films.countries), name="v1-countries"),
    path("movies/config-options", endpoint(GET=films.config_options), name="v1-config-options"),
    path("movies/comment", COMMENT, name="v1-comment"),
    path("movies/id/<oid:id>", endpoint(GET=films.film), name="v1-film"),
    re_path("^movies/id/", endpoint(GET=films.unknown_film), name="v1-unknown-film"),
    path("user/register", endpoint(POST=members.register), name="v1-register"),
    path("user/login", endpoint(POST=members.log_in), name="v1-log-in"),
    path("user/logout", endpoint(POST=members.log_out), name="v1-log-out"),
    path(
        "user/update-preferences",
        endpoint(PUT=members.update_preferences),
        name="v1-update-preferences",
    ),
    path("user/delete", endpoint(DELETE=members.delete_account), name="v1-delete-account"),
    path("user/admin", endpoint(GET=members.admin), name="v1-admin"),
    path("user/comment-report", endpoint(GET=members.comment_report), name="v1-comment-report"),
]
