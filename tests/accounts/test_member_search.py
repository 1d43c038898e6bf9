"""Finding members."""

from typing import Any

import pytest

from accounts.bulk import add_name_words
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands


@pytest.mark.parametrize(
    "q",
    ["ali", "Alice Å", "@alice", "ALICE ang", "alice_ang", "álice", "Ångström", "angst", "ang ali"],
)
def test_a_member_is_found_by_how_their_name_or_handle_begins(
    alice: Any, bob: Any, visitor: Browser, q: str
) -> None:
    page = visitor.get("/members/", {"q": q}).content.decode()
    assert 'href="/members/alice_angstrom/"' in page
    assert "/members/bob/" not in page


@pytest.mark.parametrize(
    "q", ["alice@example.test", "a@example.test", "$ne", ".*", "zz", "\u200b", "@"]
)
def test_nobody_is_found_by_an_address_or_a_pattern(alice: Any, visitor: Browser, q: str) -> None:
    page = visitor.get("/members/", {"q": q})
    assert page.status_code == 200
    assert "alice_angstrom" not in page.content.decode()


def test_without_a_query_the_newest_are_listed_in_one_command(
    alice: Any, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded_commands(monkeypatch) as sent:
        page = visitor.text("/members/")
    assert [name.split()[0] for name in sent] == ["find"]
    assert page.index("Newest members") < page.index("alice_angstrom")


def test_many_members_are_on_pages(visitor: Browser) -> None:
    for number in range(31):
        key = f"carol{number:02}"
        make_member(f"Carol {number:02}", email_key=key, handle=key, handle_key=key)
    assert "page=2" in visitor.text("/members/?q=carol")
    assert "Carol 30" in visitor.text("/members/?q=carol&page=2")


@pytest.mark.parametrize(
    ("name", "q"),
    [("Alice Carter", "carter alice"), ("Zofia Dąbal", "dabal"), ("Łukasz Øst", "ost luk"),
     ("Jean-Luc Ďuro", "luc"), ("千尋", "千")],
)  # fmt: skip
def test_a_member_is_found_by_any_word_of_their_name(
    bob: Any, visitor: Browser, name: str, q: str
) -> None:
    make_member(name)
    page = visitor.get("/members/", {"q": q}).content.decode()
    assert name in page
    assert "/members/bob/" not in page


def test_all_words_of_a_query_must_match(alice: Any, visitor: Browser) -> None:
    assert "alice_angstrom" not in visitor.text("/members/?q=alice+carter")


def test_a_new_name_is_found_and_the_old_one_is_not(as_alice: Browser) -> None:
    as_alice.post("/accounts/profile/", {"name": "Vera Quill", "handle": "vera", "about": ""})
    assert "Vera Quill" in as_alice.text("/members/?q=quill")
    assert "Vera Quill" not in as_alice.text("/members/?q=angstrom").partition("<main")[2]


def test_an_earlier_database_is_filled_in_once(alice: Any, database: Any) -> None:
    database.users.update_many({}, {"$unset": {"name_words": ""}})
    counted: list[int] = []
    for _ in range(2):
        add_name_words(counted.append)
    assert (database.users.find_one()["name_words"], counted[0]) == (["alice", "angstrom"], 1)


def test_a_handle_with_its_sign_leads_to_the_page(alice: Any, visitor: Browser) -> None:
    answer = visitor.get("/members/@alice_angstrom/")
    assert (answer.status_code, answer["Location"]) == (301, "/members/alice_angstrom/")


def test_the_search_for_films_does_not_repeat_a_search_for_members(visitor: Browser) -> None:
    films, members = (visitor.get(p, {"q": "alien"}) for p in ("/movies/", "/members/"))
    assert 'id="site-q" name="q" type="search" value="alien"' in films.content.decode()
    assert 'id="site-q" name="q" type="search" value=""' in members.content.decode()
