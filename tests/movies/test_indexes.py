"""Every query is served by an index, and every index serves a query."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

import accounts.queries
import reviews.queries
from accounts import email_change, outbox, password_reset, preferences, rate_limits
from accounts import services as accounts_services
from accounts.documents import Preferences
from accounts.profiles import is_former_handle
from accounts.requests import SessionStore
from lists.film_page import get_film_page
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.index_definitions import INDEXES, Index
from mflix_site.text import now
from moderation.profile_editing import edit_profile
from movies import facets, home_rows, people, queries, similar_films, tally_check
from movies.documents import Neighbour
from movies.facet_index.building import facet_index_state, rebuild_facet_index
from movies.page_views import record_view
from movies.search import indexing, suggestions
from movies.search.candidates import people_with_prefix_query, run_queries, terms_with_keys_query
from movies.search.engine import resolve
from movies.search.keys import fuzzy_keys
from movies.search.relaxing import similar_words_query
from movies.selection import SORTS, Selection
from reviews import services, site_summary
from reviews.home_queries import find_favourites, read_home
from tests.support import (
    queries_of_admins,
    queries_of_diary,
    queries_of_lists,
    queries_of_moderation,
)
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.catalogue import many_films
from tests.support.factories import a_film, a_review
from tests.support.mails import confirmation_token
from tests.support.profiling import Operation, profiled, rebuild_indexes
from tests.support.queries import QUERIES
from tests.support.stored_state import filled_once

SERVED = ("IXSCAN", "IDHACK", "COUNT_SCAN", "DISTINCT_SCAN", "FAST_COUNT", "EOF")
SELECTIONS = {
    "genre": Selection(genre=("War",)),
    "genres": Selection(genre=("War", "Western")),
    "country": Selection(country=("Japan",)),
    "language": Selection(language=("Danish", "Polish")),
    "rated": Selection(rated=("NC-17",)),
    "year": Selection(year_min=1950, year_max=1951),
    "runtime": Selection(runtime_min=200),
    "rating_min": Selection(rating_min=95),
    "person": Selection(person="Orson Welles"),
    "words": Selection(q="vienna zither"),
    "words by title": Selection(q="vienna", sort="title"),
    "no genre": Selection(not_genre=("Drama",)),
    "not seen": Selection(seen={ObjectId(): {}}),
    "much": Selection(q="vienna", genre=("War",), rated=("PG",), year_min=1940, rating_min=10),
    **{f"sort={name}": Selection(sort=name) for name in SORTS},
    **{f"genre, sort={name}": Selection(genre=("War",), sort=name) for name in SORTS},
}
TASTE = Preferences(
    favorite_genres=("War", "Western"),
    favorite_cast=("Orson Welles",),
    preferred_ratings=("PG", "R"),
)
World = SimpleNamespace
Operations = list[Operation]
Case = Callable[[World], object]
OPERATIONS: dict[str, Operations] = {}
PLANS: dict[str, list[str]] = {}  # what the planner says of each find, by collection

CASES: dict[str, Case] = {
    **QUERIES,
    **{f"page of {k}": lambda _, s=s: queries.get_page(s, 2) for k, s in SELECTIONS.items()},
    **{
        f"facets of {k}": lambda _, s=s: facets.facets_for(s)
        for k, s in SELECTIONS.items()
        if s.q or {"year", "runtime", "ranks.rating", "person_keys"} & set(s.structured_filter())
    },
    "facets of nothing": lambda _: facets.facets_for(Selection()),
    "facets of no genre": lambda _: facets.facets_for(Selection(not_genre=("War",))),
    "making the bits": lambda _: [rebuild_facet_index(), facet_index_state()],
    "facets from bits": lambda _: facets.facets_for(Selection(genre=("War",), year_min=1940)),
    "films reviewed": lambda w: reviews.queries.films_reviewed_by(w.alice.id),
    "facets of two groups": lambda _: facets.facets_for(
        Selection(genre=("War",), rated=("PG",), year_min=1940)
    ),
    "a film": lambda w: queries.get_movie(w.film),
    "a card": lambda w: queries.get_card(w.film),
    "cards": lambda w: queries.get_cards([w.film, ObjectId()]),
    "titles beginning": lambda _: suggestions.find_suggestions("third"),
    "people beginning": lambda _: run_queries({"": people_with_prefix_query("wel", 3)}),
    "so called": lambda _: run_queries({"": terms_with_keys_query(fuzzy_keys("p", "carol", 1))}),
    "words like these": lambda _: run_queries({"": similar_words_query(("vienn",))}),
    "is search in need": lambda _: indexing.needs_reindexing(),
    "all films' ids": lambda _: list(tally_check.all_film_ids()),
    "a person": lambda _: people.get_person("Carol Reed"),
    "films like a film": lambda w: similar_films.neighbour_cards(
        similar_films.find_neighbours(queries.get_movie(w.film), 100)
    ),
    "a film with similar ones": lambda w: [similar_films.get_film_with_similar(w.film)] * 2,
    "a film's page": lambda w: [
        get_film_page(w.film, member, sort, number)
        for member in (None, w.alice)
        for sort in reviews.queries.SORTS
        for number in (1, 2)
    ],
    "similar films": lambda _: similar_films.refresh_similar(2),
    "films of the same kind": lambda w: similar_films.find_neighbours(
        queries.get_movie(w.nobodys), 100
    ),
    "talked about, of a loud decade": lambda _: queries.most_talked_about(1850),
    "talked about": lambda _: queries.most_talked_about(1940),
    "home: films": lambda _: home_rows.films_by_preferences(Preferences()),
    "home: films of a taste": lambda _: home_rows.films_by_preferences(TASTE),
    "home: not stored": lambda w: [read_home((), 4), find_favourites(w.alice.id)],
    "home: liked": lambda w: home_rows.find_liked_film(w.film),
    "the site's figures": lambda _: site_summary.refresh_site_summary(),
    "home: stored": lambda w: read_home(("PG",), 4),
    "home: unwatched": lambda w: similar_films.unwatched_cards([Neighbour(w.film, "")], w.alice.id),
    "home page": lambda _: Browser().text("/"),
    **{
        f"reviews, {sort}": lambda w, s=sort: reviews.queries.page_of_film_reviews(
            queries.get_movie(w.film), s, 1
        )
        for sort in reviews.queries.SORTS
    },
    "own review": lambda w: reviews.queries.find_own_review(w.alice, w.film),
    "a review": lambda w: reviews.queries.get_review(w.review),
    "reviews of an author": lambda w: reviews.queries.member_reviews(w.alice.id, 1),
    "reviews of an author by rating": lambda w: [
        reviews.queries.member_reviews(w.alice.id, 1, sort) for sort in ("highest", "lowest")
    ],
    "summary of an author": lambda w: reviews.queries.member_review_summary(w.alice.id),
    "export of reviews": lambda w: list(reviews.queries.reviews_export(w.alice.id)),
    "posting": lambda w: a_review(w.bob, w.film),
    "editing": lambda w: services.edit_review(
        member=w.alice, review_id=w.review, content=services.ReviewContent("Other words", 10)
    ),
    "deleting": lambda w: services.delete_review(member=w.alice, review_id=w.review),
    "a member": lambda w: accounts.queries.find_member(w.alice.id),
    "a member by address": lambda w: accounts.queries.find_member_by_email(w.alice.email),
    "a member by handle": lambda w: accounts.queries.get_member_by_handle(w.alice.handle),
    "members by address": lambda w: accounts.queries.authors_by_email([w.alice.email, "x@y.zz"]),
    "members' number": lambda _: accounts.queries.count_all_members(),
    "a member's document": lambda w: accounts.queries.member_export(w.alice.id),
    "a member's sessions": lambda w: accounts.queries.session_expiries(w.alice.id),
    "logging in": lambda w: accounts_services.log_in(
        email=w.alice.email, password=PASSWORD, client_ip="::1"
    ),
    "preferences": lambda w: preferences.set_preferences(
        member=w.alice, preferences={"theme": "dark"}
    ),
    "a new password": lambda w: accounts_services.change_password(
        member=w.alice, old_password=PASSWORD, new_password=PASSWORD
    ),
    "a former handle": lambda _: is_former_handle("nobody"),
    "a profile": lambda w: edit_profile(
        member=w.alice,
        parts={"name": "A", "handle": "a_bee", "about": "", "favorite_films": [w.film]},
    ),
    "a new address": lambda w: [
        email_change.request_email_change(member=w.bob, email="n@y.zz", password=PASSWORD),
        email_change.confirm_email(token=confirmation_token(w.bob.id, "n@y.zz")),
    ],
    "unknown people": lambda _: queries.find_unknown_people(["Carol Reed", "Nobody"]),
    "a film by its title": lambda _: queries.find_film_by_title("The Third Man (1949)"),
    "a reset": lambda w: password_reset.reset_password(
        token=password_reset.create_token(w.alice.id), new_password=PASSWORD
    ),
    "a session": lambda _: SessionStore("0" * 40).load(),
    "throttling": lambda w: rate_limits.check_rate_limit("review", w.alice.id),
    "is it spent": lambda w: rate_limits.is_rate_limited("review", w.alice.id),
    "mail": lambda _: [password_reset.request_reset(email="x@y.zz"), outbox.send_pending()],
    "mails given up": lambda _: outbox.delete_failed_mails(),
}


@filled_once
def queried() -> World:
    """Return a world in which every query of `CASES` finds something."""
    alice, bob = make_member("Alice Ångström"), make_member("Bob")
    maud, ada = make_member("Maud", role="moderator"), make_member("Ada", role="admin")
    others = [doc["_id"] for doc in many_films(120)[:9]]
    film = a_film()
    review = ObjectId(a_review(alice, film).id)
    for other in others:
        a_review(alice, other)
    for member in (maud, ada):
        a_review(member, film)
    # A decade full of talk, and one with more: neither order alone finds the first one's films.
    loud = [{"year": 1850 + n % 20, "num_mflix_comments": 1 + n % 20} for n in range(300)]
    mongo.movies().insert_many(loud)
    nobodys = a_film(directors=[], writers=[], cast=[])
    world = World(alice=alice, bob=bob, maud=maud, ada=ada, film=film, review=review)
    world.nobodys = nobodys
    queries_of_moderation.put_cases(world)
    queries_of_admins.put_films(world)
    queries_of_diary.put_entries(world)
    queries_of_lists.put_lists(world)
    return world


@pytest.fixture
def operations(database: Any, queried: World) -> dict[str, Operations]:
    """Return what the server did for every query of the catalogue; they are run once a process."""
    if not OPERATIONS:
        rebuild_indexes(database)
        done: dict[str, Operations] = {}
        for case, do in CASES.items():
            with profiled(database, rebuild=False) as done[case]:
                do(queried)
        OPERATIONS.update(done)
    return OPERATIONS


def test_every_query_is_served_by_an_index(operations: dict[str, Operations]) -> None:
    assert all(operations.values())
    scans = [
        f"{case}: {o}"
        for case, found in operations.items()
        for o in found
        if "COLLSCAN" in o.plan or not any(served in o.plan for served in SERVED)
    ]
    assert scans == []


def keys_of(index: Index) -> tuple[str, str]:
    return index.collection, f"{{ {', '.join(f'{k}: {way}' for k, way in index.keys)} }}"


def test_every_index_serves_a_query_or_keeps_something_unique_or_sweeps(
    operations: dict[str, Operations],
) -> None:
    used = {index for found in operations.values() for o in found for index in o.indexes}
    idle = [
        f"{i.collection}.{i.name}"
        for i in INDEXES
        if keys_of(i) not in used and not {"unique", "expireAfterSeconds"} & set(i.options)
    ]
    assert idle == []


@pytest.mark.parametrize(
    "index", [i for i in INDEXES if "partialFilterExpression" in i.options], ids=lambda i: i.name
)
def test_an_index_of_some_documents_is_seen_to_fit_its_query(
    database: Any, operations: dict[str, Operations], index: Index
) -> None:
    if index.collection not in PLANS:
        commands = [o.command for found in operations.values() for o in found]
        filters = {
            str(c["filter"]): c["filter"] for c in commands if c.get("find") == index.collection
        }
        PLANS[index.collection] = [
            str(database.command("explain", {"find": index.collection, "filter": f}))
            for f in filters.values()
        ]
    # Chosen or passed over: of two plans as good, the planner may take either.
    assert any(f"'indexName': '{index.name}'" in plan for plan in PLANS[index.collection])


def test_the_join_of_unwatched_films_reads_states_by_an_index(
    database: Any, operations: dict[str, Operations]
) -> None:
    asked = operations["home: unwatched"][0].command
    command = {k: asked[k] for k in ("aggregate", "pipeline", "cursor")}
    answer = database.command("explain", command, verbosity="executionStats")
    joins = [stage for stage in answer["stages"] if "$lookup" in stage]
    assert [j["indexesUsed"] for j in joins] == [["one_per_member_and_film"]]
    assert sum(j["collectionScans"] for j in joins) == 0


@pytest.mark.parametrize("sort", SORTS)
def test_the_first_page_of_a_sort_reads_a_page_and_not_the_catalogue(
    database: Any, sort: str
) -> None:
    many_films(60)
    selection = resolve(Selection(sort=sort))
    cursor = mongo.movies().find(selection.filter()).sort(selection.order()).limit(5)
    stats = cursor.explain()["executionStats"]
    assert (stats["totalDocsExamined"], stats["totalKeysExamined"]) == (5, 5)


def test_counting_a_view_is_served_by_its_index(database: Any) -> None:
    film, day = a_film(), now().replace(hour=0, minute=0, second=0, microsecond=0)
    record_view(film, day)
    plan = database.page_views.find({"movie_id": film, "day": day}).explain()
    assert "movie_and_day" in str(plan["queryPlanner"]["winningPlan"])
