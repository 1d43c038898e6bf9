"""URLs of the diary, the films and the statistics of members."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from .views import diary, film_lists, marking, year

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/welcome/", marking.welcome, name="welcome"),
    path("movies/<oid:id>/watched/", marking.set_watched, name="set-watched"),
    path("movies/<oid:id>/like/", marking.set_liked, name="set-liked"),
    path("diary/log/", marking.start_log, name="start-log"),
    path("diary/<oid:id>/delete/", marking.delete_entry, name="delete-entry"),
    path("members/<handle:handle>/diary/", diary.diary, name="diary"),
    path("members/<handle:handle>/diary/<number:year>/", diary.diary_year, name="diary-year"),
    path("members/<handle:handle>/diary/feed/", diary.diary_feed, name="diary-feed"),
    path("members/<handle:handle>/diary.csv", diary.diary_csv, name="diary-csv"),
    path("members/<handle:handle>/films/", film_lists.member_films, name="member-films"),
    path("members/<handle:handle>/likes/", film_lists.member_likes, name="member-likes"),
    path("members/<handle:handle>/watchlist/", film_lists.watchlist, name="watchlist"),
    path("members/<handle:handle>/year/<years:year>/", year.year, name="year"),
    path("members/<handle:handle>/year/<years:year>.png", year.year_png, name="year-png"),
]
