"""Trakt: the JSON files of an account's export, or any one of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from importing.json_reader import read_json
from mflix_site.text import Phrase as _
from mflix_site.text import clean_line, clean_text

from .archives import SourceFile
from .csv_files import MAX_CELL, detect_encoding, open_text
from .documents import Row
from .values import day_in_zone, parse_id, parse_imdb_id, parse_moment, parse_year

SOURCE = "trakt"
DUPLICATE_SECONDS = 60
# The rest of a file is not read after so many items in a row that are broken or empty.
MAX_UNUSABLE = 200
NUMBERED_LIST = re.compile(r"lists?-(?:list-)?(\d+)(?:-(.+))?")
# Narrower rather than wider: what only friends may see, only the member may see here.
PRIVACY = {"public": "public", "link": "link"}
LISTS = "lists"
# Fields that show what a file holds, by its first item: the first of these that it has.
MARKS = ("watched_at", "rated_at", "listed_at", "comment", "last_watched_at", "plays")
READING_ORDER = (LISTS, *(mark for mark in MARKS if mark != "listed_at"), "listed_at")
Item = Mapping[str, Any]


class Part(NamedTuple):
    """A file of the export: what its first item shows it to be, and its place in the order."""

    file: SourceFile
    kind: str
    order: tuple[int, int, str]


@dataclass
class _Account:
    """What one file says about the rows of others: lists, time zone, first plays, plays so far."""

    zone: str
    lists: dict[str, Item] = field(default_factory=dict)
    rows_of_history: dict[str, int] = field(default_factory=dict)
    first_plays: dict[str, float] = field(default_factory=dict)
    plays: dict[str, set[float]] = field(default_factory=dict)  # without duplicates, by film

    def day(self, item: Item, name: str) -> str | None:
        return day_in_zone(_moment(item, name), self.zone)


Convert = Callable[[Item, _Account], dict[str, Any]]


def _mapping(item: Item, name: str) -> Item:
    value = item.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(item: Item, name: str) -> str:
    """Return a text or a number as text to store, bounded as cells are; "" for other values."""
    value = item.get(name)
    return (
        clean_text(str(value)[:MAX_CELL]) if value and isinstance(value, str | float | int) else ""
    )


def _moment(item: Item, name: str) -> datetime | None:
    return parse_moment(_text(item, name))


def _kind_of(item: Item) -> str:
    """Return what a file with such an item holds; "" if it is none of Trakt's, or of no use."""
    if any(isinstance(item.get(name), Mapping) for name in ("movie", "show", "episode")):
        return next((mark for mark in MARKS if mark in item), "")
    return LISTS if {"name", "privacy", "ids"} <= set(item) else ""


def find_parts(files: Sequence[SourceFile]) -> list[Part]:
    parts = []
    for file in files:
        if kind := _kind_of(next((item for item in _items(file) if item), {})):
            number = re.search(r"-(\d+)\.json$", file.name)
            place = (READING_ORDER.index(kind), int(number[1][:9]) if number else 0, file.name)
            parts.append(Part(file, kind, place))
    return sorted(parts, key=lambda part: part.order)


def read_parts(parts: Sequence[Part], zone: str) -> Iterator[Row]:
    account = _Account(zone)
    _note_plays(account, [part for part in parts if part.kind == "watched_at"])
    for part in parts:
        if part.kind == LISTS:
            items = filter(None, _items(part.file))
            account.lists |= {_text(_mapping(item, "ids"), "trakt"): item for item in items}
        elif part.kind == "listed_at":
            yield from _read_list(account, part)
        elif part.kind == "watched_at":
            yield from _read_history(part, account)
        else:
            yield from _read_items(part, account, CONVERTERS[part.kind])


def _read_history(part: Part, account: _Account) -> Iterator[Row]:
    """Yield plays, counted over all numbered parts of a history: `watched-history`, row 251."""
    name = re.sub(r"(-\d+)?\.json$", "", part.file.name)
    before = account.rows_of_history.get(name, 0)
    for row in _read_items(part, account, _convert_play):
        account.rows_of_history[name] = before + row.number
        yield replace(row, file=name, number=before + row.number)


def _items(file: SourceFile) -> Iterator[Item | None]:
    """Yield a file's items; None for one that is broken."""
    unusable = 0
    with open_text(file, detect_encoding(file)) as text:
        for _place, item, _reason in read_json(text):
            yield item
            unusable = 0 if item else unusable + 1
            if unusable == MAX_UNUSABLE:
                return


def _read_items(part: Part, account: _Account, convert: Convert) -> Iterator[Row]:
    for number, item in enumerate(_items(part.file), 1):
        fields: dict[str, Any] = {"kind": "watched", "skip_reason": _("This part is damaged.")}
        if item is not None:
            fields = _film(item)
        if "skip_reason" not in fields and item is not None:
            fields |= convert(item, account)
        yield Row(source=SOURCE, file=part.file.name, number=number, **fields)


def _film(item: Item) -> dict[str, Any]:
    if not isinstance(item.get("movie"), Mapping):
        name = "show" if item.get("show") else "episode"
        title = clean_line(_text(_mapping(item, name), "title"))[:500]
        reason = _("It's a series or an episode, not a film.")
        return {"kind": "watched", "title": title, "skip_reason": reason}
    film = item["movie"]
    ids, title = _mapping(film, "ids"), clean_line(_text(film, "title"))[:500]
    if not (title or ids.get("imdb")):
        return {"kind": "watched", "skip_reason": _("There's no film in this row.")}
    numbers = {
        "imdb_id": parse_imdb_id(_text(ids, "imdb")),
        "tmdb_id": parse_id(_text(ids, "tmdb")),
    }
    return {"title": title, "year": parse_year(_text(film, "year")), **numbers}


def _film_key(item: Item) -> str:
    film = _mapping(item, "movie")
    number = _text(_mapping(film, "ids"), "trakt")
    return number or f"{_text(film, 'title')}|{_text(film, 'year')}"


def _note_plays(account: _Account, parts: Sequence[Part]) -> None:
    """Note when each film was played; the later of two plays within a minute is a duplicate."""
    played: defaultdict[str, set[float]] = defaultdict(set)
    for item in (item for part in parts for item in _items(part.file)):
        if item and (moment := _moment(item, "watched_at")):
            played[_film_key(item)].add(moment.timestamp())
    for film, times in played.items():
        last = account.first_plays[film] = min(times)
        account.plays[film] = {last}
        for seconds in sorted(times):
            if seconds - last > DUPLICATE_SECONDS:
                account.plays[film].add(seconds)
                last = seconds


def _convert_play(item: Item, account: _Account) -> dict[str, Any]:
    moment, film = _moment(item, "watched_at"), _film_key(item)
    seconds, plays = moment.timestamp() if moment else None, account.plays.get(film, set())
    is_duplicate = seconds is not None and seconds not in plays
    plays.discard(seconds or 0)  # another one of the same second is a duplicate
    return {
        "kind": "entry",
        "day": day_in_zone(moment, account.zone),
        "rewatch": seconds is not None and seconds > account.first_plays[film],
        "play_id": _text(item, "id")[:40],
        "skip_reason": _("This viewing appears twice within a minute.") if is_duplicate else "",
    }


def _convert_rating(item: Item, account: _Account) -> dict[str, Any]:
    value = item.get("rating")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    rating = max(1, round(value * 10)) if is_number and value and 0 < value <= 10 else None
    return {"kind": "rating", "rating": rating, "added": account.day(item, "rated_at")}


def _convert_comment(item: Item, account: _Account) -> dict[str, Any]:
    comment = item.get("comment")
    comment = comment if isinstance(comment, Mapping) else {"comment": comment}
    text, added = _text(comment, "comment"), account.day(comment, "created_at")
    spoiler = comment.get("spoiler") is True
    return {"kind": "review", "text": text, "added": added, "spoiler": spoiler}


def _convert_watched(item: Item, account: _Account) -> dict[str, Any]:
    return {"kind": "watched", "added": account.day(item, "last_watched_at")}


CONVERTERS: Mapping[str, Convert] = {
    "rated_at": _convert_rating,
    "comment": _convert_comment,
    "last_watched_at": _convert_watched,
    "plays": _convert_watched,
}


def _read_list(account: _Account, part: Part) -> Iterator[Row]:
    """Yield a list's rows; what is called a watchlist, or favourites, is none of the lists."""
    base = part.file.name.rpartition("/")[2].removesuffix(".json")
    of_list: dict[str, Any] = {}
    if "watchlist" not in base and "favorites" not in base:
        heading = _list_row(account, base, part)
        of_list = {"list_key": heading.list_key, "list_name": heading.list_name}
        yield heading

    def convert(item: Item, account: _Account) -> dict[str, Any]:
        fields = {"added": account.day(item, "listed_at"), "note": _text(item, "notes")}
        if of_list:
            position = parse_id(_text(item, "rank"))
            return {**fields, "kind": "list-entry", "position": position, **of_list}
        return {**fields, "kind": "liked" if "favorites" in base else "wanted"}

    yield from _read_items(part, account, convert)


def _list_row(account: _Account, base: str, part: Part) -> Row:
    named = NUMBERED_LIST.fullmatch(base)
    number, slug = named.groups() if named else ("", base)
    about = account.lists.get(number or "", {})
    name = clean_line(_text(about, "name")) or (slug or base).replace("-", " ")
    return Row(
        source=SOURCE, file=part.file.name, number=0, kind="list", list_name=name[:300],
        list_key=f"{SOURCE}:{number or base}"[:300],
        description=_text(about, "description"),
        privacy=PRIVACY.get(_text(about, "privacy"), "private"),
    )  # fmt: skip


def zone_of(files: Sequence[SourceFile]) -> str:
    """Return the time zone in the account's own settings; "" if the export has none."""
    named = (file for file in files if file.name.endswith("user-settings.json"))
    items = (next(filter(None, _items(file)), {}) for file in named)
    return next((_text(_mapping(settings, "account"), "timezone") for settings in items), "")
