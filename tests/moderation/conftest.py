"""A scene for moderation: a film, a review that was reported, and who looks after the site."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo.client_session import ClientSession

from tests.support.browsing import Browser
from tests.support.factories import a_film, a_review
from tests.support.moderation import a_report, an_old_member
from tests.support.moderation_states import broken_rules
from tests.support.stored_state import FILLERS


class Scene:
    """Alice wrote, Bob and Carla reported it, Maud and Moe moderate, Ada runs the site.

    Dev was right before, so that a report of his may hide a post.
    """

    def __init__(self) -> None:
        self.alice, self.bob = an_old_member("Alice Ångström"), an_old_member("Bob")
        self.carla = an_old_member("Carla")
        self.dev = an_old_member("Dev", report_record={"right": 1})
        self.maud = an_old_member("Maud", role="moderator")
        self.moe = an_old_member("Moe", role="moderator")
        self.ada = an_old_member("Ada", role="admin")
        self.film = a_film()
        self.review = a_review(self.alice, self.film, "You are all fools.", 80).id
        self.case = a_report(self.bob, self.review)
        a_report(self.carla, self.review, "off-topic")

    @property
    def review_id(self) -> ObjectId:
        """Return the reported review's id."""
        return ObjectId(self.review)

    def browser(self, name: str) -> Browser:
        """Return somebody's browser."""
        return Browser(getattr(self, name))


FILLERS["scene"] = Scene


@pytest.fixture
def scene(database: Any, start_state: Any) -> Scene:
    return start_state


@pytest.fixture(autouse=True)
def _states_are_checked(monkeypatch: Any) -> None:
    """After every transaction of a service, what is stored keeps the rules of `states`."""
    commit = ClientSession.commit_transaction

    def commit_and_check(session: ClientSession) -> None:
        commit(session)
        assert not broken_rules()

    monkeypatch.setattr(ClientSession, "commit_transaction", commit_and_check)
