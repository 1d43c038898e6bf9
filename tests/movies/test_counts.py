"""Counts from bitmaps equal those of MongoDB, or are not used."""

import random
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.paging import format_count
from movies import facets
from movies.facet_index import building, loading
from movies.facet_index.bitmaps import BitmapIndex, Counts
from movies.facet_index.counting import count_by_index
from movies.facet_index.loading import CHANGES
from movies.facets import count_and_read
from movies.selection import FACET_FIELDS, GROUPS, Selection, facet_values
from movies.tallies import bulk_change, invalidate_facets, record_film_change
from reviews.services import delete_review
from tests.support.browsing import Browser
from tests.support.catalogue import a_selection, insert_raw, many_films, means
from tests.support.factories import a_film, a_review
from tests.support.running import count_if_current
from tests.support.sampling import Rounds
from tests.support.stored_state import filled_once

from ..support.command_listener import recorded_commands

FILMS = 400
Docs = list[dict[str, Any]]
SELECTIONS = {
    "nothing": "",
    "one genre": "genre=Drama",
    "an exclusion": "not_genre=Comedy",
    "much": "genre=Drama&country=USA&not_rated=R&year_min=1930&runtime_max=150&rating_min=10",
    "words": "q=the",
    "a person": "person=Carol+Reed",
}


@filled_once
def films_with_bits() -> Docs:
    """Many films, and their bits."""
    found = many_films(FILMS)
    assert building.rebuild_facet_index()
    return found


@pytest.fixture
def docs(films_with_bits: Docs) -> Docs:
    return films_with_bits


def chosen(lot: random.Random, docs: Docs) -> Selection:
    """Return a selection that bits can count."""
    return replace(a_selection(lot, docs, words=False), person="")


def truth(selection: Selection, docs: Docs) -> Counts:
    """Count in plain Python."""
    meant = [d for d in docs if means(selection, d)]
    counts = Counts(len(meant), len(docs))
    for group in (*GROUPS, "year", "runtime"):
        wider = selection.without(group)
        rest = meant if wider == selection else [d for d in docs if means(wider, d)]
        keys = [key for d in rest for key in facet_values(d) if key[0] == group]
        counts.by_value.update(Counter(keys))
    return counts


def agree(counts: Counts | None, wanted: Counts) -> bool:
    """Return whether counts are true, be there zeros or not."""
    expected = (wanted.total, +wanted.by_value)
    return counts is not None and (counts.total, +counts.by_value) == expected


def test_counts_from_bits_are_true_for_sixty_selections(docs: Docs, rounds: Rounds) -> None:
    lot = random.Random(60)
    for _ in rounds(60):
        selection = chosen(lot, docs)
        assert agree(count_if_current(selection, FILMS), truth(selection, docs)), selection


@pytest.mark.parametrize("few", [0, 300])
def test_counting_one_by_one_comes_to_the_same(
    docs: Docs, few: int, monkeypatch: Any, rounds: Rounds
) -> None:
    monkeypatch.setattr(facets, "MAX_FEW", few)
    lot = random.Random(61)
    for _ in rounds(60):
        selection = chosen(lot, docs)
        assert agree(count_and_read(selection)[0], truth(selection, docs)), selection


@pytest.mark.parametrize("query", SELECTIONS.values(), ids=SELECTIONS)
def test_a_page_costs_at_most_four_commands(
    docs: Docs, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded_commands(monkeypatch) as heard:
        assert Browser().get(f"/movies/?{query}").status_code == 200
    assert 2 <= len(heard) <= 4, heard


def test_hiding_what_one_reviewed_costs_one_command_more_than_signing_in(
    docs: Docs, as_alice: Browser, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_review(alice, docs[0]["_id"])
    with recorded_commands(monkeypatch) as heard:
        assert as_alice.get("/movies/?hide_reviewed=1").context["total"] == FILMS - 1
    own = (" sessions", " users", " film_states")
    assert len([one for one in heard if not one.endswith(own)]) <= 4, heard


def test_a_review_changes_the_counts_at_once(docs: Docs, alice: Any) -> None:
    film = next(d for d in docs if d["ranks"]["rating"] and d["ranks"]["rating"] < 80)
    a_review(alice, film["_id"], rating=93)
    now = list(mongo.movies().find({}))
    for selection in (Selection(rating_min=90), Selection(rating_min=90, genre=("Drama",))):
        assert agree(count_if_current(selection, FILMS), truth(selection, now))
    assert means(Selection(rating_min=90), next(d for d in now if d["_id"] == film["_id"]))


def become_a_war_film(film: ObjectId, session: Any) -> None:
    was = mongo.movies().find_one({"_id": film}, FACET_FIELDS, session=session)
    mongo.movies().update_one({"_id": film}, {"$set": {"genres": ["War"]}}, session=session)
    now = mongo.movies().find_one({"_id": film}, FACET_FIELDS, session=session)
    record_film_change(film, was, now, session=session)


def test_a_film_without_its_last_rating_counts_with_imdbs_again(docs: Docs, alice: Any) -> None:
    film = a_film(imdb={"rating": 8.1, "votes": 900})
    assert building.rebuild_facet_index()
    review = a_review(alice, film, rating=30)
    delete_review(member=alice, review_id=ObjectId(review.id))
    for selection in (Selection(rating_min=81), Selection(rating_min=82)):
        assert count_by_index(selection) == count_and_read(selection)[0]


def test_a_change_that_is_noted_is_counted_until_and_after_the_next_build(docs: Docs) -> None:
    in_transaction(partial(become_a_war_film, docs[3]["_id"]))
    for _ in range(2):
        wanted = truth(Selection(year_min=1930), list(mongo.movies().find({})))
        assert agree(count_if_current(Selection(year_min=1930), FILMS), wanted)
        building.rebuild_facet_index()
    assert not mongo.facet_counts().count_documents(CHANGES)


def test_what_is_hidden_is_not_counted(docs: Docs) -> None:
    seen = {d["_id"]: d for d in docs[:30]}
    for selection in (Selection(seen=seen), Selection(seen=seen, not_genre=("Drama",))):
        wanted = truth(selection, docs[30:])
        assert agree(count_if_current(selection, FILMS), wanted)
        assert agree(count_and_read(selection)[0], wanted)


def test_a_film_that_came_unnoted_makes_the_bits_unbelievable(docs: Docs) -> None:
    insert_raw(title="Unnoted", genres=["Drama"], ranks={"rating": None})
    assert count_if_current(Selection(), FILMS + 1) is None
    building.verify_facet_index(FILMS + 1)
    found = facets.facets_for(Selection(genre=("Drama",)))
    assert found.total == mongo.movies().count_documents({"genres": "Drama"})


def test_bits_of_another_build_are_not_believed(docs: Docs) -> None:
    mongo.facet_counts().update_one({"_id": "bits:number:year"}, {"$set": {"build": ObjectId()}})
    assert count_if_current(Selection(genre=("Drama",)), FILMS) is not None
    assert count_if_current(Selection(year_min=1950), FILMS) is None


def test_while_many_films_change_nothing_old_is_believed_or_published(docs: Docs) -> None:
    with bulk_change():
        assert count_if_current(Selection(), FILMS) is None
        assert building.rebuild_facet_index()
    assert count_if_current(Selection(), FILMS) is None
    assert building.facet_index_state().is_stale


def test_bits_made_while_many_films_changed_are_not_published(
    docs: Docs, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = building._read_films

    def interrupted(*args: Any) -> Any:
        invalidate_facets()
        return read(*args)

    monkeypatch.setattr(building, "_read_films", interrupted)
    assert not building.rebuild_facet_index()
    assert count_if_current(Selection(), FILMS) is None


@pytest.fixture
def large(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> Docs:
    """A catalogue of more films than the head has room for."""
    monkeypatch.setattr(building, "HEAD_FILMS", 150)
    building.rebuild_facet_index()
    return docs


def test_beyond_the_head_totals_are_exact_and_the_rest_is_the_least(
    large: Docs, rounds: Rounds
) -> None:
    lot = random.Random(5)
    for _ in rounds(60):
        selection = chosen(lot, large)
        counts, wanted = count_if_current(selection, FILMS), truth(selection, large)
        assert counts is not None and counts.total == wanted.total
        sure = {k: n for k, n in counts.by_value.items() if k not in counts.minimums}
        assert sure == {k: wanted.by_value[k] for k in sure}, selection
        assert all(counts.by_value[k] <= wanted.by_value[k] for k in counts.minimums)


def test_beyond_the_head_one_filter_leaves_its_own_group_exact(large: Docs) -> None:
    counts = count_if_current(Selection(genre=("Drama",)), FILMS)
    assert counts is not None
    assert {group for group, _ in counts.minimums} == {
        "country",
        "language",
        "rated",
        "year",
        "runtime",
    }


@pytest.mark.parametrize(
    ("count", "more", "said"),
    [(7, False, "7"), (12_345, False, "12,345"), (7, True, "7+"), (1_289, True, "1,200+"),
     (65_000, True, "10,000+")],
)  # fmt: skip
def test_a_count_that_may_be_more_says_so(count: int, more: bool, said: str) -> None:
    assert format_count(count, is_minimum=more) == said


ODD: list[Any] = [1950, 1950.5, 1951, "1950", None, [], True, float("nan"), -3, 10**12, 0]


@pytest.mark.parametrize(("low", "high"), [(1950, None), (1951, None), (None, 1950), (1950, 1950),
                                           (1951, 1950), (0, 0), (None, 2200)])  # fmt: skip
def test_a_range_over_odd_numbers_is_as_mongodb_has_it(
    database: Any, low: int | None, high: int | None
) -> None:
    ids = [insert_raw(year=value) for value in ODD]
    selection = Selection(year_min=low, year_max=high)
    docs = [mongo.movies().find_one({"_id": i}) or {} for i in ids]
    wanted = mongo.movies().count_documents(selection.structured_filter())
    assert BitmapIndex.of(docs).count(selection).total == wanted


def test_a_choice_named_twice_in_a_film_is_counted_once(database: Any) -> None:
    a_film(genres=["War", "War", "", 7], countries="France")
    for counts in (
        count_and_read(Selection())[0],
        building.rebuild_facet_index() and count_if_current(Selection(), 1),
    ):
        assert counts
        assert (counts.by_value["genre", "War"], counts.by_value["country", "France"]) == (1, 1)
        assert sum(n for (group, _), n in counts.by_value.items() if group == "genre") == 1


def test_what_is_in_memory_never_runs_over(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_PARTS", 3)
    monkeypatch.setattr(loading, "MAX_CACHED", 2)
    lot = random.Random(62)
    for _ in range(30):
        selection = chosen(lot, docs)
        assert agree(count_if_current(selection, FILMS), truth(selection, docs)), selection
        facets.facets_for(selection)
    (state,) = loading.last_read
    assert len(state.index.cached) <= 2


def test_an_index_that_is_built_again_is_loaded_again(docs: Docs) -> None:
    assert count_by_index(Selection(genre=("War",))) is not None
    mongo.movies().update_one({"_id": docs[0]["_id"]}, {"$set": {"genres": ["War", "Drama"]}})
    building.rebuild_facet_index()
    wanted = truth(Selection(genre=("War",)), list(mongo.movies().find({})))
    assert agree(count_if_current(Selection(genre=("War",)), FILMS), wanted)


def test_counts_that_are_kept_follow_every_change(docs: Docs) -> None:
    selection = Selection(genre=("War",))
    totals = [facets.facets_for(selection).total]
    for doc in [d for d in docs if "War" not in d.get("genres", ())][:3]:
        in_transaction(partial(become_a_war_film, doc["_id"]))
        totals.append(facets.facets_for(selection).total)
    assert totals == [totals[0] + n for n in range(4)]
