"""URLs of administration."""

from django.urls import include, path

from .views import dashboard, films, members

pages = [
    path("", dashboard.dashboard, name="dashboard"),
    path("members/", members.members, name="members"),
    path("members/<handle:handle>/", members.member_record, name="member-record"),
    path("members/<handle:handle>/role/", members.set_role, name="set-role"),
    path("members/<handle:handle>/sessions/", members.end_sessions, name="end-sessions"),
    path("films/", films.catalogue, name="catalogue"),
    path("films/add/", films.add_film, name="add-film"),
    path("films/<oid:id>/edit/", films.edit_film, name="edit-film"),
    path("films/<oid:id>/history/", films.film_history, name="film-history"),
    path("films/<oid:id>/revert/", films.revert_film, name="revert-film"),
    path("films/<oid:id>/merge/", films.pick_film, name="pick-film"),
    path("films/<oid:id>/merge/<oid:into>/", films.merge_films, name="merge-films"),
    path("films/<oid:id>/delete/", films.delete_film, name="delete-film"),
    path("promotions/", members.promotions, name="promotions"),
    path("promotions/start/", members.start_trial, name="start-trial"),
    path("promotions/end/", members.end_trials, name="end-trials"),
]
urlpatterns = [path("administration/", include(pages))]
