"""Untidy films: each is read, and each has a page."""

import math
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from bson import DatetimeMS, Decimal128, Int64, ObjectId, json_util
from bson.codec_options import DatetimeConversion
from django.conf import settings

from mflix_site.mongo import collections as mongo
from movies.documents import (
    Movie,
    MovieCard,
    read_count,
    read_names,
    read_number,
    read_text,
    read_year,
    strip_credit_note,
)
from movies.tally_check import TallyDrift
from tests.support.browsing import Browser
from tests.support.catalogue import insert_raw
from tests.support.factories import a_film
from tests.support.sampling import sampled
from tests.support.stored_state import filled_once

# A quick run looks at one real film of so many.
SAMPLE_STEP = 23
REAL = Path(settings.BASE_DIR).parent / "shared/data/sample_mflix/movies.json"
TALLY = {"sum": 0, "count": 0, "histogram": [0] * 10}
MARKUP = "<script>alert(1)</script><b>&amp;"


@pytest.mark.parametrize(
    ("stored", "year"),
    [
        (1981, 1981), (1981.0, 1981), ("1981", 1981), ("1981è", 1981), ("1981-1983", 1981),
        (" 1981 ", 1981), (Int64(1981), 1981), (None, None), (True, None), ([], None), ({}, None),
        ("abcd", None), ("", None), (0, None), (-1981, None), (19811, None), ("12345", None),
        (math.nan, None), (math.inf, None), (10**15, None), ("è1981", None),
    ],
)  # fmt: skip
def test_a_year_is_found_in_whatever_is_stored(stored: Any, year: int | None) -> None:
    assert read_year(stored) == year


@pytest.mark.parametrize(
    ("stored", "number"),
    [
        (7, 7.0), (7.5, 7.5), ("7.5", 7.5), ("", None), (None, None), (True, None), ([], None),
        ("x", None), (math.inf, None), (math.nan, None), ("nan", None), (10**400, None),
    ],
)  # fmt: skip
def test_a_number_is_a_number_and_nothing_else(stored: Any, number: float | None) -> None:
    assert read_number(stored) == number


@pytest.mark.parametrize(
    ("stored", "whole"), [(104.9, 104), ("104 min", None), (-3, None), ("", None)]
)
def test_a_whole_number_is_not_negative(stored: Any, whole: int | None) -> None:
    assert read_count(stored) == whole


@pytest.mark.parametrize(
    ("stored", "names"),
    [
        (None, ()), ("Orson Welles", ("Orson Welles",)), ([], ()), (["", " ", None, 5, {}], ()),
        (["A", " A ", "B\n C", "A"], ("A", "B C")), ({"name": "A"}, ()), ([["A"]], ()),
        (["A\x00B"], ("AB",)), ("", ()),
    ],
)  # fmt: skip
def test_names_are_read_from_lists_texts_and_nothing(stored: Any, names: tuple[str, ...]) -> None:
    assert read_names(stored) == names


def test_a_credit_names_its_person() -> None:
    assert strip_credit_note("Anita Loos (titles) (story)") == "Anita Loos"
    assert strip_credit_note("(anonymous)") == ""


@pytest.mark.parametrize("stored", [None, 5, [], {}, ObjectId(), b"x", "", " ", "\x00\u200b\ufeff"])
def test_what_is_no_text_is_empty_and_a_film_without_a_title_is_untitled(stored: Any) -> None:
    assert read_text(stored) == ""
    title = "5" if stored == 5 else "Untitled"  # there are films called "300" and "1917"
    assert MovieCard.from_doc({"_id": 1, "title": stored}).title == title


def test_an_empty_document_is_a_film() -> None:
    film = Movie.from_doc({"_id": ObjectId()})
    assert (film.title, film.card.year, film.card.rating, film.cast) == ("Untitled", None, None, ())


@pytest.mark.parametrize("stored", ["", 0, None, "N/A", 11, -1, 10.4, {}, [], True])
def test_an_odd_rating_from_outside_is_none(stored: Any) -> None:
    film = Movie.from_doc({"_id": 1, "imdb": {"rating": stored, "votes": ""}})
    assert (film.card.rating, film.external_ratings) == (None, ())


@pytest.mark.parametrize(
    "tally", [None, [], "x", {"sum": "x"}, {"histogram": [1]}, {"count": -4, "sum": None}]
)
def test_an_odd_tally_counts_nothing(tally: Any) -> None:
    film = Movie.from_doc({"_id": 1, "rating": tally})
    assert (film.tally.count, film.tally.average, film.tally.histogram) == (0, None, (0,) * 10)


def test_corrections_name_films_as_pages_do() -> None:
    assert str(TallyDrift({"title": 1917}, {})).startswith("1917 (")


ODD: dict[str, dict[str, Any]] = {
    "nothing at all": {},
    "text year": {"title": "T", "year": "1981è"},
    "list year": {"title": "T", "year": [1981]},
    "long title": {"title": "Many " * 40},
    "one long word": {"title": "x" * 5000},
    "markup": {"title": MARKUP, "plot": MARKUP, "cast": [MARKUP], "genres": [MARKUP]},
    "NUL": {"title": "A\x00B", "plot": "\x00", "directors": ["\x00", "C\x00D"]},
    "cast a text": {"cast": "Somebody", "directors": "Somebody", "writers": "Somebody"},
    "blanks": {"cast": ["", None, " ", 3], "genres": [None, ""], "countries": [[]], "languages": 3},
    "names with slashes": {"directors": ["A/B", "..", ".", "%2F", "?x#y", "50% \"of\" 'it'"]},
    "a name of marks": {"directors": ["???"], "cast": ["\u0301"], "writers": ["(x)"]},
    "a very long name": {"directors": ["N" * 900], "cast": ["é" * 300]},
    "runtime text": {"runtime": "104 min", "rated": 5, "metacritic": "high"},
    "runtime huge": {"runtime": 2**62, "metacritic": 1e300, "num_mflix_comments": "many"},
    "runtime negative": {"runtime": -5, "metacritic": -1, "num_mflix_comments": -7},
    "nested where flat": {"title": {"en": "T"}, "plot": ["p"], "poster": {"url": 1}, "imdb": []},
    "imdb text": {"imdb": "8.1", "tomatoes": "fresh", "awards": "1 win", "rating": 8},
    "empty tomatoes": {"tomatoes": {"critic": {"meter": ""}, "viewer": None}, "awards": {}},
    "poster odd": {"poster": "javascript:alert(1)", "title": "T"},
    "poster broken": {"poster": "http://[::1/x", "title": "T"},
    "a date long ago": {"released": datetime(1, 1, 1, tzinfo=UTC)},
    "a date past 9999": {"released": DatetimeMS(2**60), "lastupdated": DatetimeMS(-(2**60))},
    "a date as text": {"released": "1950-01-01", "year": DatetimeMS(0)},
    "decimals": {"year": Decimal128("1981"), "runtime": Decimal128("NaN"), "imdb": {"rating": 8}},
    "not a number": {"imdb": {"rating": math.nan, "votes": math.inf}, "runtime": math.nan},
    "right to left": {"title": "\u202egnp.exe", "plot": "שלום"},
    "marks upon marks": {"title": "Z" + "\u0301" * 300},
}


@pytest.mark.parametrize("odd", sampled(ODD, 3))
def test_an_odd_film_has_a_page_and_is_in_every_list(visitor: Browser, odd: str) -> None:
    film = insert_raw(**ODD[odd])
    page = visitor.get(f"/movies/{film}/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    for path in (
        "/",
        "/movies/",
        "/movies/?sort=oldest",
        "/movies/?year_min=1900",
        "/suggest/?q=ma",
    ):
        assert visitor.get(path).status_code == 200


def test_every_name_of_an_odd_film_that_is_a_link_leads_to_a_page(visitor: Browser) -> None:
    page = visitor.text(f"/movies/{a_film(**ODD['names with slashes'])}/")
    links = [unescape(link) for link in re.findall(r'href="(/people/[^"]*)"', page)]
    assert len(links) >= len(ODD["names with slashes"]["directors"])
    for link in links:
        assert visitor.get(link).status_code == 200, link


@filled_once
def real() -> list[ObjectId]:
    """Insert the real films as exported, each year, date and rating untidy; return their ids."""
    if not REAL.exists():
        pytest.skip(f"NOT TESTED: the real films are not at {REAL}")
    options = json_util.JSONOptions(
        tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO
    )
    text = REAL.read_text("utf-8").strip()
    lines = f"[{','.join(text.splitlines())}]"
    films = json_util.loads(text if text.startswith("[") else lines, json_options=options)
    mongo.movies().insert_many(films)
    return [film["_id"] for film in films]


@pytest.mark.parametrize("quarter", range(4))
def test_every_real_film_has_a_page_without_adoption(
    real: Any, visitor: Browser, quarter: int, exhaustive: bool
) -> None:
    mine = real[quarter::4]
    assert (len(real), len(mine)) == (1000, 250)
    chosen = mine if exhaustive else mine[::SAMPLE_STEP]
    assert [i for i in chosen if visitor.get(f"/movies/{i}/").status_code != 200] == []


def test_every_page_of_the_real_films_can_be_browsed(real: Any, visitor: Browser) -> None:
    for sort in ("popular", "newest", "oldest", "title", "rating", "discussed"):
        for page in (1, 2, 17, 34):
            answer = visitor.get("/movies/", {"sort": sort, "page": page})
            assert answer.status_code == 200
