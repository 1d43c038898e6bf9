"""Accounts of other sites: files that belong together, and the columns of all years."""

import json
from typing import Any

import bson
import pytest

from importing.documents import row_to_doc
from importing.personal import trakt
from tests.support.exports import (
    DIARY,
    FILMS,
    HEAT,
    IMDB,
    REVIEWS,
    TEXT,
    row_of,
    rows_of,
    zipped,
)

ENTRIES = (
    f"{DIARY}\n2024-05-01,Ran,1985,e/a,,,,2024-05-01\n2024-05-01,Ran,1985,e/b,,,,2024-05-01\n"
    "2024-05-02,Ran,1985,e/c,,,,2024-05-02\n"
)
WORDS = (
    f"{REVIEWS}\n2024-05-01,Ran,1985,e/b,,,By address,,2024-05-01\n"
    "2024-05-02,Ran,1985,e/x,,,By day,,2024-05-02\n2024-05-03,Ran,1985,e/y,,,Undated,,\n"
)
GONE = f"{DIARY}\n{HEAT}\n"
ACCOUNT = {
    "export/diary.csv": TEXT, "export/deleted/diary.csv": GONE, "export/.DS_Store": b"x",
    "export/orphaned/diary.csv": GONE, "export/comments.csv": "Date,Content,Comment\n1,2,3",
    "export/likes/films.csv": f"{FILMS}\n2024-01-01,Ran,1985,u\n",
    "export/likes/reviews.csv": "Date,Content\n2024-01-01,u\n",
    "export/watchlist.csv": f"{FILMS}\n2024-01-02,M,1931,v\n", "export/backup/diary.csv": GONE,
    "export/profile.csv": "Date Joined,Username,Email Address\n2020-01-01,a,a@b.test\n",
    "__MACOSX/export/._diary.csv": b"\0\5\x16\7",
}  # fmt: skip
LATE, FILM = "2024-05-01T23:30:00.000Z", {"title": "Heat", "year": 1995, "ids": {"trakt": 5}}
ENTRY = {"rank": 1, "listed_at": LATE, "notes": None, "type": "movie", "movie": FILM}
LIST = {"name": "Mine", "description": "d", "privacy": "friends", "ids": {"trakt": 7}}


def test_a_review_joins_its_entry_by_address_or_else_by_film_and_day() -> None:
    rows = rows_of(zipped({"reviews.csv": WORDS, "diary.csv": ENTRIES}))
    keys = {row.uri: row.key for row in rows}
    assert keys["e/x"] == keys["e/c"]
    assert [row.key for row in rows if row.uri == "e/b"] == ["letterboxd:e/b"] * 2
    assert len(set(keys.values())) == 4


def test_an_account_is_read_below_one_folder_without_what_is_not_the_members() -> None:
    assert [(row.file, row.kind, row.title) for row in rows_of(zipped(ACCOUNT))] == [
        ("diary.csv", "entry", "Heat"), ("watchlist.csv", "wanted", "M"),
        ("likes/films.csv", "liked", "Ran"),
    ]  # fmt: skip


def test_two_viewings_on_a_day_stay_two_and_have_the_same_keys_again() -> None:
    text = "Title,Year,WatchedDate\nRan,1985,2024-05-01\nRan,1985,2024-05-01\n"
    keys = [row.key for row in rows_of(text)]
    assert len(set(keys)) == 2
    assert [row.key for row in rows_of(text, "other name.csv")] == keys


def test_a_list_has_its_heading_and_notes_of_several_lines() -> None:
    text = (
        "Letterboxd list export v7\r\nDate,Name,Tags,URL,Description\r\n"
        '2024-01-01,"Best, so far","a, b",https://boxd.it/list,"One\r\n\r\ntwo"\r\n\r\n'
        'Position,Name,Year,URL,Description\r\n1,Heat,1995,u,"Still\r\n\r\ngood"\r\n2,Ran,1985,v,\r\n'
    )
    heading, heat, ran = rows_of(text, "best.csv")
    assert (heading.kind, heading.number, heading.list_name) == ("list", 0, "Best, so far")
    assert (heading.description, heading.tags) == ("One\n\ntwo", ("a", "b"))
    assert (heat.number, heat.position, heat.note) == (1, 1, "Still\n\ngood")
    assert {heading.list_key, heat.list_key, ran.list_key} == {"https://boxd.it/list"}


def test_a_list_that_a_spreadsheet_saved_keeps_its_heading() -> None:
    text = (
        "Letterboxd list export v7;;;;\r\nDate;Name;Tags;URL;Description\r\n"
        '13/05/2024;Best;a, b;https://boxd.it/list;"One\r\n\r\ntwo"\r\n;;;;\r\n'
        "Position;Name;Year;URL;Description\r\n1;Heat;1995;u;\r\n"
    )
    heading, heat = rows_of(text.encode("utf-8-sig"), "best.csv")
    assert (heading.list_name, heading.description) == ("Best", "One\n\ntwo")
    assert (heat.number, heat.title, heat.list_key) == (1, "Heat", heading.list_key)


def test_a_file_of_films_that_could_be_anything_is_not_taken_for_watched() -> None:
    text = f"{FILMS}\n2024-01-01,Ran,1985,u\n"
    assert [
        row_of(text, name).kind for name in ("Watched.csv", "my-watchlist (1).csv", "films.csv")
    ] == [*("watched", "wanted", "liked")]
    assert "watched.csv" in row_of(text, "data.csv").skip_reason


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"{IMDB}\ntt0113277,9,2020-01-02,Heat,u,Movie,1995,Mann\n", ["rating"]),
        ('"position","const","created","description","Title","Title type","You rated","Year"\n'
         '"1","tt0113277","Mon Jan  1 00:00:00 2012","","Heat","Feature Film","9","1995"\n',
         ["rating"]),
        ("Const,Your Rating,Date Added,Title,Title Type,Year\n"
         "tt0113277,9,2020-01-02,Heat,movie,1995\n", ["rating"]),
        ("Position,Const,Created,Modified,Description,Title,URL,Title Type,Year,Your Rating\n"
         "1,tt0113277,2020-01-02,,tea,Heat,u,Movie,1995,9\n", ["list", "list-entry"]),
    ],
)  # fmt: skip
def test_imdbs_columns_of_all_years_are_known(text: str, kinds: list[str]) -> None:
    rows = rows_of(text, "Highest rating.csv")
    assert [row.kind for row in rows] == kinds
    assert (rows[-1].imdb_id, rows[-1].rating, rows[-1].day) == (113277, 90, None)


@pytest.mark.parametrize(
    "kind",
    ["TV Series", "tvEpisode", "TV Mini Series", "Video Game", "Fernsehserie", "Podcast Episode"],
)
def test_series_episodes_and_games_are_skipped_with_the_reason(kind: str) -> None:
    assert row_of(f"{IMDB}\ntt1,8,2020-01-02,Heat,u,{kind},1995,\n").skip_reason
    assert not row_of(f"{IMDB}\ntt1,8,2020-01-02,Heat,u,TV Movie,1995,\n").skip_reason


def test_movielens_titles_get_their_article_and_year_back() -> None:
    text = (
        "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n"
        '1,0041959,1092,4.5,4,"Third Man, The (1949)"\n'
    )
    row = row_of(text)
    assert (row.title, row.year, row.imdb_id, row.rating) == ("Third Man, The", 1949, 41959, 90)
    assert row.other_titles == ("The Third Man",)


def days_and_skips(text: str, **options: Any) -> list[tuple[str | None, bool]]:
    return [(row.day, bool(row.skip_reason)) for row in rows_of(text, **options)]


def test_netflixs_days_are_inferred_from_the_file_and_episodes_skipped() -> None:
    text = (
        'Title,Date\nHeat,"5/1/24"\n"Alien: Romulus","5/13/24"\n"Dark: Season 1: Secrets",5/2/24\n'
    )
    days = ["2024-05-01", "2024-05-13", "2024-05-02"]
    assert days_and_skips(text) == list(zip(days, [False, False, True], strict=True))
    german = 'Titel,Datum\n"Heat","01.05.24"\n"Dark: Staffel 1: Lügen","02.05.24"\n'
    assert days_and_skips(german) == [("2024-05-01", False), ("2024-05-02", True)]


def test_netflixs_plays_have_the_members_day_and_trailers_are_skipped() -> None:
    text = (
        "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Country\n"
        "A,2024-05-01 23:30:00,01:00:00,,Heat,,BE\n"
        "A,2024-05-01 23:30:00,00:01:00,,Heat,TRAILER,BE\n"
    )
    played = days_and_skips(text, zone="Europe/Brussels")
    assert played == [("2024-05-02", False), ("2024-05-02", True)]


def a_play(number: int, at: str | None, **fields: Any) -> dict[str, Any]:
    return {"id": number, "watched_at": at, "action": "watch", "movie": FILM, **fields}


def test_trakts_plays_have_the_members_day_and_doubles_are_skipped() -> None:
    times = ("2024-05-01T23:30:40.000Z", LATE, None, "1970-01-01T00:00:00.000Z", LATE)
    plays = [a_play(number, at) for number, at in enumerate((*times, "2020-01-01T10:00:00.000Z"))]
    plays.append({"id": 6, "watched_at": LATE, "type": "episode", "show": {"title": "X"}})
    rows = rows_of(json.dumps(plays), "watched-history.json", zone="Europe/Brussels")
    assert [row.day for row in rows[:4]] == ["2024-05-02", "2024-05-02", None, None]
    assert [n for n, row in enumerate(rows) if row.skip_reason] == [0, 4, 6]
    assert [row.rewatch for row in rows if not row.skip_reason] == [True, False, False, False]
    assert [row.key for row in rows if not row.skip_reason][:2] == ["trakt:1", "trakt:2"]


def test_a_rating_below_one_percent_is_the_lowest() -> None:
    rated = {"rated_at": LATE, "rating": 0.04, "type": "movie", "movie": FILM}
    assert row_of(json.dumps([rated]), "ratings.json").rating == 1


TRAKT: dict[str, list[Any]] = {
    "lists-list-7-mine": [ENTRY], "lists-lists": [LIST], "lists-watchlist": [ENTRY],
    "lists-favorites": [ENTRY], "watched-history-10": [a_play(10, None)], "_errors": [],
    "watched-history-2": [a_play(2, None)], "collection-movies": [],
    "comments-movies": [{"type": "movie", "movie": FILM, "comment": {"comment": "Good."}}],
    "user-settings": [{"account": {"timezone": "Europe/Brussels"}}],
}  # fmt: skip


def test_trakts_files_are_read_in_order_and_private_lists_stay_private() -> None:
    files: dict[str, str | bytes] = {f"{n}.json": json.dumps(i) for n, i in TRAKT.items()}
    rows = rows_of(zipped({**files, "broken.json": '[{"id": 1, "watched_at": '}), "trakt.zip")
    assert [row.play_id for row in rows if row.kind == "entry"] == ["2", "10"]
    assert [(r.kind, r.list_name, r.privacy) for r in rows if r.kind.startswith("list")] == [
        ("list", "Mine", "private"), ("list-entry", "Mine", ""),
    ]  # fmt: skip
    assert {"wanted", "liked"} <= {row.kind for row in rows}
    assert {row.added for row in rows if row.kind == "wanted"} == {"2024-05-02"}
    assert [row.text for row in rows if row.kind == "review"] == ["Good."]


AWKWARD = {
    "surrogate": '"\\ud800"', "zero": '"a\\u0000"', "long": f'"{"x" * 9000}"',
}  # fmt: skip


def an_awkward_account(awkward: str) -> bytes:
    """Return an export that has a value, as JSON, in place of each text and number."""
    ids = dict.fromkeys(("trakt", "imdb", "tmdb"), "?")
    film, others = {"title": "?", "year": "?", "ids": ids}, {"id": "?", "notes": "?", "rank": "?"}
    items: dict[str, Any] = {f"lists-7-{mark}.json": {mark: "?", **others} for mark in trakt.MARKS}
    items["comments.json"] = {"comment": dict.fromkeys(("comment", "created_at", "spoiler"), "?")}
    items = {name: [{**i, "movie": m} for m in (FILM, film)] for name, i in items.items()}
    items["lists.json"] = [{**dict.fromkeys(LIST, "?"), "ids": {"trakt": 7}}]
    items |= {"user-settings.json": [{"account": {"timezone": "?"}}]}
    return zipped({name: json.dumps(i).replace('"?"', awkward) for name, i in items.items()})


@pytest.mark.parametrize("awkward", AWKWARD.values(), ids=AWKWARD)
def test_any_value_of_an_account_can_be_stored_within_bounds(
    awkward: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(trakt, "MAX_CELL", 1000, raising=False)
    docs = [row_to_doc(row) for row in rows_of(an_awkward_account(awkward))]
    assert len(docs) == 2 * len(trakt.MARKS) + 3
    assert max(len(bson.encode(doc)) for doc in docs) < 4000
    assert "\\x00" not in repr(docs)
