"""Searches by programs: phrases and names in single fields, and films by what a text is about.

Words lead to candidates by an index; the fields themselves are then compared. Of common words the
`MAX_READ` most popular films are compared, or of full plots any so many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.shared_reads import shared_read
from mflix_site.text import get_path

from ..documents import read_names, read_text, strip_credit_note
from ..queries import catalogue_size
from . import candidates
from .candidates import FILMS, POPULAR, Query, run_queries
from .engine import search
from .keys import MAX_LENGTH, MAX_WORD_LENGTH, STOP_WORDS, WORD, edit_distance, normalize
from .parsing import MAX_WORDS, tokenize

PHRASE_FIELDS = {"plot": "search.words", "fullplot": "search.fullplot"}
NAME_FIELDS = ("directors", "writers", "cast")
FIELDS = (*PHRASE_FIELDS, *NAME_FIELDS)
MAX_READ, MAX_VARIANTS, MAX_DICTIONARY = 1000, 30, 20_000
# How many words of a text are looked up, and of each how many films.
MAX_RARE, MAX_BY_WORD = 6, 200
# A name's word may have one typo after these letters.
EXACT_PREFIX_LENGTH = 2
PROJECTION = {**dict.fromkeys(FIELDS, 1), "ranks.popularity": 1}
Doc = Mapping[str, Any]
Fields = tuple[tuple[str, str], ...]  # fields and what was typed for them


@dataclass(frozen=True, slots=True)
class Clause:
    """What one field must have: for each word the spellings that will do."""

    field: str
    words: tuple[str, ...]
    spellings: tuple[frozenset[str], ...]

    def conditions(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the paths that an index has, and of each word what it may be there."""
        path = PHRASE_FIELDS.get(self.field, "search.words")
        for word, spellings in zip(self.words, self.spellings, strict=True):
            if self.field in NAME_FIELDS or word not in STOP_WORDS:
                yield path, spellings

    def matches(self, doc: Doc) -> bool:
        """Return whether the field itself has the phrase, or all words of a name."""
        if self.field in PHRASE_FIELDS:
            return f" {' '.join(self.words)} " in f" {normalize(read_text(doc.get(self.field)))} "
        names = map(strip_credit_note, read_names(doc.get(self.field)))
        stored = {word for name in names for word in normalize(name).split()}
        return all(stored & spellings for spellings in self.spellings)


@shared_read
def find_by_fields(fields: Fields, *, every: bool) -> Sequence[ObjectId]:
    """Return the films in which every field, or any, has what was typed for it.

    Those with the most fields come first, then the most popular.
    """
    clauses, films = _clauses(fields)
    parts = [clauses] if every else [[clause] for clause in clauses]
    rows = run_queries({at: _candidates_query(part, films) for at, part in enumerate(parts)})
    docs = {doc["_id"]: doc for some in rows.values() for doc in some}
    scored = ((sum(clause.matches(doc) for clause in clauses), doc) for doc in docs.values())
    least = len(clauses) if every else 1
    ranked = [(n, _popularity(doc), doc["_id"]) for n, doc in scored if n >= least]
    return [movie_id for *_, movie_id in sorted(ranked, reverse=True)]


find_with_all, find_with_any = (partial(find_by_fields, every=every) for every in (True, False))


def _popularity(doc: Doc) -> float:
    return get_path(doc, "ranks.popularity") or 0


def _clauses(fields: Fields) -> tuple[list[Clause], dict[str, int]]:
    """Return the clauses of the fields, and how many films have each of their words."""
    typed = {name: normalize(text[:MAX_LENGTH]).split()[:MAX_WORDS] for name, text in fields}
    cut = {name: tuple(word[:MAX_WORD_LENGTH] for word in typed[name]) for name in typed}
    near = _similar_words({w for name in NAME_FIELDS for w in cut.get(name, ())})
    clauses = []
    for name, words in cut.items():
        spellings = (near[w] if name in NAME_FIELDS else frozenset([w]) for w in words)
        clauses.append(Clause(name, words, tuple(spellings)))
    return clauses, _films_per_word({w for c in clauses for ws in c.spellings for w in ws})


def _similar_words(words: set[str]) -> dict[str, frozenset[str]]:
    """Return each word with itself and the words it may be a misspelling of (index `_id_`)."""
    near: dict[str, frozenset[str]] = {}
    for word in words:
        known: Any = ()
        if len(word) > EXACT_PREFIX_LENGTH:
            same_start = {"_id": candidates.within(f"{WORD}:{word[:EXACT_PREFIX_LENGTH]}")}
            known = mongo.search_terms().find(same_start, {"_id": 1}, limit=MAX_DICTIONARY)
        others = (term["_id"].removeprefix(f"{WORD}:") for term in known)
        similar = [w for w in others if edit_distance(w, word, 1) <= 1]
        near[word] = frozenset([word, *similar[:MAX_VARIANTS]])
    return near


def _films_per_word(words: Iterable[str]) -> dict[str, int]:
    """Return how many films have each word, of those in the dictionary."""
    query = candidates.terms_with_keys_query(candidates.word_keys(words))
    return candidates.films_per_word(run_queries({"": query})[""])


def _candidates_query(clauses: Sequence[Clause], films: Mapping[str, int]) -> Query:
    """Return the query for films that have all the words somewhere (`words`, `fullplot`).

    The rarest word comes first: its films are read. What the dictionary lacks is rarer still.
    """
    conditions = [row for clause in clauses for row in clause.conditions()]
    if not conditions or not all(list(clause.conditions()) for clause in clauses):
        return candidates.NOTHING
    conditions.sort(key=lambda row: sum(films.get(word, 0) for word in row[1]))
    first, *rest = ({path: {"$in": sorted(words)}} for path, words in conditions)
    # The index of full plots has no order: every change of a rank would rewrite its many entries.
    order = [{"$sort": POPULAR}] if PHRASE_FIELDS["plot"] in first else []
    stages: list[dict[str, Any]] = [{"$match": first}, *order, {"$limit": MAX_READ}]
    if rest:
        stages.append({"$match": {"$and": rest}})
    return FILMS, [*stages, {"$project": PROJECTION}]


def find_by_meaning(text: str, limit: int) -> Sequence[tuple[ObjectId, float]]:
    """Return films that have most of a text's words, with scores (indexes `words`, `_id_`).

    A word weighs log(1 + all films / films with it). A film's score is the share of the text's
    weight that its own words make up: 1 where it has them all. Of the same score, what the site's
    search ranks first comes first.
    """
    words = [word for word in dict.fromkeys(tokenize(text).terms) if word not in STOP_WORDS]
    if not words:
        return []
    ranked = search(text).ids
    films, catalogue = _films_per_word(words), catalogue_size()
    weights = {word: log(1 + catalogue / max(films.get(word, 1), 1)) for word in words}
    rarest = sorted(words, key=lambda word: -weights[word])[:MAX_RARE]
    has = {"$setIntersection": ["$search.words", {"$literal": words}]}
    project = {"$project": {"has": has, "ranks.popularity": 1}}
    of_word: list[dict[str, Any]] = [{"$sort": POPULAR}, {"$limit": MAX_BY_WORD}, project]
    queries = {w: (FILMS, [{"$match": {"search.words": w}}, *of_word]) for w in rarest}
    rows = run_queries({**queries, "": (FILMS, [{"$match": {"_id": {"$in": ranked}}}, project])})
    docs = {doc["_id"]: doc for same in rows.values() for doc in same}
    place = {movie_id: at for at, movie_id in enumerate(ranked)}
    total = sum(weights.values())
    of_film = {key: sum(map(weights.__getitem__, doc["has"])) for key, doc in docs.items()}
    scores = {key: round(weight / total, 4) for key, weight in of_film.items()}

    def order(key: ObjectId) -> tuple[Any, ...]:
        return (-scores[key], place.get(key, len(place)), -_popularity(docs[key]), key)

    return [(key, scores[key]) for key in sorted(docs, key=order)[:limit]]
