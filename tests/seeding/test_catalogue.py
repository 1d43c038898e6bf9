"""The shipped catalogue is complete, varied and in the shape that the import expects."""

from collections import Counter
from typing import Any

from seeding.data_files import catalogue_films as films
from seeding.data_files import famous_films

# fmt: off
GENRES = {
    "Drama", "Romance", "Comedy", "Musical", "Crime", "War", "Adventure", "Film-Noir",
    "Family", "Biography", "Thriller", "History", "Action", "Fantasy", "Western", "Animation",
    "Music", "Horror", "Mystery", "Documentary", "Short", "Sci-Fi", "Sport",
}
# fmt: on
TYPES = {"title": str, "plot": str, "year": int, "runtime": int}
LISTS = {"directors", "writers", "cast", "genres", "countries", "languages"}
RAIMI = {
    *("It's Murder!", "The Evil Dead", "Crimewave", "Evil Dead II", "Darkman", "Army of Darkness"),
    *("The Quick and the Dead", "A Simple Plan", "For Love of the Game", "The Gift", "Spider-Man"),
    *("Spider-Man 2", "Spider-Man 3", "Drag Me to Hell", "Oz the Great and Powerful"),
    "Doctor Strange in the Multiverse of Madness",
}


def test_there_are_enough_films_to_browse() -> None:
    assert len(films()) >= 250


def test_every_decade_since_1900_has_a_film() -> None:
    assert {film["year"] // 10 * 10 for film in films()} == set(range(1900, 2030, 10))


def test_the_films_come_from_many_countries() -> None:
    assert len({country for film in films() for country in film["countries"]}) >= 25


def test_every_film_has_exactly_the_promised_keys() -> None:
    promised = TYPES.keys() | LISTS
    assert [film["title"] for film in films() if film.keys() - {"rated"} != promised] == []


def test_every_value_has_the_promised_type() -> None:
    for film in films():
        for key, kind in TYPES.items():
            assert type(film[key]) is kind, (film["title"], key)
        for key in LISTS:
            assert all(type(entry) is str and entry for entry in film[key]), (film["title"], key)
        assert type(film.get("rated", "")) is str, film["title"]


def test_no_list_is_too_long_or_empty_without_reason() -> None:
    longest = {"directors": 4, "writers": 4, "cast": 6, "genres": 4}
    for film in films():
        assert all(len(film[key]) <= most for key, most in longest.items()), film["title"]
        wordless = {"cast", "languages"} if "Animation" in film["genres"] else set()
        assert {key for key in LISTS if not film[key]} <= wordless, film["title"]


def test_no_list_names_anything_twice() -> None:
    repeated = [
        (film["title"], key)
        for film in films()
        for key in LISTS
        if len(set(film[key])) < len(film[key])
    ]
    assert repeated == []


def test_only_genres_of_the_known_vocabulary_are_used() -> None:
    assert {genre for film in films() for genre in film["genres"]} == GENRES


def test_no_film_is_listed_twice() -> None:
    assert [film for film, times in Counter(map(_identity, films())).items() if times > 1] == []


def test_films_are_sorted_by_year_and_title() -> None:
    listed = [(film["year"], film["title"]) for film in films()]
    assert listed == sorted(listed)


def test_every_plot_is_one_line_of_its_own() -> None:
    plots = [film["plot"] for film in films()]
    assert all(40 <= len(plot) <= 200 and "\n" not in plot for plot in plots)
    assert len(set(plots)) == len(plots)


def test_every_film_that_sam_raimi_directed_is_there() -> None:
    directed = {film["title"] for film in films() if "Sam Raimi" in film["directors"]}
    assert directed >= RAIMI


def test_changing_a_film_leaves_the_catalogue_alone() -> None:
    films()[0]["_id"] = "written by the driver"
    assert "_id" not in films()[0]


def _identity(film: dict[str, Any]) -> tuple[str, int]:
    return film["title"], film["year"]


def test_famous_films_are_films_of_the_catalogue() -> None:
    assert famous_films() <= {f"{film['title']} ({film['year']})" for film in films()}
    assert len(famous_films()) > 100
