"""One's own export, imported into an empty account, gives the same history."""

import csv
import io
import zipfile
from io import BytesIO
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from diary.documents import EntryContent
from diary.services import set_liked, set_on_watchlist
from importing.exporting import export_history
from importing.personal.values import clean_cell
from importing.preview import start_import
from lists.documents import ListDetails
from lists.ordering import Arrangement
from lists.services import create_list
from mflix_site.mongo import collections as mongo
from mflix_site.web.downloads import escape_formula
from moderation.posting import log_film, post_review
from reviews.documents import ReviewContent
from tests.support.browsing import Browser
from tests.support.factories import a_film
from tests.support.histories import stored, take

WORDS = '=SUM(1)\n\nHe said "<b>no</b>" & left, for good.'
ENTRIES = (
    EntryContent("2020-02-29", 67, tags=("Été", "=cmd"), note="-1 out of ten.", privacy="private"),
    EntryContent("2020-02-29", None, rewatch=True),
    EntryContent(None, 35, note="Long ago."),
)
OWN = (
    "_id",
    "member_id",
    "owner_id",
    "owner",
    "source",
    "created_at",
    "link",
    "changed_at",
    "worded_at",
)


@pytest.fixture
def history(alice: Member) -> list[ObjectId]:
    """Insert something of every kind for Alice; return the films."""
    films = [a_film(title=title) for title in ("The Third Man", "-30-", "+1", "M", "Alien")]
    for content in ENTRIES:
        log_film(member=alice, movie_id=films[0], content=content)
    post_review(member=alice, movie_id=films[1], content=ReviewContent(WORDS, 87, spoiler=True))
    set_liked(member=alice, movie_id=films[2], on=True)
    set_on_watchlist(member=alice, movie_id=films[3], on=True, note="With Ann & Bo")
    notes = {films[3]: "@first"}
    for privacy in ("public", "private"):
        details = ListDetails(f"= {privacy}", "About <it>.", True, privacy, ("noir",))
        create_list(member=alice, details=details, arrangement=Arrangement(tuple(films[2:]), notes))
    return films


def uploaded(member: Member, content: bytes) -> ObjectId:
    return start_import(member=member, upload=BytesIO(content), filename="export.zip")


def plain(doc: Any) -> dict[str, Any]:
    """Return a document's facts, with days for times, without its owner."""
    days = {k: f"{doc[k]:%Y-%m-%d}" for k in ("date", "watched_at", "liked_at") if k in doc}
    left_out = (*OWN, "author", "list_id", "added_by", "added_at", "position", "review_id")
    return {**{k: v for k, v in doc.items() if k not in left_out}, **days}


def history_of(member: Member) -> dict[str, Any]:
    own, lists = {"member_id": member.id}, list(mongo.lists().find({"owner_id": member.id}))
    reviews = [plain(doc) for doc in mongo.reviews().find({"author.id": member.id})]
    states = [plain(doc) for doc in mongo.film_states().find(own)]
    for state in states:
        if wanted := state.get("wanted"):
            state["wanted"] = {**wanted, "at": f"{wanted['at']:%Y-%m-%d}"}
    entries = [
        [plain(doc) for doc in mongo.list_entries().find({"list_id": one["_id"]}).sort("position")]
        for one in sorted(lists, key=lambda doc: doc["title"])
    ]
    kinds = {
        "reviews": reviews,
        "states": states,
        "diary": [plain(doc) for doc in mongo.diary().find(own)],
        "lists": [plain(doc) for doc in lists],
    }
    found = {name: sorted(map(without_order, docs)) for name, docs in kinds.items()}
    return {**found, "entries": entries}


def without_order(doc: dict[str, Any]) -> str:
    return str(sorted(doc.items()))


def test_an_empty_account_gets_the_same_history(
    history: list[ObjectId], alice: Member, bob: Member
) -> None:
    import_id = uploaded(bob, export_history(alice))
    counts = stored(import_id)["counts"]
    assert counts["match"] == stored(import_id)["total"]
    take(bob, import_id)
    assert history_of(bob) == history_of(alice)


def test_the_same_account_has_it_all_already(history: list[ObjectId], alice: Member) -> None:
    before = history_of(alice)
    import_id = uploaded(alice, export_history(alice))
    assert stored(import_id)["counts"]["already"] == stored(import_id)["total"]
    take(alice, import_id)
    assert history_of(alice) == before


@pytest.mark.parametrize("key", ["", "trakt:123", "letterboxd:https://boxd.it/a"])
def test_a_downloaded_diary_is_known_again(
    history: list[ObjectId], alice: Member, as_alice: Browser, key: str
) -> None:
    if key:
        source = {"import_id": ObjectId(), "key": key}
        mongo.diary().update_one({"privacy": "private"}, {"$set": {"source": source}})
    before = history_of(alice)
    table = as_alice.get("/members/alice_angstrom/diary.csv").content
    for content in (table, export_history(alice)):
        import_id = uploaded(alice, content)
        assert stored(import_id)["counts"]["already"] == stored(import_id)["total"] > 0
        take(alice, import_id)
    assert history_of(alice) == before


def test_a_downloaded_diary_stays_private_elsewhere(
    history: list[ObjectId], bob: Member, as_alice: Browser
) -> None:
    take(bob, uploaded(bob, as_alice.get("/members/alice_angstrom/diary.csv").content))
    [entry] = mongo.diary().find({"member_id": bob.id, "privacy": "private"})
    assert (entry["day"], entry["note"]) == ("2020-02-29", "-1 out of ten.")
    reviews = mongo.reviews().find({"author.id": bob.id})
    assert [review["text"] for review in reviews] == ["Long ago."]


def test_no_cell_is_a_formula(history: list[ObjectId], alice: Member) -> None:
    with zipfile.ZipFile(BytesIO(export_history(alice))) as archive:
        names = archive.namelist()
        tables = {n: list(csv.reader(io.StringIO(archive.read(n).decode()))) for n in names}
    cells = [cell for table in tables.values() for row in table for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {"watched.csv", "diary.csv", "reviews.csv", "ratings.csv"} <= set(names)


@pytest.mark.parametrize("text", ["=1", "'=1", "'it", "", "-", "plain", "''@", "\t=x"])
def test_an_escaped_cell_is_read_back_as_it_was(text: str) -> None:
    assert clean_cell(escape_formula(text)) == text.strip()
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t"))
