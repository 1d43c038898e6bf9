"""`import_mflix` on broken files: what is broken is reported with its place, the rest imported."""

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import CommandError
from pymongo.database import Database

from importing.readers import Source, read_batches
from tests.support.sample import (
    FILM,
    a_comment,
    a_movie,
    as_array,
    as_bson,
    as_lines,
    run,
    write,
)

pytestmark = pytest.mark.usefixtures("migrated")
Data = Database[dict[str, Any]]


BROKEN_LINES = [
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "title": "Cut off', "broken JSON"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "title": ', "broken JSON"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"} "title": "x"}', "broken JSON"),
    ("not json at all", "broken JSON"),
    ("\x00\x01{}{{", "broken JSON"),
    ("[" * 3 + '{"a": ' * 50_000, "nested too deeply"),
    ('{"_id": {"$oid": "too short"}, "title": "x"}', "broken extended JSON"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "d": {"$date": "never"}}', "broken extended"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "title": "\\ud800"}', "BSON cannot hold it"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "n": 9223372036854775808}', "BSON cannot hold"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "$where": "1"}', "a field's name"),
    ('{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "a": {"b\\u0000": 1}}', "BSON cannot hold"),
    ('{"_id": 5, "title": "x"}', "not an ObjectId"),
    ('{"title": "x"}', "not an ObjectId"),
    ("{ _id: ObjectId('573a1390f29313caabcd42e9'), title: 'x' }", "export them with mongoexport"),
    ("{ 'title': 'x' }", "or print them with EJSON.stringify"),
    ('"a text"', "not a document"),
    ("null", "not a document"),
    (
        '{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "p": "' + "x" * (17 << 20) + '"}',
        "larger than",
    ),
    (
        '{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "a":' + '{"a":' * 190 + "1" + "}" * 191,
        "refuses",
    ),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN_LINES, ids=range(len(BROKEN_LINES)))
def test_a_broken_line_is_reported_with_its_number_and_the_rest_goes_on(
    database: Data, tmp_path: Path, line: str, reason: str
) -> None:
    valid = [as_lines(a_movie(_id=ObjectId(f"{n:024x}"), title="A")) for n in (1, 2, 3)]
    path = write(tmp_path / "movies.json", valid[0] + line + "\n" + valid[1] + valid[2])
    output = run("import_mflix", path)
    assert "3 inserted, 0 changed, 0 unchanged, 1 skipped" in output
    assert "skipped, line 2, document 2: " in output
    assert reason in output


UNREADABLE_VALUES = {
    '{"$date": "2021-02-30"}': "$date can't be “2021-02-30”",
    'ISODate("2021-13-01")': "$date can't be “2021-13-01T00:00:00Z”",
    '{"$date": {"$numberLong": "99999999999999999999999"}}': "$date can't be “999999",
    '{"$numberInt": "many"}': "$numberInt can't be “many”",
    '{"$numberDecimal": "1,5"}': "$numberDecimal can't be “1,5”",
    '{"$uuid": 5}': "$uuid can't be “5”",
    "9223372036854775808": "its d has a number, a date or a name that doesn't fit",
    '{"a": 1,, "b": 2}': "it can't go on with “,”",
    '"a \\q"': "a text has a backslash that means nothing",
    '"tab\t"': "a text has a line break or another control character in it",
    '{"a":' * 190 + "1" + "}" * 190: "MongoDB refuses it: it is nested too deeply",
}
OF_LIBRARIES = ("month must be", "Invalid isoformat", "MongoDB can only", "Expecting", "int()")


@pytest.mark.parametrize(("value", "reason"), UNREADABLE_VALUES.items())
def test_an_unreadable_value_is_named_in_words_of_ours(
    database: Data, tmp_path: Path, value: str, reason: str
) -> None:
    line = '{"_id": {"$oid": "573a1390f29313caabcd42e9"}, "title": "A", "d": VALUE}'
    text = as_lines(a_movie()) + line.replace("VALUE", value)
    output = run("import_mflix", write(tmp_path / "movies.json", text))
    assert reason in output
    assert not [words for words in OF_LIBRARIES if words in output]


def test_text_in_an_older_encoding_is_named(database: Data, tmp_path: Path) -> None:
    path = tmp_path / "movies.json"
    valid, other = (as_lines(a_movie(_id=ObjectId(f"{n:024x}"), title="Am?lie")) for n in (1, 2))
    path.write_bytes(valid.encode() + other.replace("?", "é").encode("latin-1"))
    output = run("import_mflix", path)
    assert "document 2: its text is not UTF-8" in output
    assert "1 inserted" in output


@pytest.mark.parametrize("indent", [None, 1, 2])
def test_an_array_goes_on_after_a_broken_document(
    database: Data, tmp_path: Path, indent: int | None
) -> None:
    films = [a_movie(_id=ObjectId(f"{n:024x}"), title=f"Film {n}") for n in (1, 2, 3, 4)]
    array = as_array(*films, indent=indent)
    for broken in (array.replace('"Film 2"', '"Film 2'), array.replace('"Film 2"', 'Film "2"')):
        output = run("import_mflix", write(tmp_path / "movies.json", broken))
        assert "4 read" in output
        assert "1 skipped" in output
        assert "document 2: broken JSON" in output


def test_broken_lines_in_a_row_are_each_reported(database: Data, tmp_path: Path) -> None:
    text = '{"a": \n{"b"\nxx\nyy\n{"_id": nope}\n' + as_lines(a_movie())
    output = run("import_mflix", write(tmp_path / "movies.json", text))
    assert "6 read, 1 inserted, 0 changed, 0 unchanged, 5 skipped" in output
    assert all(f"line {n}, " in output for n in range(1, 6))


def test_a_comment_without_film_text_or_date_stays_out(database: Data, tmp_path: Path) -> None:
    bad = [a_comment(1, movie_id="x"), a_comment(2, text=None), a_comment(3, date="soon", text=4)]
    valid = [a_comment(4, date="2001-02-03T04:05:06"), a_comment(5, movie_id=str(FILM))]
    output = run("import_mflix", write(tmp_path / "comments.json", as_lines(*bad, *valid)))
    assert "2 inserted, 0 changed, 0 unchanged, 3 skipped" in output
    assert "line 3, document 3: no usable text and date" in output
    assert {type(doc["date"]) for doc in database.comments.find()} == {datetime}


def test_a_comment_that_the_validator_refuses_is_reported(database: Data, tmp_path: Path) -> None:
    comments = as_lines(a_comment(1, text="x" * 100_001), a_comment(2))
    output = run("import_mflix", write(tmp_path / "comments.json", comments))
    assert "1 inserted, 0 changed, 0 unchanged, 1 skipped" in output
    assert "line 1, document 1: the validator refuses it" in output


@pytest.mark.parametrize("cut", [1, 4, 30])
def test_a_dump_cut_short_is_reported(database: Data, tmp_path: Path, cut: int) -> None:
    valid = as_bson(a_comment(1), a_comment(2))
    output = run(
        "import_mflix", write(tmp_path / "comments.bson", valid + as_bson(a_comment(3))[:cut])
    )
    assert "2 inserted, 0 changed, 0 unchanged, 1 skipped" in output
    assert "document 3: the file ends in the middle of it" in output


def test_a_broken_document_of_a_dump_is_passed_over(database: Data, tmp_path: Path) -> None:
    broken = bytearray(as_bson(a_comment(1)))
    broken[4] = 0x7A
    dump = bytes(broken) + as_bson(a_comment(2)) + b"\xff\xff\xff\xff" + as_bson(a_comment(3))
    output = run("import_mflix", write(tmp_path / "comments.bson", dump))
    assert "1 inserted, 0 changed, 0 unchanged, 2 skipped" in output
    assert "document 1: broken BSON" in output
    assert "document 3: its length of -1 cannot be" in output


@pytest.mark.parametrize("name", ["comments.json.gz", "comments.bson.gz"])
def test_a_damaged_archive_is_reported(database: Data, tmp_path: Path, name: str) -> None:
    docs = [a_comment(n) for n in range(1, 2001)]
    path = write(tmp_path / name, as_lines(*docs) if "json" in name else as_bson(*docs))
    path.write_bytes(path.read_bytes()[:-100])
    output = run("import_mflix", path)
    assert "the rest of the file cannot be read" in output
    assert database.comments.count_documents({}) > 1000


def test_an_array_that_does_not_end_is_reported(database: Data, tmp_path: Path) -> None:
    output = run("import_mflix", write(tmp_path / "movies.json", as_array(a_movie())[:-1]))
    assert "1 inserted" in output
    assert "the file ends before its array does" in output


@pytest.mark.parametrize(("layout", "films"), [
    ("{a}\n\n{b}", 2), ("{a},\n{b},\n", 2), ("[{a},{b},]", 2),
    ("{a}{b}", 2), ("[{a}]\n[{b}]", 2),
])  # fmt: skip
def test_separators_may_be_odd(database: Data, tmp_path: Path, layout: str, films: int) -> None:
    docs = {name: as_lines(a_movie(_id=ObjectId())).strip() for name in "ab"}
    text = layout.replace("{a}", docs["a"]).replace("{b}", docs["b"])
    output = run("import_mflix", write(tmp_path / "movies.json", text))
    assert f"movies.json: {films} read, {films} inserted" in output
    assert "skipped," not in output


@pytest.mark.parametrize("text", ["[]", "", "[\n]\n", "\n"])
def test_a_file_of_no_films_is_reported(database: Data, tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match=r"movies\.json holds no films"):
        run("import_mflix", write(tmp_path / "movies.json", text))


def test_a_file_that_was_compressed_twice_is_reported(database: Data, tmp_path: Path) -> None:
    path = tmp_path / "movies.json.gz"
    path.write_bytes(gzip.compress(gzip.compress(as_lines(a_movie()).encode())))
    with pytest.raises(CommandError, match=r"Nothing in movies\.json\.gz could be read"):
        run("import_mflix", path)
    with path.open("rb") as file:
        (record,) = next(read_batches(Source(path, "movies"), file, lambda _: None))
    assert record.reason == "it is compressed with gzip twice: unpack it once first"


def test_a_folder_above_two_dumps_names_them(database: Data, tmp_path: Path) -> None:
    for name in ("monday", "dump/films"):
        (tmp_path / name).mkdir(parents=True)
        write(tmp_path / name / "movies.json", as_lines(a_movie()))
    with pytest.raises(CommandError, match="dump/films/ and monday/: name one of them"):
        run("import_mflix", tmp_path)


def test_numbers_beyond_the_standard_of_json_are_read(database: Data, tmp_path: Path) -> None:
    line = as_lines(a_movie(odd=0)).replace('"odd": 0', '"odd": NaN, "big": 9007199254740993')
    assert "1 inserted" in run("import_mflix", write(tmp_path / "movies.json", line))
    film = database.movies.find_one({}) or {}
    assert film["odd"] != film["odd"]
    assert film["big"] == 2**53 + 1
