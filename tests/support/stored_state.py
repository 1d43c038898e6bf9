"""What the test database holds: compared by hash, filled once a process, and put back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteMany, ReplaceOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

Filler = Callable[[], Any]
# What fills the database for a test, by the name of the fixture that it uses.
FILLERS: dict[str, Filler] = {}
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


@dataclass(frozen=True, slots=True)
class StoredState:
    """What a filler returned, and all the documents that it stored."""

    returned: Any
    hashes: Mapping[str, str]
    documents: Mapping[str, list[RawBSONDocument]]


def filled_once(filler: Filler) -> Any:
    """Make a fixture of a function that fills the empty database; it runs once a process.

    A test that uses the fixture begins with what the function stored, and gets what it returned.
    """
    name = filler.__name__
    assert name not in FILLERS, f"two fixtures that fill the database are named {name}"
    FILLERS[name] = filler

    @pytest.fixture(name=name)
    def filled(database: Any, start_state: Any) -> Any:
        return start_state

    return filled


def collection_hashes(database: Database[Any], *left_out: str) -> dict[str, str]:
    """Return MongoDB's own hash of every collection's documents."""
    hashes = database.command("dbHash")["collections"]
    return {name: value for name, value in hashes.items() if name not in left_out}


class StoredStates:
    """Brings one database to the states that fillers leave, each of which runs only once."""

    def __init__(self, database: Database[Any]) -> None:
        self.database = database
        self.raw = database.client.get_database(database.name, codec_options=RAW)
        self.states: dict[Filler | None, StoredState] = {}
        self.last = StoredState(None, {}, {})

    def restore(self, filler: Filler | None) -> Any:
        """Leave in the database what the filler stores, nothing else; return what it returned."""
        if filler not in self.states:
            self.write(StoredState(None, {}, {}))
            self.states[filler] = self.read(filler() if filler else None)
        self.write(self.states[filler])
        return self.states[filler].returned

    def read(self, returned: Any) -> StoredState:
        """Return all that is stored, to be written again later.

        What has not changed since the last state was read or written is not read again.
        """
        hashes = collection_hashes(self.database)
        documents = {name: self._documents(name, hashes[name]) for name in hashes}
        self.last = StoredState(returned, hashes, documents)
        return self.last

    def write(self, state: StoredState) -> None:
        """Leave in the database what a state holds, nothing else."""
        for name, stored in collection_hashes(self.database).items():
            if stored != state.hashes.get(name):
                self._restore(name, state.documents.get(name, []))
        self.last = state

    def _documents(self, name: str, stored: str) -> list[RawBSONDocument]:
        if self.last.hashes.get(name) == stored:
            return self.last.documents[name]
        return list(self.raw[name].find().sort("_id", 1))

    def _restore(self, name: str, wanted: list[RawBSONDocument]) -> None:
        """Leave these documents in a collection, in their order.

        Only what differs is written: each film has entries in many indexes.
        """
        changed = {_id_of(doc): doc for doc in wanted}
        stored = {_id_of(doc): doc for doc in self.raw[name].find()} if wanted else {}
        if wanted and changed.keys() <= stored.keys():
            others = [doc["_id"] for key, doc in stored.items() if key not in changed]
            replaced = [
                ReplaceOne({"_id": doc["_id"]}, doc)
                for key, doc in changed.items()
                if stored[key].raw != doc.raw
            ]
            try:
                self.raw[name].bulk_write([DeleteMany({"_id": {"$in": others}}), *replaced])
                return
            except BulkWriteError:  # two documents have exchanged what is unique
                pass
        self.raw[name].delete_many({})
        if wanted:
            self.raw[name].insert_many(wanted)


def _id_of(doc: RawBSONDocument) -> Any:
    return doc["_id"].raw if isinstance(doc["_id"], RawBSONDocument) else doc["_id"]
