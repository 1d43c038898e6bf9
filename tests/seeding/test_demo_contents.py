"""What the demo's people find: open cases for Maud and Ada, a notice for Alice."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.test import override_settings

from accounts.queries import find_member_by_email
from mflix_site.text import now
from moderation.log import verify_log
from moderation.rules import REASONS
from seeding import demo
from seeding.data_files import famous_films
from tests.support.browsing import Browser
from tests.support.catalogue import films_on
from tests.support.moderation import inbox_of
from tests.support.stored_state import filled_once


@filled_once
def demo_record() -> tuple[list[demo.SignIn], bool]:
    """Make the demo; return its record: the sign-ins, and whether it is complete."""
    with TemporaryDirectory() as folder, override_settings(VAR_DIR=Path(folder)):
        demo.create_demo()
        return demo.read_record()


@pytest.fixture
def made(
    demo_record: tuple[list[demo.SignIn], bool], database: Any, settings: Any, tmp_path: Path
) -> Any:
    settings.VAR_DIR = tmp_path
    sign_ins, done = demo_record
    demo.write_record(sign_ins, done=done)
    return database


def test_there_are_a_dozen_open_cases_of_every_reason_and_a_held_review(made: Any) -> None:
    waiting = list(made.cases.find({"open": True}))
    assert len(waiting) >= 12
    assert {reason for case in waiting for reason in case["reasons"]} == {*REASONS, "held"}
    assert made.comments.count_documents({"state": "held"}) == 1


def test_an_appeal_waits_for_somebody_else_than_who_decided(made: Any) -> None:
    waiting = list(made.appeals.find({"open": True}))
    assert waiting
    judged = made.decisions.find_one({"_id": waiting[0]["decision_id"]})
    assert judged["private"]["moderator_id"] != find_member_by_email("maud@demo.example").id  # type: ignore[union-attr]


def test_a_member_is_limited_and_decisions_were_undone(made: Any) -> None:
    assert made.users.count_documents({"standing": "limited"}) >= 1
    assert {"undo", "overturn"} <= set(made.decisions.distinct("action"))
    assert verify_log().problems == ()


def test_alice_has_one_new_notice_and_may_appeal(made: Any) -> None:
    alice = find_member_by_email("alice@demo.example")
    assert alice is not None
    [notice] = inbox_of(alice)
    assert "Your review of" in notice["subject"]
    assert "spoiler" in notice["subject"]
    assert (alice.unread, notice["label"]) == (1, "Appeal")
    assert made.comments.find_one({"author.id": alice.id}, sort=[("date", -1)])["spoiler"]


def test_making_it_again_adds_nothing(made: Any, tmp_path: Path) -> None:
    names = ("cases", "decisions", "notices", "comments")
    before = [made[name].count_documents({}) for name in names]
    demo.write_record(demo.read_record()[0], done=False)  # as if it had been killed at the end
    demo.create_demo()
    assert [made[name].count_documents({}) for name in names] == before


def test_the_films_that_people_look_for_first_are_there(made: Any) -> None:
    titles = {f"{film['title']} ({film['year']})" for film in made.movies.find()}
    assert famous_films() <= titles
    assert {"Casablanca (1942)", "The Godfather (1972)", "Seven Samurai (1954)"} <= titles


def test_the_mistyped_title_of_the_readme_is_found(made: Any) -> None:
    page = Browser().get("/movies/", {"q": "cienema paradso"})
    film = made.movies.find_one({"title": "Cinema Paradiso"})
    assert films_on(page.content.decode())[0] == str(film["_id"])


def test_members_write_no_more_than_their_time_allows(made: Any) -> None:
    joined = {member["_id"]: member["joined_at"] for member in made.users.find()}
    rows = list(made.comments.aggregate([{"$sortByCount": "$author.id"}]))
    most = [row["count"] for row in rows[:4]]
    assert len(set(most)) > 2
    for row in rows:
        assert row["count"] <= 2 + (now() - joined[row["_id"]]).days
