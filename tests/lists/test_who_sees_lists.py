"""Who sees a list, and who changes it: each privacy, and each person."""

from typing import Any

import pytest
from bson import ObjectId

from accounts.access_tokens import create_token
from lists import entries, services
from lists.documents import FilmList
from lists.errors import NotYourEntry
from lists.ordering import Arrangement
from lists.queries import find_list, get_list_to_edit, page_of_entries, positions_of
from lists.services import ListEdit
from lists.views.edit_rows import rows_of_entries
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.cases import case_document
from moderation.posts import list_target
from tests.support.browsing import Browser
from tests.support.cast import make_member
from tests.support.lists import a_list, with_editor
from tests.support.moderation import inbox_of
from tests.support.operations_of_api import ask_api

Films = list[ObjectId]
PEOPLE = ("visitor", "other", "owner", "editor", "moderator")
SEEN_BY = {
    ("public", "visible"): PEOPLE,
    ("link", "visible"): ("owner", "editor"),
    ("private", "visible"): ("owner", "editor"),
    ("public", "hidden"): ("owner",),
    ("link", "removed"): ("owner",),
    ("private", "hidden"): ("owner",),
    ("public", "deleted"): (),
}
# To moderators a case opens what was shared with others.
SEEN_IN_A_CASE = {
    **{("link", "visible"): True, ("public", "hidden"): True, ("link", "removed"): True},
    **{("private", "visible"): False, ("private", "hidden"): False, ("link", "deleted"): False},
}


@pytest.fixture
def cast(alice: Any, bob: Any, maud: Any) -> dict[str, Any]:
    editor = make_member("Edith")
    return {"visitor": None, "other": bob, "owner": alice, "editor": editor, "moderator": maud}


@pytest.mark.parametrize(("privacy", "state"), SEEN_BY)
def test_a_list_is_seen_by_those_whom_its_privacy_names(
    privacy: str, state: str, cast: dict[str, Any], films: Films
) -> None:
    title = "Nights in Vienna"
    made = a_list(cast["owner"], *films, title=title, privacy=privacy, tags=("zither",))
    with_editor(made, cast["owner"], cast["editor"])
    mongo.lists().update_one({"_id": made.id}, {"$set": {"state": state}})
    browsers = {who: Browser(member) for who, member in cast.items()}
    seen = [w for w, b in browsers.items() if b.get(f"/lists/{made.id}/").status_code == 200]
    assert tuple(seen) == SEEN_BY[privacy, state]
    everywhere = ("/lists/", "/lists/?tag=zither", f"/movies/{films[0]}/", "/sitemap-lists.xml")
    listed = [p for p in everywhere if str(made.id) in browsers["visitor"].text(p)]
    assert len(listed) == (4 if (privacy, state) == ("public", "visible") else 0)


def statuses(list_id: ObjectId, reader: Any) -> list[int]:
    """Return what a list's page answers a reader, and the API of it and of its films."""
    token, path = create_token(member=reader, name="test", scopes=("read",)), f"lists/{list_id}"
    page = Browser(reader).get(f"/{path}/")
    answers = [page, *(ask_api("GET", one, token) for one in (path, f"{path}/films"))]
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize(("privacy", "state"), SEEN_IN_A_CASE)
@pytest.mark.parametrize("is_open", [True, False])
def test_a_case_shows_moderators_the_list_and_no_other_member(
    privacy: str, state: str, is_open: bool, cast: dict[str, Any], films: Films
) -> None:
    made = a_list(cast["owner"], *films, privacy=privacy)
    mongo.lists().update_one({"_id": made.id}, {"$set": {"state": state}})
    readers = [cast["moderator"], cast["other"]]
    assert [statuses(made.id, reader) for reader in readers] == [[404] * 3] * 2
    mongo.cases().insert_one({**case_document(list_target(made), now()), "open": is_open})
    shown = 200 if SEEN_IN_A_CASE[privacy, state] else 404
    assert [statuses(made.id, reader) for reader in readers] == [[shown] * 3, [404] * 3]


def test_moderators_have_no_other_way_to_a_list_by_link(
    maud: Any, alice: Any, films: Films
) -> None:
    made, browser = a_list(alice, *films, title="Nights", privacy="link"), Browser(maud)
    token = create_token(member=maud, name="test", scopes=("read", "write:lists"))
    own, feed = f"/members/{alice.handle}/lists/", f"/members/{alice.handle}/lists/feed/"
    pages = (own, feed, "/lists/", f"/movies/{films[0]}/", f"/movies/{films[0]}/lists/")
    assert not [path for path in pages if "Nights" in browser.get(path).content.decode()]
    for path in ("lists", f"members/{alice.handle}/lists"):
        assert ask_api("GET", path, token).json()["items"] == []
    for path in ("clone", "report", "edit"):
        assert browser.post(f"/lists/{made.id}/{path}/", {"reason": "spam"}).status_code == 404
    assert browser.post(f"/moderation/lists/{made.id}/").status_code == 404
    assert ask_api("PUT", f"lists/{made.id}", token, {"title": "Mine"}).status_code == 404
    assert mongo.cases().count_documents({}) == 0


def test_a_moderator_opens_a_case_by_the_link_and_copies_the_list_by_the_link_alone(
    maud: Any, alice: Any, films: Films
) -> None:
    made, browser = a_list(alice, *films, privacy="link"), Browser(maud)
    copy = f'action="/lists/{made.id}/clone/"'
    by_link = browser.text(f"/lists/{made.id}/{made.link}/")
    assert "Open a case" in by_link
    assert copy in by_link
    opened = browser.post(f"/moderation/lists/{made.id}/", {"link": made.link})
    assert opened.status_code == 302
    page = browser.text(f"/lists/{made.id}/")
    assert "Open a case" in page
    assert copy not in page


def test_a_member_s_page_of_lists_has_what_its_reader_may_see(
    cast: dict[str, Any], films: Films
) -> None:
    owner = cast["owner"]
    made = [a_list(owner, *films, title=p, privacy=p) for p in ("public", "link", "private")]
    pages = {
        who: Browser(member).text("/members/alice_angstrom/lists/") for who, member in cast.items()
    }
    found = {who: [str(one.id) in page for one in made] for who, page in pages.items()}
    public_only = [True, False, False]
    assert found == {**dict.fromkeys(PEOPLE, public_only), "owner": [True] * 3}


def test_a_secret_link_shows_the_list_until_it_is_renewed(
    as_alice: Browser, visitor: Browser, alice: Any, films: Films
) -> None:
    made = a_list(alice, *films, privacy="link")
    path = f"/lists/{made.id}/{made.link}/"
    assert '<meta name="robots" content="noindex">' in visitor.text(path)
    as_alice.post(f"/lists/{made.id}/link/")
    after = find_list(made.id)
    assert after
    assert visitor.get(path).status_code == 404
    assert visitor.get(f"/lists/{made.id}/{after.link}/").status_code == 200
    private = services.ListDetails("Vienna by night", privacy="private")
    services.edit_list(member=alice, list_id=made.id, edit=ListEdit(private))
    assert visitor.get(f"/lists/{made.id}/{after.link}/").status_code == 404


def invited(owner: Any, editor: Any, *films: ObjectId) -> FilmList:
    return with_editor(a_list(owner, *films), owner, editor)


def test_an_invitation_is_accepted_declined_and_left(
    as_alice: Browser, as_bob: Browser, alice: Any, bob: Any, films: Films
) -> None:
    made = a_list(alice, *films, privacy="private")
    as_alice.post(f"/lists/{made.id}/editors/", {"handle": "@bob"})
    assert "invites you to edit" in inbox_of(bob)[0]["subject"]
    assert "Decline" in as_bob.text(f"/lists/{made.id}/")
    assert as_bob.get(f"/lists/{made.id}/edit/").status_code == 403
    as_bob.post(f"/lists/{made.id}/editors/accept/")
    assert as_bob.get(f"/lists/{made.id}/edit/").status_code == 200
    as_bob.post(f"/lists/{made.id}/editors/{bob.id}/remove/")
    assert as_bob.get(f"/lists/{made.id}/").status_code == 404
    for handle in ("@alice_angstrom", "nobody", "!"):
        assert as_alice.post(f"/lists/{made.id}/editors/", {"handle": handle}).status_code == 422


def test_a_handle_that_nobody_has_is_said_to_be_unknown(as_alice: Browser, alice: Any) -> None:
    made = a_list(alice)
    page = as_alice.post(f"/lists/{made.id}/editors/", {"handle": "nobody"}).content.decode()
    assert "Nobody has this handle." in page


def test_an_editor_adds_orders_and_removes_what_they_added(
    as_bob: Browser, alice: Any, bob: Any, films: Films
) -> None:
    made = invited(alice, bob, *films[:3])
    entries.add_films(member=bob, list_id=made.id, films=films[3:])
    part = Arrangement((films[4], films[0]), removed=frozenset({films[3]}), is_complete=False)
    services.edit_list(member=bob, list_id=made.id, edit=ListEdit(arrangement=part))
    assert list(positions_of(made.id)) == [films[4], films[1], films[2], films[0]]
    page = as_bob.text(f"/lists/{made.id}/edit/")
    assert 'name="title"' not in page
    assert page.count('name="remove"') == 1
    assert "added by Bob" in Browser().text(f"/lists/{made.id}/")


def test_an_editor_changes_nothing_of_others_and_never_the_list(
    as_bob: Browser, alice: Any, bob: Any, films: Films
) -> None:
    made = invited(alice, bob, *films)
    for fields in ({"removed": frozenset({films[0]})}, {"notes": {films[0]: "Mine"}}):
        arrangement = Arrangement(tuple(films), is_complete=False, **fields)  # type: ignore[arg-type]
        with pytest.raises(NotYourEntry):
            services.edit_list(member=bob, list_id=made.id, edit=ListEdit(arrangement=arrangement))
    as_bob.post(f"/lists/{made.id}/edit/", {"title": "Stolen", "films": [str(id) for id in films]})
    after = find_list(made.id)
    assert after
    assert (after.title, after.state) == ("Vienna by night", "visible")
    denied = ("delete/", "link/", "editors/", f"editors/{alice.id}/remove/")
    answers = [as_bob.post(f"/lists/{made.id}/{path}").status_code for path in denied]
    assert answers == [403, 403, 403, 403]


def test_a_row_says_who_added_a_film(alice: Any, bob: Any, films: Films) -> None:
    made = invited(alice, bob, films[0])
    entries.add_films(member=bob, list_id=made.id, films=[films[1]])
    shown = get_list_to_edit(made.id, bob)
    rows = rows_of_entries(shown, page_of_entries(shown, 1).items, 1, bob)
    assert [(row.may_edit, row.added_by) for row in rows] == [(False, ""), (True, "Bob")]
    services.remove_editor(member=alice, list_id=made.id, editor_id=bob.id)
    assert list(positions_of(made.id)) == films[:2]
