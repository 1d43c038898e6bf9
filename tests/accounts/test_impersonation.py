"""Names that pose as staff are refused kindly, however they are spelt; others are not."""

from typing import Any

import pytest

from accounts.impersonation import name_problem
from mflix_site.mongo import collections as mongo
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD, make_member
from tests.support.sampling import sampled

POSES = "This name looks like that of somebody who runs the site. Choose another one."
HAS_BADGE = "Choose a name without a check mark, a shield or another sign of rank."
HAS_MARKS = "Choose a name with fewer accents on one letter."
ROLES = [
    *("Moderator", "moderator", "MODERATOR", "The Moderator", "Anna (moderator)", "Moderators"),
    *("Mоderator", "Мoderator", "M0derator", "Mode rator", "M.o.d.e.r.a.t.o.r", "Modеratоr"),
    *("mod", "Mod Anna", "Anna | mod", "Admin", "Adm1n", "ADMlN", "Аdmin", "Ａｄｍｉｎ", "Admïn"),
    *("mflix", "mflix team", "MFLIX Support", "rnflix", "Mfl1x", "Staff", "Official", "Verified"),
    *("4dmin", "Admin4", "Admin 1", "Owner", "The team", "Help desk", "HelpDesk", "0wner"),
    *("Mo\u200bderator", "operator", "Operator Bob", "𝐌𝐨𝐝𝐞𝐫𝐚𝐭𝐨𝐫", "TheModerator", "Administrator7"),
]
BADGED = ["✔ Anna", "Anna ✓", "✅ Anna", "Anna ☑", "Anna 🛡️", "Anna™", "Anna ®", "Anna √", "🗸 Anna"]
MARKED = ["A" + "\u0301" * 59, "Anna" + "\u0336" * 4, "Z\u0300\u0301\u0302\u0303\u0304algo"]
STAFF_NAME = [
    *("Ada Lindqvist", "Аda Lindqvist", "ada  lindqvist", "Ada Lindqvıst", "Ada L1ndqvist"),
    *("4da L1ndqv1st", "Ada Lindqvist 2", "Ada Lindqvist1"),
    *("AdaLindqvist", "Ada-Lindqvist", "Adа Lindqvist.", "Áda Lindqvist", "Ada\u200b Lindqvist"),
]
GOOD = [
    *(
        "Anna",
        "Anna Ångström",
        "Mo",
        "Modesty Blaise",
        "Modigliani",
        "Adminah Smith",
        "Ada",
        "Lind",
    ),
    *("The Dog Owner", "Helpful Hanna", "Apollo 13", "4 Weddings", "Security Guard"),
    *("Supporter Sue", "Offiong", "Nguyễn Thị Bích Ngọc", "Владимир", "千尋", "محمد", "שָׁלוֹם"),
    *("น้ำผึ้ง", "हिन्दी प्रेमी", "Verity", "Film fan 7", "O'Brien", "José", "🎬 Anna", "Anna ★"),
]


@pytest.fixture
def ada(database: Any) -> Any:
    return make_member("Ada Lindqvist", role="admin")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(ROLES, POSES), (STAFF_NAME, POSES), (BADGED, HAS_BADGE), (MARKED, HAS_MARKS)],
    ids=["roles", "staff", "badges", "marks"],
)
def test_names_that_pose_are_refused(ada: Any, names: list[str], sentence: str) -> None:
    assert [name for name in names if name_problem(name) != sentence] == []


@pytest.mark.parametrize("name", sampled(GOOD, 4))
def test_other_names_are_not(ada: Any, name: str) -> None:
    assert name_problem(name) == ""


def test_staff_may_call_themselves_what_they_are(ada: Any) -> None:
    assert name_problem("Ada, admin", member=ada) == ""


def test_a_name_of_before_is_kept(database: Any) -> None:
    member = make_member("Modérator")
    assert name_problem(member.name, member=member) == ""
    assert name_problem("Moderator 2", member=member) == POSES


def signed_up(name: str) -> Any:
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    sent = {"name": name, "email": "new@example.test", **passwords}
    return Browser().post("/accounts/signup/", sent)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Аda Lindqvist", "looks like that of somebody who runs the site"),
        ("✔ Verified", "without a check mark"),
        ("A" + "\u0301" * 59, "fewer accents"),
    ],
)
def test_the_form_says_so(ada: Any, name: str, words: str) -> None:
    answer = signed_up(name)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert mongo.members().count_documents({}) == 1


def profile(browser: Browser, **changed: str) -> Any:
    return browser.post("/accounts/profile/", {"name": "Bob", "handle": "bob", **changed})


@pytest.mark.parametrize(
    "changed", [{"name": "Ada Lindqvist"}, {"handle": "mflix_team"}, {"handle": "the_moderator"}]
)
def test_neither_can_a_member_become_such_a_name(ada: Any, changed: dict[str, str]) -> None:
    bob = Browser(make_member("Bob"))
    assert profile(bob, **changed).status_code == 422
    assert profile(bob).status_code == 302


@pytest.mark.parametrize("name", ["operator", "Official", "webmaster"])
def test_the_sites_own_handles_are_reserved(database: Any, name: str) -> None:
    assert make_member(name).handle == f"film_{name.lower()}"


@pytest.mark.parametrize(
    "name", ["A former member", "a  FORMER Member", "Former member", "Á fоrmer member"]
)
def test_nobody_is_called_as_those_who_have_left(as_alice: Browser, name: str) -> None:
    answer = as_alice.post(
        "/accounts/profile/", {"name": name, "handle": "alice_angstrom", "about": ""}
    )
    assert (answer.status_code, "members who have left" in answer.content.decode()) == (422, True)
