"""A member who is renamed, or leaves, while they write: what is stored has the name of then."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from accounts.errors import MemberNotFound
from diary.documents import EntryContent
from lists import services
from mflix_site.mongo import collections as mongo
from moderation.posting import log_film, post_review, rate_film
from moderation.profile_editing import edit_profile
from reviews.documents import ReviewContent
from tests.support.factories import a_film
from tests.support.lists import a_list

NEW: dict[str, Any] = {"name": "Alicia", "handle": "alicia", "picture": "reel"}
LOGGED = EntryContent(day="2020-02-29", rating=80)
WRITES: dict[str, Callable[[Member, ObjectId], object]] = {
    "a review": lambda m, film: post_review(
        member=m, movie_id=film, content=ReviewContent("Words.")
    ),
    "a rating": lambda m, film: rate_film(member=m, movie_id=film, rating=80),
    "an entry": lambda m, film: log_film(member=m, movie_id=film, content=LOGGED),
    "a list": lambda m, film: a_list(m, film),
}


def rename(member: Member) -> None:
    edit_profile(member=member, parts=NEW)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_somebody_writes_has_their_new_name(write: Any, alice: Member) -> None:
    film = a_film()
    rename(alice)
    write(alice, film)  # as they were when the request began
    authors = [doc["author"] for doc in mongo.reviews().find()]
    owners = [doc["owner"] for doc in mongo.lists().find()]
    assert all(author == {"id": alice.id, **NEW} for author in authors)
    assert all(owner == {"name": "Alicia", "handle": "alicia"} for owner in owners)
    assert authors or owners


def test_an_invitation_has_the_new_name(alice: Member, bob: Member) -> None:
    made = a_list(bob)
    rename(alice)
    invited = services.invite_editor(member=bob, list_id=made.id, invited=alice)
    assert [editor.name for editor in invited.editors] == ["Alicia"]


def test_nobody_is_invited_who_is_leaving(
    alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, update, calls = a_list(bob), services.update_list, []

    def leave_meanwhile(*args: Any) -> Any:
        if not calls:
            mongo.members().update_one({"_id": alice.id}, {"$set": {"closing": {}}})
        calls.append(args)
        return update(*args)

    monkeypatch.setattr(services, "update_list", leave_meanwhile)
    with pytest.raises(MemberNotFound):
        services.invite_editor(member=bob, list_id=made.id, invited=alice)
    assert mongo.lists().find_one({"editors": []})
