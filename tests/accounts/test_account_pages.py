"""The pages of one's own account: each marks the link that it belongs to."""

import re

from tests.support.browsing import Browser
from tests.support.pages import world

NAV = re.compile(r'<nav class="account-nav".*?</nav>', re.DOTALL)


def test_each_page_of_an_account_marks_one_link(database: None) -> None:
    visits = [visit for visit in world().values() if visit.member]
    pages = {visit.name: Browser(visit.member).text(visit.path) for visit in visits}
    navs = {name: nav[0] for name, page in pages.items() if (nav := NAV.search(page))}
    assert {"import preview", "appeal", "profile", "change e-mail"} <= navs.keys()
    assert [name for name, nav in navs.items() if nav.count("aria-current=") != 1] == []
