"""Posters as images: their addresses never show another picture, and cost nothing again."""

import re
from typing import Any

import brotli
import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from movies.queries import get_card
from movies.template_functions import poster, poster_digest, poster_facts, poster_path
from posters.drawing import poster_svg
from tests.support.browsing import Browser
from tests.support.command_listener import recorded_commands
from tests.support.factories import a_film


@pytest.fixture
def film(database: Any) -> ObjectId:
    return a_film(title="The Third Man", year=1949, genres=["Noir"], directors=["Carol Reed"])


@pytest.fixture
def path(film: ObjectId) -> str:
    return poster_path(get_card(film))


def test_an_image_is_the_films_poster(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.decode() == poster_svg("The Third Man", 1949, ["Noir"], "Carol Reed")


def test_a_browser_keeps_it_for_a_year(visitor: Browser, as_alice: Browser, path: str) -> None:
    for browser in (visitor, as_alice):
        answer = browser.get(path)
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Vary"] == "Accept-Encoding"
        assert not answer.cookies


def test_it_is_sent_compressed(visitor: Browser, path: str) -> None:
    plain = visitor.get(path).content
    answer = visitor.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "br"
    assert brotli.decompress(answer.content) == plain
    assert len(answer.content) < len(plain)


def test_it_is_drawn_once(
    visitor: Browser, as_alice: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get(path)
    with recorded_commands(monkeypatch) as commands:
        assert visitor.get(path).status_code == as_alice.get(path).status_code == 200
    assert commands == []


def test_a_film_that_was_edited_has_another_address(
    visitor: Browser, film: ObjectId, path: str
) -> None:
    mongo.movies().update_one({"_id": film}, {"$set": {"title": "The Fourth Man"}})
    current = poster_path(get_card(film))
    assert current != path
    answer = visitor.get(path)
    assert (answer.status_code, answer["Location"]) == (302, current)


def test_nobody_can_have_other_words_drawn(visitor: Browser, film: ObjectId, path: str) -> None:
    for digest in ("0" * 12, poster_digest(("Rude words", 1949, (), ""))):
        answer = visitor.get(f"/posters/{film}-{digest}.svg")
        assert (answer.status_code, answer["Location"]) == (302, path)


def test_a_film_that_is_not_there_has_none(visitor: Browser, database: Any) -> None:
    for key in (f"{ObjectId()}-{'0' * 12}", "x", f"{ObjectId()}", f"{'0' * 24}-{'0' * 13}"):
        assert visitor.get(f"/posters/{key}.svg").status_code == 404


def test_its_address_depends_on_what_is_drawn_alone(film: ObjectId) -> None:
    before = poster_digest(poster_facts(get_card(film)))
    mongo.movies().update_one({"_id": film}, {"$set": {"plot": "Vienna.", "runtime": 1}})
    assert poster_digest(poster_facts(get_card(film))) == before
    digests = {before}
    for change in ({"title": "M"}, {"year": 1931}, {"genres": []}, {"directors": []}):
        mongo.movies().update_one({"_id": film}, {"$set": change})
        digests.add(poster_digest(poster_facts(get_card(film))))
    assert len(digests) == 5


def test_pages_show_posters_as_images(visitor: Browser, film: ObjectId, path: str) -> None:
    for page in ("/movies/", f"/movies/{film}/"):
        image = re.search(rf'<img src="{path}"[^>]*>', visitor.text(page))
        assert image, page
        for attribute in ('alt=""', 'width="200"', 'height="300"'):
            assert attribute in image.group()


def test_a_picture_of_an_allowed_host_covers_the_poster(film: ObjectId, settings: Any) -> None:
    settings.POSTER_HOSTS = ["pictures.example"]
    for host, shown in (("pictures.example", 2), ("elsewhere.example", 1)):
        mongo.movies().update_one({"_id": film}, {"$set": {"poster": f"https://{host}/a.jpg"}})
        assert poster(get_card(film)).count("<img ") == shown
