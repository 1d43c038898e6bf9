"""Make the search keys of films, and the dictionary of names and words, match the films."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import changed_fields, in_batches

from ..derived_fields import SOURCE_FIELDS, search_fields
from ..documents import read_names, strip_credit_note
from . import keys
from .facet_names import facet_names
from .keys import FACET, FACETS, PERSON, ROLES, TITLE_WORD, WORD, normalize

BATCH_SIZE = 500
FILMS_TO_COMPARE = 100
# A word that only plots have counts when several do, so that their misprints do not.
MIN_PLOTS = 3
Doc = dict[str, Any]
Progress = Callable[[int], None]


class _TermCounts:
    """How many films have each word, and each spelling of a person's name or a facet's value."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        # The words of titles and names, which are kept however few films have them.
        self.always_kept: set[str] = set()
        self.spellings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, film: Mapping[str, Any]) -> None:
        for word in (film.get("search") or {}).get("words", ()):
            if word.isalnum():  # not a title word, prefix or field word: they have a mark
                self.words[word] += 1
            elif word.startswith(TITLE_WORD):
                self.always_kept.update(word.split(TITLE_WORD))
        credited = (name for path in ROLES.values() for name in read_names(film.get(path)))
        names = {normalize(name): name for name in map(strip_credit_note, credited)}
        for key, name in names.items():
            if key and len(name) <= keys.MAX_LENGTH:  # a longer name has no page
                self.spellings[PERSON, key][name] += 1
            self.always_kept.update(word[: keys.MAX_WORD_LENGTH] for word in key.split())
        for field, path in FACETS.items():
            values = read_names(film.get(path))
            for key, value in {keys.field_word(field, value): value for value in values}.items():
                self.spellings[FACET, key][value] += 1

    def terms(self) -> Iterator[Doc]:
        for (kind, key), spellings in self.spellings.items():
            name, _ = min(spellings.items(), key=lambda item: (-item[1], item[0]))
            films = spellings.total()
            if kind == FACET:
                values = list(dict.fromkeys(facet_names(key.partition(":")[0], name)))
                yield _term(kind, key, films, values, name=name, starts=values)
            else:
                words = key[: keys.MAX_LENGTH].split()
                starts = ["".join(words[at:]) for at in range(min(len(words), 4))]
                begins = keys.prefixes(starts)
                yield _term(kind, key, films, starts[:1], name=name, starts=starts, begins=begins)
        for word, films in self.words.items():
            if word in self.always_kept or films >= MIN_PLOTS:
                yield _term(WORD, word, films, [word])


def _term(kind: str, key: str, films: int, names: Iterable[str], **others: Any) -> Doc:
    """Return an entry of the dictionary that is found by each of these names."""
    found_by = [k for n in names for k in (keys.exact_key(kind, n), *keys.partition_keys(n, kind))]
    return {"_id": f"{kind}:{key}", "kind": kind, "films": films, "keys": found_by, **others}


@dataclass(frozen=True, slots=True)
class DictionaryChanges:
    """How many terms a rebuild wrote, deleted and left as they were."""

    written: int
    deleted: int
    unchanged: int


def needs_reindexing() -> bool:
    """Return whether films have no keys (`title_keys`), or those of an older release.

    Or there are films and no dictionary. Of the keys a few films are compared (`_id_`).
    """
    films, terms = mongo.movies(), mongo.search_terms()
    if films.find_one({"search.keys": None}, {"_id": 1}):
        return True
    fields = dict.fromkeys((*SOURCE_FIELDS, "search"), 1)
    some = films.find({}, fields).sort("_id", 1).limit(FILMS_TO_COMPARE)
    if any(search_fields(film) != film["search"] for film in some):
        return True
    value = terms.find_one({"_id": {"$gte": f"{FACET}:", "$lt": f"{FACET};"}}, {"_id": 1})
    return value is None and films.estimated_document_count() > 0


def reindex_films(progress: Progress) -> int:
    """Update the keys that differ from those of the films' facts; return how many films changed."""
    changed = 0
    for films in _batches_of_films((*SOURCE_FIELDS, "search"), progress):
        writes = [
            UpdateOne({"_id": film["_id"]}, {"$set": {"search": fields}})
            for film in films
            if (fields := search_fields(film)) != film.get("search")
        ]
        if writes:
            changed += mongo.movies().bulk_write(writes, ordered=False).modified_count
    return changed


def rebuild_dictionary(progress: Progress = lambda _: None) -> DictionaryChanges:
    """Make the dictionary match the films; what matches already is not written again."""
    counts, dictionary = _TermCounts(), mongo.search_terms()
    for films in _batches_of_films((*ROLES.values(), *FACETS.values(), "search.words"), progress):
        for film in films:
            counts.add(film)
    written = unchanged = 0
    present: set[str] = set()
    for terms in in_batches(counts.terms(), BATCH_SIZE):
        ids = [term["_id"] for term in terms]
        present.update(ids)
        stored = {d["_id"]: d for d in dictionary.find({"_id": {"$in": ids}})}
        changed = [term for term in terms if changed_fields(term, stored.get(term["_id"], {}))]
        if changed:
            writes = [ReplaceOne({"_id": term["_id"]}, term, upsert=True) for term in changed]
            dictionary.bulk_write(writes, ordered=False)
        written, unchanged = written + len(changed), unchanged + len(terms) - len(changed)
    stored_ids = (term["_id"] for term in dictionary.find({}, {"_id": 1}))
    others = [term_id for term_id in stored_ids if term_id not in present]
    for batch in in_batches(others, BATCH_SIZE):
        dictionary.delete_many({"_id": {"$in": batch}})
    return DictionaryChanges(written, len(others), unchanged)


def update_dictionary(before: Doc | None, after: Doc | None, *, session: ClientSession) -> None:
    """Within the transaction that changes a film, count its names and words again (index `_id_`).

    None is a film that is not there. An entry without films is deleted, so that no suggestion leads
    to a name that nobody has.
    """
    lost, gained = _terms_of(before), _terms_of(after)
    gone, new = lost.keys() - gained.keys(), gained.keys() - lost.keys()
    writes = [UpdateOne({"_id": term_id}, {"$inc": {"films": -1}}) for term_id in gone]
    for term_id in new:
        entry = {name: value for name, value in gained[term_id].items() if name != "films"}
        update = {"$inc": {"films": 1}, "$setOnInsert": entry}
        writes.append(UpdateOne({"_id": term_id}, update, upsert=True))
    if writes:
        mongo.search_terms().bulk_write(writes, session=session)
    if gone:
        without_films = {"_id": {"$in": list(gone)}, "films": {"$lte": 0}}
        mongo.search_terms().delete_many(without_films, session=session)


def _terms_of(film: Doc | None) -> dict[str, Doc]:
    counts = _TermCounts()
    if film:
        counts.add(film)
    return {term["_id"]: term for term in counts.terms()}


def _batches_of_films(fields: tuple[str, ...], progress: Progress) -> Iterator[list[Doc]]:
    films = mongo.movies().find({}, dict.fromkeys(fields, 1)).sort("_id", 1)
    for batch in in_batches(films, BATCH_SIZE):
        yield batch
        progress(len(batch))
