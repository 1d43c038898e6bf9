"""Files that are no export, or more than one: refused with a sentence, within bounds."""

from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from importing import json_reader
from importing.personal import archives, csv_files, readers, trakt
from importing.personal.documents import ReadError
from tests.support.exports import (
    DIARY,
    HEAT,
    IMDB,
    RATINGS,
    TEXT,
    rows_of,
    zipped,
)

Content = str | bytes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        *((b"", "empty"), (b" \r\n\0", "empty"), (b"\xef\xbb\xbf", "empty")),
        *((b"<!doctype html><p>x", "web page"), (b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08", "gzip")),
        *((b"PK\x03\x04broken", "damaged"), (b"\x89PNG\r\n\x1a\n" + bytes(90), "header")),
        *((b"just words\nand more\n", "header"), (b"Jahr,Wertung\n1995,5\n", "header")),
        *((b'{"a": 1}', "header"), (b"[]", "header"), (b'[{"watched_at": ', "header")),
        *((b"userId,movieId,rating,timestamp\n1,2,3,4\n", "data set"),),
        *((zipped({"[Content_Types].xml": "<x>", "xl/a.csv": "a"}), "spreadsheet"),),
        *((zipped({"more.zip": zipped({"diary.csv": TEXT})}), "another archive"),),
        *((zipped({"photo.jpg": b"x"}), "nothing"), (zipped({}), "nothing")),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(ReadError) as refused:
        rows_of(content)
    assert words in refused.value.sentence


@pytest.mark.parametrize("text", [DIARY, f"{RATINGS}\r\n", f"{IMDB}\n\n\n"])
def test_a_header_alone_is_an_export_without_rows(text: str) -> None:
    assert not [row for row in rows_of(text) if row.number]


BOUNDS: list[tuple[str, int, Content]] = [
    ("MAX_MEMBERS", 2, zipped({f"lists/{n}.csv": "x" for n in range(3)})),
    ("MAX_MEMBER", 1000, zipped({"diary.csv": f"{DIARY}\n" + f"{HEAT}\n" * 100})),
    ("MAX_TOTAL", 1000, zipped({"diary.csv": f"{DIARY}\n" + f"{HEAT}\n" * 30})),
    ("MAX_TOTAL", 4000, zipped({"diary.csv": TEXT + "\n" * 400})),
    ("MAX_RATIO", 200, zipped({"diary.csv": DIARY + "\n" + "0" * (8 << 20)})),
    ("MAX_RATIO", 200, zipped({f"{n}.csv": "0" * (1 << 20) for n in range(5)})),
]


@pytest.mark.parametrize(("limit", "value", "archive"), BOUNDS)
def test_an_archive_past_the_limits_is_refused(
    monkeypatch: Any, limit: str, value: int, archive: Content
) -> None:
    monkeypatch.setattr(archives, limit, value)
    with pytest.raises(ReadError, match="more than an export"):
        rows_of(archive)


def test_a_file_past_the_limits_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(readers, "MAX_ROWS", 2)
    with pytest.raises(ReadError, match="2 rows"):
        rows_of("Title,Year,WatchedDate\n" + "Ran,1985,2024-05-01\n" * 3)
    monkeypatch.setattr(readers, "MAX_UPLOAD", 10)
    with pytest.raises(ReadError, match="too large"):
        rows_of(TEXT)


def test_names_in_an_archive_cannot_escape_its_folder() -> None:
    names = ("../../etc/diary.csv", "/diary.csv", "c:\\diary.csv", "..\\diary.csv", "a/../d.csv")
    with pytest.raises(ReadError, match="nothing"):
        rows_of(zipped(dict.fromkeys(names, TEXT)))
    assert len(rows_of(zipped({**dict.fromkeys(names, TEXT), "export\\diary.csv": TEXT}))) == 1


def test_an_archive_with_a_password_is_refused() -> None:
    locked = bytearray(zipped({"diary.csv": TEXT}))
    for mark, flag in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(mark) + flag] |= 1
    with pytest.raises(ReadError, match="password"):
        rows_of(bytes(locked))


def test_damage_within_an_archive_is_reported() -> None:
    data = bytearray(zipped({"diary.csv": TEXT * 50}))
    data[60:90] = b"\xff" * 30
    with pytest.raises(ReadError, match="damaged"):
        rows_of(bytes(data))


def test_lines_and_cells_without_end_are_bounded() -> None:
    with pytest.raises(ReadError, match="too long"):
        rows_of("Title\n" + "x" * (2 << 20))
    [row] = rows_of("Title,Review\n" + "x" * 5000 + "," + "y" * 100_000)
    assert len(row.title) <= 500
    unclosed = 'Title,Year\n"' + f"{'x' * 90},1\n" * 1600
    assert {row.title for row in rows_of(unclosed)} == {"x" * 90}


def test_quotes_that_never_close_do_not_read_the_file_again_and_again(monkeypatch: Any) -> None:
    lengths = []

    class Counted(csv_files._Lines):
        def __iter__(self) -> Iterator[str]:
            yield from (lengths.append(len(line)) or line for line in super().__iter__())

    monkeypatch.setattr(csv_files, "_Lines", Counted)
    *broken, last = rows_of("title,year\n" + '"a","\n' * 5000 + '"Hello, Dolly!","1969"\n')
    assert (len(broken), {row.title for row in broken}) == (5000, {"a"})
    assert (last.title, last.year) == ("Hello, Dolly!", 1969)
    assert sum(lengths) < 2_000_000


def test_a_line_of_any_length_may_stand_before_the_header_of_a_list() -> None:
    list_file = f"{'a' * 200_000}\nPosition,Name,URL\n1,Heat,x\n"
    assert [row.kind for row in rows_of(list_file)] == ["list", "list-entry"]


@pytest.mark.parametrize("part", [" ", "<p ", "<br ", "&", "9", "'", ": ", "(", "1/", "★", '="'])
def test_a_cell_that_only_repeats_itself_is_read_at_once(part: str) -> None:
    text = part * (90_000 // len(part))
    cells = [text.replace('"', '""'), f"{text}x".replace('"', '""')] * 3
    begun = process_time()
    rows_of('Title,Review,Rating,WatchedDate,Tags,Year\n"' + '","'.join(cells) + '"')
    assert process_time() - begun < 2


def test_a_file_of_nothing_but_broken_values_is_given_up_early(monkeypatch: Any) -> None:
    places: list[int] = []
    monkeypatch.setattr(json_reader, "syntax_problem", lambda error: str(places.append(error.pos)))
    with pytest.raises(ReadError):
        rows_of("{\n" * 5_000)
    assert len(places) == trakt.MAX_UNUSABLE
    assert max(places) < 10  # an error counts the lines before its place


def test_a_row_of_too_many_cells_is_not_repaired(monkeypatch: Any) -> None:
    tried: list[int] = []
    monkeypatch.setattr(csv_files.Table, "_fits", lambda _, cells: tried.append(len(cells)))
    [row] = rows_of(f"{RATINGS}\n2024-05-03,Heat,1995,u,5{',x' * 1_000}\n")
    assert row.skip_reason
    assert len(tried) == 1
