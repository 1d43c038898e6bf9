"""Documents of another application whose `_id` is not an ObjectId: named, moved, never an error."""

from typing import Any

import pytest
from bson import ObjectId
from django.core.management import CommandError

from mflix_site.mongo import health
from mflix_site.serving.preparation import prepare_database
from movies.bulk import adopt_movies, iterate_movies
from movies.search.indexing import rebuild_dictionary
from reviews.management.commands.count_facets import Command as CountFacets
from tests.support.browsing import Browser
from tests.support.sample import FILM, NED, a_comment, a_movie, a_user, run

IDS: list[Any] = [1, "s", {"a": 1}, True]
PAGES = ("/", "/movies/", "/movies/?q=int+id", "/movies/feed/", "/movies/?sort=newest")


@pytest.fixture
def foreign(database: Any) -> Any:
    """Insert one document with an id of ours, and one with each of another kind."""
    films = [a_movie(_id=id, title="Int id", genres=["Drama"]) for id in (FILM, *IDS)]
    users = [a_user(_id=id, email=f"{n}@b.test") for n, id in enumerate((NED, *IDS))]
    comments = [a_comment(_id=id) for id in (ObjectId(), *IDS)]
    for name, docs in {"movies": films, "users": users, "comments": comments}.items():
        database[name].insert_many(docs, bypass_document_validation=True)
    yield database
    for name in ("movies", "users", "comments"):
        database.drop_collection(f"{name}_set_aside")


@pytest.mark.parametrize(
    "command", ["adopt_mflix", "migrate_mongodb", "recount", "create_admin --email=a@b.test"]
)
def test_they_are_named_and_stay_where_they_are(foreign: Any, command: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(*command.split())
    assert "movies has documents that no page can show" in str(caught.value)
    assert "1, 's', {'a': 1}, True." in str(caught.value)
    caller = "adopt_mflix" if command == "adopt_mflix" else "migrate_mongodb"
    assert f"manage.py {caller} --set-aside" in str(caught.value)
    assert foreign.movies.count_documents({}) == 1 + len(IDS)


def test_checking_reports_them(foreign: Any) -> None:
    with pytest.raises(SystemExit):
        run("migrate_mongodb", "--check")
    assert any("movies_set_aside" in problem for problem in health.readiness_problems())


def test_the_site_is_not_served_from_them(foreign: Any) -> None:
    with pytest.raises(CommandError, match=r"users_set_aside.*movies_set_aside"):
        prepare_database(print)


def test_they_are_moved_aside_where_the_operator_wants(foreign: Any) -> None:
    assert f"{len(IDS)} of users moved." in run("adopt_mflix", "--set-aside")
    for name in ("movies", "users", "comments"):
        assert [type(doc["_id"]) for doc in foreign[name].find()] == [ObjectId]
        aside = foreign[f"{name}_set_aside"].find().sort("_id", 1)
        assert [doc["_id"] for doc in aside] == IDS
    assert "Everything matches" in run("migrate_mongodb")


@pytest.fixture
def inserted_meanwhile(database: Any) -> Any:
    """Insert films that another application adds while the site runs."""
    titles = {FILM: "Int idle", 1: "Int id", "s": "Int ids"}
    films = [a_movie(_id=id, title=title, genres=["Drama"]) for id, title in titles.items()]
    database.movies.insert_many(films)
    adopt_movies(list(iterate_movies()))
    rebuild_dictionary()
    return database


def test_pages_survive_them(inserted_meanwhile: Any, visitor: Browser, ada: Any) -> None:
    for page in PAGES:
        assert visitor.get(page).status_code == 200, page
    for page in ("/", "/movies/"):
        assert Browser(ada).get(page).status_code == 200, page


def test_the_watcher_survives_them(inserted_meanwhile: Any, visitor: Browser) -> None:
    CountFacets().refresh()
    assert "similar" in (inserted_meanwhile.movies.find_one({"_id": FILM}) or {})
    for page in PAGES * 2:  # with the facet index
        assert visitor.get(page).status_code == 200, page
    assert "Int idle" in visitor.text("/movies/?sort=title")
