"""A `sample_mflix` that nobody has adopted yet: every page is there, also of odd documents."""

from typing import Any

import pytest
from bson import DatetimeMS, ObjectId
from pymongo.database import Database

from accounts.queries import MemberFilter, newest_members, page_of_members
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.sample import a_comment, a_movie, a_user

Data = Database[dict[str, Any]]
ODD = ("text", -1, 4.5, float("nan"), None, ["a"], {"$gt": ""}, {"films": None})
PAGES = ("/", "/movies/", "/members/", "/members/?q=ned", "/sitemap.xml", "/talked-about/")


def insert(database: Data, name: str, *docs: dict[str, Any]) -> None:
    database[name].insert_many(docs, bypass_document_validation=True)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_as_it_stands(path: str, database: Data, visitor: Browser) -> None:
    insert(database, "users", a_user(), a_user(_id=ObjectId(), name_words=["ned", "stark"]))
    insert(database, "movies", a_movie(year=1903), a_movie(_id=ObjectId(), year=10**12))
    insert(database, "comments", a_comment())
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("name", ["similar", "version", "person_keys", "kinds"])
def test_a_film_with_odd_values_of_ours_has_a_page(
    name: str, database: Data, visitor: Browser
) -> None:
    films = [a_movie(_id=ObjectId(), genres=["Drama"], **{name: value}) for value in ODD]
    insert(database, "movies", *films)
    for film in films:
        assert visitor.get(f"/movies/{film['_id']}/").status_code == 200


def test_only_members_with_a_page_are_listed(database: Data, alice: Any) -> None:
    insert(database, "users", a_user(name_words=["alice"]), a_user(_id=ObjectId(), joined_at=now()))
    assert [member.id for member in newest_members()] == [alice.id]
    for q in ("", "alice"):
        assert [member.id for member in page_of_members(MemberFilter(q), 1).items] == [alice.id]


def test_a_date_that_no_calendar_shows_is_not_counted(database: Data, ada: Any) -> None:
    insert(database, "users", a_user(joined_at=DatetimeMS(2**50)))
    assert Browser(ada).get("/administration/").status_code == 200
