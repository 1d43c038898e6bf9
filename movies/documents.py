"""Films as pages show them; the only module that knows how untidy stored films are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from bson import Decimal128, ObjectId

from mflix_site.caching import cached
from mflix_site.text import clean_line, get_path, read_bson

CERTIFICATES = (
    *("G", "PG", "PG-13", "R", "NC-17"),
    *("TV-G", "TV-Y", "TV-Y7", "TV-PG", "TV-14", "TV-MA"),
)
OLD_CERTIFICATES = ("APPROVED", "PASSED")
# "USA" is written so, "WAR" is not.
MAX_ACRONYM, ACRONYMS = 3, ("usa", "uk", "ussr", "uae")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}$)")
HISTOGRAM_BINS = 10
UNTITLED = "Untitled"
MAX_NUMBER = 10**15
CARD_FIELDS = {
    "title": 1, "year": 1, "directors": 1, "genres": 1, "rated": 1, "runtime": 1, "poster": 1,
    "rating.sum": 1, "rating.count": 1, "ranks.rating": 1, "num_mflix_comments": 1,
    "imdb.rating": 1,
}  # fmt: skip


def read_text(value: Any) -> str:
    """Return a value as one clean line; "" if it is no text."""
    return clean_line(value) if isinstance(value, str) else ""


def read_title(value: Any) -> str:
    """Return a title as one clean line, of a number its digits: "1917" for 1917."""
    is_number = isinstance(value, int | float | Decimal128) and not isinstance(value, bool)
    return str(value).removesuffix(".0") if is_number else read_text(value)


def title_or_untitled(doc: Mapping[str, Any]) -> str:
    """Return a film's title, as pages show it."""
    return read_title(doc.get("title")) or UNTITLED


def read_names(value: Any) -> tuple[str, ...]:
    """Return a list of texts without empty ones and duplicates; a single text is a list of one."""
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(filter(None, map(read_text, values))))


def read_values(value: Any) -> tuple[str, ...]:
    """Return names of genres, countries or languages in one spelling: "Drama" for " drama "."""
    return tuple(dict.fromkeys(map(_capitalized, read_names(value))))


@lru_cache(1024)  # genres, countries and languages are few
def _capitalized(name: str) -> str:
    if name.lower() in ACRONYMS:
        return name.upper()
    if not (name.islower() or (name.isupper() and len(name) > MAX_ACRONYM)):
        return name
    return "".join(part.capitalize() for part in re.split(r"([\s-])", name))


def read_certificate(value: Any) -> str:
    """Return a certificate in one spelling: "PG-13" for "pg-13", "APPROVED" for "Approved"."""
    text = read_text(value)
    return text.upper() if text.upper() in (*CERTIFICATES, *OLD_CERTIFICATES) else text


def read_year(value: Any) -> int | None:
    """Return a year: 1981 for 1981, 1981.0, "1981", "c. 1981" and "1981è"; None if none."""
    if isinstance(value, bool) or value is None:
        return None
    if type(value) is int and 1000 <= value < 3000:
        return value
    digits = re.search(r"(?<![\w-])(?<![0-9][.,])([12][0-9]{3})(?![0-9])", str(value))
    return int(digits.group(1)) if digits else None


def read_number(value: Any) -> float | None:
    """Return a number, also of a text such as "123,456"; None if it is none, such as ""."""
    if type(value) in (int, float):  # nearly always
        return float(value) if abs(value) < MAX_NUMBER else None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal128):
        return None
    text = THOUSANDS.sub("", str(value)).strip()
    try:
        number = float(DECIMAL_COMMA.sub(".", text))
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < MAX_NUMBER else None


def read_count(value: Any) -> int | None:
    """Return a whole number that is not negative; None if it is none."""
    number = read_number(value)
    return int(number) if number is not None and number >= 0 else None


def read_date(value: Any) -> date | None:
    """Return a calendar date, stored as its midnight in UTC; None if it is none."""
    return value.date() if isinstance(value, datetime) else None


def imdb_rating(doc: Mapping[str, Any]) -> int | None:
    """Return IMDb's rating as 0 to 100; None where there is none."""
    rating = read_number(get_path(doc, "imdb.rating"))
    return round(rating * 10) if rating is not None and 0 < rating <= 10 else None


@dataclass(frozen=True, slots=True)
class Tally:
    """The members' ratings of a film: their sum, their number, and a histogram of ten bins."""

    sum: int
    count: int
    histogram: tuple[int, ...]

    @classmethod
    def from_doc(cls, doc: Any) -> "Tally":
        """Read `movies.rating`; a missing value counts as 0."""
        doc = doc if isinstance(doc, Mapping) else {}
        bins = doc.get("histogram")
        is_complete = isinstance(bins, list) and len(bins) == HISTOGRAM_BINS
        counts = tuple(read_count(n) or 0 for n in bins) if is_complete else (0,) * HISTOGRAM_BINS
        return cls(read_count(doc.get("sum")) or 0, read_count(doc.get("count")) or 0, counts)

    @property
    def average(self) -> int | None:
        return round(self.sum / self.count) if self.count else None


@dataclass(frozen=True, slots=True)
class MovieCard:
    """A film in a list; `rating` is 1 to 100, the members' average or else IMDb's."""

    id: str
    title: str
    year: int | None
    directors: tuple[str, ...]
    genres: tuple[str, ...]
    rated: str
    runtime: int | None
    rating: int | None
    rating_count: int
    review_count: int
    poster_url: str
    explanation: str = ""

    def __hash__(self) -> int:
        return hash(self.id)  # cards are looked up often, and few are of the same film

    @property
    def title_and_year(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "MovieCard":
        """Read a film's document, complete or cut to `CARD_FIELDS`."""
        tally = Tally.from_doc(doc.get("rating"))
        return cls(
            id=str(doc["_id"]),
            title=title_or_untitled(doc),
            year=read_year(doc.get("year")),
            directors=read_names(doc.get("directors")),
            genres=read_values(doc.get("genres")),
            rated=read_certificate(doc.get("rated")),
            runtime=read_count(doc.get("runtime")) or None,
            rating=tally.average or imdb_rating(doc),
            rating_count=tally.count,
            review_count=read_count(doc.get("num_mflix_comments")) or 0,
            poster_url=read_text(doc.get("poster")),
        )


@cached(5_000_000, lambda raw: 3 * len(raw))
def read_card(raw: bytes) -> MovieCard:
    """Read a card from BSON, once for as long as its bytes are the same: films are shown often."""
    return MovieCard.from_doc(read_bson(raw))


@dataclass(frozen=True, slots=True)
class ExternalRating:
    """A rating of another site, in that site's format; `votes` is 0 where it is not known."""

    source: str
    value: str
    votes: int = 0


class Reason(NamedTuple):
    """Why two films are similar: as stored, and worded by `similarity_score.explain`.

    `same` is "director" or "writer", `cast` how many of the cast, `name` one person of both, `kind`
    such as "noir, 1940s, UK".
    """

    same: str = ""
    cast: int = 0
    name: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A similar film, and why it is similar; text is what earlier versions stored, or nothing."""

    id: ObjectId
    reason: Reason | str

    @classmethod
    def list_from_doc(cls, doc: Mapping[str, Any]) -> "tuple[Neighbour, ...] | None":
        """Read what is stored with a film; None where it is not computed yet."""
        films = get_path(doc, "similar.films")
        return tuple(map(cls._from_doc, films)) if isinstance(films, list) else None

    @classmethod
    def _from_doc(cls, doc: Mapping[str, Any]) -> "Neighbour":
        why = doc["why"]
        return cls(doc["id"], Reason(*why) if isinstance(why, list) else why)


@dataclass(frozen=True, slots=True)
class Movie:
    """A film on its own page; its similar films are None until they are computed."""

    card: MovieCard
    plot: str
    fullplot: str
    cast: tuple[str, ...]
    writers: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    released: date | None
    awards: str
    tally: Tally
    external_ratings: tuple[ExternalRating, ...]
    similar: tuple[Neighbour, ...] | None
    version: int | None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Movie":
        """Read a film's document, of which nearly every field may be missing or odd."""
        version = doc.get("version")
        return cls(
            card=MovieCard.from_doc(doc),
            plot=read_text(doc.get("plot")),
            fullplot=read_text(doc.get("fullplot")),
            cast=read_names(doc.get("cast")),
            writers=read_names(list(map(strip_credit_note, read_names(doc.get("writers"))))),
            countries=read_values(doc.get("countries")),
            languages=read_values(doc.get("languages")),
            released=read_date(doc.get("released")),
            awards=read_text(get_path(doc, "awards.text")),
            tally=Tally.from_doc(doc.get("rating")),
            external_ratings=tuple(_external_ratings(doc)),
            similar=Neighbour.list_from_doc(doc),
            version=version if isinstance(version, int) else None,
        )

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def title(self) -> str:
        return self.card.title


def strip_credit_note(name: str) -> str:
    """Return the person of a writing credit: "Anita Loos (titles)" is Anita Loos."""
    return (re.sub(r"\s*\(.*$", "", name) if "(" in name else name).strip()


def _external_ratings(doc: Mapping[str, Any]) -> Iterable[ExternalRating]:
    if imdb := imdb_rating(doc):
        votes = read_count(get_path(doc, "imdb.votes")) or 0
        yield ExternalRating("imdb", f"{imdb / 10:.1f}", votes)
    if metacritic := read_count(doc.get("metacritic")):
        yield ExternalRating("metacritic", str(metacritic))
    for who in ("critic", "viewer"):
        if meter := read_count(get_path(doc, f"tomatoes.{who}.meter")):
            yield ExternalRating(who, f"{meter}%")
