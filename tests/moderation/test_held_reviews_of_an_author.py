"""A held review: shown to its author, checked again when edited; its release sends a notice."""

from typing import Any

import pytest
from bson import ObjectId

from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.factories import a_film, tally_of

from ..support.moderation import a_report, an_old_member, decided, inbox_of, state_of

LINK, WORD = "See www.watches.test", "To the casino!"


class Held:
    """Nora is new, and her review holds a link."""

    def __init__(self, text: str) -> None:
        self.nora, self.film = make_member("Nora"), a_film()
        self.maud = an_old_member("Maud", role="moderator")
        self.browser = Browser(self.nora)
        self.browser.post(f"/movies/{self.film}/reviews/", self.sent(text), follow=True)
        self.review = str((mongo.reviews().find_one({}) or {})["_id"])

    @staticmethod
    def sent(text: str) -> dict[str, str]:
        return {"text": text, "rating": "80"}

    @property
    def case(self) -> dict[str, Any]:
        return mongo.cases().find_one({"target.id": ObjectId(self.review)}) or {}

    def edit(self, text: str) -> str:
        path = f"/reviews/{self.review}/edit/"
        version = (mongo.reviews().find_one({"_id": ObjectId(self.review)}) or {}).get("version")
        sent = {**self.sent(text), "version": str(version)}
        answer = self.browser.post(path, sent, follow=True)
        return str(answer.content.decode())

    def own_page(self) -> str:
        return self.browser.text(f"/members/{self.nora.handle}/")


@pytest.fixture
def held(database: Any, settings: Any) -> Held:
    settings.WATCHED_WORDS = ["casino"]
    return Held(LINK)


def test_ones_own_page_shows_what_waits_and_why(held: Held) -> None:
    page = held.own_page()
    for words in ("Only you can see", "www.watches.test", "it contains a link"):
        assert words in page
    for other in (Browser(), Browser(held.maud)):
        assert "www.watches.test" not in other.text(f"/members/{held.nora.handle}/")


@pytest.mark.parametrize(
    ("action", "words"), [("hide", "This review is hidden"), ("remove", "This review was removed")]
)
def test_ones_own_page_shows_what_was_taken_down(held: Held, action: str, words: str) -> None:
    decided(held.maud, held.case["_id"], action)
    assert words in held.own_page()


def test_it_says_so_where_reports_hid_it(scene: Any) -> None:
    a_report(scene.dev, scene.review)
    alice, words = scene.browser("alice"), "hidden until a moderator decides"
    for path in (f"/members/{scene.alice.handle}/", f"/movies/{scene.film}/"):
        assert words in alice.text(path)
    decided(scene.maud, scene.case, "hide")
    assert words not in alice.text(f"/movies/{scene.film}/")


def test_editing_the_link_out_publishes_it(held: Held) -> None:
    page = held.edit("See the watches")
    assert "Your review has been published." in page
    assert "it contains a link" not in page
    assert (state_of(held.review), tally_of(held.film)["reviews"]) == ("visible", 1)
    assert held.case["open"] is False
    assert "held_because" not in (mongo.reviews().find_one({}) or {})


def test_it_is_held_for_another_reason_where_there_is_one(held: Held) -> None:
    assert "it contains words that moderators check first" in held.edit(WORD)
    assert (state_of(held.review), held.case["held_because"]) == ("held", "word")
    page = Browser(held.maud).text(f"/moderation/cases/{held.case['_id']}/")
    assert "it contains a watched word" in page


def test_an_edit_that_keeps_the_link_stays_held(held: Held) -> None:
    assert "it contains a link" in held.edit(f"{LINK} again")
    assert (state_of(held.review), held.case["open"]) == ("held", True)


def test_rating_alone_releases_nothing(held: Held) -> None:
    held.browser.post(f"/movies/{held.film}/rate/", {"rating": "20"})
    assert (state_of(held.review), held.case["open"]) == ("held", True)


def test_saving_without_a_change_releases_nothing(held: Held) -> None:
    held.edit(LINK)
    assert state_of(held.review) == "held"


def test_putting_the_link_back_holds_it_again(held: Held) -> None:
    held.edit("See the watches")
    held.edit(LINK)
    opened = {"target.id": ObjectId(held.review), "open": True}
    assert (state_of(held.review), mongo.cases().count_documents(opened)) == ("held", 1)


def test_a_case_with_reports_stays_open_when_the_review_is_released(
    scene: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["casino"]
    alice, path = scene.browser("alice"), f"/reviews/{scene.review}/edit/"
    edits = ((WORD, "held"), ("You are all clever.", "visible"))
    for version, (text, state) in enumerate(edits, 1):
        alice.post(path, {"text": text, "rating": "80", "version": str(version)})
        assert state_of(scene.review) == state
    case = mongo.cases().find_one({"_id": scene.case}) or {}
    assert (case["open"], case["reasons"]) == (True, ["abusive", "off-topic"])


def test_what_a_moderator_hid_is_not_released_by_an_edit(held: Held) -> None:
    decided(held.maud, held.case["_id"], "hide")
    held.edit("See the watches")
    assert state_of(held.review) == "hidden"


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("dismiss", "Your review of The Third Man has been published"),
        ("restore", "Your review of The Third Man has been published"),
        ("mark-spoiler", "Others can see it now."),
    ],
)
def test_the_author_is_told_of_the_release(held: Held, action: str, words: str) -> None:
    decided(held.maud, held.case["_id"], action)
    notice = inbox_of(held.nora)[-1]
    assert words in " ".join([notice["subject"], *notice["paragraphs"]])
    assert state_of(held.review) == "visible"


def test_a_dismissal_without_effect_sends_the_author_no_notice(scene: Any) -> None:
    decided(scene.maud, scene.case, "dismiss")
    assert inbox_of(scene.alice) == []
