"""Indexes, validators and options of others that would refuse or delete what the site writes.

`sample_mflix`, for example, has a unique index on `sessions.user_id`, a field that ours have not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .client import database
from .collections import WRITE_CONCERNS, collection, translate_errors
from .index_definitions import INDEXES
from .validators import SCHEMAS

OWN = {(index.collection, index.name) for index in INDEXES}
# MongoDB indexes one list a document at most, and no list by its hash or as a place.
LISTS = {
    *("genres", "countries", "languages", "cast", "directors", "writers", "person_keys", "kinds"),
    *("search.keys", "search.begins", "search.words", "keys", "begins", "reasons", "words"),
}


@dataclass(frozen=True, slots=True)
class ForeignRule:
    """An index, or a validator or option (an empty name), and what it does to our writes."""

    collection: str
    name: str
    harm: str
    is_droppable: bool = True

    @property
    def sentence(self) -> str:
        if not self.is_droppable:
            return f"{self.collection} {self.harm}: replace it with an ordinary collection."
        kind, name = ("index", f".{self.name}") if self.name else ("validator of", "")
        return f"{kind} {self.collection}{name}: not ours, {self.harm}."

    def drop(self) -> None:
        if self.name:
            collection(self.collection).drop_index(self.name)
        else:
            with translate_errors():
                database().command("collMod", self.collection, validator={})


def find_foreign_rules() -> list[ForeignRule]:
    with translate_errors():
        present = list(database().list_collections())
    ours = (info for info in present if info["name"] in WRITE_CONCERNS)
    return [rule for info in sorted(ours, key=lambda info: info["name"]) for rule in _rules(info)]


def _rules(info: Mapping[str, Any]) -> Iterator[ForeignRule]:
    name, options = info["name"], info.get("options", {})
    if info.get("type", "collection") != "collection":
        yield ForeignRule(name, "", f"is a {info['type']}, not a collection", is_droppable=False)
        return
    if options.get("capped"):
        yield ForeignRule(name, "", "is capped, and loses its oldest documents", is_droppable=False)
    if options.get("validator") and name not in SCHEMAS:
        yield ForeignRule(name, "", "may refuse our documents")
    for index, stored in collection(name).index_information().items():
        if index != "_id_" and (name, index) not in OWN and (harm := _harm(stored)):
            yield ForeignRule(name, index, harm)


def _harm(stored: Mapping[str, Any]) -> str:
    """Return what an index does to documents that know nothing of it; empty if nothing."""
    keys = dict(stored["key"])
    fields, lists = " and ".join(keys), LISTS & keys.keys()
    if "expireAfterSeconds" in stored:
        return f"deletes documents some time after their {fields}"
    if stored.get("unique") and "_id" not in keys:
        return f"refuses a second document with the same {fields}, or without any"
    if len(lists) > 1 or (lists and {"hashed", "2d", "2dsphere"} & set(map(str, keys.values()))):
        return f"refuses documents with lists in {' and '.join(sorted(lists))}"
    return ""
