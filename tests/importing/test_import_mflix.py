"""`import_mflix`: what is imported, what is skipped and why; a second run changes nothing."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import CommandError
from pymongo.database import Database

from accounts.errors import WrongPassword
from accounts.services import log_in
from importing import services
from moderation.account_closing import finish_closing
from tests.support.sample import (
    BCRYPT,
    FILM,
    NED,
    REAL,
    a_comment,
    a_movie,
    a_sample,
    a_user,
    as_array,
    as_bson,
    as_lines,
    needs_real_sample,
    run,
    write,
)

Data = Database[dict[str, Any]]


def everything(database: Data) -> dict[str, list[dict[str, Any]]]:
    return {
        name: list(database[name].find().sort("_id", 1)) for name in ("users", "movies", "comments")
    }


@needs_real_sample
def test_the_real_sample_is_imported_completely(imported_sample: str, database: Data) -> None:
    output = imported_sample
    assert "users.json: 185 read, 185 inserted" in output
    assert "movies.json: 1,000 read, 1,000 inserted" in output
    assert "comments.json: 1,000 read, 1,000 inserted" in output
    assert "230 about a film that isn't here" in output
    assert database.comments.count_documents({"author.id": {"$type": "objectId"}}) == 1000


@needs_real_sample
def test_a_second_run_of_the_real_sample_changes_nothing_and_reports_that(
    imported_sample: str, database: Data
) -> None:
    before = everything(database)
    assert run("import_mflix", REAL).endswith("Nothing changed.\n")
    assert everything(database) == before


@needs_real_sample
def test_the_tallies_of_the_real_sample_are_those_of_its_comments(
    imported_sample: str, database: Data
) -> None:
    per_film = {r["_id"]: r["n"] for r in database.comments.aggregate(
        [{"$group": {"_id": "$movie_id", "n": {"$sum": 1}}}]
    )}  # fmt: skip
    for film in database.movies.find():
        assert film["num_mflix_comments"] == per_film.get(film["_id"], 0)
        assert film["ranks"]["popularity"] is not None


def test_a_dry_run_writes_nothing_and_reports_what_it_would(database: Data, tmp_path: Path) -> None:
    output = run("import_mflix", a_sample(tmp_path), "--dry-run")
    assert "comments.json: 2 read, 2 inserted" in output
    assert "isn't here" not in output
    assert "no member" not in output
    assert not any(everything(database).values())


def test_a_published_password_does_not_log_in(database: Data, tmp_path: Path) -> None:
    users = as_lines(a_user(), a_user(_id=ObjectId(), email="foo@bar.test", password="foobar"))
    run("import_mflix", write(tmp_path / "users.json", users))
    assert database.users.distinct("password") == ["!"]
    for password in ("foobar", BCRYPT, "!", ""):
        with pytest.raises(WrongPassword):
            log_in(email="foo@bar.test", password=password, client_ip="192.0.2.1")


def test_nothing_but_name_address_and_preferences_comes_from_a_file(
    database: Data, tmp_path: Path
) -> None:
    foreign = {
        "role": "admin",
        "jwt": "x",
        "session_epoch": -1,
        "handle": "mflix",
        "standing": "god",
    }
    run("import_mflix", write(tmp_path / "users.json", as_lines(a_user(**foreign))))
    ned = database.users.find_one({"_id": NED})
    assert ned and (ned["role"], ned["handle"], ned["session_epoch"]) == ("member", "ned_stark", 0)
    assert "jwt" not in ned
    assert ned["joined_at"] == NED.generation_time


def test_namesakes_get_handles_of_their_own(database: Data, tmp_path: Path) -> None:
    users = [a_user(_id=ObjectId(f"{n:024x}"), email=f"{n}@winterfell.test") for n in range(1, 13)]
    path = write(tmp_path / "users.json", as_lines(*users))
    assert "12 inserted" in run("import_mflix", path)
    assert {"ned_stark", "ned_stark_2"} < set(database.users.distinct("handle"))
    assert len(database.users.distinct("handle_key")) == 12
    assert run("import_mflix", path).endswith("Nothing changed.\n")


OLD_KEY, ITS_ADDRESS = "anna@xn--bcher-kva.example", "Anna@bücher.example"


def test_so_does_one_that_is_stored_under_an_older_key(
    alice: Any, database: Data, tmp_path: Path
) -> None:
    database.users.update_one({"_id": alice.id}, {"$set": {"email_key": OLD_KEY}})
    twin = a_user(email=ITS_ADDRESS)
    assert "another member has" in run(
        "import_mflix", write(tmp_path / "users.json", as_lines(twin))
    )
    assert database.users.count_documents({}) == 1


def test_comments_find_their_author_by_an_older_key(
    alice: Any, database: Data, tmp_path: Path
) -> None:
    database.users.update_one({"_id": alice.id}, {"$set": {"email_key": OLD_KEY}})
    write(tmp_path / "movies.json", as_lines(a_movie()))
    write(tmp_path / "comments.json", as_lines(a_comment(email=ITS_ADDRESS)))
    run("import_mflix", tmp_path)
    assert (database.comments.find_one() or {})["author"]["id"] == alice.id


def test_an_address_that_a_member_has_stays_theirs(
    alice: Any, database: Data, tmp_path: Path
) -> None:
    twin = a_user(email=alice.email.upper())
    output = run("import_mflix", write(tmp_path / "users.json", as_lines(twin)))
    assert "line 1, document 1: another member has the same e-mail address" in output
    assert database.users.count_documents({}) == 1


def test_what_a_member_made_of_an_imported_account_stays(database: Data, tmp_path: Path) -> None:
    run("import_mflix", a_sample(tmp_path))
    own = {"password": "argon2$theirs", "name": "Eddard", "role": "moderator"}
    database.users.update_one({"_id": NED}, {"$set": own})
    assert "users.json: 1 read, 0 inserted, 0 changed, 1 unchanged" in run("import_mflix", tmp_path)
    assert own.items() <= (database.users.find_one({"_id": NED}) or {}).items()


def test_a_film_is_tidied_and_its_tally_is_ours(database: Data, tmp_path: Path) -> None:
    odd = {"rating": "", "ranks": {"score": 100}, "text_language": "klingon", "state": "x"}
    write(tmp_path / "movies.json", as_lines(a_movie(**odd)))
    run("import_mflix", tmp_path)
    film = database.movies.find_one({"_id": FILM}) or {}
    assert (film["year"], film["num_mflix_comments"], film["rating"]["count"]) == (1903, 0, 0)
    assert film["lastupdated"] == datetime(2015, 8, 13, 0, 27, 59, 177000, tzinfo=UTC)
    assert film["ranks"]["score"] < 100
    assert not {"text_language", "state"} & set(film)


def test_facts_that_changed_in_the_file_change_and_the_tally_stays(
    database: Data, tmp_path: Path
) -> None:
    run("import_mflix", a_sample(tmp_path))
    path = write(tmp_path / "movies.json", as_array(a_movie(title="Robbery", imdb={"rating": ""})))
    assert "movies.json: 1 read, 0 inserted, 1 changed" in run("import_mflix", path, "--dry-run")
    assert "movies.json: 1 read, 0 inserted, 1 changed" in run("import_mflix", path)
    film = database.movies.find_one({"_id": FILM}) or {}
    assert (film["title"], film["num_mflix_comments"]) == ("Robbery", 2)


def test_a_comment_becomes_a_review_of_its_author(database: Data, tmp_path: Path) -> None:
    run("import_mflix", a_sample(tmp_path))
    review = database.comments.find_one({}) or {}
    assert review["author"] == {"id": NED, "name": "Ned Stark", "handle": "ned_stark"}
    assert (review["state"], review["origin"], review["version"]) == ("visible", "sample_mflix", 1)
    assert review["date"] == datetime(1903, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize("own", [{"version": 2}, {"state": "removed"}, {"origin": "site"}])
def test_a_comment_that_the_site_changed_stays_as_it_is(
    database: Data, tmp_path: Path, own: dict[str, Any]
) -> None:
    run("import_mflix", a_sample(tmp_path))
    database.comments.update_one({"_id": a_comment(1)["_id"]}, {"$set": {**own, "text": "Mine."}})
    output = run("import_mflix", write(tmp_path / "comments.json", as_lines(a_comment(1))))
    assert "0 changed, 1 unchanged" in output
    assert "1 changed on the site since, and kept as they are there" in output
    assert database.comments.count_documents({"text": "Mine."}) == 1


def test_the_unsigned_reviews_of_one_who_left_stay_unsigned(database: Data, tmp_path: Path) -> None:
    run("import_mflix", a_sample(tmp_path))
    database.users.update_one({"_id": NED}, {"$set": {"closing": {"keep_reviews": True}}})
    finish_closing(NED, keep_reviews=True)
    run("import_mflix", tmp_path)
    authors = [doc["author"] for doc in database.comments.find()]
    assert authors == [{"name": "A former member"}] * 2


@pytest.mark.parametrize("name", [
    "movies.json", "movies.jsonl", "movies.json.gz", "sample_mflix.movies.json", "MOVIES.JSON",
])  # fmt: skip
def test_json_is_known_by_its_name(database: Data, tmp_path: Path, name: str) -> None:
    for content in (as_lines(a_movie()), "\ufeff" + as_array(a_movie(), indent=4)):
        assert "1 read" in run("import_mflix", write(tmp_path / name, content))
    assert database.movies.count_documents({}) == 1


@pytest.mark.parametrize("end", [".bson", ".bson.gz"])
def test_a_dump_comes_in_and_its_metadata_is_ignored(
    database: Data, tmp_path: Path, end: str
) -> None:
    dump = tmp_path / "sample_mflix"
    dump.mkdir()
    for name, doc in (("users", a_user()), ("movies", a_movie()), ("comments", a_comment())):
        write(dump / f"{name}{end}", as_bson(doc))
        write(dump / f"{name}.metadata.json{end[5:]}", "{}")
    write(dump / f"theaters{end}", as_bson({"_id": ObjectId()}))
    output = run("import_mflix", tmp_path)
    assert "1 changed" not in output and "metadata" not in output
    assert f"theaters{end}: skipped, the site doesn't show theaters" in output
    assert run("import_mflix", tmp_path).endswith("Nothing changed.\n")
    assert (database.comments.find_one({}) or {})["author"]["id"] == NED


def test_sessions_are_left_out(database: Data, tmp_path: Path) -> None:
    path = write(tmp_path / "sessions.json", as_lines({"_id": ObjectId(), "jwt": "x"}))
    assert "sessions.json: skipped, an import logs everybody out" in run("import_mflix", path)
    assert database.sessions.count_documents({}) == 0


@pytest.mark.parametrize(("name", "sentence"), [
    ("nowhere", "There is no file or folder at"),
    ("empty", "holds no file to import"),
    ("strangers.json", "is not imported"),
    ("movies.csv", "is not imported"),
])  # fmt: skip
def test_an_unusable_path_is_reported_in_one_sentence(
    database: Data, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "strangers.json", "[]")
    write(tmp_path / "movies.csv", "")
    with pytest.raises(CommandError, match=sentence):
        run("import_mflix", tmp_path / name)


def test_the_order_of_the_files_does_not_matter(database: Data, tmp_path: Path) -> None:
    users = [
        a_user(_id=ObjectId(f"{n:024x}"), email=f"{n}@w.test", name=f"N {n}")
        for n in range(1, 1200)
    ]
    write(tmp_path / "users.json", as_array(*users))
    write(
        tmp_path / "comments.json",
        as_lines(*(a_comment(n, email=f"{n}@w.test") for n in range(1, 1200))),
    )
    assert "1,199 inserted" in run("import_mflix", tmp_path)
    assert database.comments.count_documents({"author": {"$exists": False}}) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_it_can_be_run_again(
    database: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    comments = as_lines(*(a_comment(n) for n in range(1, 1201)))
    write(a_sample(tmp_path) / "comments.json", comments)
    sentence = r"Stopped at comments\.json, bytes: [\d,]+ of [\d,]+ .* run the command again"
    stopping = stopping_after(1, services.import_comments, number)
    with monkeypatch.context() as patch, pytest.raises(CommandError, match=sentence) as stopped:
        patch.setattr(services, "import_comments", stopping)
        run("import_mflix", tmp_path)
    assert stopped.value.returncode == 128 + number
    assert database.comments.count_documents({}) == 500
    assert "700 inserted, 0 changed, 500 unchanged" in run("import_mflix", tmp_path)
    assert (database.movies.find_one({}) or {})["num_mflix_comments"] == 1200


def stopping_after(batches: int, work: Any, number: signal.Signals) -> Any:
    calls: list[int] = []

    def stopping(*args: Any, **kwargs: Any) -> Any:
        if len(calls) == batches:
            os.kill(os.getpid(), number)
        calls.append(1)
        return work(*args, **kwargs)

    return stopping
