"""The menu of the member who sees a page: it is kept, and follows what it shows."""

import re
from typing import Any

from tests.support.browsing import Browser


def menu(browser: Browser) -> str:
    found = re.search(r'<details class="menu".*?</details>', browser.text("/accounts/inbox/"), re.S)
    return re.sub(r'value="\w+"', "", found.group()) if found else ""


CHANGES = {"name": "A & B", "picture": "cat-2", "unread": 3, "role": "moderator"}


def test_the_menu_follows_name_picture_notices_and_role(
    as_alice: Browser, as_bob: Browser, alice: Any, database: Any
) -> None:
    seen = [menu(as_alice)]
    for field, value in CHANGES.items():
        database.users.update_one({"_id": alice.id}, {"$set": {field: value}})
        seen.append(menu(as_alice))
    assert len(set(seen)) == 5
    assert "A &amp; B" in seen[-1]
    assert "/moderation/" in seen[-1]
    assert "A &amp; B" not in menu(as_bob)


def test_a_visitor_has_none(visitor: Browser) -> None:
    assert 'class="menu"' not in visitor.text("/")
