"""Finding members."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.command_listener import recorded_commands


@pytest.mark.parametrize("q", ["ali", "Alice Å", "@alice", "ALICE ang", "alice_ang", "álice"])
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
