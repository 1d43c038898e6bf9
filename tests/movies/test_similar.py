"""Similar films: candidates, order and cost."""

from dataclasses import replace
from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now
from movies import similar_films
from movies.editing import delete_film, update_film
from movies.film_facts import FilmFacts
from movies.history import RevisionInfo
from movies.queries import get_movie
from movies.similarity_score import explain
from tests.support.browsing import Browser
from tests.support.catalogue import insert_raw, many_films
from tests.support.factories import a_film
from tests.support.profiling import profiled
from tests.support.shifted_clock import clock_shifter

NOBODY: dict[str, Any] = {"directors": [], "writers": [], "cast": []}


def like(film: ObjectId, films: int = 100) -> dict[str, str]:
    """Return the titles of films like one, best first, each with its reason."""
    cards = similar_films.neighbour_cards(similar_films.find_neighbours(get_movie(film), films))
    return {card.title: card.explanation for card in cards}


def test_the_rarest_thing_shared_comes_first(database: Any) -> None:
    film = a_film(cast=["Rare", "Common"], directors=[], writers=[])
    a_film(**{**NOBODY, "cast": ["Rare"]}, title="With rare", genres=[])
    for number in range(9):
        a_film(**{**NOBODY, "cast": ["Common"]}, title=f"With common {number}", genres=[])
    found = like(film)
    assert next(iter(found)) == "With rare"
    assert found["With rare"] == "Rare in both"
    assert len(found) == 10


def test_a_rare_kind_beats_a_common_one(database: Any) -> None:
    italian = {"genres": ["Heist"], "countries": ["Italy"], "year": 1971}
    film = a_film(**NOBODY, **italian)
    a_film(**NOBODY, **{**italian, "year": 1975}, title="Also Italian")
    for number in range(5):
        a_film(**NOBODY, **{**italian, "countries": ["USA"]}, title=f"American {number}")
    found = like(film)
    assert next(iter(found)) == "Also Italian"
    assert found["Also Italian"] == "also heist, 1970s, Italy"
    assert found["American 0"] == "also heist, 1970s"


def test_a_reason_given_often_waits_for_others(database: Any) -> None:
    film = a_film(directors=["Reed"], cast=["Welles"], writers=[])
    for number in range(5):
        a_film(**{**NOBODY, "directors": ["Reed"]}, title=f"Reed {number}", genres=[])
    a_film(**{**NOBODY, "cast": ["Welles"]}, title="Welles", genres=[], year=1990)
    reasons = list(like(film).values())
    assert reasons == [*["same director"] * 3, "Welles in both", *["same director"] * 2]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"genres": ["War"], "year": None}, "also war"),
        ({"genres": ["War", "Drama"], "year": None}, "also drama, war"),
        ({"genres": None, "year": 1949}, "also 1949"),
        ({"genres": "War", "year": 1949, "countries": None}, "also war, 1940s"),
    ],
)
def test_films_of_few_facts_lead_to_others_by_those(
    database: Any, facts: dict[str, Any], reason: str
) -> None:
    film = a_film(**NOBODY, **facts)
    a_film(**NOBODY, **facts, title="Other")
    assert like(film) == {"Other": reason}


def test_a_film_without_facts_leads_nowhere(database: Any) -> None:
    many_films(20)
    film = a_film(**NOBODY, genres=None, year=None)
    with profiled(database) as done:
        assert like(film) == {}
    assert len(done) == 1


def test_odd_films_do_no_harm(database: Any) -> None:
    film = a_film()
    insert_raw(title=5, genres=["Mystery", None, {}], person_keys=["carol reed"], year="x")
    insert_raw(person_keys=["orson welles"], directors={"a": 1}, ranks={})
    neighbours = similar_films.find_neighbours(get_movie(film), 100)
    assert {explain(o.reason) for o in neighbours} == {"Carol Reed in both", "Orson Welles in both"}
    assert len(similar_films.neighbour_cards(neighbours)) == 2


def test_neighbours_cost_one_command_that_reads_little_and_scans_nothing(database: Any) -> None:
    many_films(300)
    film = get_movie(a_film(countries=["USA"], genres=["Drama", "Comedy", "Romance"], year=1999))
    with profiled(database) as done:
        similar_films.find_neighbours(film, 300)
    asked = {k: done[0].command[k] for k in ("aggregate", "pipeline", "cursor")}
    plan = database.command("explain", asked, verbosity="executionStats")
    assert len(done) == 1
    assert "COLLSCAN" not in str(plan)
    assert "'stage': 'SORT'" not in str(plan)
    assert "$sort" not in {key for stage in plan["stages"] for key in stage}


def test_a_films_page_reads_film_and_similar_ones_in_one_command(
    visitor: Browser, database: Any
) -> None:
    film = many_films(100)[0]["_id"]
    first = shown(visitor, film)
    with profiled(database) as done:
        assert shown(visitor, film) == first
    of_films = [o for o in done if o.collection == "movies"]
    assert len(of_films) == 1
    assert of_films[0].examined <= 2 * of_films[0].returned
    assert len([o for o in done if o.kind != "update"]) <= 3


def shown(visitor: Browser, film: ObjectId) -> list[tuple[str, str]]:
    """Return the titles and explanations of similar films on a film's page."""
    row = visitor.get(f"/movies/{film}/").context["similar_row"]
    return [(card.title, card.explanation) for card in row.cards]


def test_similar_films_are_those_computed_in_their_order(visitor: Browser, database: Any) -> None:
    film = many_films(100)[0]["_id"]
    expected = list(like(film).items())[: similar_films.MAX_SHOWN]
    assert shown(visitor, film) == shown(visitor, film) == expected


INFO = RevisionInfo("edit-film", "Ada", "Another director.", now())


def edit(film: ObjectId, **changes: Any) -> None:
    facts = FilmFacts.from_doc(mongo.movies().find_one({"_id": film}) or {})
    changed = replace(facts, **changes)
    in_transaction(
        lambda session: update_film(film, changed, version=None, info=INFO, session=session)
    )


def test_an_edit_and_a_removal_are_followed(visitor: Browser, ada: Any) -> None:
    one = a_film(**{**NOBODY, "directors": ["Reed"]}, genres=["War"])
    other = a_film(**{**NOBODY, "directors": ["Reed"]}, title="Other", genres=["Drama"])
    assert shown(visitor, one) == [("Other", "same director")]
    assert shown(visitor, other) == [("The Third Man", "same director")]
    edit(other, directors=(), genres=("War",))
    assert shown(visitor, one) == [("Other", "also war, 1940s, UK")]
    in_transaction(lambda session: delete_film(other, INFO, None, session))
    mongo.movies().update_many({}, {"$set": {"similar.films": [{"id": other, "why": "gone"}]}})
    assert visitor.get(f"/movies/{one}/").context["similar_row"] is None


def test_lists_are_computed_anew_when_they_are_old(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_films(5)
    assert similar_films.refresh_similar(3) == 3
    assert similar_films.refresh_similar(3) == 2
    assert similar_films.refresh_similar(3) == 0
    clock_shifter(monkeypatch)("movies.similar_films", days=8)
    assert similar_films.refresh_similar(9) == 5


def test_where_nothing_is_shared_popular_films_are_shown(visitor: Browser, database: Any) -> None:
    other = a_film(title="Other", genres=["Drama"], **NOBODY, year=1990)
    film = a_film(**NOBODY, genres=None, year=None)
    for _ in range(2):
        row = visitor.get(f"/movies/{film}/").context["similar_row"]
        assert (row.title, [card.id for card in row.cards]) == ("Popular films", [str(other)])


STORED_REASONS = (
    (["director", 3, "", ""], "same director and three of the cast"),
    (["", 0, "Orson Welles", ""], "Orson Welles in both"),
    (["", 0, "", "noir, 1940s"], "also noir, 1940s"),
    ("also a sentence of old", "also a sentence of old"),
)


def test_a_reason_is_stored_as_facts_and_that_of_an_earlier_version_is_read(
    database: Any, visitor: Browser
) -> None:
    film, other = a_film(), a_film(title="Another")
    visitor.get(f"/movies/{film}/")
    [stored] = mongo.movies().find_one({"_id": film})["similar"]["films"]
    assert stored["why"] == STORED_REASONS[0][0]
    for why, words in STORED_REASONS:
        films = [{"id": other, "why": why}]
        mongo.movies().update_one({"_id": film}, {"$set": {"similar.films": films}})
        assert words in visitor.text(f"/movies/{film}/")
