"""Cells as exports and spreadsheets write them: ratings, days, years, ids, text."""

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mflix_site.text import clean_line, clean_text
from movies.documents import read_year

FIRST_YEAR, EPOCH_YEAR = 1888, 1970
# A spreadsheet counts days from here; serial numbers of 1954 to 2119.
SPREADSHEET_EPOCH, SERIAL_DAYS = date(1899, 12, 30), range(20_000, 80_000)
STARS = re.compile(r"[★⭐*]+[½]?|½")
FRACTION = re.compile(r"(\d+(?:[.,]\d+)?)(?:\s*/\s*(\d+)|\s*(%))?")
ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMBERED_DAY = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
NAMED_DAY = re.compile(r"(?:[a-z]{3,9}\.?,? )?(?:([a-z]{3,9})\.? (\d{1,2})|(\d{1,2})\.? ([a-z]{3,9})\.?),?(?: [\d:]{5,8})? (\d{4})")  # fmt: skip  # noqa: E501
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
IMDB_ID = re.compile(r"(?:^|[/\s])tt0*(\d{1,9})(?!\d)|^0*(\d{1,9})(?:\.0)?$", re.IGNORECASE)
GUARDED = re.compile(r"=\"(.*)\"|'('*[=+\-@\t].*)", re.DOTALL)
TITLE_WITH_YEAR = re.compile(r"(.*\S)\s*[(\[]((?:18|19|20)\d\d)[)\]]\s*$")
TITLE_WITH_NAME = re.compile(r"(.*\S)\s*\(([^()]{2,})\)$")
ARTICLES = "the a an la le les l' el los las il lo gli der die das den det de het een un une o os"
LAST_ARTICLE = re.compile(rf"(.+), ({'|'.join(ARTICLES.split())})", re.IGNORECASE)
LINE_TAG = re.compile(r"<(?:br|hr)\s*/?>\n?", re.IGNORECASE)
BLOCK_TAG = re.compile(r"</?(?:p|div|blockquote|ul|ol|li)\b[^<>]*>", re.IGNORECASE)
# Of more digits than any character's number has, which Python refuses to read.
LONG_REFERENCE = re.compile(r"&#\d{20,};?")
BLANK_LINES = re.compile(r"\n{3,}")
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|i|em|strong|u|s|del|span|code|cite|q|small|sup|sub|img)\b[^<>]*>", re.I
)


class FutureDay(ValueError):
    """A day that is in the future in every time zone."""


def clean_cell(text: str) -> str:
    """Return a cell without what a spreadsheet puts round it: `="tt01"`, `'=sum`."""
    text = text.strip().strip("\ufeff\u200e\u200f\u202a\u202b\u202c")
    if text[:1] in ("=", "'") and (guarded := GUARDED.fullmatch(text)):
        return (guarded[1] or guarded[2] or "").strip()
    return text


def plain_number(text: str) -> str:
    """Return digits of any script and width as ASCII."""
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c
        for c in clean_line(unicodedata.normalize("NFKC", text))
    )


def parse_rating(text: str, out_of: int) -> int | None:
    """Return a rating as 1 to 100; None for none or 0; raise ValueError if it is no rating."""
    text = clean_line(text)
    if STARS.fullmatch(text):
        value, scale = len(text.rstrip("½")) + 0.5 * text.endswith("½"), 5
    elif match := FRACTION.fullmatch(plain_number(text)):
        value = float(match[1].replace(",", "."))
        scale = int(match[2]) if match[2] else 100 if match[3] else out_of
    elif text.casefold() in ("", "-", "–", "n/a", "none", "null", "not rated"):
        return None
    else:
        raise ValueError(text)
    if not value:
        return None
    if not 0 < value <= scale <= 100:
        raise ValueError(text)
    return max(1, round(value * 100 / scale))


def day_order(texts: Iterable[str]) -> str:
    """Return "dmy" or "mdy", as the days of a whole column show; "" where they do not."""
    for day in filter(None, map(numbered_day, texts)):
        if int(day[1]) > 12 or int(day[3]) > 12:
            return "dmy" if int(day[1]) > 12 else "mdy"
    return ""


def numbered_day(text: str) -> re.Match[str] | None:
    """Match a day of numbers: only the rest of its column can say which one is the month."""
    return NUMBERED_DAY.match(plain_number(text))


def usual_order(day: re.Match[str], source: str) -> str:
    """Return the order of day and month that is usual where no row shows it; "" for none."""
    if day[2] != "/":
        return "dmy"
    return "mdy" if source == "netflix" and len(day[4]) == 2 else ""


def parse_day(text: str, order: str = "") -> str | None:
    """Return a day as "YYYY-MM-DD"; None for none; raise FutureDay, ValueError if it is no day."""
    text = plain_number(text)
    if text in ("", "-", "0000-00-00"):
        return None
    if match := ISO_DAY.match(text):
        day = date(*map(int, match.groups()))
    elif match := NUMBERED_DAY.match(text):
        numbers = (int(match[1]), int(match[3]))
        if not order and numbers[0] != numbers[1]:
            raise ValueError(text)
        month, number = numbers if order == "mdy" else numbers[::-1]
        year = int(match[4])
        day = date(year if year > 99 else year + (2000 if year < 70 else 1900), month, number)
    elif match := NAMED_DAY.fullmatch(text.casefold()):
        month = MONTHS.index((match[1] or match[4])[:3]) + 1
        day = date(int(match[5]), month, int(match[2] or match[3]))
    elif text.isdecimal() and int(text[:6]) in SERIAL_DAYS:
        day = SPREADSHEET_EPOCH + timedelta(days=int(text))
    else:
        raise ValueError(text)
    return _checked(day)


def _checked(day: date) -> str:
    if day > (datetime.now(UTC) + timedelta(hours=14)).date():
        raise FutureDay(day)
    if day.year < FIRST_YEAR:
        raise ValueError(day)
    return day.isoformat()


def parse_moment(text: str) -> datetime | None:
    """Return a time in UTC; None for none, an unreadable one, and the epoch, which means none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment.year < FIRST_YEAR + 1 or moment.year > 9990:
        return None
    moment = moment.astimezone(UTC)
    return None if abs(moment - datetime(EPOCH_YEAR, 1, 1, tzinfo=UTC)) < timedelta(1) else moment


def day_in_zone(moment: datetime | None, zone: str) -> str | None:
    """Return the calendar day of a moment in a time zone; None in the future."""
    if moment is None:
        return None
    try:
        return _checked(moment.astimezone(ZoneInfo(zone)).date())
    except ValueError:
        return None


def parse_year(text: str) -> int | None:
    year = read_year(plain_number(text))
    return year if year and year >= FIRST_YEAR - 20 else None


def parse_imdb_id(text: str) -> int | None:
    """Return the number of "tt0012345", of an address with it, or of bare digits."""
    match = IMDB_ID.search(plain_number(text))
    return int(match[1] or match[2]) or None if match else None


def parse_id(text: str) -> int | None:
    digits = plain_number(text).removesuffix(".0")
    return int(digits) if digits.isdecimal() and len(digits) < 12 else None


def parse_flag(text: str) -> bool:
    return clean_line(text).casefold() in ("yes", "true", "1", "y", "x", "wahr", "oui", "ja")


def split_tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean_line, text.split(",")))))


def split_title(text: str, year: int | None) -> tuple[str, int | None, tuple[str, ...]]:
    """Return a title, its year, and other forms: of "Heat (1995)", of "Third Man, The"."""
    title = clean_line(text)
    if (dated := TITLE_WITH_YEAR.match(title)) and year in (None, int(dated[2])):
        title, year = dated[1], int(dated[2])
    others = []
    named = TITLE_WITH_NAME.fullmatch(title)
    for part in (title, *(named.groups() if named else ())):
        if match := LAST_ARTICLE.fullmatch(part.removeprefix("a.k.a. ")):
            space = "" if match[2].endswith("'") else " "
            others.append(f"{match[2]}{space}{match[1]}")
    return title, year, tuple(others)


def to_plain_text(text: str) -> str:
    """Return limited HTML as plain text: lines kept, other tags dropped, entities read."""
    text = LINE_TAG.sub("\n", text.replace("\r\n", "\n"))
    text = INLINE_TAG.sub("", BLOCK_TAG.sub("\n", text))
    text = html.unescape(LONG_REFERENCE.sub("\ufffd", text))
    lines = "\n".join(map(str.rstrip, text.splitlines()))
    return clean_text(BLANK_LINES.sub("\n\n", lines))
