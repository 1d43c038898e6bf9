"""What the test database holds: compared by hash, filled once a process, and put back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database

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

    def restore(self, filler: Filler | None) -> Any:
        """Leave in the database what the filler stores, nothing else; return what it returned."""
        if filler not in self.states:
            self._replace(StoredState(None, {}, {}))
            self.states[filler] = self._read(filler() if filler else None)
        self._replace(self.states[filler])
        return self.states[filler].returned

    def _read(self, returned: Any) -> StoredState:
        hashes = collection_hashes(self.database)
        documents = {name: list(self.raw[name].find().sort("_id", 1)) for name in hashes}
        return StoredState(returned, hashes, documents)

    def _replace(self, state: StoredState) -> None:
        for name, stored in collection_hashes(self.database).items():
            if stored != state.hashes.get(name):
                self.raw[name].delete_many({})
                if documents := state.documents.get(name):
                    self.raw[name].insert_many(documents)
