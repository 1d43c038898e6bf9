"""What crawlers, feed readers and other sites read of this one."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from movies.queries import get_card
from movies.template_functions import poster_png_path
from reviews.documents import HELD, HIDDEN, REMOVED
from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review
from tests.support.lists import a_list

SITE = "https://films.example"
ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PNG = b"\x89PNG\r\n\x1a\n"
HOSTILE = '</script><script>alert("1")</script> & <b>'


@pytest.fixture(autouse=True)
def at_site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film()


def xml(browser: Browser, path: str) -> Element:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return fromstring(answer.content)


def titles(feed: Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def json_ld(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(text)


def links(page: str, pattern: str) -> list[str]:
    return list(map(unescape, re.findall(pattern, page)))


def test_robots_names_the_sitemap_and_what_is_not_to_crawl(visitor: Browser) -> None:
    text = visitor.text("/robots.txt")
    assert f"Sitemap: {SITE}/sitemap.xml" in text.splitlines()
    assert "Disallow: /accounts/" in text.splitlines()


def test_the_sitemap_leads_to_every_film_with_a_year(visitor: Browser, film: ObjectId) -> None:
    later = a_film(title="Alien", year=1979)
    a_film(title="Undated", year=None)
    locations = [loc.text or "" for loc in xml(visitor, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    assert locations == [f"{SITE}/sitemap-{name}.xml" for name in ("pages", "lists", 1979, 1949)]
    for year, id in ((1979, later), (1949, film)):
        found = xml(visitor, f"/sitemap-{year}.xml").iter(f"{SITEMAP}loc")
        assert [loc.text for loc in found] == [f"{SITE}/movies/{id}/"]


def test_every_page_of_the_sitemap_is_there(visitor: Browser, database: Any) -> None:
    for loc in xml(visitor, "/sitemap-pages.xml").iter(f"{SITEMAP}loc"):
        assert visitor.get((loc.text or "").removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("year", [1950, 999999999])
def test_a_year_without_films_has_no_sitemap(visitor: Browser, film: ObjectId, year: int) -> None:
    assert visitor.get(f"/sitemap-{year}.xml").status_code == 404


def test_the_manifest_has_icons_of_the_sizes_it_says(visitor: Browser) -> None:
    manifest = json.loads(visitor.text("/site.webmanifest"))
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        head = Path(icon["src"].lstrip("/")).read_bytes()[:24]
        size = int.from_bytes(head[16:20], "big")
        assert head.startswith(PNG)
        assert icon["sizes"] == f"{size}x{size}"


def test_the_favicon_is_an_icon_file(visitor: Browser) -> None:
    answer = visitor.get("/favicon.ico")
    assert answer["Content-Type"] == "image/x-icon"
    assert answer.content.startswith(b"\0\0\1\0")


@pytest.mark.parametrize("query", ["", "?sort=highest&utm_source=x"])
def test_a_page_says_its_canonical_address(visitor: Browser, film: ObjectId, query: str) -> None:
    page = visitor.text(f"/movies/{film}/{query}")
    address = f"{SITE}/movies/{film}/"
    assert links(page, r'<link rel="canonical" href="([^"]*)"') == [address]
    assert links(page, r'property="og:url" content="([^"]*)"') == [address]


@pytest.mark.parametrize("name", ["Carol Reed", "carol reed", "CAROL%20REED"])
def test_a_person_has_one_address_as_credited(visitor: Browser, film: ObjectId, name: str) -> None:
    page = visitor.text(f"/people/{name}/")
    address = f"{SITE}/people/Carol%20Reed/"
    assert links(page, r'<link rel="canonical" href="([^"]*)"') == [address]
    assert links(page, r'property="og:url" content="([^"]*)"') == [address]


def test_a_film_is_shared_with_its_poster_as_png(visitor: Browser, film: ObjectId) -> None:
    page = visitor.text(f"/movies/{film}/")
    assert links(page, r'property="og:title" content="([^"]*)"') == ["The Third Man (1949)"]
    (image,) = links(page, r'property="og:image" content="([^"]*)"')
    answer = visitor.get(image.removeprefix(SITE))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(PNG)
    assert int.from_bytes(answer.content[16:20], "big") == 600


def test_an_outdated_png_leads_to_the_current_one(visitor: Browser, film: ObjectId) -> None:
    answer = visitor.get(f"/posters/{film}-{'0' * 12}.png")
    assert answer.status_code == 302
    assert answer["Location"] == poster_png_path(get_card(film))


@pytest.mark.parametrize("title", ["千と千尋の神隠し", "\x00\x1b<svg>&", "🎬", "", "A" * 3000])
def test_any_title_can_be_drawn_as_png(visitor: Browser, database: Any, title: str) -> None:
    film = a_film(title=title)
    assert visitor.get(poster_png_path(get_card(film))).content.startswith(PNG)


def test_a_film_is_described_for_search_engines(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    review = a_review(alice, film, "Zither.", 80)
    facts = json_ld(visitor.text(f"/movies/{film}/"))
    assert {
        "@type": "Movie",
        "name": "The Third Man",
        "duration": "PT104M",
    }.items() <= facts.items()
    assert facts["director"] == [{"@type": "Person", "name": "Carol Reed"}]
    rating = {"@type": "AggregateRating", "ratingValue": 80, "ratingCount": 1}
    assert facts["aggregateRating"] == {**rating, "bestRating": 100, "worstRating": 1}
    assert [r["url"] for r in facts["review"]] == [f"{SITE}/reviews/{review.id}/"]


def test_no_text_ends_the_script_that_it_is_in(
    visitor: Browser, database: Any, alice: Member
) -> None:
    film = a_film(title=HOSTILE, plot=HOSTILE)
    a_review(alice, film, HOSTILE)
    facts = json_ld(visitor.text(f"/movies/{film}/"))
    assert (facts["name"], facts["description"]) == (HOSTILE, HOSTILE)


def test_a_film_without_facts_or_ratings_is_described_without_them(
    visitor: Browser, database: Any
) -> None:
    film = mongo.movies().insert_one({"_id": ObjectId(), "title": 1917, "year": "?"}).inserted_id
    assert set(json_ld(visitor.text(f"/movies/{film}/"))) <= {
        *("@context", "@type", "name", "url", "image"),
    }


def test_a_review_is_described_on_its_own_page(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    review = a_review(alice, film, f"Zither all the way. {HOSTILE}", 80)
    facts = json_ld(visitor.text(f"/reviews/{review.id}/"))
    assert facts["@type"] == "Review"
    assert facts["reviewBody"] == f"Zither all the way. {HOSTILE}"
    assert facts["author"] == {"@type": "Person", "name": "Alice Ångström"}
    assert facts["reviewRating"]["ratingValue"] == 80
    assert facts["url"] == f"{SITE}/reviews/{review.id}/"
    described = facts["itemReviewed"]
    assert (described["@type"], described["name"]) == ("Movie", "The Third Man")
    assert facts["datePublished"] == f"{review.date:%Y-%m-%d}"


def test_neither_spoilers_nor_hidden_reviews_are_described(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    review = a_review(alice, film, "He is not dead.", spoiler=True)
    assert "reviewBody" not in json_ld(visitor.text(f"/reviews/{review.id}/"))
    hidden = {"$set": {"state": HIDDEN}}
    mongo.reviews().update_one({"_id": ObjectId(review.id)}, hidden)
    assert "ld+json" not in Browser(alice).text(f"/reviews/{review.id}/")


def test_a_review_has_a_page_of_its_own(visitor: Browser, film: ObjectId, alice: Member) -> None:
    review = a_review(alice, film, "Zither all the way.")
    page = visitor.text(f"/reviews/{review.id}/")
    assert "Zither all the way." in page
    assert f'href="/movies/{film}/"' in page
    assert f'href="/reviews/{review.id}/"' in visitor.text(f"/movies/{film}/")


@pytest.mark.parametrize("state", [HELD, HIDDEN, REMOVED])
def test_a_review_that_is_not_visible_is_shown_to_its_author_alone(
    film: ObjectId, as_alice: Browser, as_bob: Browser, alice: Member, state: str
) -> None:
    review = a_review(alice, film, "Zither all the way.")
    mongo.reviews().update_one({"_id": ObjectId(review.id)}, {"$set": {"state": state}})
    path = f"/reviews/{review.id}/"
    assert "Only you can see " in as_alice.text(path)
    for browser in (Browser(), as_bob):
        assert browser.get(path).status_code == 404
        for feed in ("/reviews/feed/", f"/movies/{film}/feed/", "/members/alice_angstrom/feed/"):
            assert "Zither" not in browser.text(feed)


def test_feeds_hold_the_newest_and_lead_to_it(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    review = a_review(alice, film, "Zither all the way.", 80)
    for path in ("/reviews/feed/", f"/movies/{film}/feed/", f"/members/{alice.handle}/feed/"):
        feed = xml(visitor, path)
        assert titles(feed) == ["The Third Man, reviewed by Alice Ångström: 4/5"], path
        entry = next(feed.iter(f"{ATOM}entry"))
        assert entry.findtext(f"{ATOM}id") == f"{SITE}/reviews/{review.id}/"
        assert entry.findtext(f"{ATOM}summary") == "<p>Zither all the way.</p>"
    assert titles(xml(visitor, "/movies/feed/")) == ["The Third Man (1949)"]


def test_no_film_of_the_feed_was_added_in_the_future(visitor: Browser, database: Any) -> None:
    mongo.movies().insert_one({"_id": ObjectId("f" * 24), "title": "Tomorrow"})
    (entry,) = xml(visitor, "/movies/feed/").iter(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}updated") or "9") <= datetime.now(UTC).isoformat()


def test_a_feed_of_lists_holds_those_that_everybody_may_see(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    a_list(alice, title="Vienna at night", description="In no hurry.")
    a_list(alice, title="Only mine", privacy="private")
    path = f"/members/{alice.handle}/lists/feed/"
    assert titles(xml(visitor, path)) == titles(xml(Browser(alice), path)) == ["Vienna at night"]


def test_a_feed_reader_shows_markup_as_text(
    visitor: Browser, film: ObjectId, alice: Member
) -> None:
    a_review(alice, film, "<script>alert(1)</script>\n\nReally & truly.")
    (entry,) = xml(visitor, "/reviews/feed/").iter(f"{ATOM}entry")
    html = "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n\n<p>Really &amp; truly.</p>"
    assert entry.findtext(f"{ATOM}summary") == html


def test_a_feed_holds_no_spoilers(visitor: Browser, film: ObjectId, alice: Member) -> None:
    a_review(alice, film, "He is not dead.", spoiler=True)
    assert "not dead" not in visitor.text("/reviews/feed/")


def test_what_xml_cannot_hold_is_left_out(visitor: Browser, database: Any) -> None:
    a_film(title="Bell\x07 & <Book>\ufffe")
    assert titles(xml(visitor, "/movies/feed/")) == ["Bell & <Book> (1949)"]


def test_feeds_are_found_from_the_pages(visitor: Browser, film: ObjectId, alice: Member) -> None:
    own = f"/members/{alice.handle}/"
    pages = {"/": 2, f"/movies/{film}/": 1, own: 1, f"{own}diary/": 1, f"{own}lists/": 1}
    for path, count in pages.items():
        found = links(
            visitor.text(path),
            r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]*)"',
        )
        assert len(found) == count
        assert [visitor.get(feed).status_code for feed in found] == [200] * count
