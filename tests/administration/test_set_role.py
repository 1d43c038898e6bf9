"""Changing roles: logged, with a notice; the last admin stays."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import CommandError

from accounts.errors import LastAdmin, MemberNotFound, NotAllowed
from administration.members import set_role
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.errors import NothingToDo
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.running import WHY, actions, logged
from tests.support.sample import run

from ..support.moderation import as_stored, inbox_of


def role_of(member: Any) -> str:
    return str(as_stored(member)["role"])


def test_a_role_given_is_logged_and_told(ada: Any, bob: Any) -> None:
    set_role(admin=ada, member_id=bob.id, role="moderator", reason=WHY)
    [row], [notice] = logged(), inbox_of(bob)
    assert role_of(bob) == "moderator"
    assert (row["action"], row["detail"]) == ("set-role", "from member to moderator")
    assert row["about"] == {"kind": "member", "id": str(bob.id), "member": str(bob.id)}
    assert row["moderator"] == {"handle": ada.handle, "role": "admin"}
    assert notice["subject"] == "You're now a moderator"
    assert WHY in notice["paragraphs"][1]
    assert notice["path"] == "/moderation/log/1/"


def test_the_log_has_neither_name_nor_address(ada: Any, bob: Any) -> None:
    set_role(admin=ada, member_id=bob.id, role="moderator", reason=WHY)
    assert not [word for word in ("Bob", bob.email) if word in str(logged()[0])]


def test_the_last_admin_cannot_step_down(ada: Any) -> None:
    with pytest.raises(LastAdmin):
        set_role(admin=ada, member_id=ada.id, role="member", reason=WHY)
    assert role_of(ada) == "admin"
    assert actions() == []


def test_an_admin_steps_down_where_another_stays(ada: Any) -> None:
    other = make_member("Otto", role="admin")
    set_role(admin=ada, member_id=ada.id, role="member", reason=WHY)
    assert (role_of(ada), role_of(other)) == ("member", "admin")


@pytest.mark.parametrize("standing", ["suspended", "limited"])
def test_an_admin_whose_suspension_is_over_is_one_that_stays(ada: Any, standing: str) -> None:
    over = now() - timedelta(minutes=1)
    make_member("Otto", role="admin", standing=standing, standing_until=over)
    set_role(admin=ada, member_id=ada.id, role="member", reason=WHY)
    assert role_of(ada) == "member"


def test_a_suspended_admin_is_none_that_stays(ada: Any) -> None:
    make_member("Otto", role="admin", standing="suspended")
    with pytest.raises(LastAdmin):
        set_role(admin=ada, member_id=ada.id, role="member", reason=WHY)


def demote(by: Any, whom: Any, refused: list[Problem]) -> None:
    try:
        set_role(admin=by, member_id=whom.id, role="member", reason=WHY)
    except Problem as problem:
        refused.append(problem)


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_admins_who_demote_each_other_at_once_one_stays(ada: Any, attempt: int) -> None:
    other = make_member("Otto", role="admin")
    refused: list[Problem] = []
    pairs = ((ada, other, refused), (other, ada, refused))
    both = [Thread(target=demote, args=pair) for pair in pairs]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert sorted((role_of(ada), role_of(other))) == ["admin", "member"]
    assert (len(refused), actions()) == (1, ["set-role"])


def test_a_role_that_is_held_is_not_given_again(ada: Any, bob: Any) -> None:
    with pytest.raises(NothingToDo):
        set_role(admin=ada, member_id=bob.id, role="member", reason=WHY)
    assert (actions(), inbox_of(bob)) == ([], [])
    assert mongo.log_head().count_documents({}) == 0


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_only_admins_give_roles(role: str, bob: Any) -> None:
    with pytest.raises(NotAllowed):
        set_role(admin=make_member("Eve", role=role), member_id=bob.id, role="admin", reason=WHY)


def test_a_right_that_is_gone_meanwhile_is_gone(ada: Any, bob: Any) -> None:
    mongo.members().update_one({"_id": ada.id}, {"$set": {"role": "member"}})
    with pytest.raises(NotAllowed):
        set_role(admin=ada, member_id=bob.id, role="admin", reason=WHY)
    assert role_of(bob) == "member"


def test_nobody_is_made_of_an_unknown_id(ada: Any) -> None:
    with pytest.raises(MemberNotFound):
        set_role(admin=ada, member_id=ObjectId(), role="admin", reason=WHY)


def test_the_page_gives_a_role(as_ada: Browser, bob: Any) -> None:
    sent = {"role": "moderator", "reason": WHY}
    answer = as_ada.post("/administration/members/bob/role/", sent, follow=True)
    assert "Bob now has the role “moderator”" in answer.content.decode()
    assert role_of(bob) == "moderator"


def test_the_page_says_that_the_last_admin_stays_and_keeps_the_words(as_ada: Browser) -> None:
    sent = {"role": "member", "reason": WHY}
    answer = as_ada.post("/administration/members/ada/role/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This is the last admin" in page
    assert WHY in page


@pytest.mark.parametrize("sent", [{}, {"role": "moderator"}, {"role": "emperor", "reason": WHY}])
def test_a_form_that_lacks_something_is_422(as_ada: Browser, bob: Any, sent: Any) -> None:
    assert as_ada.post("/administration/members/bob/role/", sent).status_code == 422
    assert role_of(bob) == "member"


def test_who_steps_down_is_sent_home(as_ada: Browser) -> None:
    make_member("Otto", role="admin")
    sent = {"role": "member", "reason": WHY}
    assert as_ada.post("/administration/members/ada/role/", sent)["Location"] == "/"


def test_the_command_logs_the_operator(alice: Any) -> None:
    run("set_role", alice.email, "moderator")
    [row] = logged()
    assert row["moderator"] == {"handle": "operator", "role": "operator"}
    assert row["reason"] == "Changed from the command line."


def test_the_command_may_be_repeated(alice: Any) -> None:
    assert "now has the role" in run("set_role", alice.email, "moderator")
    assert "has the role moderator already" in run("set_role", alice.email, "moderator")
    assert actions() == ["set-role"]


def test_the_command_keeps_the_last_admin(ada: Any) -> None:
    with pytest.raises(CommandError, match="last admin"):
        run("set_role", ada.email, "member")
