"""Ending a member's sessions: all at once, logged, with a notice."""

from typing import Any

import pytest

from accounts.errors import NotAllowed
from administration.members import end_sessions
from moderation.errors import NothingToDo
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.running import WHY, actions, logged

from ..support.moderation import inbox_of


def test_sessions_end_everywhere_and_it_is_logged_and_told(ada: Any, bob: Any) -> None:
    browsers = [Browser(bob), Browser(bob)]
    assert end_sessions(admin=ada, member_id=bob.id, reason=WHY) == 2
    assert not [browser for browser in browsers if browser.is_signed_in]
    [row], [notice] = logged(), inbox_of(bob)
    assert (row["action"], row["detail"]) == ("end-sessions", "2 sessions")
    assert notice["subject"] == "You've been logged out everywhere"


def test_others_stay_signed_in(ada: Any, bob: Any, as_alice: Browser) -> None:
    Browser(bob)
    end_sessions(admin=ada, member_id=bob.id, reason=WHY)
    assert as_alice.is_signed_in


def test_where_there_is_no_session_nothing_is_written(ada: Any, bob: Any) -> None:
    with pytest.raises(NothingToDo):
        end_sessions(admin=ada, member_id=bob.id, reason=WHY)
    assert (actions(), inbox_of(bob)) == ([], [])


def test_a_moderator_ends_no_sessions(as_bob: Browser, bob: Any) -> None:
    maud = make_member("Maud", role="moderator")
    with pytest.raises(NotAllowed):
        end_sessions(admin=maud, member_id=bob.id, reason=WHY)
    assert as_bob.is_signed_in


def test_the_page_ends_them(as_ada: Browser, as_bob: Browser) -> None:
    answer = as_ada.post("/administration/members/bob/sessions/", {"reason": WHY}, follow=True)
    assert "Bob has been logged out of 1 session." in answer.content.decode()
    assert not as_bob.is_signed_in


@pytest.mark.parametrize(("reason", "status"), [("", 422), ("No.", 422), (WHY, 409)])
def test_the_page_says_why_it_did_nothing(
    as_ada: Browser, bob: Any, reason: str, status: int
) -> None:
    answer = as_ada.post("/administration/members/bob/sessions/", {"reason": reason})
    assert answer.status_code == status
    assert "field-errors" in answer.content.decode() or status == 409
