"""Finding members: by how names and handles begin, by address, role and standing."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import queries
from accounts.closing import begin_closing
from accounts.queries import MemberFilter, page_of_members
from importing.services import adopt_database
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from seeding.members import seeded_members
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review
from tests.support.odd_requests import OPERATORS
from tests.support.sampling import sampled

from ..support.moderation import a_report_of_member, decided

PAGE = "/administration/members/"


@pytest.fixture
def people(ada: Any, alice: Any, bob: Any, maud: Any) -> None:
    """Ada runs the site, Maud moderates; Alice and Alison write, Bob is suspended."""
    make_member("Alison Bear", handle="bear_of_ali", handle_key="bearofali")
    week = now() + timedelta(days=7)
    mongo.members().update_one(
        {"_id": bob.id}, {"$set": {"standing": "suspended", "standing_until": week}}
    )


def found(**wanted: str) -> list[str]:
    return [member.name.split()[0] for member in page_of_members(MemberFilter(**wanted), 1).items]


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("ali", ["Alice", "Alison"]),
        ("ALI", ["Alice", "Alison"]),
        ("alice a", ["Alice"]),
        ("alice angstrom", ["Alice"]),
        ("Ångström", ["Alice"]),
        ("bear", ["Alison"]),
        ("@bear", ["Alison"]),
        ("@ali", ["Alice"]),
        ("alice@example.test", ["Alice"]),
        ("ALICE@Example.TEST", ["Alice"]),
        ("alice@", []),
        ("@", []),
        ("nobody", []),
    ],
)
def test_members_are_found_by_how_they_begin_or_by_a_whole_address(
    people: Any, q: str, names: list[str]
) -> None:
    assert found(q=q) == names


@pytest.mark.parametrize(
    "text", sampled([*OPERATORS, "\x00", "\U0010ffff", "x" * 300, "a" * 254], 5)
)
def test_nothing_that_is_typed_is_a_pattern_or_an_operator(
    people: Any, as_ada: Browser, text: str
) -> None:
    answer = as_ada.get(PAGE, {"q": text})
    assert answer.status_code == 200


def test_a_dot_star_finds_nobody(people: Any) -> None:
    assert found(q=".*") == found(q="^") == found(q="a.*e") == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"role": "admin"}, ["Ada"]),
        ({"role": "moderator"}, ["Maud"]),
        ({"role": "member"}, ["Alice", "Alison", "Bob"]),
        ({"standing": "suspended"}, ["Bob"]),
        ({"standing": "good"}, ["Ada", "Alice", "Alison", "Maud"]),
        ({"standing": "closed"}, []),
        ({"role": "member", "standing": "suspended"}, ["Bob"]),
        ({"q": "ali", "role": "moderator"}, []),
    ],
)
def test_role_and_standing_narrow(people: Any, wanted: dict[str, str], names: list[str]) -> None:
    assert sorted(found(**wanted)) == names


def test_a_suspension_that_has_ended_does_not_count(people: Any, bob: Any) -> None:
    over = {"$set": {"standing_until": now() - timedelta(seconds=1)}}
    mongo.members().update_one({"_id": bob.id}, over)
    assert found(standing="suspended") == []
    assert "Bob" in found(standing="good")


def test_a_member_who_is_closing_their_account_is_not_found(people: Any, alice: Any) -> None:
    begin_closing(member=alice, keep_reviews=True)
    assert found(q="ali") == ["Alison"]
    assert "name_key" not in (mongo.members().find_one({"_id": alice.id}) or {})


def test_everybody_comes_newest_first_in_pages(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for ago, name in enumerate(("Newest", "Newer", "Old", "Older", "Oldest")):
        make_member(name, joined_at=now() - timedelta(days=ago))
    pages = [page_of_members(MemberFilter(), number) for number in (1, 2, 3, 99)]
    names = [[member.name for member in page.items] for page in pages]
    assert names == [["Newest", "Newer"], ["Old", "Older"], ["Oldest"], ["Oldest"]]
    assert pages[0].total == 5


def test_only_so_many_who_begin_alike_are_looked_at(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_MATCHES", 1)
    assert (found(q="ali"), page_of_members(MemberFilter("ali"), 1).total) == (["Alice"], 1)


def test_seeded_imported_and_adopted_members_are_found_too(database: Any) -> None:
    [seeded] = seeded_members(1, 1, now())
    assert seeded["name_key"]
    mongo.members().insert_one({"name": "Ned Stark", "email": "ned@winterfell.test"})
    adopt_database()
    assert found(q="ned st") == ["Ned"]


def test_the_page_lists_and_leads_to_a_record(people: Any, as_ada: Browser) -> None:
    page = as_ada.text(f"{PAGE}?q=bob&role=&standing=suspended")
    assert f'href="{PAGE}bob/"' in page
    assert "suspended until" in page
    assert "bob@example.test" not in page


def test_invalid_filters_filter_nothing(people: Any, as_ada: Browser) -> None:
    assert as_ada.get(f"{PAGE}?role=emperor&standing=x&page=-1").context["page"].total == 5


def test_a_record_says_all_that_an_admin_may_know(
    people: Any, as_ada: Browser, alice: Any, bob: Any, maud: Any
) -> None:
    Browser(alice)
    a_review(alice, a_film())
    decision = decided(maud, a_report_of_member(make_member("Carl"), alice.handle), "warn")
    page = as_ada.text(f"{PAGE}{alice.handle}/")
    counted = "<dt>Ratings and reviews</dt><dd>1"
    for words in ("alice@example.test", counted, "<dd>1, until ", "Warn"):
        assert words in page
    assert f'href="/moderation/log/{decision.number}/"' in page


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ({}, "None decided so far"),
        ({"right": 0, "wrong": 0}, "None decided so far"),
        ({"right": 1}, "1 decided, 1 confirmed"),
        ({"wrong": 1}, "1 decided, 0 confirmed"),
        ({"right": 1200, "wrong": 34}, "1,234 decided, 1,200 confirmed"),
    ],
)
def test_a_record_says_how_many_reports_were_confirmed(
    as_ada: Browser, record: dict[str, int], sentence: str
) -> None:
    carl = make_member("Carl", report_record=record)
    assert f"<dt>Reports sent</dt><dd>{sentence}</dd>" in as_ada.text(f"{PAGE}{carl.handle}/")


def test_an_unknown_handle_is_404(as_ada: Browser) -> None:
    assert as_ada.get(f"{PAGE}nobody/").status_code == 404
