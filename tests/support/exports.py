"""Exports written for tests, and the rows that are read from them."""

import csv
import io
import zipfile
from typing import Any

from importing.personal.documents import Row
from importing.personal.readers import read_upload

DIARY = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date"
RATINGS = "Date,Name,Year,Letterboxd URI,Rating"
FILMS = "Date,Name,Year,Letterboxd URI"
REVIEWS = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date"
IMDB = "Const,Your Rating,Date Rated,Title,URL,Title Type,Year,Directors"
HEAT = '2024-05-03,Heat,1995,https://boxd.it/heat,4.5,Yes,"noir, été",2024-05-01'
TEXT = f"{DIARY}\r\n{HEAT}\r\n"


def rows_of(content: str | bytes, name: str = "file.csv", **options: Any) -> list[Row]:
    data = content if isinstance(content, bytes) else content.encode()
    return list(read_upload(io.BytesIO(data), name, **options))


def row_of(content: str | bytes, name: str = "file.csv", **options: Any) -> Row:
    [row] = rows_of(content, name, **options)
    return row


def zipped(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def as_csv(*lines: list[str], **options: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, **options).writerows(lines)
    return buffer.getvalue()
