"""Invented films could exist: their parts agree, and there are enough of them."""

import random
import re
from typing import Any

from seeding.data_files import catalogue_films, load_toml
from seeding.films import invent_film, invent_people, seeded_films

KEYS = [
    *("title", "year", "directors", "writers", "cast", "genres", "countries", "languages"),
    *("runtime", "rated", "plot"),
]
GENRES = {genre for film in catalogue_films() for genre in film["genres"]}


def films(number: int = 5_000, seed: int = 1) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    people = invent_people(rng, 5_000)
    return [invent_film(rng, people) for _ in range(number)]


def test_the_same_seed_makes_the_same_films() -> None:
    assert films(200) == films(200)
    assert films(200) != films(200, seed=2)


def test_every_film_has_the_fields_of_the_catalogue() -> None:
    assert all(list(film) == KEYS for film in films(200))


def test_titles_hardly_repeat() -> None:
    assert len({film["title"] for film in films(20_000)}) > 12_000


def test_years_lie_in_range_and_most_are_recent() -> None:
    years = [film["year"] for film in films()]
    assert min(years) >= 1903 and max(years) <= 2024
    assert sum(year >= 1970 for year in years) > len(years) / 2


def test_genres_are_known_and_not_repeated() -> None:
    for film in films():
        assert film["genres"] and set(film["genres"]) <= GENRES
        assert len(set(film["genres"])) == len(film["genres"])


def test_countries_agree_with_languages() -> None:
    origins = load_toml("films/origins", "origins")
    spoken = {origin["country"]: set(origin["languages"]) for origin in origins}
    assert all(set(film["languages"]) <= spoken[film["countries"][0]] for film in films())


def test_four_different_people_play_and_somebody_directs_and_writes() -> None:
    for film in films():
        assert len(set(film["cast"])) == 4
        assert film["directors"] and film["writers"]


def test_shorts_are_short_and_features_are_not() -> None:
    assert all(("Short" in film["genres"]) == (film["runtime"] < 60) for film in films())


def test_film_noir_and_ratings_belong_to_their_time() -> None:
    for film in films():
        assert "Film-Noir" not in film["genres"] or 1940 <= film["year"] < 1960
        assert film["rated"] != "PG-13" or film["year"] >= 1984
        assert film["rated"] != "APPROVED" or film["year"] < 1968


def test_titles_and_plots_are_whole() -> None:
    for film in films():
        assert not re.search(r"[{}%]|  | \.|,,", film["title"] + film["plot"])
        assert film["plot"].endswith(".") and film["plot"][0].isupper()


def test_a_few_people_work_often() -> None:
    seen: dict[str, int] = {}
    for film in films():
        seen[film["directors"][0]] = seen.get(film["directors"][0], 0) + 1
    assert max(seen.values()) > 10 and len(seen) > 300


def test_a_film_that_is_added_is_newer_than_all_seeded_ones() -> None:
    for film in seeded_films(300, 1):
        assert 2016 <= film["_id"].generation_time.year < 2024
