"""The public log: pages, filters, feed, JSON, and that anybody can check it."""

import hashlib
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review

from ..support.moderation import a_report, a_report_of_member, decided

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def logged(scene: Any) -> Any:
    decided(scene.maud, scene.case, "remove", reason="Ünkind words & “quotes” — <b>bold</b>.")
    decided(scene.maud, a_report_of_member(scene.bob, scene.dev.handle), "suspend", rule="3")
    review = a_review(scene.carla, a_film(title="Alien")).id
    decided(scene.moe, a_report(scene.bob, review, "spoiler"), "mark-spoiler", rule="4")
    return scene


def test_everybody_reads_it_newest_first(logged: Any, visitor: Browser) -> None:
    page = visitor.text("/moderation/log/")
    places = [page.index(word) for word in ("Marked as spoiler", "Suspended", "Removed</strong>")]
    assert places == sorted(places)
    assert "@maud, moderator" in page
    assert "&lt;b&gt;bold" in page


def test_it_names_no_reporter_and_no_removed_words(logged: Any, visitor: Browser) -> None:
    pages = [visitor.text(f"/moderation/log/{end}") for end in ("", "1/", "2/", "feed/", "json/")]
    assert not [p for p in pages if "fools" in p or "Bob" in p or str(logged.bob.id) in p]


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("action=suspend", "Suspended</strong>", "Removed</strong>"),
        ("rule=4", "Marked as spoiler</strong>", "Suspended</strong>"),
        ("moderator=moe", "Marked as spoiler</strong>", "Removed</strong>"),
    ],
)
def test_filters_narrow_it(
    logged: Any, visitor: Browser, query: str, there: str, gone: str
) -> None:
    page = visitor.text(f"/moderation/log/?{query}")
    assert there in page
    assert gone not in page


def test_invalid_filters_are_ignored(logged: Any, visitor: Browser) -> None:
    page = visitor.text("/moderation/log/?action[$ne]=x&action=nonsense&rule=%00&page=abc")
    assert "Removed</strong>" in page


def test_a_row_has_a_page_and_an_unknown_one_is_404(logged: Any, visitor: Browser) -> None:
    assert visitor.get("/moderation/log/3/").status_code == 200
    for number in ("4", "0", "999999999"):
        assert visitor.get(f"/moderation/log/{number}/").status_code == 404


def test_the_feed_is_atom(logged: Any, visitor: Browser) -> None:
    answer = visitor.get("/moderation/log/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    titles = [t.text for t in ET.fromstring(answer.content).iterfind("a:entry/a:title", ATOM)]
    assert titles == ["#3: Marked as spoiler", "#2: Suspended", "#1: Removed"]


def test_the_rows_can_be_checked_as_the_page_says(logged: Any, visitor: Browser) -> None:
    previous = "0" * 64
    body = json.loads(visitor.text("/moderation/log/json/"))
    for number, row in enumerate(body["rows"], 1):
        said = row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert (row["number"], row["previous"]) == (number, previous)
        assert hashlib.sha256(text.encode()).hexdigest() == said
        previous = said
    assert (len(body["rows"]), body["next"]) == (3, None)
    assert previous in visitor.text("/moderation/log/check/")


def test_long_logs_come_in_parts(logged: Any, visitor: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("moderation.log_queries.JSON_PAGE_SIZE", 2)
    first = json.loads(visitor.text("/moderation/log/json/"))
    assert first["next"] == "/moderation/log/json/?after=2"
    rest = json.loads(visitor.text(first["next"]))
    assert [row["number"] for row in rest["rows"]] == [3]


def test_who_has_left_is_named_no_more(logged: Any, visitor: Browser) -> None:
    assert "@dev" in visitor.text("/moderation/log/")
    mongo.members().delete_one({"_id": logged.dev.id})
    page = visitor.text("/moderation/log/")
    assert ("@dev" in page, "a former member" in page) == (False, True)
