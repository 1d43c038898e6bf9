"""Changes of the catalogue by the sample client: refused, but for an admin's token, and logged."""

import json
from types import SimpleNamespace
from typing import Any

from django.test import Client

from accounts.access_tokens import start_token_session
from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.sample_client import data_of
from tests.support.stored_state import collection_hashes

FILM = {"title": "The Ferryman's Lantern", "year": 1948, "genres": ["Drama"], "cast": ["A", "B"]}
DEEP = "[" * 50_000


def send(method: str, path: str, body: Any, member: Member | None = None, **headers: str) -> Any:
    """Send JSON as a member's program, or as nobody's."""
    if member is not None:
        headers["Authorization"] = f"Bearer {start_token_session(member)}"
    text = body if isinstance(body, str) else json.dumps(body)
    return Client(enforce_csrf_checks=True).generic(
        method, f"/api/movies{path}", text, content_type="application/json", headers=headers
    )


def writes(film: Any) -> list[tuple[str, str, Any]]:
    """Return the six changes that the client can send."""
    chosen = {"filter": {"_id": {"$in": [str(film)]}}}
    return [
        *(("POST", "", FILM), ("POST", "/batch", [FILM, FILM])),
        *(("PATCH", f"/{film}", {"title": "Vienna"}), ("PATCH", "", {**chosen, "update": FILM})),
        *(("DELETE", "", chosen), ("DELETE", f"/{film}", "")),
    ]


def people() -> dict[str, Member | None]:
    return {
        "visitor": None,
        "member": make_member("Carol"),
        "moderator": make_member("Maud", role="moderator"),
        "suspended admin": make_member("Otto", role="admin", standing="suspended"),
    }


def test_nobody_but_an_admin_changes_a_film_in_either_form_of_an_address(
    small_catalogue: SimpleNamespace, database: Any
) -> None:
    everybody = people()
    before = collection_hashes(database, "sessions")
    for method, path, body in writes(small_catalogue.vienna):
        for member in everybody.values():
            for slash in ("", "/"):
                answer = send(method, path + slash, body, member)
                assert answer.status_code == 403
                assert "admins" in answer.json()["message"]
    assert collection_hashes(database, "sessions") == before


def test_an_admins_cookie_is_no_proof_and_neither_is_a_token_that_has_ended(
    small_catalogue: SimpleNamespace, database: Any
) -> None:
    ada = make_member("Ada", role="admin")
    token = start_token_session(ada)
    mongo.members().update_one({"_id": ada.id}, {"$inc": {"session_epoch": 1}})
    before, browser = collection_hashes(database, "sessions"), Browser(ada, csrf=True)
    for method, path, body in writes(small_catalogue.vienna):
        sent = {"content_type": "application/json", "data": json.dumps(body)}
        assert browser.generic(method, f"/api/movies{path}", **sent).status_code == 403
        assert send(method, path, body, Authorization=f"Bearer {token}").status_code == 403
    assert collection_hashes(database, "sessions") == before


def test_an_admin_adds_edits_and_deletes_a_film_and_the_log_says_so(
    small_catalogue: Any, ada: Member
) -> None:
    added = send("POST", "", {**FILM, "_id": "x", "rating": 5, "plot": None}, ada)
    film = added.json()["data"]
    assert (added.status_code, film["title"], film["cast"]) == (201, FILM["title"], ["A", "B"])
    edited = send("PATCH", f"/{film['_id']}", {"year": 1949, "genres": ["Drama", "War"]}, ada)
    assert edited.json()["data"] == {**film, "year": 1949, "genres": ["Drama", "War"]}
    assert send("PATCH", f"/{film['_id']}/", {"year": 1949}, ada).status_code == 200
    assert data_of(f"/{film['_id']}")["cast"] == ["A", "B"]
    assert send("DELETE", f"/{film['_id']}", "", ada).json()["data"] == {"deletedCount": 1}
    assert send("DELETE", f"/{film['_id']}", "", ada).status_code == 404
    rows = mongo.decisions().find({}, {"action": 1, "moderator.handle": 1}).sort("number", 1)
    assert [row["action"] for row in rows] == ["add-film", "edit-film", "delete-film"]


def test_an_admin_changes_several_films_at_once(small_catalogue: Any, ada: Member) -> None:
    added = send("POST", "/batch", [FILM, {**FILM, "year": 1950}], ada).json()["data"]
    assert added["insertedCount"] == len(added["insertedIds"]) == 2
    chosen = {"filter": {"_id": {"$in": [*added["insertedIds"], "f" * 24]}}}
    edited = send("PATCH", "", {**chosen, "update": {"year": 1950}}, ada).json()["data"]
    assert edited == {"matchedCount": 2, "modifiedCount": 1}
    assert send("DELETE", "", chosen, ada).json()["data"] == {"deletedCount": 2}


ONE = {"filter": {"_id": {"$in": ["a" * 24]}}}
MANY = {"filter": {"_id": {"$in": ["a" * 24] * 101}}}
REFUSED: list[tuple[str, str, Any, str]] = [
    ("POST", "", {}, "NO_UPDATE_DATA"),
    ("POST", "", {"year": 1948}, "INVALID_FIELD"),
    ("POST", "", {**FILM, "year": "1948"}, "INVALID_FIELD"),
    ("POST", "", {**FILM, "year": 10**30}, "INVALID_FIELD"),
    ("POST", "", {**FILM, "cast": "A"}, "INVALID_FIELD"),
    ("POST", "", {**FILM, "title": {"$gt": ""}}, "INVALID_FIELD"),
    ("POST", "", {**FILM, "poster": "javascript:alert(1)"}, "INVALID_FIELD"),
    ("POST", "", [], "BAD_REQUEST"),
    ("POST", "", DEEP, "BAD_REQUEST"),
    ("POST", "", "", "BAD_REQUEST"),
    ("POST", "/batch", [], "EMPTY_REQUEST"),
    ("POST", "/batch", FILM, "EMPTY_REQUEST"),
    ("POST", "/batch", [FILM, 1], "NO_UPDATE_DATA"),
    ("POST", "/batch", [FILM] * 101, "TOO_MANY_FILMS"),
    ("PATCH", "", {}, "MISSING_FILTER"),
    ("PATCH", "", {"filter": {"year": 1949}, "update": FILM}, "INVALID_FILTER"),
    ("PATCH", "", ONE, "NO_UPDATE_DATA"),
    ("PATCH", "", {**ONE, "update": {"$set": FILM}}, "NO_UPDATE_DATA"),
    ("DELETE", "", {"filter": {"_id": {"$gt": "0" * 24}}}, "INVALID_FILTER"),
    ("DELETE", "", {"filter": {"_id": {"$in": ["a" * 24], "$ne": 1}}}, "INVALID_FILTER"),
    ("DELETE", "", {"filter": {"_id": {"$in": [{"$ne": 1}]}}}, "INVALID_OBJECT_ID"),
    ("DELETE", "", MANY, "TOO_MANY_FILMS"),
    ("DELETE", "", {"filter": {}}, "MISSING_FILTER"),
    ("DELETE", "/x", "", "INVALID_OBJECT_ID"),
]


def test_what_cannot_be_done_is_400_with_its_code_and_changes_nothing(
    small_catalogue: Any, ada: Member, database: Any
) -> None:
    before = collection_hashes(database, "sessions")
    for method, path, body, code in REFUSED:
        answer = send(method, path, body, ada)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), (path, body)
    assert collection_hashes(database, "sessions") == before


def test_a_body_that_is_too_long_or_no_json_is_refused_in_the_envelope(
    small_catalogue: Any, ada: Member
) -> None:
    assert send("POST", "", {"title": "x" * 300_000}, ada).json()["error"]["code"] == "TOO_LARGE"
    sent = {"data": "title=x", "content_type": "application/x-www-form-urlencoded"}
    token = {"Authorization": f"Bearer {start_token_session(ada)}"}
    assert Client().post("/api/movies", headers=token, **sent).status_code == 415
