"""`import_mflix` on files as people have them: other encodings, compressions, shells, folders."""

import gzip
import shutil
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId

from tests.support.sample import FILM, a_movie, a_user, as_array, as_bson, as_lines, run, write

pytestmark = pytest.mark.usefixtures("migrated", "not_recounted")
ONE = as_lines(a_movie(title="Das süße Leben"))
TITLE = r'"title" : "Told by undefined (ISODate(\"x\"))"'
SHELL = '{{ "_id" : ObjectId("573a1390f29313caabcd42e8"), ' + TITLE + ", {} }}"
CALLS = [
    ('"released" : ISODate("1999-01-01T00:00:00Z")', "released"),
    ('"released" : ISODate("1999-01-01")', "released"),
    ('"released" : new Date(915148800000)', "released"),
    ("\"released\" : ISODate('1999-01-01T00:00:00.000Z')", "released"),
    ('"runtime" : NumberInt(90)', "runtime"),
    ('"runtime" : NumberInt("90")', "runtime"),
    ('"runtime" : Int32(90), "year" : NumberLong("1999")', "runtime"),
    ('"metacritic" : NumberDecimal("7.5")', "metacritic"),
    ('"plot" : undefined, "runtime" : 5', "runtime"),
    ('"awards" : { "wins" : NumberLong(3), "text" : "A (B)" }', "awards"),
]


@pytest.mark.parametrize("encoding", [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
])  # fmt: skip
@pytest.mark.parametrize("form", [as_lines, as_array])
def test_an_encoding_is_recognised(database: Any, tmp_path: Path, encoding: str, form: Any) -> None:
    text = form(a_movie(title="Das süße Leben"), a_movie(_id=ObjectId(), title="千と千尋の神隠し"))
    output = run("import_mflix", write(tmp_path / "movies.json", text.encode(encoding)))
    assert "2 inserted, 0 changed, 0 unchanged, 0 skipped" in output
    assert set(database.movies.distinct("title")) == {"Das süße Leben", "千と千尋の神隠し"}


@pytest.mark.parametrize(("name", "content"), [
    ("movies.json", gzip.compress(ONE.encode())),
    ("movies.bson", gzip.compress(as_bson(a_movie()))),
    ("movies.json", as_bson(a_movie())),
    ("movies.json", gzip.compress(as_bson(a_movie()))),
    ("movies.bson", ONE.encode()),
    *[("movies.json", as_bson(a_movie(plot="x" * n))) for n in range(0, 130, 13)],
])  # fmt: skip
def test_what_a_file_holds_counts_and_not_its_name(
    database: Any, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert "1 inserted, 0 changed, 0 unchanged, 0 skipped" in run("import_mflix", tmp_path / name)


def test_a_file_named_gz_that_is_not_compressed_is_read(database: Any, tmp_path: Path) -> None:
    (tmp_path / "movies.json.gz").write_text(ONE)
    assert "1 inserted" in run("import_mflix", tmp_path)


@pytest.mark.parametrize(("field", "name"), CALLS)
@pytest.mark.parametrize("before", [0, 400_000])
def test_calls_of_the_shell_are_understood_outside_of_strings(
    database: Any, tmp_path: Path, field: str, name: str, before: int
) -> None:
    first = as_lines(a_movie(_id=ObjectId(), plot="x" * before))
    path = write(tmp_path / "movies.json", first + SHELL.format(field))
    assert "2 inserted, 0 changed, 0 unchanged, 0 skipped" in run("import_mflix", path)
    film = database.movies.find_one({"_id": FILM})
    assert film["title"] == 'Told by undefined (ISODate("x"))'
    assert film[name] is not None


@pytest.mark.parametrize("above", [".", "dump", "sample_mflix", "dump/sample_mflix"])
def test_a_folder_above_the_dump_is_enough(database: Any, tmp_path: Path, above: str) -> None:
    (tmp_path / above).mkdir(parents=True, exist_ok=True)
    write(tmp_path / above / "movies.bson", as_bson(a_movie()))
    assert "1 inserted" in run("import_mflix", tmp_path)
    shutil.rmtree(tmp_path)


LONG = [
    ("movies", a_movie(title="x" * 10**6), "its title has 1,000,000 characters"),
    ("movies", a_movie(cast=["x" * 10**6]), "its cast has 1,000,000 characters"),
    ("movies", a_movie(genres=["x"] * 3000), "its genres has 3,000 items"),
    ("users", a_user(name="x" * 10**6), "its name has 1,000,000 characters"),
    ("users", a_user(email="x" * 10**6), "its email has 1,000,000 characters"),
]


@pytest.mark.parametrize(("name", "doc", "reason"), LONG, ids=range(len(LONG)))
def test_what_is_too_long_is_named(
    database: Any, tmp_path: Path, name: str, doc: Any, reason: str
) -> None:
    other = {**doc, "_id": ObjectId(), "name": "Ned", "email": "n@n.test", "title": "Film"}
    short = {name: value for name, value in other.items() if name not in ("cast", "genres")}
    output = run("import_mflix", write(tmp_path / f"{name}.json", as_lines(doc, short)))
    assert f"skipped, line 1, document 1: {reason}" in output
    assert "1 inserted, 0 changed, 0 unchanged, 1 skipped" in output


@pytest.mark.parametrize("digits", [20, 500, 5000, 100_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_many_digits_is_named(
    database: Any, tmp_path: Path, digits: int, sign: str
) -> None:
    broken = '{"_id": {"$oid": "573a1390f29313caabcd42e8"}, "n": ' + sign + "9" * digits + "}\n"
    path = write(tmp_path / "movies.json", broken + as_lines(a_movie(_id=ObjectId())))
    output = run("import_mflix", path)
    assert "1 inserted, 0 changed, 0 unchanged, 1 skipped" in output
    assert "skipped, line 1, document 1: " in output
