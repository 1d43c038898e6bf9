"""Fields of a film that are computed from its others: keys for sorting and finding, and ranks."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any

from mflix_site.text import fold_text

from .catalogue_fields import title_key
from .documents import (
    HISTOGRAM_BINS,
    read_certificate,
    read_count,
    read_names,
    read_number,
    read_text,
    read_title,
    read_values,
    read_year,
    strip_credit_note,
)
from .search import keys
from .search.keys import FACETS, MAX_LENGTH, MAX_WORD_LENGTH, ROLES, canonicalize, normalize

# How facts are read that films are sorted, filtered or found by.
FACT_READERS: Mapping[str, Callable[[Any], Any]] = {
    "title": read_title, "year": read_year, "runtime": read_count, "rated": read_certificate,
    **dict.fromkeys(("genres", "countries", "languages"), lambda value: list(read_values(value))),
}  # fmt: skip
EMPTY_TALLY: Mapping[str, Any] = {"sum": 0, "count": 0, "histogram": [0] * HISTOGRAM_BINS}

# A kind combines facts, such as heist, 1970s, Italy: what two films share is then one index key.
KIND_SEPARATOR = "|"
MAX_FILM_WORDS, MAX_TITLE_WORDS = 300, 8
# What the keys of search are computed from.
SOURCE_FIELDS = ("title", *ROLES.values(), *FACETS.values(), "plot", "fullplot")
MAX_GENRES, MAX_COUNTRIES = 3, 2
# "Léon: The Professional", "Borat (2006)", "Alien - Director's Cut", "Birdman or (The Virtue of)".
TITLE_PARTS = re.compile(r"[:!]\s+|\s+[-–—/]\s+|\s*[()]\s*|,? or[,:]\s+")
LEADING_INITIALS = re.compile(r"((?:\w\.){2,})\s")
MAX_ALIASES = 4

# A film's score is the mean of its members' ratings, of IMDb's (which counts as up to 20 members)
# and of ten imagined members who give 60: so that one enthusiast does not make the best film.
MAX_VOTES = 10**9
PRIOR, PRIOR_WEIGHT, IMDB_WEIGHT, VOTES_FOR_FULL_WEIGHT = 60, 10, 20, 20_000
TIERS_PER_UNIT = 2
SCORE_FORMULA = {
    "prior": PRIOR, "prior_weight": PRIOR_WEIGHT, "imdb_weight": IMDB_WEIGHT,
    "votes": VOTES_FOR_FULL_WEIGHT,
}  # fmt: skip
DERIVED_FIELDS = {"title_key", "person_keys", "kinds", "search", "ranks", "similar", "locked_by"}


def person_key(name: str) -> str:
    """Return the key a person is found by, without accents, case and punctuation."""
    person = strip_credit_note(name)
    return fold_text(person) or person.casefold()


def person_keys(doc: Mapping[str, Any]) -> list[str]:
    """Return the keys of all directors, writers and cast of a film."""
    names = (name for path in ROLES.values() for name in read_names(doc.get(path)))
    return list(dict.fromkeys(filter(None, map(person_key, names))))


def kind_keys(doc: Mapping[str, Any]) -> list[str]:
    """Return the index keys of a film's kinds, at most a dozen.

    Genre, decade and country together; genre and decade; two genres.
    """
    genres = [g for g in read_names(doc.get("genres")) if KIND_SEPARATOR not in g][:MAX_GENRES]
    countries = [c for c in read_names(doc.get("countries")) if KIND_SEPARATOR not in c]
    parts: list[tuple[str, ...]] = []
    if (year := read_year(doc.get("year"))) is not None:
        decade = f"{year // 10 * 10}s"
        parts = list(product(genres, [decade], countries[:MAX_COUNTRIES]))
        parts += product(genres, [decade])
    parts += combinations(sorted(genres), 2)
    return [KIND_SEPARATOR.join(part) for part in parts]


def describe_kind(kind: str, genres: Collection[str]) -> str:
    """Return a kind as text, genres in lower case: "film-noir, 1940s, UK"."""
    return ", ".join(p.lower() if p in genres else p for p in kind.split(KIND_SEPARATOR))


def parse_lastupdated(value: Any) -> datetime | None:
    """Return `sample_mflix`'s `lastupdated`, such as "2015-08-13 00:27:59.177000000", as a date."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)[:23]).replace(tzinfo=UTC)
    except ValueError:
        return None


def tidy_facts(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an untidy document as pages show them, for sorts, filters and search.

    Only those that are stored otherwise. An unreadable year is None, as it would be sorted by.
    """
    facts: dict[str, Any] = {
        path: read(doc[path]) for path, read in FACT_READERS.items() if path in doc
    }
    if isinstance(doc.get("imdb"), Mapping):
        imdb, readers = doc["imdb"], (("rating", read_number), ("votes", read_count))
        numbers = {name: read(imdb[name]) for name, read in readers if name in imdb}
        facts["imdb"] = {**imdb, **{n: v for n, v in numbers.items() if v is not None}}
    return {
        name: value
        for name, value in facts.items()
        if not _is_stored_as(doc[name], value) and (value is not None or name == "year")
    }


def _is_stored_as(stored: Any, value: Any) -> bool:
    same_type = type(stored) is type(value) or (isinstance(value, int) and isinstance(stored, int))
    if isinstance(value, Mapping):
        return all(_is_stored_as(stored[name], part) for name, part in value.items())
    return bool(stored == value) and same_type


def derived_fields(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields computed from the document alone; adopting a database sets them."""
    tidy = tidy_facts(doc)
    doc = {**doc, **tidy}
    fields: dict[str, Any] = {
        "title_key": title_key_of(doc),
        "person_keys": person_keys(doc),
        "search": search_fields(doc),
        "kinds": kind_keys(doc),
        "lastupdated": parse_lastupdated(doc.get("lastupdated")),
    }
    return tidy | {name: value for name, value in fields.items() if value is not None}


def title_key_of(doc: Mapping[str, Any]) -> str:
    language = next(iter(read_values(doc.get("languages"))), "")
    return title_key(read_title(doc.get("title")), language)


def ranks_pipeline() -> list[dict[str, Any]]:
    """Return the update pipeline that computes `ranks` from the same document.

    `rating` (1-100) is what pages show, `score` (0-100) what "highest rated" sorts by, and
    `popularity` grows with the logarithms of IMDb's votes and of our reviews.
    """
    convert = {"to": "double", "onError": 0, "onNull": 0}
    rating = {"$convert": {"input": "$imdb.rating", **convert}}
    above, below = {"$gt": [rating, 0]}, {"$lte": [rating, 10]}
    known = {"$in": [{"$type": "$imdb.rating"}, ["int", "long", "double", "decimal", "string"]]}
    valid = {"$and": [known, above, below]}
    imdb = {"$cond": [valid, {"$multiply": [rating, 10]}, None]}
    votes = {"$max": [{"$convert": {"input": "$imdb.votes", **convert}}, 0]}
    votes = {"$min": [votes, MAX_VOTES]}
    share = {"$min": [1, {"$divide": ["$ranks.votes", VOTES_FOR_FULL_WEIGHT]}]}
    weight = {"$multiply": [IMDB_WEIGHT, share]}
    total, count = {"$ifNull": ["$rating.sum", 0]}, {"$ifNull": ["$rating.count", 0]}
    popularity = _popularity_expression()
    tier = {"$toInt": {"$floor": {"$multiply": [popularity, TIERS_PER_UNIT]}}}
    ranks = {
        "rating": _rating_expression(),
        "score": _score_expression(),
        "popularity": popularity,
        "tier": tier,
    }
    return [
        {"$set": {"ranks": {"imdb": imdb, "votes": votes, "sum": total, "count": count}}},
        {"$set": {"ranks.weight": {"$cond": [{"$gt": ["$ranks.imdb", None]}, weight, 0]}}},
        # An operator, so that these replace the others; $replaceWith would decode the document.
        {"$set": {"ranks": {"$mergeObjects": [ranks]}}},
    ]


def _rating_expression() -> dict[str, Any]:
    mean = {"$round": [{"$divide": ["$ranks.sum", "$ranks.count"]}, 0]}
    return {"$cond": [{"$gt": ["$ranks.count", 0]}, mean, "$ranks.imdb"]}


def _score_expression() -> dict[str, Any]:
    imdb = {"$multiply": ["$ranks.weight", {"$ifNull": ["$ranks.imdb", 0]}]}
    points = {"$add": ["$ranks.sum", imdb, PRIOR * PRIOR_WEIGHT]}
    weight = {"$add": ["$ranks.count", "$ranks.weight", PRIOR_WEIGHT]}
    return {"$round": [{"$divide": [points, weight]}, 3]}


def _popularity_expression() -> dict[str, Any]:
    reviews = {"$max": [{"$ifNull": ["$num_mflix_comments", 0]}, 0]}
    logarithms = [
        {"$log10": {"$add": ["$ranks.votes", 1]}},
        {"$multiply": [2, {"$log10": {"$add": [reviews, 1]}}]},
    ]
    return {"$round": [{"$add": logarithms}, 4]}


def new_film_document(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the complete document of a film to insert, with derived fields and an empty tally."""
    return {
        **doc,
        **derived_fields(doc),
        "rating": doc.get("rating") or dict(EMPTY_TALLY),
        "num_mflix_comments": read_count(doc.get("num_mflix_comments")) or 0,
    }


def search_fields(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field `search` of a film's document, computed from the document alone.

    Its `title` is the normalized title without spaces, `canonical` the same without articles.
    """
    title = read_title(doc.get("title"))[:MAX_LENGTH]
    words = normalize(title).split()
    compact, canonical = "".join(words), "".join(canonicalize(words))
    aliases = [alias for alias in title_aliases(title) if alias not in (compact, canonical)]
    return {
        "title": compact,
        "canonical": canonical,
        **({"aliases": aliases} if aliases else {}),
        "length": len(compact),
        "keys": [
            *_title_keys(compact, canonical),
            *(keys.exact_key(keys.TITLE, alias) for alias in aliases),
            *keys.initials_keys(normalize(TITLE_PARTS.split(title)[0]).split()),
        ],
        "begins": keys.prefixes(_beginnings(words)),
        "words": list(dict.fromkeys(_search_words(doc, words))),
        **({"fullplot": fullplot} if (fullplot := _words_of_plot(doc, "fullplot")) else {}),
    }


def title_aliases(title: str) -> Iterator[str]:
    """Yield what else a film may be called: its title without the subtitle, that alone, initials.

    "Léon" and "The Professional" for "Léon: The Professional", "ET" for "E.T. the
    Extra-Terrestrial".
    """
    parts = [part for part in TITLE_PARTS.split(title) if part][:MAX_ALIASES]
    initials = LEADING_INITIALS.match(title)
    for part in (*(parts if len(parts) > 1 else ()), *(initials.groups() if initials else ())):
        words = normalize(part).split()
        if len(words) == 1 and part not in (parts[0], initials and initials[1]):
            continue  # a subtitle of one word is no name: "Deadline – U.S.A."
        if words and words[0] not in keys.NUMBERED and not keys.STOP_WORDS.issuperset(words):
            yield "".join(canonicalize(words))


def _beginnings(words: list[str]) -> tuple[str, ...]:
    """Return a title as people begin to type it: "the third man", "third man", and "3 man"."""
    without_article = words[1:] if words[:1] == ["the"] else words
    forms = (words, canonicalize(words), without_article)
    return tuple(dict.fromkeys(map("".join, forms)))


def _title_keys(compact: str, canonical: str) -> list[str]:
    title_keys = [keys.exact_key(keys.TITLE, compact), *keys.partition_keys(canonical, keys.TITLE)]
    if compact != canonical:
        # "The Matrix" is canonically "matrix". A query with its "the" intact becomes canonical too,
        # and finds that; only a query with a typo in the article needs keys of the full form.
        article = len("the") if compact == "the" + canonical else 0
        title_keys.append(keys.exact_key(keys.TITLE, canonical))
        title_keys += keys.partition_keys(compact, keys.TITLE, article)
    return list(dict.fromkeys(title_keys))


def _search_words(doc: Mapping[str, Any], title: list[str]) -> Iterator[str]:
    canonical, parts = canonicalize(title), keys.split_unspaced(title)
    parts += [letter for word in title if keys.UNSPACED.fullmatch(word) for letter in word]
    of_title = [w[:MAX_WORD_LENGTH] for w in (*title[:MAX_TITLE_WORDS], *canonical, *parts)]
    of_title = list(dict.fromkeys(of_title))
    yield from (keys.title_words_key((word,)) for word in of_title)
    yield from map(keys.title_words_key, combinations(of_title[: MAX_TITLE_WORDS + 2], 2))
    for text in _beginnings(title):
        yield from (
            keys.SHORT_PREFIX + text[:n] for n in keys.SHORT_PREFIX_LENGTHS if n <= len(text)
        )
    for field, path in {**ROLES, **FACETS}.items():
        yield from (keys.field_word(field, name) for name in read_names(doc.get(path)))
    plain = (
        word[:MAX_WORD_LENGTH] for word in (*title, *canonical, *parts, *_words_elsewhere(doc))
    )
    yield from list(dict.fromkeys(plain))[:MAX_FILM_WORDS]


def _words_elsewhere(doc: Mapping[str, Any]) -> Iterator[str]:
    for path in (*ROLES.values(), "genres", "countries"):
        for name in read_names(doc.get(path)):
            yield from normalize(strip_credit_note(name)).split()
    yield from _words_of_plot(doc, "plot")


def _words_of_plot(doc: Mapping[str, Any], path: str) -> list[str]:
    """Return the words of a plot that say something about it, cut to the stored length."""
    words = normalize(read_text(doc.get(path))[:10_000]).split()
    distinctive = (word[:MAX_WORD_LENGTH] for word in words if word not in keys.STOP_WORDS)
    return list(dict.fromkeys(distinctive))[:MAX_FILM_WORDS]
