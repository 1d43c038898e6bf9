"""A form of a page that is sent again makes nothing twice: a second click, a reload, two tries."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from diary.services import delete_entry
from lists.services import delete_list
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.lists import a_list

TOKEN, OTHER_TOKEN = "a" * 64, "b" * 64
MAKES = {"log": mongo.diary, "new list": mongo.lists, "copy": mongo.lists}


@pytest.fixture
def forms(alice: Member) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what Alice sends, and where to."""
    film, copied = a_film(), a_list(alice, title="Copied")
    day = now().date().isoformat()
    return {
        "log": (f"/movies/{film}/log/", {"day": day, "rating": "70", "note": "Zithers."}),
        "new list": ("/lists/new/", {"title": "Noir", "privacy": "public", "films": str(film)}),
        "copy": (f"/lists/{copied.id}/clone/", {}),
    }


def made(what: str) -> list[ObjectId]:
    docs = MAKES[what]().find({"title": {"$ne": "Copied"}, "state": {"$ne": "deleted"}})
    return [doc["_id"] for doc in docs]


def send(alice: Member, form: tuple[str, dict[str, str]], **fields: str) -> str:
    data = {"csrfmiddlewaretoken": TOKEN, **form[1], **fields}
    answer = Browser(alice).post(form[0], data, headers={"Origin": "http://testserver"})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("what", MAKES)
def test_the_same_form_sent_again_leads_to_what_it_made(
    what: str, forms: Any, alice: Member
) -> None:
    first = send(alice, forms[what])
    before = {doc["_id"]: doc for doc in MAKES[what]().find()}
    assert send(alice, forms[what]) == first
    assert {doc["_id"]: doc for doc in MAKES[what]().find()} == before
    assert len(made(what)) == 1


@pytest.mark.parametrize("what", MAKES)
def test_many_clicks_at_once_make_one(what: str, forms: Any, alice: Member) -> None:
    with ThreadPoolExecutor(6) as threads:
        places = set(threads.map(lambda _: send(alice, forms[what]), range(6)))
    assert (len(places), len(made(what))) == (1, 1)


@pytest.mark.parametrize("what", MAKES)
@pytest.mark.parametrize("token", [OTHER_TOKEN, ""])
def test_another_page_makes_another(what: str, token: str, forms: Any, alice: Member) -> None:
    send(alice, forms[what])
    send(alice, forms[what], csrfmiddlewaretoken=token)
    assert len(made(what)) == 2


def test_a_form_that_was_changed_makes_another(forms: Any, alice: Member) -> None:
    for note in ("Zithers.", "More zithers."):
        send(alice, forms["log"], note=note)
    assert len(made("log")) == 2


@pytest.mark.parametrize("what", MAKES)
def test_what_was_deleted_meanwhile_is_made_again(what: str, forms: Any, alice: Member) -> None:
    send(alice, forms[what])
    (first,) = made(what)
    if what == "log":
        delete_entry(member=alice, entry_id=first)
    else:
        delete_list(member=alice, list_id=first)
    send(alice, forms[what])
    assert made(what) not in ([], [first])


def test_the_same_form_of_another_member_is_theirs(forms: Any, alice: Member, bob: Member) -> None:
    for member in (alice, bob):
        send(member, forms["log"])
    assert mongo.diary().distinct("member_id") == sorted([alice.id, bob.id])


@pytest.mark.parametrize(
    "content", [{"text": "Zithers."}, {"rating": "70"}, {"text": "Zithers.", "rating": "70"}]
)
def test_the_same_review_sent_again_is_the_one_that_was_posted(
    content: dict[str, str], alice: Member, database: Any
) -> None:
    form = (f"/movies/{a_film()}/reviews/", content)
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: send(alice, form), range(4)))) == 1
    (before,) = mongo.reviews().find()
    send(alice, form, csrfmiddlewaretoken=OTHER_TOKEN)
    assert list(mongo.reviews().find()) == [before]
    other = {"csrfmiddlewaretoken": TOKEN, **content, "text": "Other words.", "rating": "10"}
    answer = Browser(alice).post(form[0], other, headers={"Origin": "http://testserver"})
    assert answer.status_code == (409 if "text" in content else 302)
