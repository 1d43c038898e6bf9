"""A film's history: who changed which fields, and reverting."""

from typing import Any

import pytest

from administration.films import revert_film
from mflix_site.mongo import collections as mongo
from moderation.errors import NothingToDo
from movies.errors import RevisionNotFound
from movies.film_facts import Difference, FilmFacts, diff_facts
from movies.history import list_revisions
from tests.support.browsing import Browser
from tests.support.running import WHY, actions, an_edit, facts_of, logged, stored


def versions_of(film: Any) -> list[Any]:
    return list_revisions(film, facts_of(film))


def test_a_film_that_nobody_edited_has_one_version(film: Any) -> None:
    [version] = versions_of(film)
    assert (version.number, version.by, version.facts) == (1, "", facts_of(film))


def test_each_version_says_who_when_why_and_what(ada: Any, film: Any) -> None:
    an_edit(ada, film, year=1950, genres=("Mystery", "Crime"))
    newest, first = versions_of(film)
    assert (newest.number, newest.by, newest.reason) == (2, "ada", WHY)
    assert [change.label for change in newest.changes] == ["Year", "Genres"]
    assert newest.changes[0] == Difference("Year", "1949", "1950")
    genres = newest.changes[1]
    assert (genres.removed, genres.added) == (("Film-Noir", "Thriller"), ("Crime",))
    assert (first.number, first.by, first.facts.year) == (1, "", 1949)


def test_a_difference_is_the_edits_alone_though_an_import_came_between(ada: Any, film: Any) -> None:
    an_edit(ada, film, year=1950)
    mongo.movies().update_one({"_id": film}, {"$set": {"runtime": 93}})
    an_edit(ada, film, rated="R")
    newest, older, _ = versions_of(film)
    assert [change.label for change in newest.changes] == ["Certificate"]
    assert [change.label for change in older.changes] == ["Year"]


@pytest.mark.parametrize("version", [1, 2])
def test_going_back_makes_a_new_version(ada: Any, film: Any, version: int) -> None:
    an_edit(ada, film, year=1950)
    an_edit(ada, film, year=1951, title="Third Man, The")
    revert_film(admin=ada, movie_id=film, version=version, reason=WHY)
    assert facts_of(film).year == 1948 + version
    assert stored(film)["title_key"] == "third man"
    assert [v.number for v in versions_of(film)] == [4, 3, 2, 1]
    assert actions() == ["edit-film", "edit-film", "revert-film"]
    assert logged()[-1]["detail"] == f"The Third Man, to version {version}"


def test_reverting_to_the_current_version_writes_nothing(ada: Any, film: Any) -> None:
    an_edit(ada, film, year=1950)
    with pytest.raises(NothingToDo):
        revert_film(admin=ada, movie_id=film, version=2, reason=WHY)
    assert actions() == ["edit-film"]


@pytest.mark.parametrize("version", [3, 99])
def test_there_is_no_going_back_to_what_never_was(ada: Any, film: Any, version: int) -> None:
    an_edit(ada, film, year=1950)
    with pytest.raises(RevisionNotFound):
        revert_film(admin=ada, movie_id=film, version=version, reason=WHY)


def test_the_page_shows_what_went_and_what_came(ada: Any, as_ada: Browser, film: Any) -> None:
    an_edit(ada, film, cast=("Joseph Cotten", "Trevor Howard"))
    page = as_ada.text(f"/administration/films/{film}/history/")
    assert '<del><span class="visually-hidden">Before: </span><bdi>Orson Welles</bdi></del>' in page
    assert '<ins><span class="visually-hidden">After: </span><bdi>Trevor Howard</bdi></ins>' in page
    assert "@ada" in page
    assert "Restore version 1" in page
    assert "Restore version 2" not in page


def test_the_page_goes_back(ada: Any, as_ada: Browser, film: Any) -> None:
    an_edit(ada, film, year=1950)
    sent = {"version": "1", "reason": WHY}
    answer = as_ada.post(f"/administration/films/{film}/revert/", sent, follow=True)
    assert "Version 1 has been restored" in answer.content.decode()
    assert stored(film)["year"] == 1949


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": "1", "reason": ""}, 422),
        ({"version": "x", "reason": WHY}, 422),
        ({"version": "77", "reason": WHY}, 404),
        ({"version": "2", "reason": WHY}, 302),
    ],
)
def test_what_cannot_be_gone_back_to_is_said(
    ada: Any, as_ada: Browser, film: Any, sent: dict[str, str], status: int
) -> None:
    an_edit(ada, film, year=1950)
    answer = as_ada.post(f"/administration/films/{film}/revert/", sent)
    assert answer.status_code == status
    assert stored(film)["year"] == 1950


def test_two_versions_alike_do_not_differ() -> None:
    facts = FilmFacts("M", year=1931)
    assert diff_facts(facts, facts) == []
    assert [change.before for change in diff_facts(None, facts)] == ["", ""]
