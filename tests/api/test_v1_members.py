"""Members by version 1: joining, logging in, preferences, leaving, and what only admins get."""

from typing import Any

import pytest

from accounts.documents import Member
from accounts.services import log_in
from api.v1.responses import alias_of
from reviews.site_summary import refresh_site_summary
from tests.support.api_client import ApiClient
from tests.support.cast import PASSWORD, make_member
from tests.support.factories import a_film, a_review

NORA = {"name": "Nora", "email": "nora@example.test", "password": "walnut shell 9 teapots"}
UNAUTHORIZED = (401, {"error": "Unauthorized"})


@pytest.fixture
def api(database: Any) -> ApiClient:
    return ApiClient()


def register(api: ApiClient, **changes: Any) -> Any:
    return api.ask("POST", "/user/register", {**NORA, **changes})


def log_in_with(api: ApiClient, **sent: Any) -> Any:
    return api.ask("POST", "/user/login", sent)


def save(api: ApiClient, value: Any) -> Any:
    return api.ask("PUT", "/user/update-preferences", {"preferences": value})


def test_joining_logs_in_and_makes_a_member_of_the_site(api: ApiClient) -> None:
    answer = register(api)
    member = log_in(email=NORA["email"], password=NORA["password"], client_ip="::1")
    info = {"name": "Nora", "email": alias_of(member.id), "isAdmin": False, "preferences": {}}
    assert (answer.status_code, answer.json()["info"]) == (201, info)
    api.token = answer.json()["auth_token"]
    assert save(api, {}).status_code == 201


def test_logging_in_answers_with_the_same_alias_whatever_way_the_address_is_written(
    api: ApiClient,
) -> None:
    joined = register(api).json()
    came = log_in_with(api, email="NORA@Example.test", password=NORA["password"])
    assert came.status_code == 201
    assert came.json()["info"] == joined["info"]
    assert came.json()["auth_token"] != joined["auth_token"]
    assert NORA["email"] not in came.content.decode()


def test_an_address_that_is_taken_is_refused_in_neutral_words(api: ApiClient) -> None:
    register(api)
    again = register(api, name="Somebody else")
    assert (again.status_code, again.json()) == (
        400,
        {"error": {"email": "This address can't be used."}},
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(({"name": " "}, "name"), ({"email": "nobody"}, "email"), ({"email": None}, "email")),
        *(({"password": "short"}, "password"), ({"password": "password123"}, "password")),
        *(({"name": ["a"]}, "name"), ({"password": {"$gt": ""}}, "password")),
        *(({"name": "mflix moderator"}, "name"), ({"password": "Nora nora 1"}, "password")),
    ],
)
def test_what_the_site_refuses_is_an_error_beside_its_field(
    api: ApiClient, changes: dict[str, Any], field: str, database: Any
) -> None:
    answer = register(api, **changes)
    assert answer.status_code == 400
    assert list(answer.json()["error"]) == [field]
    assert isinstance(answer.json()["error"][field], str)
    assert not database.users.count_documents({})


@pytest.mark.parametrize("password", ["k3j2h1a9s", "x8r0q2mz"])
def test_the_short_passwords_of_the_tickets_are_for_a_class_alone(
    api: ApiClient, settings: Any, password: str
) -> None:
    assert register(api, password=password).status_code == 400
    settings.TEACHING = True
    assert register(api, password=password).status_code == 201
    assert register(api, email="n@example.test", password=password[:7]).status_code == 400


@pytest.mark.parametrize("email", ["k3j2h1@a9s8d.x1y", "0@1.2", "k3@a.b9"])
def test_the_addresses_that_the_tickets_make_up_are_for_a_class_alone(
    api: ApiClient, settings: Any, email: str
) -> None:
    assert register(api, email=email).status_code == 400
    settings.TEACHING = True
    assert register(api, email=email).status_code == 201
    assert log_in_with(api, email=email, password=NORA["password"]).status_code == 201
    for odd in ("a@b", "@a.b", "a b@c.d", "a@b..c", "a@b.c x", "a\x00@b.c"):
        assert register(api, email=odd).status_code == 400, odd


def test_logging_in_does_not_say_what_was_wrong(api: ApiClient, alice: Member) -> None:
    wrong: list[dict[str, Any]] = [
        {"email": alice.email, "password": "wrong password 1"},
        {"email": "nobody@example.test", "password": PASSWORD},
        *({"email": odd, "password": PASSWORD} for odd in ("nobody", "", None, {"$gt": ""}, [])),
        *({"email": alice.email, "password": odd} for odd in ("", None, {"$ne": 1}, 7)),
        {},
    ]
    for sent in wrong:
        answer = log_in_with(api, **sent)
        assert (answer.status_code, answer.json()) == UNAUTHORIZED


def test_an_unknown_address_takes_the_work_of_hashing_too(
    api: ApiClient, alice: Member, monkeypatch: Any
) -> None:
    hashed: list[str] = []
    keep = lambda password, stored: bool(hashed.append(password))  # noqa: E731
    monkeypatch.setattr("accounts.services.verify_password", keep)
    for email in (alice.email, "nobody@example.test"):
        log_in_with(api, email=email, password="a wrong password")
    assert hashed == ["a wrong password"] * 2


@pytest.mark.parametrize("limit", ["log-in", "sign-up", "failed-log-in"])
def test_too_many_attempts_are_429_with_a_sentence_that_the_client_shows(
    api: ApiClient, settings: Any, limit: str, alice: Member
) -> None:
    settings.LIMITS = {**settings.LIMITS, limit: (1, 900)}
    ask = register if limit == "sign-up" else log_in_with
    sent: dict[str, Any] = {} if limit == "sign-up" else {"email": alice.email, "password": "no"}
    ask(api, **sent)
    answer = ask(api, **sent)
    assert answer.status_code == 429
    assert isinstance(answer.json()["error"]["email"], str)
    assert int(answer.headers["Retry-After"]) > 0


def test_preferences_are_kept_as_they_are_sent_and_replaced_as_a_whole(
    api: ApiClient, alice: Member
) -> None:
    member = ApiClient(alice)
    for value in (
        {"favorite_cast": "Nadia Example", "preferred_language": "Occitan", "a": ["R", 1.5, "", 2]},
        {"favorite_fruit": "watermelon", "favorite_number": 42, "none": None, "yes": True},
        {},
    ):
        assert list(save(member, value).json()["info"]["preferences"].items()) == [*value.items()]
        info = log_in_with(api, email=alice.email, password=PASSWORD).json()["info"]
        assert list(info["preferences"].items()) == list(value.items())
    assert save(member, None).json()["info"]["preferences"] == {}


@pytest.mark.parametrize(
    "odd",
    [
        *({"$set": "a"}, {"a.b": 1}, {"": 1}, {"a\x00": 1}, {"x" * 61: 1}, {"a": "x" * 501}),
        *({"a": {"b": 1}}, {"a": [["b"]]}, {"a": ["b"] * 51}, {"a": 2**64}, {"a": -(2**63) - 1}),
        *({str(n): n for n in range(51)}, [], "text", 7, True, [{"a": 1}], {"a": 1e300}),
        {"a": 10**400},
    ],
)
def test_preferences_past_their_bounds_are_400_and_leave_what_there_is(
    alice: Member, odd: Any, database: Any
) -> None:
    member = ApiClient(alice)
    save(member, {"kept": "yes"})
    answer = save(member, odd)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    for nothing in ({}, {"preference": {}}):
        assert member.ask("PUT", "/user/update-preferences", nothing).status_code == 400
    assert database.users.find_one({"_id": alice.id})["api_preferences"] == {"kept": "yes"}


def test_preferences_of_a_client_are_not_those_of_the_site(alice: Member, database: Any) -> None:
    save(ApiClient(alice), {"theme": "dark"})
    assert database.users.find_one({"_id": alice.id})["preferences"] == {}


def test_an_account_is_closed_with_its_password_alone(alice: Member, database: Any) -> None:
    api = ApiClient(alice)
    film = a_film()
    a_review(alice, film)
    save(api, {"a": "b"})
    for wrong in ("no", "", None, {"$ne": ""}, ["a"]):
        refused = api.ask("DELETE", "/user/delete", {"password": wrong})
        assert (refused.status_code, list(refused.json()["error"])) == (403, ["password"])
    assert api.ask("DELETE", "/user/delete", {"password": PASSWORD}).status_code == 201
    assert save(api, {}).status_code == 401
    assert not database.users.count_documents({})
    assert api.comments(film)[0]["name"] == "A former member"


def test_nobody_becomes_an_admin(alice: Member, database: Any) -> None:
    for api in (ApiClient(), ApiClient(alice)):
        assert api.ask("POST", "/user/make-admin", NORA).status_code == 404
    assert not database.users.count_documents({"role": "admin"})


def test_only_an_admin_is_let_in_and_told_who_writes_most(
    alice: Member, maud: Member, ada: Member
) -> None:
    films = [a_film(), a_film(title="Alien")]
    for member, number in ((maud, 1), (alice, 2)):
        for film in films[:number]:
            a_review(member, film)
    refresh_site_summary()
    rows = [{"_id": alias_of(m.id), "count": n} for m, n in ((alice, 2), (maud, 1))]
    assert ApiClient(ada).get("/user/comment-report") == {"report": rows}
    assert ApiClient(ada).ask("GET", "/user/admin").status_code == 202
    for member in (alice, maud):
        refused = ApiClient(member).ask("GET", "/user/admin")
        assert (refused.status_code, refused.json()["status"]) == (401, "fail")
        assert ApiClient(member).ask("GET", "/user/comment-report").status_code == 403


def test_an_admin_is_told_that_they_are_one(api: ApiClient, ada: Member) -> None:
    info = log_in_with(api, email=ada.email, password=PASSWORD).json()["info"]
    assert info["isAdmin"] is True
    fallen = make_member("Eva", role="admin", standing="suspended")
    info = log_in_with(api, email=fallen.email, password=PASSWORD).json()["info"]
    assert info["isAdmin"] is False


def test_the_last_admin_stays(ada: Member) -> None:
    answer = ApiClient(ada).ask("DELETE", "/user/delete", {"password": PASSWORD})
    assert (answer.status_code, list(answer.json())) == (409, ["error"])


def test_an_alias_is_the_same_for_a_member_always_and_depends_on_the_key(
    alice: Member, bob: Member, settings: Any
) -> None:
    before = alias_of(alice.id)
    assert before == alias_of(alice.id) != alias_of(bob.id)
    assert str(alice.id) not in before
    settings.SECRET_KEY = "another key, of fifty characters or somewhat more, for tests"
    assert alias_of(alice.id) != before
