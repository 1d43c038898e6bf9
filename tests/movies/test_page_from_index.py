"""A page that is cut of the facet index is the one that MongoDB sorts and filters."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from administration.films import add_film, delete_film
from mflix_site.mongo import collections as mongo
from movies import facets
from movies.documents import MovieCard
from movies.facet_index import building, counting, loading, ordering
from movies.facet_index.counting import find_index, total_from
from movies.facet_index.loading import last_read
from movies.facet_index.ordering import BY_TALLY
from movies.facets import facets_and_page
from movies.film_facts import FilmFacts
from movies.queries import get_page
from movies.search.indexing import rebuild_dictionary, reindex_films
from movies.selection import SORTS, Selection
from reviews.services import delete_review
from tests.support.browsing import Browser
from tests.support.catalogue import a_selection, films_on, insert_raw, many_films
from tests.support.factories import a_film, a_review
from tests.support.profiling import profiled
from tests.support.running import WHY, an_edit
from tests.support.sampling import Rounds, sampled
from tests.support.stored_state import filled_once

SIZE, FILMS = 7, 150
Docs = list[dict[str, Any]]


def insert_films() -> Docs:
    """Insert films of all kinds, some of them with years that are none, and index them."""
    docs = many_films(FILMS)
    for year in ("1980è", 0, -3, None, 1999.5):
        insert_raw(title="Untidy", year=year, ranks={"popularity": 1.0}, num_mflix_comments=2)
    assert building.rebuild_facet_index()
    return docs


@filled_once
def films_in_order() -> Docs:
    """Insert films as they come."""
    return insert_films()


@filled_once
def named_films() -> None:
    """Insert films whose words match their facts, as those of a real catalogue do."""
    insert_films()
    reindex_films(lambda _: None)
    rebuild_dictionary()


def chosen(lot: random.Random, docs: Docs) -> Selection:
    selection = replace(a_selection(lot, docs, words=False), person="")
    return Selection(sort=selection.sort) if lot.random() < 0.3 else selection


def ids(page: Any) -> list[str]:
    return [film.id for film in page.items]


@pytest.fixture
def check_pages(rounds: Rounds) -> Callable[..., None]:
    """Return the function that compares pages of many selections with what MongoDB finds."""
    return partial(compare_pages, rounds(40))


def compare_pages(rounds: range, docs: Docs, seed: int, **fields: Any) -> None:
    lot = random.Random(seed)
    for _ in rounds:
        selection, number = replace(chosen(lot, docs), **fields), lot.randint(1, 4)
        facets, page = facets_and_page(selection, number, SIZE)
        wanted = get_page(selection, number, SIZE)
        assert (ids(page), facets.total) == (ids(wanted), wanted.total), (selection, number)
        state = find_index(selection)
        assert state
        assert total_from(state, selection) + len(fields.get("seen", ())) >= wanted.total


@pytest.mark.parametrize("sort", SORTS)
def test_pages_are_those_of_the_database(films_in_order: Docs, sort: str, check_pages: Any) -> None:
    check_pages(films_in_order, 3, sort=sort)


def test_films_that_are_hidden_are_on_no_page(films_in_order: Docs, check_pages: Any) -> None:
    seen = {doc["_id"]: doc for doc in films_in_order[::3]}
    check_pages(films_in_order, 5, seen=seen)


def test_what_changed_since_is_where_it_belongs(
    films_in_order: Docs, alice: Any, ada: Any, check_pages: Any
) -> None:
    films = [doc["_id"] for doc in films_in_order]
    for number, film in enumerate(films[:5]):
        a_review(alice, film, rating=1 + 20 * number)
    review = a_review(alice, films[5], rating=None)
    delete_review(member=alice, review_id=ObjectId(review.id))
    an_edit(ada, films[6], year=1931, genres=("Drama",), title="A new title")
    facts = FilmFacts(title="A new film", year=1950, genres=("Drama",))
    add_film(admin=ada, facts=facts, reason=WHY)
    delete_film(admin=ada, movie_id=films[7], reason=WHY)
    for seed, sort in enumerate(SORTS):
        check_pages(films_in_order, 10 + seed, sort=sort)


def test_of_few_films_that_changed_no_more_than_two_are_read_for_one(
    films_in_order: Docs, alice: Any, database: Any
) -> None:
    for doc in films_in_order[:12]:
        a_review(alice, doc["_id"], rating=70)
    for sort in SORTS:
        with profiled(database) as operations:
            page = Browser().text(f"/movies/?genre=Drama&language=English&sort={sort}")
        found = len(films_on(page))
        assert found
        for operation in operations:
            if operation.collection == "movies":
                assert operation.examined <= 2 * found + (sort in BY_TALLY), operation


@pytest.mark.parametrize("changed", [2, 12])  # of a page of seven: few, and too many
def test_a_page_is_put_in_order_after_each_change_alone(
    films_in_order: Docs, alice: Any, pages_after: Any, changed: int
) -> None:
    for doc in films_in_order[:changed]:
        a_review(alice, doc["_id"], rating=70)
    for doc in films_in_order[20:22]:
        a_review(alice, doc["_id"], rating=100)
        assert pages_after(3)
        pages_after(3)  # what MongoDB sorted is read once more, as films that are kept
        assert pages_after(3) == 0


def test_changes_are_indexed_once(films_in_order: Docs, alice: Any, pages_after: Any) -> None:
    a_review(alice, films_in_order[0]["_id"], rating=70)
    pages_after(3)
    indexed = last_read[0].changes.all_films
    pages_after(3)
    assert last_read[0].changes.all_films is indexed
    a_review(alice, films_in_order[1]["_id"], rating=70)
    pages_after(3)
    assert len(last_read[0].changes.all_films.ids) == 2 > len(indexed.ids)


def test_parts_that_another_thread_drops_meanwhile_are_not_lost(
    films_in_order: Docs, monkeypatch: pytest.MonkeyPatch, check_pages: Any
) -> None:
    find = loading._find

    def find_and_drop(*args: Any, **options: Any) -> Any:
        for state in last_read:
            state.index.parts = {}
        return find(*args, **options)

    monkeypatch.setattr(loading, "_find", find_and_drop)
    check_pages(films_in_order, 30)


def test_an_index_with_too_many_changes_waits_for_the_next_build(
    films_in_order: Docs, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (counting, loading):
        monkeypatch.setattr(module, "MAX_CHANGES", 2)
    is_used = [find_index(Selection()) is not None]
    with monkeypatch.context() as patches:
        patches.setattr(loading, "_load", None)  # the index itself is not read again
        for film in films_in_order[:5]:
            a_review(alice, film["_id"], rating=50)
            is_used.append(find_index(Selection()) is not None)
    assert is_used == [True, True, True, False, False, False]
    assert building.rebuild_facet_index()
    assert find_index(Selection())


@pytest.fixture
def pages_after(database: Any, settings: Any, monkeypatch: Any) -> Callable[[float], int]:
    """Return a function that compares pages with MongoDB's, and counts what they read of films."""
    settings.PAGE_CACHE_SECONDS, moment = 2, [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return partial(compare_with_mongodb, database, moment)


def compare_with_mongodb(database: Any, moment: list[float], seconds: float) -> int:
    moment[0] += seconds
    selections = Selection(), Selection(sort="rating")
    with profiled(database, rebuild=False) as done:
        pages = [facets_and_page(one, 1, SIZE)[1] for one in selections]
    assert [ids(get_page(one, 1, SIZE)) for one in selections] == list(map(ids, pages))
    return sum(operation.collection == "movies" for operation in done)


@pytest.mark.parametrize("cost", [0, 1_000_000])
def test_pages_are_the_same_however_they_are_cut_out(
    films_in_order: Docs, cost: int, monkeypatch: pytest.MonkeyPatch, check_pages: Any
) -> None:
    monkeypatch.setattr(ordering, "SORTING_COST", cost)
    for seed, sort in enumerate(SORTS):
        check_pages(films_in_order, 20 + seed, sort=sort)


def test_a_catalogue_too_large_for_orders_is_sorted_by_the_database(
    films_in_order: Docs, monkeypatch: pytest.MonkeyPatch, check_pages: Any
) -> None:
    monkeypatch.setattr(building, "MAX_ORDERED", 10)
    assert building.rebuild_facet_index()
    assert not mongo.facet_counts().count_documents({"order": {"$exists": True}})
    check_pages(films_in_order, 8)
    assert ordering.MAX_ORDERED > 10


FILTERS = (
    *("-genre:drama", "-drama", "-genre:drama -country:usa -genre:war", "genre:war genre:drama"),
    *(
        "year:1950..1980",
        "1960s drama",
        "-rated:pg runtime:90..",
        "-genre:none",
        "-year:1950..1960",
    ),
)


def counted(selection: Selection) -> Any:
    """Return what a page shows of a selection: its films, and each count that is not zero."""
    shown, page = facets_and_page(selection, 1, SIZE)
    groups = {(g.name, c) for g in shown.groups for c in g.choices if c.films or c.is_selected}
    return shown.total, shown.films, shown.years, shown.runtimes, groups, page


@pytest.mark.parametrize("q", FILTERS)
@pytest.mark.parametrize(
    "fields", sampled([{}, {"genre": ("Drama",), "sort": "title"}, {"year_min": 1960}], 3, 1)
)
def test_words_that_are_filters_are_counted_as_by_the_database(
    named_films: None, monkeypatch: pytest.MonkeyPatch, q: str, fields: dict[str, Any]
) -> None:
    from_index = counted(Selection(q=q, **fields))
    monkeypatch.setattr(facets, "without_words", lambda selection: selection)
    assert from_index == counted(Selection(q=q, **fields))


@pytest.mark.parametrize("q", ["-genre:drama", "-drama", "-genre:drama -country:usa", "1960s"])
def test_a_search_of_filters_alone_reads_only_its_page(
    named_films: None, database: Any, q: str
) -> None:
    with profiled(database) as operations:
        found = len(films_on(Browser().get("/movies/", {"q": q}).content.decode()))
    read = [one.examined for one in operations if one.collection == "movies"]
    assert 0 < read[-1] <= 2 * found


@pytest.fixture
def first_card_after(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[float], MovieCard]:
    """Return a function that reads the first film by title, so many seconds later."""
    settings.PAGE_CACHE_SECONDS, moment = 2, [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])

    def card(seconds: float) -> MovieCard:
        moment[0] += seconds
        return facets_and_page(Selection(sort="title"), 1)[1].items[0]

    return card


def test_a_card_is_read_again_after_each_change_and_else_once_a_minute(
    database: Any, alice: Any, bob: Any, first_card_after: Callable[[float], MovieCard]
) -> None:
    film = a_film(title="Ran")
    assert building.rebuild_facet_index()
    for member, rating, average in ((alice, 70, 70), (bob, 30, 50)):
        assert first_card_after(2.1).title == "Ran"
        a_review(member, film, rating=rating)
        assert first_card_after(2.1).rating == average
    database.movies.update_one({"_id": film}, {"$set": {"title": "Ikiru"}})
    assert [first_card_after(25).title, first_card_after(31).title] == ["Ran", "Ikiru"]
