"""No form in which somebody writes loses the words: each is marked, and error pages show them."""

import re
from typing import Any

import pytest
from bson import ObjectId
from django.urls import resolve

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from moderation.appeals import answer_appeal
from moderation.undo import undo_decision
from reviews.services import delete_review
from tests.support.moderation import decided
from tests.support.route_table import TOKEN, World
from tests.support.routes import ROUTES, path_of

from .test_kept_forms import FORMS

WORDS = "An hour of careful words."
POSTED = re.compile(r'<form\b(?=[^>]*method="post")([^>]*)>(.*?)</form>', re.S)
WRITTEN = re.compile(
    r'<textarea\b[^>]*name="(\w+)"|<input\b(?![^>]*type="(?!text))[^>]*name="(\w+)"'
)
# Secrets, addresses, and names to pick something by: nobody minds typing them again.
SHORT = {
    *("access-tokens", "change-email", "change-password", "request-reset"),
    *("choose-match", "list-editors"),
}
# Forms that are about nothing that may be gone.
ABOUT_NOTHING = {
    *("decide-cases", "preferences", "profile", "new-list"),
    *("add-film", "start-trial", "end-trials"),
}


def unkept_fields(page: str, path: str) -> set[tuple[str, str]]:
    """Return the fields of a page's forms in which one writes that their view does not keep."""
    lost = set()
    for attributes, body in POSTED.findall(page):
        action = re.search(r'action="([^"?]*)', attributes)
        match = resolve(action[1] if action else path)
        kept = getattr(match.func, "kept_fields", ())
        names = {area or line for area, line in WRITTEN.findall(body)}
        lost |= {(str(match.url_name), name) for name in names - set(kept)}
    return {field for field in lost if field[0] not in SHORT}


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_every_field_in_which_one_writes_is_kept(who: str, world: World, database: Any) -> None:
    browser, lost = world.browser(who), set()
    for name in ROUTES:
        answer = browser.get(path_of(name, world))
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            lost |= unkept_fields(answer.content.decode(), path_of(name, world))
    assert not lost


def test_a_new_form_without_a_mark_is_noticed() -> None:
    form = '<form method="post" action="/accounts/inbox/read/"><textarea name="words"></form>'
    assert unkept_fields(form, "/") == {("read-inbox", "words")}


def sent(who: str, name: str, world: World, path: str = "") -> str:
    """Send a form with words in it; return the page that answers."""
    data = {**ROUTES[name].sent(world), FORMS[name][1]: WORDS, "csrfmiddlewaretoken": TOKEN}
    origin = {"Origin": "http://testserver"}
    answer = world.browser(who).post(
        path or path_of(name, world), data, follow=True, headers=origin
    )
    return str(answer.content.decode())


def is_kept(page: str) -> bool:
    return bool(re.search(r"<textarea[^>]*>[^<]*careful words", page))


@pytest.mark.parametrize("name", sorted(FORMS.keys() - ABOUT_NOTHING))
def test_words_about_what_was_deleted_meanwhile_can_be_copied(
    name: str, world: World, database: Any
) -> None:
    gone = re.sub(r"[0-9a-f]{24}", str(ObjectId()), path_of(name, world))
    for member in filter(None, world.people.values()):
        gone = gone.replace(f"/{member.handle}/", "/nobody/")
    assert is_kept(sent(FORMS[name][0], name, world, gone))


def who(world: World, name: str) -> Member:
    member = world.people[name]
    assert member
    return member


def decide(world: World) -> None:
    decided(who(world, "admin"), ObjectId(world.case))


def undo(world: World) -> None:
    undo_decision(moderator=who(world, "admin"), decision_id=world.decision, reason="A mistake.")


def answer(world: World) -> None:
    moderator = who(world, "moderator")
    answer_appeal(moderator=moderator, appeal_id=world.appeal, granted=False, answer="It does.")


def suspend(world: World) -> None:
    mongo.members().update_many({"role": "member"}, {"$set": {"standing": "suspended"}})


def demote(world: World) -> None:
    mongo.members().update_many({}, {"$set": {"role": "member"}})


def remove_review(world: World) -> None:
    delete_review(member=who(world, "owner"), review_id=ObjectId(world.review))


@pytest.mark.parametrize(
    ("who", "name", "meanwhile"),
    [
        *(("moderator", "decide-case", decide), ("moderator", "decide-cases", decide)),
        *(("owner", "appeal", undo), ("admin", "undo-decision", undo)),
        *(("admin", "answer-appeal", answer), ("moderator", "report-review", remove_review)),
        *((person, name, suspend) for name, (person, _) in FORMS.items() if person == "member"),
        *((person, name, demote) for name, (person, _) in FORMS.items() if person == "admin"),
    ],
)
def test_words_that_came_too_late_can_be_copied(
    who: str, name: str, meanwhile: Any, world: World, database: Any
) -> None:
    meanwhile(world)
    assert is_kept(sent(who, name, world))
