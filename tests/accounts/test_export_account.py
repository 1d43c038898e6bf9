"""Downloading all of a member's data."""

import json
from io import BytesIO
from typing import Any

from bson import ObjectId

from importing.preview import start_import
from reviews.documents import ReviewContent
from reviews.services import edit_review
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

PAGE = "/accounts/export/"


def exported(browser: Browser) -> dict[str, Any]:
    return dict(json.loads(browser.text(PAGE)))


def test_it_holds_who_one_is_and_what_one_likes(as_alice: Browser, database: Any) -> None:
    database.users.update_one({}, {"$set": {"preferences": {"theme": "dark"}}})
    member = exported(as_alice)["member"]
    assert (member["name"], member["email"]) == ("Alice Ångström", "alice@example.test")
    assert member["preferences"] == {"theme": "dark"}
    assert "joined_at" in member


def test_it_holds_every_review_and_what_it_said_before(as_alice: Browser, alice: Any) -> None:
    first = a_review(alice, a_film(), text="First words.", rating=40)
    a_review(alice, a_film(title="Other"), text="Other words.", rating=90)
    words = ReviewContent("Second words.", 60, False)
    edit_review(member=alice, review_id=ObjectId(first.id), content=words, version=1)
    reviews = {r["text"]: r for r in exported(as_alice)["reviews"]}
    assert set(reviews) == {"Second words.", "Other words."}
    assert reviews["Second words."]["revisions"][0]["text"] == "First words."


def test_a_hidden_review_is_still_ones_own(as_alice: Browser, alice: Any, database: Any) -> None:
    a_review(alice, a_film(), text="Taken down.")
    database.comments.update_one({}, {"$set": {"state": "hidden"}})
    assert "Taken down." in as_alice.text(PAGE)


def test_it_holds_when_ones_sessions_end(as_alice: Browser, as_alice_elsewhere: Browser) -> None:
    assert len(exported(as_alice)["sessions"]) == 2


def test_no_hash_and_no_token_leaves_the_database(as_alice: Browser, database: Any) -> None:
    text = as_alice.text(PAGE)
    session = database.sessions.find_one()
    assert "argon2" not in text
    assert session["_id"] not in text
    assert session["data"] not in text
    assert not {"password", "email_key", "handle_key"} & set(exported(as_alice)["member"])


def test_it_holds_nothing_of_anybody_else(as_alice: Browser, bob: Any) -> None:
    a_review(bob, a_film(), text="These are not hers.")
    Browser(bob)
    text = as_alice.text(PAGE)
    assert "These are not hers." not in text
    assert str(bob.id) not in text
    assert "bob@" not in text


def test_no_query_makes_it_anothers(as_alice: Browser, bob: Any) -> None:
    data = {"member": str(bob.id), "handle": "bob", "email": bob.email, "id": str(bob.id)}
    answer = as_alice.get(PAGE, data)
    assert json.loads(answer.content)["member"]["name"] == "Alice Ångström"


def test_it_comes_as_a_file_that_no_cache_keeps(as_alice: Browser) -> None:
    answer = as_alice.get(PAGE)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="mflix-alice_angstrom.json"'
    assert "no-store" in answer["Cache-Control"]


def test_a_visitor_is_sent_to_log_in(visitor: Browser) -> None:
    assert visitor.get(PAGE)["Location"] == "/accounts/login/?next=%2Faccounts%2Fexport%2F"


def test_a_form_gets_nothing(as_alice: Browser) -> None:
    assert as_alice.post(PAGE).status_code == 405


def test_it_holds_the_rows_of_the_files_that_one_uploaded(as_alice: Browser, alice: Any) -> None:
    table = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Lost,1949,https://boxd.it/a,x\n"
    start_import(member=alice, upload=BytesIO(table.encode()), filename="ratings.csv")
    data = exported(as_alice)
    [row] = data["import_rows"]
    assert row["import_id"] == data["imports"][0]["_id"]
    assert (row["title"], row["outcome"], "x" in row["warnings"][0]) == ("Lost", "not_found", True)
