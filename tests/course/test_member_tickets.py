"""The course's tickets about users and comments, and the report."""

from collections import Counter
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from accounts.queries import find_member_by_email
from api.v1.responses import alias_of
from tests.support.sample import needs_real_sample

from . import course_db as db
from . import sample_data as data

pytestmark = [needs_real_sample, pytest.mark.long]
FOO = {"name": "Magpie", "email": "magpie@fang.example", "password": "walnut shell 9 teapots"}
LOG_IN = {name: FOO[name] for name in ("email", "password")}
DONE = {"success": True}


@pytest.fixture
def film() -> ObjectId:
    return next(f["_id"] for f in data.films() if f["title"] == data.films()[3]["title"])


def text_of(film: ObjectId, number: int = 0) -> str:
    """Return the text of a film's comment, counted from the newest."""
    found = db.get_movie(film)
    assert found
    return str(found["comments"][number].text)


# User management: four.


def test_registering_makes_a_user_with_this_name_and_address() -> None:
    assert db.add_user(**FOO) == DONE
    user = db.get_user(FOO["email"])
    assert user and (user.name, user.email) == (FOO["name"], FOO["email"])


def test_the_same_address_again_is_refused() -> None:
    db.add_user(**FOO)
    assert "exists" in db.add_user(**FOO)["error"]


def test_logging_in_makes_a_session() -> None:
    db.add_user(**FOO)
    user = db.get_user_session(db.login_user(**LOG_IN))
    assert user and user.email == FOO["email"]


def test_logging_out_ends_the_session_and_deleting_the_user() -> None:
    db.add_user(**FOO)
    token = db.login_user(**LOG_IN)
    assert db.logout_user(token) == DONE
    assert db.get_user_session(token) is None
    assert db.delete_user(**LOG_IN) == DONE
    assert db.get_user(FOO["email"]) is None


# User preferences: four.


def test_nobody_has_no_preferences() -> None:
    assert db.update_prefs("nobody@example.test", {})["error"]


def test_no_preferences_are_kept_as_an_empty_object() -> None:
    db.add_user(**FOO)
    assert db.update_prefs(FOO["email"], None) == DONE
    assert db.get_prefs(FOO["email"]) == {}


def test_preferences_are_found_as_saved_and_replaced_as_a_whole() -> None:
    db.add_user(**FOO)
    for chosen in ({"favorite_cast_member": "Goldie Example", "ratings": ["G", "PG"]}, {"a": 42}):
        assert db.update_prefs(FOO["email"], chosen) == DONE
        assert db.get_prefs(FOO["email"]) == chosen


def test_an_empty_object_replaces_them_too() -> None:
    db.add_user(**FOO)
    db.update_prefs(FOO["email"], {"favorite_fruit": "watermelon"})
    db.update_prefs(FOO["email"], {})
    assert db.get_prefs(FOO["email"]) == {}


# Getting comments: three.


@pytest.mark.parametrize("at", [0, 9])
def test_a_film_has_as_many_comments_as_there_are(at: int) -> None:
    film, count = data.most_commented(10)[at]
    found = db.get_movie(film)
    assert found and len(found["comments"]) == count


def test_the_newest_comments_come_first() -> None:
    for film, _ in data.most_commented(9):
        found = db.get_movie(film)
        dates = [review.date for review in found["comments"]] if found else []
        assert dates == sorted(dates, reverse=True) != []


# Creating and updating comments: four. Deleting them: three.


def test_a_comment_that_is_added_is_the_first(film: ObjectId, alice: Member) -> None:
    comment = db.add_comment(film, alice, "fe-fi-fo-fum")
    found = db.get_movie(film)
    assert found and found["comments"][0].id == comment.id
    assert text_of(film) == "fe-fi-fo-fum"


def test_its_owner_updates_it(film: ObjectId, alice: Member) -> None:
    comment = db.add_comment(film, alice, "fe-fi-fo-fum")
    assert db.update_comment(comment.id, alice, "foo foo foo") == 1
    assert text_of(film) == "foo foo foo"


def test_somebody_else_does_not(film: ObjectId, alice: Member, bob: Member) -> None:
    comment = db.add_comment(film, alice, "fe-fi-fo-fum")
    assert db.update_comment(comment.id, bob, "blah") == 0
    assert text_of(film) == "fe-fi-fo-fum"


def test_its_owner_deletes_what_they_updated(film: ObjectId, alice: Member) -> None:
    comment = db.add_comment(film, alice, "fe-fi-fo-fum")
    db.update_comment(comment.id, alice, "foo foo foo")
    assert db.delete_comment(comment.id, alice) == 1


def test_a_comment_to_delete_is_added(film: ObjectId, alice: Member) -> None:
    before = len((db.get_movie(film) or {})["comments"])
    db.add_comment(film, alice, "frobscottle")
    assert len((db.get_movie(film) or {})["comments"]) == before + 1


def test_nobody_but_its_owner_deletes_it(film: ObjectId, alice: Member, bob: Member) -> None:
    comment = db.add_comment(film, alice, "frobscottle")
    assert db.delete_comment(comment.id, bob) == 0
    assert text_of(film) == "frobscottle"


def test_its_owner_deletes_it(film: ObjectId, alice: Member) -> None:
    comment = db.add_comment(film, alice, "frobscottle")
    assert db.delete_comment(comment.id, alice) == 1
    assert comment.id not in [c.id for c in (db.get_movie(film) or {})["comments"]]


# The report: two.


def counts() -> Counter[Any]:
    return Counter(comment["email"] for comment in data.comments())


def test_the_report_has_the_twenty_who_wrote_most() -> None:
    rows = db.most_active_commenters()
    assert [row["count"] for row in rows] == sorted(counts().values(), reverse=True)[:20]


def test_one_of_them_is_known_by_an_alias() -> None:
    email, count = counts().most_common(1)[0]
    member = find_member_by_email(email)
    assert member and {"_id": alias_of(member.id), "count": count} in db.most_active_commenters()
