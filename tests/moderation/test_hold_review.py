"""What is held until a moderator has looked, and that its author is told at once."""

from dataclasses import replace
from typing import Any

import pytest
from bson import ObjectId

from accounts.bulk import count_nothing_taken_down
from accounts.queries import get_member
from lists.documents import ListDetails
from lists.ordering import Arrangement
from mflix_site.mongo import collections as mongo
from moderation.errors import WordsRefused
from moderation.hold_reasons import hold_reason
from moderation.posting import (
    create_list,
    edit_entry,
    edit_review,
    log_film,
    post_review,
    rate_film,
)
from moderation.queries import members_with_cases
from moderation.states import hold_reason_text
from moderation.undo import undo_decision
from reviews.documents import HELD, ReviewContent
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.diaries import logged
from tests.support.factories import a_film, a_review, tally_of

from ..support.moderation import a_report, a_report_of_member, an_old_member, decided


def posted(member: Any, film: Any, text: str) -> Any:
    sent = {"text": text, "rating": "80"}
    return Browser(member).post(f"/movies/{film}/reviews/", sent, follow=True).content.decode()


def state(film: Any) -> str:
    return (mongo.reviews().find_one({"movie_id": film}) or {})["state"]


@pytest.mark.parametrize(
    "text", ["See https://cheap.example/now", "www.watches.test", "go to Cheap-Films.COM today"]
)
def test_links_of_new_accounts_are_held(database: Any, text: str) -> None:
    film = a_film()
    assert "it contains a link and your account is new" in posted(make_member("Nora"), film, text)
    assert (state(film), tally_of(film)["reviews"]) == ("held", 0)


@pytest.mark.parametrize("text", ["It ends.So it goes.", "A film.com-parable to none", "9.5/10"])
def test_what_only_looks_like_a_link_is_not_held(database: Any, text: str) -> None:
    assert hold_reason(make_member("Nora"), text) == ""


def test_links_of_those_who_are_here_for_long_are_not_held(database: Any) -> None:
    film = a_film()
    assert "Your review has been posted" in posted(
        an_old_member("Nora"), film, "https://films.example"
    )
    assert state(film) == "visible"


def test_watched_words_are_held_whole_and_whatever_their_accents(
    database: Any, settings: Any
) -> None:
    settings.WATCHED_WORDS = ["casino", "free money"]
    old = an_old_member("Nora")
    for text in ("The CASÍNO!", "get free  money now"):
        assert hold_reason(old, text)
    for text in ("Casinos", "free the money"):
        assert hold_reason(old, text) == ""


def test_first_posts_are_held_where_the_operator_says_so(database: Any, settings: Any) -> None:
    nora, film = make_member("Nora"), a_film()
    assert hold_reason(nora, "Good.") == ""
    settings.HOLD_FIRST_POSTS = True
    assert "first review" in posted(nora, film, "Good.")
    decided(an_old_member("Maud", role="moderator"), the_case()["_id"], "restore")
    assert (state(film), tally_of(film)["reviews"]) == ("visible", 1)
    assert hold_reason(nora, "Good too.") == ""


def the_case() -> dict[str, Any]:
    return mongo.cases().find_one({"reasons": "held"}) or {}


def test_a_held_review_waits_in_the_queue_with_the_reason(database: Any) -> None:
    posted(make_member("Nora"), a_film(), "www.watches.test")
    maud = Browser(an_old_member("Maud", role="moderator"))
    assert "Waiting for a moderator" in maud.text("/moderation/")
    assert "it contains a link and the account is new" in maud.text(
        f"/moderation/cases/{the_case()['_id']}/"
    )


def test_only_its_author_sees_it(database: Any) -> None:
    nora, film = make_member("Nora"), a_film()
    posted(nora, film, "www.watches.test")
    assert "www.watches.test" in Browser(nora).text(f"/movies/{film}/")
    for path in (f"/movies/{film}/", f"/members/{nora.handle}/", "/"):
        assert "www.watches.test" not in Browser().text(path)


def test_an_edit_that_brings_a_link_holds_the_review(database: Any) -> None:
    nora, film = make_member("Nora"), a_film()
    review = a_review(nora, film, "Good.").id
    sent = {"text": "Good. www.watches.test", "rating": "80", "version": "1"}
    page = Browser(nora).post(f"/reviews/{review}/edit/", sent, follow=True).content.decode()
    assert "waiting for a moderator" in page
    assert (state(film), tally_of(film)["reviews"]) == ("held", 0)


def test_staff_are_not_held(database: Any, settings: Any) -> None:
    settings.HOLD_FIRST_POSTS = True
    assert hold_reason(make_member("Moe", role="moderator"), "www.films.test") == ""


def test_a_reason_that_an_older_version_stored_in_words_is_shown_as_it_is() -> None:
    assert hold_reason_text("it holds a link, and your account is new").startswith("it holds")
    assert hold_reason_text("limited") == "your account is limited"


PROFILE = {"name": "Nora", "handle": "nora"}


def saved_profile(member: Any, **changed: str) -> Any:
    return Browser(member).post("/accounts/profile/", {**PROFILE, **changed})


@pytest.mark.parametrize(
    "changed", [{"about": "Rex is a fool."}, {"name": "Rex is a fool"}, {"handle": "rex_is_a_fool"}]
)
def test_a_limited_member_says_nothing_new_on_the_profile(
    database: Any, changed: dict[str, str]
) -> None:
    nora = make_member("Nora", standing="limited")
    answer = saved_profile(nora, **changed)
    assert (answer.status_code, "your account is limited" in answer.content.decode()) == (422, True)
    assert "fool" not in Browser().text("/members/nora/")
    assert saved_profile(nora, picture="reel").status_code == 302


def test_a_limited_member_may_empty_the_about_text(database: Any) -> None:
    nora = make_member("Nora", standing="limited", about="Rex is a fool.")
    assert saved_profile(nora, about="Rex is a fool.").status_code == 302
    assert saved_profile(nora, about="").status_code == 302
    assert "fool" not in Browser().text("/members/nora/")


def test_a_new_account_has_no_links_on_its_profile(database: Any, settings: Any) -> None:
    settings.WATCHED_WORDS = ["casino"]
    nora = make_member("Nora")
    for about in ("Films at t.me/spamroom", "My casino"):
        assert saved_profile(nora, about=about).status_code == 422
    assert saved_profile(nora, about="I like Mr.Smith.").status_code == 302
    of_olaf = {"name": "Olaf", "handle": "olaf", "about": "films.de"}
    assert saved_profile(an_old_member("Olaf"), **of_olaf).status_code == 302


def test_first_posts_are_held_and_so_are_about_texts_but_not_names(
    database: Any, settings: Any
) -> None:
    settings.HOLD_FIRST_POSTS = True
    nora = make_member("Nora")
    assert "first review" in saved_profile(nora, about="Hello.").content.decode()
    assert saved_profile(nora, name="Nora B").status_code == 302


def test_a_name_is_no_web_address(database: Any) -> None:
    assert saved_profile(an_old_member("Nora"), name="Films at bit.ly/3x").status_code == 422


WORDS = "Her address is 12 Canal Street, and she is never home before eight."


@pytest.mark.parametrize("by_edit", [False, True])
def test_words_that_were_removed_wait_in_a_review_of_another_film(
    scene: Any, by_edit: bool
) -> None:
    removed = a_review(scene.alice, a_film(title="Alien"), WORDS)
    decision = decided(scene.maud, a_report(scene.bob, removed.id), "remove")
    alice, content = get_member(scene.alice.id), ReviewContent(f"Watch it.\n\n{WORDS}", 80)
    before = ReviewContent("Watch it.", 80) if by_edit else content
    review = post_review(member=alice, movie_id=a_film(title="Aliens"), content=before)
    if by_edit:
        review = edit_review(member=alice, review_id=ObjectId(review.id), content=content)
    assert (review.state, review.held_because) == ("held", "repeated")
    undo_decision(moderator=scene.moe, decision_id=decision.id, reason="A mistake.")
    other = ReviewContent(f"{WORDS} Sorry.", 80)
    review = edit_review(member=alice, review_id=ObjectId(review.id), content=other)
    assert review.is_visible


def test_words_that_were_removed_wait_in_an_earlier_database_too(scene: Any) -> None:
    removed = a_review(scene.alice, a_film(title="Alien"), WORDS)
    decided(scene.maud, a_report(scene.bob, removed.id), "remove")
    mongo.members().update_one({"_id": scene.alice.id}, {"$unset": {"taken_down": ""}})
    count_nothing_taken_down(members_with_cases, lambda _: None)
    content, alice = ReviewContent(WORDS, 80), get_member(scene.alice.id)
    review = post_review(member=alice, movie_id=a_film(title="Aliens"), content=content)
    assert review.held_because == "repeated"


def test_editing_what_was_removed_does_not_repeat_it(scene: Any) -> None:
    decided(scene.maud, scene.case, "remove")
    content = ReviewContent("You are all fools.", 70)
    review = edit_review(member=scene.alice, review_id=scene.review_id, content=content)
    assert (review.state, review.held_because) == ("removed", "")


def test_words_that_reports_hid_wait_in_another_review(scene: Any) -> None:
    hidden = a_review(scene.alice, a_film(title="Alien"), WORDS)
    for reporter in (scene.bob, scene.carla, scene.dev):
        a_report(reporter, hidden.id, "personal")
    alice, content = get_member(scene.alice.id), ReviewContent(WORDS, 80)
    assert alice.taken_down == 1
    assert post_review(member=alice, movie_id=a_film(title="X"), content=content).held_because


def test_what_was_taken_down_is_counted_by_each_that_takes_it_down(scene: Any) -> None:
    decided(scene.maud, scene.case, "hide")
    assert get_member(scene.alice.id).taken_down == 1
    assert get_member(scene.bob.id).taken_down == 0
    member_case = a_report_of_member(scene.bob, scene.alice.handle)
    decided(scene.maud, member_case, "warn")
    assert get_member(scene.alice.id).taken_down == 1


def test_an_earlier_database_learns_of_whom_nothing_was_taken_down(scene: Any) -> None:
    mongo.members().update_many({}, {"$unset": {"taken_down": ""}})
    counted: list[int] = []
    for _ in range(2):
        count_nothing_taken_down(members_with_cases, counted.append)
    # Of Alice there is a case, which may have taken something down.
    assert [get_member(one.id).taken_down for one in (scene.alice, scene.bob)] == [None, 0]
    assert counted == [6, 0]


@pytest.fixture
def limited_meanwhile(database: Any) -> Any:
    """Return a member as a request read them just before a decision limited them."""
    nora = make_member("Nora")
    mongo.members().update_one({"_id": nora.id}, {"$set": {"standing": "limited"}})
    return nora


def test_what_somebody_limited_meanwhile_reviews_or_rates_waits(limited_meanwhile: Any) -> None:
    by = {"member": limited_meanwhile}
    posted = post_review(movie_id=a_film(), content=ReviewContent("A film."), **by)
    rated = rate_film(movie_id=a_film(title="Alien"), rating=80, **by)
    assert (posted.state, rated.review and rated.review.state) == (HELD, HELD)


def test_other_words_of_somebody_limited_meanwhile_are_refused(limited_meanwhile: Any) -> None:
    entry = logged(limited_meanwhile, a_film())
    noted, by = replace(entry.content, note="A film."), {"member": limited_meanwhile}
    for write in (
        lambda: edit_entry(entry_id=ObjectId(entry.id), content=noted, **by),
        lambda: log_film(movie_id=ObjectId(entry.movie_id), content=noted, **by),
        lambda: create_list(details=ListDetails("Films"), arrangement=Arrangement(()), **by),
    ):
        with pytest.raises(WordsRefused):
            write()
