"""One's profile: name, handle, a few words, four films."""

import re
from typing import Any

import pytest

from accounts.pictures import parsed_picture
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

PAGE = "/accounts/profile/"
FORM = {"name": "Alice Ångström", "handle": "alice_angstrom", "about": ""}


def test_a_new_name_and_handle_are_on_the_page_and_on_all_reviews(
    alice: Any, as_alice: Browser, visitor: Browser
) -> None:
    film = a_film()
    a_review(alice, film)
    answer = as_alice.post(PAGE, {**FORM, "name": "Alice Bee", "handle": "bee"})
    assert answer["Location"] == PAGE
    assert "Alice Bee" in visitor.text("/members/bee/")
    page = visitor.text(f"/movies/{film}/")
    assert "Alice Bee" in page
    assert "/members/bee/" in page
    assert "Ångström" not in page


def test_a_former_handle_leads_to_the_member(as_alice: Browser, visitor: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "handle": "bee"})
    answer = visitor.get("/members/alice_angstrom/")
    assert (answer.status_code, answer["Location"]) == (301, "/members/bee/")


def test_a_former_handle_is_nobody_elses(alice: Any, bob: Any, as_alice: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "handle": "bee"})
    as_bob = Browser(bob)
    page = as_bob.post(PAGE, {**FORM, "name": "Bob", "handle": "Alice_Angstr0m"})
    assert page.status_code == 422
    assert "Somebody else has this handle" in page.content.decode()
    fields = {"password1": "violet tractor sings", "password2": "violet tractor sings"}
    joined = {**fields, "name": "Alice Angstrom", "email": "other@example.test"}
    Browser().post("/accounts/signup/", joined)
    newest = mongo.members().find_one({"email": "other@example.test"})
    assert newest
    assert newest["handle"] == "alice_angstrom_2"


def test_ones_own_former_handle_can_be_taken_back(as_alice: Browser, visitor: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "handle": "bee"})
    assert as_alice.post(PAGE, FORM)["Location"] == PAGE
    assert visitor.get("/members/alice_angstrom/").status_code == 200
    assert visitor.get("/members/bee/")["Location"] == "/members/alice_angstrom/"


@pytest.mark.parametrize(
    "handle",
    ["", "a", "a b", "ada!", "álice", "admin", "m0derator", "x" * 25, "_", "__", "@", "a/b",
     "Mflix", "ａｌｉｃｅ", "bob", "B0B"],
)  # fmt: skip
def test_a_handle_that_cannot_be_is_refused_beside_its_field(
    as_alice: Browser, bob: Any, handle: str
) -> None:
    answer = as_alice.post(PAGE, {**FORM, "handle": handle})
    assert answer.status_code == 422
    assert 'id="id_handle_error"' in answer.content.decode()


@pytest.mark.parametrize("name", ["", " ", "…", "\u200b", "x" * 61])
def test_a_name_that_shows_nothing_is_refused_here_too(as_alice: Browser, name: str) -> None:
    assert as_alice.post(PAGE, {**FORM, "name": name}).status_code == 422


def test_words_about_oneself_are_shown_as_text(as_alice: Browser, visitor: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "about": "<b>Zithers</b>\r\n\r\nand fog."})
    page = visitor.text("/members/alice_angstrom/")
    assert "&lt;b&gt;Zithers&lt;/b&gt;" in page
    assert "and fog." in page


def test_favourite_films_are_found_by_title_and_shown(as_alice: Browser, visitor: Browser) -> None:
    a_film(title="Vertigo", year=1958)
    a_film(title="Solaris", year=1972), a_film(title="Solaris", year=2002)
    films = {"film1": "vertigo", "film3": "Solaris (2002)", "film4": "The Vertigo"}
    assert as_alice.post(PAGE, {**FORM, **films})["Location"] == PAGE
    page = visitor.text("/members/alice_angstrom/")
    assert page.count(">Vertigo<") == 1
    assert "2002" in page
    assert "1972" not in page
    assert 'value="Solaris (2002)"' in as_alice.text(PAGE)


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("Vertgo", "Did you mean Vertigo (1958)?"), ("qzxqzx", "We have no film with this title")],
)
def test_a_film_that_is_not_here_is_said_beside_its_field(
    as_alice: Browser, title: str, sentence: str
) -> None:
    a_film(title="Vertigo", year=1958)
    answer = as_alice.post(PAGE, {**FORM, "film2": title})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_favourite_that_was_deleted_is_left_out(as_alice: Browser, visitor: Browser) -> None:
    film = a_film(title="Vertigo", year=1958)
    as_alice.post(PAGE, {**FORM, "film1": "Vertigo"})
    mongo.movies().delete_one({"_id": film})
    assert visitor.get("/members/alice_angstrom/").status_code == 200
    assert as_alice.get(PAGE).status_code == 200


def test_a_handle_is_not_changed_every_day(as_alice: Browser, limit: Any) -> None:
    limit("handle", 1)
    as_alice.post(PAGE, {**FORM, "handle": "bee"})
    answer = as_alice.post(PAGE, {**FORM, "handle": "wasp"})
    assert answer.status_code == 422
    assert as_alice.post(PAGE, {**FORM, "handle": "bee", "about": "Hm."})["Location"] == PAGE


def test_a_refused_handle_does_not_count(as_alice: Browser, bob: Any, limit: Any) -> None:
    limit("handle", 1)
    for _ in range(3):
        assert as_alice.post(PAGE, {**FORM, "handle": "bob"}).status_code == 422
    assert as_alice.post(PAGE, {**FORM, "handle": "bee"})["Location"] == PAGE


def test_the_limit_of_handles_and_its_end_are_named(as_alice: Browser, limit: Any) -> None:
    limit("handle", 1)
    as_alice.post(PAGE, {**FORM, "handle": "bee"})
    page = as_alice.post(PAGE, {**FORM, "handle": "wasp"}).content.decode()
    sentence = r"change your handle once in \d+ days\. The next time is on \d+ \w+ \d{4}\."
    assert re.search(sentence, page)


@pytest.mark.parametrize(("length", "status"), [(500, 302), (501, 422)])
def test_the_end_of_a_line_counts_once(as_alice: Browser, length: int, status: int) -> None:
    text = ("line\n" * 99).ljust(length, ".").replace("\n", "\r\n")
    assert as_alice.post(PAGE, {**FORM, "about": text}).status_code == status


def test_a_suspended_member_changes_nothing_that_others_see(alice: Any, as_alice: Browser) -> None:
    mongo.members().update_one({"_id": alice.id}, {"$set": {"standing": "suspended"}})
    assert as_alice.post(PAGE, {**FORM, "name": "Alice Bee"}).status_code == 403


def test_a_chosen_picture_is_on_the_page_the_reviews_and_those_to_come(
    alice: Any, as_alice: Browser, visitor: Browser
) -> None:
    film, other = a_film(), a_film(title="Alien")
    a_review(alice, film)
    as_alice.post(PAGE, {**FORM, "picture": "reel", "colour": "2"})
    member = mongo.members().find_one({"_id": alice.id}) or {}
    assert member["picture"] == "reel-2"
    as_alice.post(f"/movies/{other}/reviews/", {"text": "", "rating": "60"})
    drawn = 'class="avatar avatar-2" aria-hidden="true"><svg'
    pages = (f"/members/{alice.handle}/", f"/movies/{film}/", f"/movies/{other}/")
    assert [drawn in visitor.text(path) for path in pages] == [True] * 3
    assert 'value="reel" checked' in as_alice.text(PAGE)


def test_a_letter_may_have_another_colour(alice: Any, as_alice: Browser, visitor: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "picture": "letter", "colour": "5"})
    assert '<span class="avatar avatar-5" aria-hidden="true">A</span>' in visitor.text(
        f"/members/{alice.handle}/"
    )


@pytest.mark.parametrize(
    "chosen", [{"picture": "../etc"}, {"colour": "6"}, {"picture": "reel-1"}, {"colour": "red"}]
)
def test_a_picture_is_one_of_those_drawn_here(as_alice: Browser, chosen: dict[str, str]) -> None:
    assert as_alice.post(PAGE, {**FORM, **chosen}).status_code == 422


def test_a_picture_stays_when_the_form_does_not_say(alice: Any, as_alice: Browser) -> None:
    as_alice.post(PAGE, {**FORM, "picture": "cat", "colour": "1"})
    as_alice.post(PAGE, FORM)
    member = mongo.members().find_one({"_id": alice.id}) or {}
    assert member["picture"] == "cat-1"


@pytest.mark.parametrize("stored", ["", "reel", "reel-", "reel-99", "unicorn-2", "-", "²-²"])
def test_an_unknown_picture_follows_from_the_name(stored: str) -> None:
    drawing, colour = parsed_picture(stored, "Alice")
    assert drawing in {"letter", "reel"}
    assert 0 <= colour < 6
