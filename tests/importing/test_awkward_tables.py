"""Tables as people really have them: each oddity is read right, or a reason is shown."""

import csv
from typing import Any

import pytest

from importing.personal import records
from importing.personal.documents import Row
from tests.support.exports import (
    DIARY,
    FILMS,
    HEAT,
    IMDB,
    RATINGS,
    REVIEWS,
    TEXT,
    as_csv,
    row_of,
    rows_of,
)


def facts(row: Row) -> tuple[Any, ...]:
    return row.kind, row.title, row.year, row.day, row.rating, row.rewatch, row.tags


HEAT_ROW = ("entry", "Heat", 1995, "2024-05-01", 90, True, ("noir", "été"))
SPREADSHEET = (
    "Date;Name;Year;Letterboxd URI;Rating;Rewatch;Tags;Watched Date\r\n"
    "03/05/2024;Heat;1995;https://boxd.it/heat;4,5;Yes;noir, été;01/05/2024\r\n"
    "13/05/2024;Ran;1985;https://boxd.it/ran;;;;13/05/2024\r\n;;;;;;;\r\n"
)


@pytest.mark.parametrize(
    "content",
    {
        "as it is": TEXT.encode(),
        "a mark": TEXT.encode("utf-8-sig"),
        "cp1252": TEXT.encode("cp1252"),
        "UTF-16 with a mark": TEXT.encode("utf-16"),
        "UTF-16 without": TEXT.encode("utf-16-le"),
        "big-endian": TEXT.encode("utf-16-be"),
        "line feeds": TEXT.replace("\r\n", "\n").encode(),
        "carriage returns": TEXT.replace("\r\n", "\r").encode(),
        "no last line end": TEXT.rstrip().encode(),
        "blank lines": f"\r\n\r\n{DIARY}\r\n\r\n{HEAT}\r\n\r\n\r\n".encode(),
        "zeros": TEXT.replace("Heat", "He\0at").encode(),
        "loud header": TEXT.replace(DIARY, DIARY.upper()).encode(),
        "spaces in the header": TEXT.replace(DIARY, DIARY.replace(",", " , ")).encode(),
        "all quoted": as_csv(*csv.reader(TEXT.splitlines()), quoting=csv.QUOTE_ALL).encode(),
        "tabs": as_csv(*csv.reader(TEXT.splitlines()), delimiter="\t").encode(),
        "bars": as_csv(*csv.reader(TEXT.splitlines()), delimiter="|").encode(),
        "sep line": ("sep=;\r\n" + as_csv(*csv.reader(TEXT.splitlines()), delimiter=";")).encode(),
        "other order": as_csv(*(row[::-1] for row in csv.reader(TEXT.splitlines()))).encode(),
        "more columns": TEXT.replace("Date,Name", "Mood,Date,Name", 1)
        .replace("2024-05-03,", "fine,2024-05-03,", 1)
        .encode(),
        "a column twice": TEXT.replace("Watched Date", "Watched Date,Name")
        .replace("2024-05-01", "2024-05-01,Other")
        .encode(),
        "decimal comma, not quoted": TEXT.replace("4.5", "4,5").encode(),
        "stars": TEXT.replace("4.5", "★★★★½").encode(),
        "nine of ten": TEXT.replace("4.5", "9/10").encode(),
        "wide digits": TEXT.replace("1995", "１９９５").replace("4.5", "４.５").encode(),
        "marks of direction": TEXT.replace("Heat", "\u200fHeat\u200e").encode(),
        "year in the title": TEXT.replace("Heat,1995", "Heat (1995),").encode(),
        "year in both": TEXT.replace("Heat,", "Heat (1995),").encode(),
        "formula": TEXT.replace("Heat", '"=""Heat"""').encode(),
        "trailing blanks": TEXT.replace("2024-05-01", "2024-05-01,,,").encode(),
        "times of day": TEXT.replace("2024-05-01", "2024-05-01T23:59:59").encode(),
        "a named month": TEXT.replace("2024-05-01", '"May 1, 2024"').encode(),
        "points": TEXT.replace("2024-05-01", "1.5.2024").encode(),
        "a serial number": TEXT.replace("2024-05-01", "45413").encode(),
        "quoted line feed": TEXT.replace("Heat", '"Heat\n"').encode(),
    }.values(),
)
def test_a_diary_is_read_however_it_was_saved(content: bytes) -> None:
    row = row_of(content)
    assert facts(row) == HEAT_ROW
    assert not row.skip_reason and not row.warnings and row.number == 1


def test_a_spreadsheets_days_are_read_in_the_order_that_the_column_shows() -> None:
    heat, ran = rows_of(SPREADSHEET.encode("utf-8-sig"))
    assert facts(heat) == HEAT_ROW
    assert (heat.added, ran.day) == ("2024-05-03", "2024-05-13")
    american = SPREADSHEET.replace("13/05", "05/13")
    assert [row.day for row in rows_of(american)] == ["2024-01-05", "2024-05-13"]


def test_a_columns_days_may_be_made_clear_by_those_of_another() -> None:
    text = TEXT.replace("2024-05-03", "13/05/2024").replace("2024-05-01", "01/05/2024")
    assert (row_of(text).added, row_of(text).day) == ("2024-05-13", "2024-05-01")


def test_so_many_rows_are_read_for_the_order_of_days_and_no_more(monkeypatch: Any) -> None:
    text = f"{FILMS}\n" + "01/05/2024,Ran,1985,u\n" * 2 + "13/05/2024,Heat,1995,v\n"
    for rows, day in ((2, None), (3, "2024-05-01")):
        monkeypatch.setattr(records, "MAX_ROWS_OF_ORDER", rows)
        assert rows_of(text, "watched.csv")[0].added == day


def test_days_that_no_row_makes_clear_are_left_out_with_a_warning() -> None:
    row = row_of(TEXT.replace("2024-05-01", "01/05/2024"))
    assert row.day is None
    assert "01/05/2024" in row.warnings[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(("0", None), ("", None), ("0.0", None), ("-", None), ("5", 100), ("0.5", 10)),
        *(("80%", 80), ("4/5", 80), ("½", 10), ("★", 20), ("3.50", 70), ("4.35", 87)),
    ],
)
def test_a_rating_is_read_in_any_notation(cell: str, value: int | None) -> None:
    row = row_of(f"{RATINGS}\n2024-05-03,Heat,1995,u,{cell}\n")
    assert (row.kind, row.rating, row.warnings) == ("rating", value, ())


@pytest.mark.parametrize("cell", ["7", "-3", "good", "1e9", "99999999999999999999", "4..5", "5/0"])
def test_an_invalid_rating_is_ignored_and_reported(cell: str) -> None:
    row = row_of(f"{RATINGS}\n2024-05-03,Heat,1995,u,{cell}\n")
    assert row.rating is None and not row.skip_reason
    assert cell in row.warnings[0]


@pytest.mark.parametrize(
    "cell", ["31.02.2020", "2019-02-30", "2999-01-01", "1700-01-01", "soon", "99999999999"]
)
def test_an_invalid_day_is_ignored_and_reported(cell: str) -> None:
    row = row_of(TEXT.replace("2024-05-01", cell))
    assert row.day is None and not row.skip_reason
    assert cell in row.warnings[0]


def test_a_day_in_the_future_is_called_so() -> None:
    assert row_of(TEXT.replace("2024-05-01", "2999-01-01")).warnings == (
        "The date “2999-01-01” is in the future, so it wasn't used.",
    )


def test_rows_that_cannot_be_read_are_counted_and_named() -> None:
    lines = [DIARY, HEAT, "2024-05-03,,1995,u,,,,", "2024-05-04,Ran,1985,v,5,,,,a,b,c", HEAT]
    rows = rows_of("\n".join(lines))
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [bool(row.skip_reason) for row in rows] == [False, True, True, True]


def test_an_unquoted_comma_is_restored_to_the_title() -> None:
    text = f"{IMDB}\ntt0064418,8,2020-01-02,Hello, Dolly!,https://x.test/a,Movie,1969,Gene Kelly\n"
    row = row_of(text)
    assert (row.title, row.year, row.imdb_id) == ("Hello, Dolly!", 1969, 64418)


def test_an_unclosed_quote_affects_no_other_row() -> None:
    lines = [
        RATINGS,
        '2024-05-03,"Heat,1995,u,5',
        "2024-05-04,Ran,1985,v,4",
        '2024-05-05,"M",1931,w,3',
    ]
    assert [(row.number, row.title) for row in rows_of("\n".join(lines))] == [
        *((1, "Heat"), (2, "Ran"), (3, "M"))
    ]


def test_the_format_for_importing_escapes_quotes_with_backslashes() -> None:
    text = (
        "Title,Year,Rating10,WatchedDate,Review\n"
        'Heat,1995,9,2024-05-01,"He said \\"no\\", twice."\n'
    )
    row = row_of(text)
    assert (row.kind, row.rating, row.text) == ("entry", 90, 'He said "no", twice.')


def test_a_backslash_at_the_end_of_a_cell_joins_no_rows() -> None:
    """Only a record that cannot be read otherwise has backslashes before its quotes."""
    rows = [
        *(REVIEWS, '2024-05-03,Heat,1995,u,,,"Drive C:\\",,2024-05-01'),
        '2024-05-04,Ran,1985,v,,,"""Yes"" or \\""no\\""",,2024-05-02',
        '2024-05-05,M,1931,w,,,"He said \\"no\\"",,2024-05-03',
    ]
    texts = [(row.title, row.text) for row in rows_of("\n".join(rows))]
    quoted = '"Yes" or \\"no\\"'
    assert texts == [("Heat", "Drive C:\\"), ("Ran", quoted), ("M", 'He said "no"')]


def test_a_number_of_thousands_of_digits_is_no_character() -> None:
    for reference in (f"&#{'9' * 5000};", f"&#x{'f' * 5000};"):
        assert row_of(f"{REVIEWS}\n2024-05-03,Heat,1995,u,,,{reference},,\n").text == "\ufffd"


def test_the_later_of_two_columns_of_ratings_counts() -> None:
    assert row_of("Title,Rating,Rating10\nHeat,2,9\n").rating == 90
    assert row_of("Title,Rating10,Rating\nHeat,9,2\n").rating == 40
    assert row_of("Title,Rating10,Rating\nHeat,9,\n").rating == 90


def test_reviews_become_plain_text() -> None:
    text = as_csv(
        REVIEWS.split(","),
        ["2024-05-03", "Heat", "1995", "u", "", "",
         "<b>Good</b><br>I <3 it &amp; <a href=\"x\">more</a>"
         "<blockquote>So.</blockquote>Yes\r\n\r\nEnd",
         "", ""],
    )  # fmt: skip
    assert row_of(text).text == "Good\nI <3 it & more\nSo.\nYes\n\nEnd"
