"""URLs of lists. Writing their words is in `moderation`, which may hold them."""

from django.urls import path

from .views import films, pages, sharing

urlpatterns = [
    path("lists/", pages.lists, name="lists"),
    path("lists/<oid:id>/", pages.film_list, name="film-list"),
    path("lists/<oid:id>/<token:link>/", pages.list_by_link, name="list-by-link"),
    path("lists/<oid:id>/delete/", sharing.delete_list, name="delete-list"),
    path("lists/<oid:id>/restore/", sharing.restore_list, name="restore-list"),
    path("lists/<oid:id>/clone/", sharing.clone_list, name="clone-list"),
    path("lists/<oid:id>/link/", sharing.renew_list_link, name="renew-list-link"),
    path("lists/<oid:id>/editors/", sharing.list_editors, name="list-editors"),
    path("lists/<oid:id>/editors/accept/", sharing.accept_invitation, name="accept-invitation"),
    path(
        "lists/<oid:id>/editors/<oid:editor>/remove/", sharing.remove_editor, name="remove-editor"
    ),
    path("lists/<oid:id>/films/", films.add_to_list, name="add-to-list"),
    path("lists/<oid:id>/paste/", films.paste_titles, name="paste-titles"),
    path("movies/<oid:id>/lists/", films.film_lists, name="film-lists"),
    path("members/<handle:handle>/lists/", pages.member_lists, name="member-lists"),
    path("members/<handle:handle>/lists/feed/", pages.lists_feed, name="lists-feed"),
    path("sitemap-lists.xml", pages.sitemap_of_lists, name="sitemap-of-lists"),
]
