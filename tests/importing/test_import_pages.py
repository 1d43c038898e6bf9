"""The pages of an import: upload, preview, choices, import and undoing."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.documents import Member
from importing.worker import advance_imports, delete_imports_of_former_members
from tests.support.browsing import Browser
from tests.support.factories import a_film

HEADER = "Title,Year,Rating10,WatchedDate,Review"
LINES = (
    "The Third Man,1949,8,2019-03-04,Zithers.",
    "Peter Pan,,7,2018-01-01,",
    "=HYPERLINK(1),1999,6,2017-01-01,",
)
JSON = {"Accept": "application/json"}


@pytest.fixture
def films(database: Any) -> dict[str, Any]:
    pans = [a_film(title="Peter Pan", year=year, plot=None) for year in (1924, 1953)]
    return {"third man": a_film(), "pans": pans}


def upload(browser: Browser, *lines: str, name: str = "my.csv") -> Any:
    text = "\r\n".join((HEADER, *lines)).encode()
    return browser.post("/import/", {"file": SimpleUploadedFile(name, text)})


def told(browser: Browser, path: str) -> Any:
    return browser.get(path, headers=JSON).json()


def test_a_file_becomes_rows_with_outcomes_that_add_up(
    as_alice: Browser, films: dict[str, Any]
) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    data = told(as_alice, path)
    assert data["state"] == "preview"
    assert data["counts"] == {"match": 1, "choose": 1, "not_found": 1, "skip": 0, "already": 0}
    first, second, third = data["rows"]
    film = str(films["third man"])
    assert first == {"file": "my.csv", "row": 1, "outcome": "match", "films": [film]}
    assert set(second["films"]) == set(map(str, films["pans"]))
    assert (third["row"], third["outcome"], third["films"]) == (3, "not_found", [])


def test_a_choice_is_confirmed_with_the_film(as_alice: Browser, films: dict[str, Any]) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    choice = {"file": "my.csv", "row": "2", "film": str(films["pans"][1])}
    page = as_alice.post(f"{path}choose/", choice, follow=True).content.decode()
    assert "Film chosen: Peter Pan (1953)." in page


def test_every_row_of_one_table_brings_its_rating(
    as_alice: Browser, films: dict[str, Any], database: Any
) -> None:
    rows = ("The Third Man,1949,8,2019-03-04,", "Peter Pan,1953,6,,")
    path = upload(as_alice, *rows).headers["Location"]
    as_alice.post(f"{path}run/", {"privacy": "public"})
    advance_imports()
    assert sorted(review["rating"] for review in database.comments.find()) == [60, 80]
    assert re.search(r"<b>1</b> diary entry<.*<b>2</b> ratings<", as_alice.text(path), re.S)


def test_the_page_shows_days_and_ratings_as_everywhere_and_promises_no_number(
    as_alice: Browser, films: dict[str, Any]
) -> None:
    path = upload(as_alice, "The Third Man,1949,8,2019-03-04,I <3 it.").headers["Location"]
    page = as_alice.text(path)
    day = '<time datetime="2019-03-04" lang="en-gb">4 Mar 2019</time>'
    stars = '<span class="stars lit-8" role="img" aria-label="4 out of 5 stars"></span>'
    assert f"watched · {day} · {stars} · “I &lt;3 it.”" in page
    assert '<button class="button">Import</button>' in page


def test_a_cell_that_cannot_be_read_is_warned_of_once(as_alice: Browser, database: Any) -> None:
    a_film()
    path = upload(as_alice, "The Third Man,1949,77,2019-03-04,").headers["Location"]
    assert as_alice.text(path).count("a rating we know") == 1


def test_choosing_importing_and_undoing_without_javascript(
    as_alice: Browser, films: dict[str, Any], database: Any
) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    assert "None of these" in as_alice.text(path)
    choice = {"file": "my.csv", "row": "2", "film": str(films["pans"][1])}
    assert as_alice.post(f"{path}choose/", choice).status_code == 302
    as_alice.post(f"{path}run/", {"privacy": "private"})
    assert "Importing your history" in as_alice.text(path)
    advance_imports()
    assert {doc["privacy"] for doc in database.diary.find()} == {"private"}
    assert "What was imported" in as_alice.text(path)
    as_alice.post(f"{path}undo/")
    advance_imports()
    assert "has been undone" in as_alice.text(path)


@pytest.mark.parametrize("show", ["match", "choose", "not_found", "skip", "already", "nonsense"])
def test_each_group_of_rows_has_a_page(as_alice: Browser, films: dict[str, Any], show: str) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    answer = as_alice.get(path, {"show": show, "page": "999"})
    assert answer.status_code == 200
    assert "my.csv" in answer.content.decode() or show in ("skip", "already")


def test_a_film_can_be_chosen_by_its_title(as_alice: Browser, films: dict[str, Any]) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    choice = {"file": "my.csv", "row": "3", "film": "The Third Man"}
    assert as_alice.post(f"{path}choose/", choice, headers=JSON).json() == {"outcome": "match"}
    wrong = as_alice.post(f"{path}choose/", {**choice, "film": "Nothing"}, headers=JSON)
    assert (wrong.status_code, "no film called" in wrong.json()["error"]) == (422, True)
    assert as_alice.post(f"{path}choose/", {**choice, "row": "77"}).status_code == 404


def test_rows_that_were_not_found_can_be_taken_along(
    as_alice: Browser, films: dict[str, Any]
) -> None:
    path = upload(as_alice, *LINES).headers["Location"]
    answer = as_alice.get(f"{path}not-found.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["Title"], row["Year"]) for row in rows] == [("'=HYPERLINK(1)", "1999")]
    assert rows[0]["WatchedDate"] == "2017-01-01"
    again = upload(as_alice, "", name="a.csv")
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<html>", "web page"),
        (b"PK\x03\x04broken", "can"),
        (b"a,b\n1,2\n", "columns"),
        ((HEADER + "\r\n").encode(), "no rows"),
    ],
)
def test_a_file_that_is_no_history_gets_a_sentence_and_leaves_nothing(
    as_alice: Browser, database: Any, content: bytes, sentence: str
) -> None:
    answer = as_alice.post("/import/", {"file": SimpleUploadedFile("f", content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert database.imports.count_documents({}) == database.import_rows.count_documents({}) == 0


def test_a_form_without_a_file_is_shown_again(as_alice: Browser) -> None:
    answer = as_alice.post("/import/", {})
    assert (answer.status_code, "Choose a file" in answer.content.decode()) == (422, True)


def test_a_file_that_is_too_large_is_refused_in_the_form(
    as_alice: Browser, settings: Any, database: Any
) -> None:
    settings.IMPORT_MAX_MB = 1
    big = SimpleUploadedFile("f.csv", b"x" * 1_200_000)
    answer = as_alice.post("/import/", {"file": big})
    assert (answer.status_code, "too large" in answer.content.decode()) == (422, True)


def test_too_many_rows_are_refused(as_alice: Browser, settings: Any, database: Any) -> None:
    settings.IMPORT_MAX_ROWS = 2
    answer = upload(as_alice, *LINES)
    assert (answer.status_code, "more than 2 rows" in answer.content.decode()) == (422, True)
    assert database.import_rows.count_documents({}) == 0


def test_too_many_files_an_hour_are_429(as_alice: Browser, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "import": (1, 3600)}
    assert upload(as_alice, LINES[0]).status_code == 302
    assert upload(as_alice, LINES[0]).status_code == 429


def test_a_visitors_file_is_not_read_and_leads_to_log_in(visitor: Browser, database: Any) -> None:
    answer = upload(visitor, *LINES)
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert database.imports.count_documents({}) == 0


def test_a_limited_member_cannot_import(as_bob: Browser, bob: Member, database: Any) -> None:
    database.users.update_one({"_id": bob.id}, {"$set": {"standing": "limited"}})
    assert as_bob.get("/import/").status_code == 403
    assert upload(as_bob, *LINES).status_code == 403


def test_imports_of_members_who_have_left_are_deleted(
    as_alice: Browser, as_bob: Browser, alice: Member, database: Any
) -> None:
    upload(as_alice, *LINES)
    upload(as_bob, *LINES)
    database.users.delete_one({"_id": alice.id})
    assert delete_imports_of_former_members() == 1
    assert database.imports.count_documents({}) == 1
    assert len(database.import_rows.distinct("import_id")) == 1
