"""Signing up."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.services import sign_up
from tests.support.browsing import Browser

PAGE = "/accounts/signup/"
Fields = dict[str, str]


def test_who_joins_is_welcomed_and_signed_in(visitor: Browser, joining: Fields) -> None:
    answer = visitor.post(PAGE, joining, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Welcome, Carol" in answer.content.decode()
    assert visitor.is_signed_in


def test_a_new_member_is_stored_as_the_import_and_the_course_expect(
    visitor: Browser, joining: Fields, database: Any, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["accounts.passwords.Argon2idHasher"]
    visitor.post(PAGE, joining)
    doc = database.users.find_one({"email": "carol@example.test"})
    assert (doc["name"], doc["handle"], doc["role"]) == ("Carol", "carol", "member")
    assert (doc["account_type"], doc["free_trial"]) == ("standard", False)
    assert doc["password"].startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobody_joins_as_an_admin_by_adding_fields(
    visitor: Browser, joining: Fields, database: Any
) -> None:
    visitor.post(PAGE, {**joining, "role": "admin", "handle": "root", "session_epoch": "9"})
    doc = database.users.find_one()
    assert (doc["role"], doc["handle"], doc["session_epoch"]) == ("member", "carol", 0)


@pytest.mark.parametrize(
    "email",
    [
        "CAROL@EXAMPLE.TEST",
        "carol@ｅｘａｍｐｌｅ.test",
        "carol@exam\u200bple.test",
        "carol@exam\u00adple.test",
        "carol@exam\ufe0fple.test",
        "carol@exam\u034fple.test",
        "  carol@example.test ",
    ],
)
def test_one_address_however_it_is_written_has_one_account(
    visitor: Browser, joining: Fields, database: Any, email: str
) -> None:
    visitor.post(PAGE, joining)
    answer = Browser().post(PAGE, {**joining, "name": "Other", "email": email})
    assert answer.status_code == 422
    assert database.users.count_documents({}) == 1


@pytest.mark.parametrize("email", ["carol", "carol@example.test.", "carol@", "c\x07@example.test"])
def test_what_is_no_address_is_one_sentence(visitor: Browser, joining: Fields, email: str) -> None:
    page = visitor.post(PAGE, {**joining, "email": email}).content.decode()
    assert "Enter a valid e-mail address." in page
    assert "email address" not in page


def test_a_letter_that_folds_to_another_makes_no_second_account(
    visitor: Browser, joining: Fields, database: Any
) -> None:
    visitor.post(PAGE, {**joining, "email": "kiss@example.test"})
    Browser().post(PAGE, {**joining, "name": "Other", "email": "\u212ai\u017fs@example.test"})
    assert database.users.count_documents({}) == 1


def test_an_address_that_has_an_account_is_told_so(visitor: Browser, joining: Fields) -> None:
    visitor.post(PAGE, joining)
    answer = Browser().post(PAGE, joining)
    assert "already an account with this e-mail" in answer.content.decode()


def test_ten_submissions_at_once_make_one_account(joining: Fields, database: Any) -> None:
    browsers = [Browser() for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda b: b.post(PAGE, joining), browsers))
    assert sorted(a.status_code for a in answers) == [302, *[422] * 9]
    assert database.users.count_documents({}) == 1


def test_ten_people_of_one_name_get_ten_handles(joining: Fields, database: Any) -> None:
    people = [{**joining, "email": f"carol{n}@example.test"} for n in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda fields: Browser().post(PAGE, fields), people))
    assert {a.status_code for a in answers} == {302}
    assert len(database.users.distinct("handle_key")) == 10


@pytest.mark.parametrize("name", ["CAROL", "Cárol", "C_arol", "Car0l", "Caro1", "Ｃａｒｏｌ"])
def test_no_handle_can_be_taken_for_anothers(
    visitor: Browser, joining: Fields, database: Any, name: str
) -> None:
    visitor.post(PAGE, joining)
    Browser().post(PAGE, {**joining, "name": name, "email": "other@example.test"})
    handles = {doc["handle"] for doc in database.users.find()}
    assert handles > {"carol"}
    assert not handles & {"car0l", "caro1", "c_arol"}


@pytest.mark.parametrize("name", ["Admin", "m0d", "Mflix", "He1p", "R00t", "a_d_m_i_n"])
def test_no_handle_looks_official(
    visitor: Browser, joining: Fields, database: Any, name: str
) -> None:
    member = sign_up(name=name, email="other@example.test", password=joining["password1"])
    assert member.handle.startswith("film_")
    answer = visitor.post(PAGE, {**joining, "name": name})
    assert answer.status_code == (302 if name == "He1p" else 422)


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\u200b", "\u2800", "\u3164", "\uffa0\u115f", "\u00ad", "…!"]
)
def test_a_name_that_shows_nothing_is_refused(
    visitor: Browser, joining: Fields, database: Any, name: str
) -> None:
    assert visitor.post(PAGE, {**joining, "name": name}).status_code == 422
    assert database.users.count_documents({}) == 0


def test_a_name_is_cleaned_of_what_hides_or_reorders_it(
    visitor: Browser, joining: Fields, database: Any
) -> None:
    visitor.post(PAGE, {**joining, "name": " Ca\u202erol \u200b  Re\u0301ed "})
    assert database.users.find_one()["name"] == "Carol R\u00e9ed"


def test_what_was_typed_comes_back_but_not_the_passwords(visitor: Browser, joining: Fields) -> None:
    answer = visitor.post(PAGE, {**joining, "password2": "something else entirely"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "carol@example.test" in page
    assert "two passwords don&#39;t match" in page
    assert joining["password1"] not in page


def test_a_form_without_any_field_is_refused(visitor: Browser, database: Any) -> None:
    assert visitor.post(PAGE, {}).status_code == 422


@pytest.mark.parametrize("email", ["", "carol", "carol@", "a b@example.test", "c\x00@example.test"])
def test_what_is_no_address_is_refused(visitor: Browser, joining: Fields, email: str) -> None:
    assert visitor.post(PAGE, {**joining, "email": email}).status_code == 422


def test_who_joins_goes_on_to_where_they_were(visitor: Browser, joining: Fields) -> None:
    answer = visitor.post(PAGE, {**joining, "next": "/movies/?q=vertigo"})
    assert answer["Location"] == "/movies/?q=vertigo"


def test_who_joins_is_not_sent_to_another_site(visitor: Browser, joining: Fields) -> None:
    assert visitor.post(PAGE, {**joining, "next": "//evil.example"})["Location"] == "/"


def test_the_form_keeps_where_they_were(visitor: Browser) -> None:
    assert 'value="/movies/?page=2"' in visitor.text(f"{PAGE}?next=/movies/%3Fpage=2")


def test_a_member_cannot_join_again(as_alice: Browser, joining: Fields, database: Any) -> None:
    assert as_alice.post(PAGE, joining)["Location"] == "/"
    assert database.users.count_documents({}) == 1


def test_a_form_without_its_token_makes_no_account(joining: Fields, database: Any) -> None:
    assert Browser(csrf=True).post(PAGE, joining).status_code == 403
    assert database.users.count_documents({}) == 0


def test_past_the_limit_an_address_waits(joining: Fields, database: Any, limit: Any) -> None:
    limit("sign-up", 2)
    people = [{**joining, "email": f"c{n}@example.test"} for n in range(3)]
    answers = [Browser().post(PAGE, fields) for fields in people]
    assert [a.status_code for a in answers] == [302, 302, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert database.users.count_documents({}) == 2


def test_by_default_ten_people_can_join_from_one_address(joining: Fields, database: Any) -> None:
    people = [{**joining, "email": f"c{n}@example.test"} for n in range(10)]
    assert {Browser().post(PAGE, fields).status_code for fields in people} == {302}


def test_empty_fields_say_what_to_do(visitor: Browser, database: Any) -> None:
    page = visitor.post("/accounts/signup/", {}).content.decode()
    assert page.count("Fill this in.") == 4
