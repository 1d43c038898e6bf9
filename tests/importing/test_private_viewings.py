"""What is private in a file stays private here: ratings and words of diary entries."""

from io import BytesIO
from typing import Any

import pytest

from accounts.documents import Member
from importing import preview
from importing.exporting import export_history
from tests.support.browsing import Browser
from tests.support.diaries import logged
from tests.support.exports import DIARY, RATINGS, zipped
from tests.support.factories import a_film
from tests.support.histories import take

OURS = f"{DIARY},Notes,Privacy"
PRIVATE_ROW = "2024-01-02,The Third Man,1949,https://x.test/a,1.5,,,2024-01-01,,private"
PUBLIC_ROW = "2023-01-02,The Third Man,1949,https://x.test/b,4,,,2023-01-01,,public"


def import_file(
    member: Member, content: str | bytes, name: str = "diary.csv", **options: Any
) -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    import_id = preview.start_import(member=member, upload=BytesIO(data), filename=name)
    take(member, import_id, **options)
    return import_id


@pytest.fixture(autouse=True)
def film(database: Any) -> Any:
    return a_film()


@pytest.mark.parametrize(
    ("rows", "privacy", "ratings"),
    [
        ((PRIVATE_ROW,), "public", []),
        ((PUBLIC_ROW,), "private", []),
        ((PUBLIC_ROW, PRIVATE_ROW), "public", [80]),
    ],
)
def test_only_public_viewings_set_the_present_rating(
    alice: Member, database: Any, rows: tuple[str, ...], privacy: str, ratings: list[int]
) -> None:
    import_file(alice, "\n".join((OURS, *rows)), privacy=privacy)
    assert database.diary.count_documents({}) == len(rows)
    assert [review["rating"] for review in database.comments.find()] == ratings


def test_an_entry_that_is_private_here_by_now_sets_no_rating(alice: Member, database: Any) -> None:
    text = f"{OURS}\n{PUBLIC_ROW}"
    import_file(alice, text)
    database.diary.update_one({}, {"$set": {"privacy": "private"}})
    database.comments.delete_many({})
    import_file(alice, text.replace("test/b,4", "test/b,3") + "\n" + PRIVATE_ROW)
    assert database.comments.count_documents({}) == 0


def test_an_export_whose_ratings_are_all_private_comes_in_as_it_was(
    alice: Member, bob: Member, film: Any, database: Any
) -> None:
    logged(alice, film, "2020-01-01", rating=30, privacy="private")
    import_file(bob, export_history(alice), "export.zip")
    assert database.diary.count_documents({"privacy": "private", "rating": 30}) == 2
    assert database.comments.count_documents({}) == 0


def test_an_empty_table_of_ratings_says_that_there_are_none(alice: Member, database: Any) -> None:
    import_file(alice, zipped({"diary.csv": f"{OURS}\n{PUBLIC_ROW}", "ratings.csv": RATINGS}))
    assert database.diary.find_one()["rating"] == 80
    assert database.comments.count_documents({}) == 0


def test_a_members_diary_file_brings_no_private_words_to_light(
    alice: Member, bob: Member, film: Any, as_alice: Browser, database: Any
) -> None:
    logged(alice, film, "2020-01-01", note="Not for you.", rating=30, privacy="private")
    logged(alice, film, None, rating=40, privacy="private")
    import_file(bob, as_alice.text("/members/alice_angstrom/diary.csv"))
    own = list(database.diary.find({"member_id": bob.id}))
    assert {(doc["note"], doc["privacy"]) for doc in own} == {
        *(("Not for you.", "private"), ("", "private"))
    }
    assert database.comments.count_documents({}) == 0


def test_words_of_a_private_viewing_never_come_into_a_public_entry(
    alice: Member, database: Any
) -> None:
    row = "2023-01-02,The Third Man,1949,https://x.test/b,4,,,2023-01-01,{},{}"
    import_file(alice, "\n".join((OURS, row.format("", "public"))))
    import_file(alice, "\n".join((OURS, row.format("My secret words.", "private"))))
    assert [doc["privacy"] for doc in database.diary.find({"note": ""})] == ["public"]
    assert not database.diary.find_one({"note": "My secret words.", "privacy": "public"})
