"""Browsing: filters, sorts and pages, each as the URL says."""

import random
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
from bson import ObjectId

from movies.facets import facets_for
from movies.selection import GROUPS, Selection
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.catalogue import a_selection, films_on, means, titles, values_of
from tests.support.factories import a_film, a_review
from tests.support.sampling import Rounds

ALL = {"Alpha", "Beta", "Gamma", "Délta’s Day"}


# Four films, known by their titles, that differ in everything a filter asks for.
FOUR: list[dict[str, Any]] = [
    {
        "title": "Alpha", "year": 1950, "genres": ["Drama", "War"], "countries": ["France"],
        "languages": ["French"], "rated": "PG", "runtime": 80, "directors": ["Agnès Varda"],
        "imdb": {"rating": 9.0}, "num_mflix_comments": 1,
    },
    {
        "title": "Beta", "year": 1960, "genres": ["Drama"], "countries": ["USA"],
        "languages": ["English"], "rated": "R", "runtime": 100, "cast": ["Bob O'Neil"],
        "imdb": {"rating": 5.0}, "num_mflix_comments": 9,
    },
    {
        "title": "Gamma", "year": 1970, "genres": ["Comedy"], "countries": ["France", "Italy"],
        "languages": ["Italian"], "rated": "R", "runtime": 120,
        "imdb": {"rating": 7.0}, "num_mflix_comments": 5,
    },
    {
        "title": "Délta’s Day", "year": None, "genres": ["Western"], "countries": ["UK"],
        "languages": ["English"], "rated": None, "runtime": None, "imdb": {"rating": ""},
    },
]  # fmt: skip


@pytest.fixture
def four(database: Any) -> None:
    for facts in FOUR:
        a_film(**facts)


def shown(browser: Browser, **query: Any) -> list[str]:
    return titles(films_on(browser.text(f"/movies/?{urlencode(query, doseq=True)}")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ALL),
        ({"genre": "Drama"}, {"Alpha", "Beta"}),
        ({"genre": ["War", "Comedy"]}, {"Alpha", "Gamma"}),
        ({"country": "France"}, {"Alpha", "Gamma"}),
        ({"language": "English"}, {"Beta", "Délta’s Day"}),
        ({"rated": "R"}, {"Beta", "Gamma"}),
        ({"rated": ["R", "PG"]}, {"Alpha", "Beta", "Gamma"}),
        ({"year_min": 1960}, {"Beta", "Gamma"}),
        ({"year_max": 1960}, {"Alpha", "Beta"}),
        ({"year_min": 1951, "year_max": 1969}, {"Beta"}),
        ({"runtime_min": 100}, {"Beta", "Gamma"}),
        ({"runtime_max": 100}, {"Alpha", "Beta"}),
        ({"rating_min": 70}, {"Alpha", "Gamma"}),
        ({"person": "agnes varda"}, {"Alpha"}),
        ({"person": "Bob O'Neil"}, {"Beta"}),
        ({"q": "gamma"}, {"Gamma"}),
        ({"genre": "Drama", "country": "France"}, {"Alpha"}),
        ({"genre": ["Drama", "Comedy"], "rated": "R"}, {"Beta", "Gamma"}),
        ({"genre": "Drama", "country": "France", "rated": "R"}, set()),
        ({"q": "drama", "year_min": 1955}, {"Beta"}),
        ({"not_genre": "Drama"}, {"Gamma", "Délta’s Day"}),
        ({"not_rated": ["R", "PG"]}, {"Délta’s Day"}),
        ({"not_country": "France", "not_language": "Italian"}, {"Beta", "Délta’s Day"}),
        ({"genre": "Drama", "not_genre": "War"}, {"Beta"}),
        ({"genre": "War", "not_genre": "War"}, set()),
        ({"not_genre": "Nothing such"}, ALL),
        ({"country": "France", "runtime_min": 90, "rating_min": 60, "rated": "R"}, {"Gamma"}),
    ],
)  # fmt: skip
def test_a_choice_is_or_within_a_group_and_and_between_groups(
    four: None, visitor: Browser, query: dict[str, Any], expected: set[str]
) -> None:
    assert set(shown(visitor, **query)) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["Gamma", "Beta", "Alpha"]),
        ("oldest", ["Alpha", "Beta", "Gamma"]),
        ("title", ["Alpha", "Beta", "Gamma"]),
        ("discussed", ["Beta", "Gamma", "Alpha"]),
        ("popular", ["Beta", "Gamma", "Alpha"]),
    ],
)
def test_a_sort_orders_the_films(
    four: None, visitor: Browser, sort: str, expected: list[str]
) -> None:
    assert shown(visitor, sort=sort, year_min=1900) == expected


def test_the_highest_rated_come_first(alice: Any, visitor: Browser) -> None:
    for title, rating in (("Middling", 6.0), ("Best", 9.5), ("Worst", 2.0)):
        a_film(title=title, imdb={"rating": rating, "votes": 50_000})
    assert shown(visitor, sort="rating") == ["Best", "Middling", "Worst"]


@pytest.mark.parametrize(
    ("sort", "first_is_newest_id"),
    [("newest", True), ("title", True), ("rating", True), ("popular", True), ("discussed", True),
     ("oldest", False)],
)  # fmt: skip
def test_films_alike_are_ordered_by_id_and_no_page_repeats_one(
    visitor: Browser, seventy_alike: list[str], sort: str, first_is_newest_id: bool
) -> None:
    ids = sorted(seventy_alike, reverse=first_is_newest_id)
    pages = [films_on(visitor.text(f"/movies/?sort={sort}&page={n}")) for n in (1, 2, 3)]
    assert [i for page in pages for i in page] == ids


@pytest.mark.parametrize(
    ("page", "meant"),
    [("0", 1), ("-1", 1), ("abc", 1), ("", 1), ("1.5", 1), ("²", 1), ("2", 2), ("99", 3)],
)
def test_an_odd_page_number_is_the_nearest_page(
    visitor: Browser, seventy_alike: list[str], page: str, meant: int
) -> None:
    answer = visitor.get("/movies/", {"page": page})
    assert answer.status_code == 200
    assert films_on(answer.content.decode()) == films_on(visitor.text(f"/movies/?page={meant}"))


@pytest.mark.parametrize("page", [10**30, "9" * 5000, "٣", "\x00", "1e9"])
def test_a_huge_or_foreign_page_number_is_answered(
    four: None, visitor: Browser, page: object
) -> None:
    assert len(shown(visitor, page=page)) == 4


@pytest.mark.parametrize(
    "wrong",
    [{"year_min": "soon"}, {"year_max": "99999"}, {"runtime_min": "-5"}, {"rating_min": "101"},
     {"runtime_max": "1" * 40}, {"year_min": "1960.5"}],
)  # fmt: skip
def test_a_wrong_number_is_said_to_be_and_the_rest_still_filters(
    four: None, visitor: Browser, wrong: dict[str, str]
) -> None:
    answer = visitor.get("/movies/", {"genre": "Drama", **wrong})
    assert answer.status_code == 200
    assert set(titles(films_on(answer.content.decode()))) == {"Alpha", "Beta"}
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_range_that_ends_before_it_begins_is_said_to(four: None, visitor: Browser) -> None:
    page = visitor.text("/movies/?year_min=1970&year_max=1950")
    assert "Choose an end that isn" in page
    assert titles(films_on(page)) == ["Gamma"]


def test_an_unknown_sort_is_the_usual_one(four: None, visitor: Browser) -> None:
    assert shown(visitor, sort="best") == shown(visitor)


@pytest.mark.parametrize("name", ["genre", "country", "language", "rated", "person"])
def test_an_operator_as_a_value_is_only_a_word(four: None, visitor: Browser, name: str) -> None:
    assert shown(visitor, **{name: '{"$ne": null}'}) == []
    assert set(shown(visitor, **{f"{name}[$ne]": "x"})) == ALL


def test_each_chip_switches_off_one_filter_and_goes_to_page_one(
    four: None, visitor: Browser
) -> None:
    query = "q=a&genre=Drama&genre=War&not_genre=Comedy&year_min=1900&runtime_max=200"
    query += "&rating_min=10&person=x&page=3"
    chips = visitor.get(f"/movies/?{query}").context["active_filters"]
    assert len(chips) == 8
    assert "not Comedy" in {chip.label for chip in chips}
    for chip in chips:
        left = visitor.get(f"/movies/{chip.url}").context["active_filters"]
        assert {c.label for c in left} == {c.label for c in chips} - {chip.label}
        assert "page=" not in chip.url


def test_a_member_hides_what_they_reviewed(four: None, as_alice: Browser, alice: Any) -> None:
    beta = next(i for i in films_on(as_alice.text("/movies/")) if titles([i]) == ["Beta"])
    a_review(alice, ObjectId(beta))
    page = as_alice.get("/movies/?hide_reviewed=1")
    assert set(titles(films_on(page.content.decode()))) == ALL - {"Beta"}
    assert page.context["total"] == 3
    assert [chip.label for chip in page.context["active_filters"]] == ["not reviewed by you"]
    assert "Beta" in shown(as_alice)


def test_a_visitor_has_nothing_to_hide(four: None, visitor: Browser) -> None:
    page = visitor.get("/movies/?hide_reviewed=1")
    assert page.context["total"] == 4
    assert page.context["active_filters"] == []
    assert "hide_reviewed" not in page.content.decode()


def test_the_formula_of_the_rating_is_told_where_it_sorts(four: None, visitor: Browser) -> None:
    assert "imaginary ratings" in visitor.text("/movies/?sort=rating")
    assert "imaginary ratings" not in visitor.text("/movies/")


def test_clearing_shows_everything(four: None, visitor: Browser) -> None:
    page = visitor.get("/movies/?genre=Drama&year_max=1955")
    assert f'href="{page.context["clear_url"]}"' in page.content.decode()
    assert set(titles(films_on(visitor.text(page.context["clear_url"])))) == ALL


def test_a_members_ratings_narrow_the_list_until_they_ask_for_others(four: None) -> None:
    young = Browser(make_member("Yuki", preferences={"preferred_ratings": ["PG"]}))
    assert shown(young) == ["Alpha"]
    assert set(shown(young, rated="R")) == {"Beta", "Gamma"}
    assert set(shown(young, all_ratings="1")) == ALL


def test_a_members_ratings_narrow_the_facets_too(four: None) -> None:
    young = Browser(make_member("Yuki", preferences={"preferred_ratings": ["PG"]}))
    groups = {g.name: g for g in young.get("/movies/").context["groups"]}
    assert {c.value: c.films for c in groups["country"].choices} == {"France": 1}


def test_facet_counts_are_true_for_sixty_selections(catalogue: Any, rounds: Rounds) -> None:
    docs, lot = catalogue, random.Random(40)
    for _ in rounds(60):
        selection = a_selection(lot, docs, words=False)
        for group in facets_for(selection).groups:
            rest = [d for d in docs if means(selection.without(group.name), d)]
            films = Counter(v for d in rest for v in {*values_of(d, group.name)})
            for choice in group.choices:
                assert choice.films == films[choice.value], (selection, choice)


def test_facets_offer_every_common_choice_and_what_is_chosen(catalogue: Any) -> None:
    groups = {g.name: g for g in facets_for(Selection(genre=("Drama", "No such genre"))).groups}
    offered = {c.value: c for c in groups["genre"].choices}
    genres = {genre for d in catalogue for genre in d.get("genres", [])}
    assert {c.value for c in groups["genre"].choices} == genres | {"No such genre"}
    assert offered["No such genre"].is_selected and offered["No such genre"].films == 0
    assert set(groups) == set(GROUPS)


def test_facets_count_within_the_words_searched_for(database: Any) -> None:
    a_film(title="Night Train", genres=["War"])
    a_film(title="Day Train", genres=["War"])
    groups = {g.name: g for g in facets_for(Selection(q="night")).groups}
    assert [(c.value, c.films) for c in groups["genre"].choices] == [("War", 1)]


@pytest.mark.parametrize(
    "words", ['"day"', "-day", "--délta", "delta's", "DÉLTA", "delta’s day", '"delta day', "day!"]
)
def test_signs_in_the_words_searched_for_mean_nothing(
    four: None, visitor: Browser, words: str
) -> None:
    assert shown(visitor, q=words) == ["Délta’s Day"]


@pytest.mark.parametrize("words", ["!!!", '"', "-", "\x00", "🎬", "$where", "a" * 300, "，"])
def test_odd_words_are_answered(four: None, visitor: Browser, words: str) -> None:
    for sort in ("", "title"):
        answer = visitor.get("/movies/", {"q": words, "sort": sort})
        assert answer.status_code == 200


def test_several_words_must_all_be_there(four: None, visitor: Browser) -> None:
    a_film(title="Alpha Beta")
    assert shown(visitor, q="alpha beta") == ["Alpha Beta"]


def test_words_without_another_sort_come_by_relevance(four: None, visitor: Browser) -> None:
    a_film(title="Something Else", plot="Everybody says gamma.", imdb={"votes": 9_000_000})
    assert shown(visitor, q="gamma") == ["Gamma", "Something Else"]
    assert shown(visitor, q="gamma", sort="popular") == ["Something Else", "Gamma"]


def test_an_empty_catalogue_says_so(visitor: Browser) -> None:
    answer = visitor.get("/movies/")
    assert (answer.status_code, answer.context["total"]) == (200, 0)


def test_the_rest_of_a_long_group_is_there_when_asked_for(visitor: Browser) -> None:
    for number in range(10):
        a_film(title=f"Film {number}", genres=[f"Genre {number}"])
    page = visitor.text("/movies/?sort=title&page=1")
    link = '<a id="more-genre" href="?sort=title&amp;more=genre#more-genre"'
    assert (link in page, 'value="Genre 9"' in page) == (True, False)
    page = visitor.text("/movies/?sort=title&more=genre")
    assert (link in page, 'value="Genre 9"' in page) == (False, True)
    assert '<input type="hidden" name="more" value="genre">' in page
