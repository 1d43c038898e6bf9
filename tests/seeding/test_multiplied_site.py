"""A seeded site can be multiplied: what is derived of the copies is right without a recount."""

from datetime import UTC, datetime
from typing import Any

from bench.copies import SeededSite
from bench.multiplied import COLLECTIONS
from reviews.recounting import recount
from seeding.community import Size, seed_site
from seeding.films import iterate_film_facts
from seeding.members import seeded_members

SEED, TIMES, UNTIL = 7, 3, datetime(2026, 11, 25, tzinfo=UTC)
SIZE = Size(films=30, members=20, reviews=150, reports=4)


def multiplied(database: Any) -> SeededSite:
    """Seed a site, insert the members that copies need, and make all copies."""
    seed_site(SIZE, seed=SEED, until=UNTIL)
    facts = list(iterate_film_facts(SIZE.films * TIMES, SEED))
    members = seeded_members(SIZE.members * TIMES, SEED, UNTIL)
    database.users.insert_many(members[SIZE.members :])
    site = SeededSite(database, facts[: SIZE.films], members, TIMES)
    for copy in range(1, TIMES):
        first = copy * SIZE.films
        site.copy(copy, facts[first : first + SIZE.films])
    return site


def test_tallies_and_totals_of_the_copies_are_right(database: Any) -> None:
    multiplied(database)
    result = recount(lambda _: None)
    assert result.films == SIZE.films * TIMES
    assert result.ranked == 0
    assert not result.tallies.first + result.talk.first + result.similar.first


def test_everything_that_a_copy_names_is_there(database: Any) -> None:
    multiplied(database)
    films, members = set(database.movies.distinct("_id")), set(database.users.distinct("_id"))
    lists, reviews = set(database.lists.distinct("_id")), set(database.comments.distinct("_id"))
    for name in ("comments", "film_states", "diary", "list_entries"):
        assert set(database[name].distinct("movie_id")) <= films, name
    assert set(database.movies.distinct("similar.films.id")) <= films
    assert set(database.lists.distinct("cover")) <= films
    for name in ("film_states.member_id", "diary.member_id", "comments.author.id"):
        collection, _, path = name.partition(".")
        assert set(database[collection].distinct(path)) <= members, name
    assert set(database.list_entries.distinct("list_id")) <= lists
    assert set(database.diary.distinct("review_id")) <= reviews


def test_copying_again_changes_nothing(database: Any) -> None:
    site = multiplied(database)
    before = {name: database[name].count_documents({}) for name in COLLECTIONS}
    facts = list(iterate_film_facts(SIZE.films * 2, SEED))
    site.copy(1, facts[SIZE.films :])
    assert {name: database[name].count_documents({}) for name in COLLECTIONS} == before


def test_films_of_copies_have_titles_and_people_of_their_own(database: Any) -> None:
    multiplied(database)
    assert len(database.movies.distinct("title")) > 2.5 * SIZE.films
    assert len(database.comments.distinct("author.id")) > 2 * SIZE.members
