"""Which files of a path hold what, known from their names, in the order that they are needed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mflix_site.errors import Problem

NAME = re.compile(r"(?:.*\.)?([a-z]+)\.(json|jsonl|ndjson|bson)(?:\.gz)?", re.IGNORECASE)
DUMPED = "sample_mflix"
# Reviews find their authors and films, so these come first.
IMPORTED = ("users", "movies", "comments")
LEFT_OUT: Mapping[str, str] = {
    "sessions": "nobody stays logged in across an import",
    "theaters": "the site shows no theaters",
}


class CannotImport(Problem):
    """The path holds nothing that can be brought in; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the collection that it holds."""

    path: Path
    collection: str

    @property
    def is_bson(self) -> bool:
        """Tell whether it is a dump."""
        return ".bson" in self.path.name.lower()

    @property
    def is_zipped(self) -> bool:
        """Tell whether it is compressed."""
        return self.path.suffix.lower() == ".gz"


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, in order, and those left out with the reason."""

    chosen: Sequence[Source]
    left_out: Sequence[tuple[str, str]]


def find_sources(path: Path) -> Sources:
    """Find what there is to import at a path: a file, a folder, or the folder of a dump."""
    if path.is_file():
        return _sorted([path], strict=True)
    if not path.is_dir():
        raise CannotImport(f"There is no file or folder at {path}.")
    for folder in (path, path / DUMPED):
        found = _sorted(_files(folder), strict=False) if folder.is_dir() else None
        if found and found.chosen:
            return found
    raise CannotImport(
        f"{path} holds no file to import: "
        f"{', '.join(IMPORTED)} as .json, .jsonl or .bson, or the same with .gz."
    )


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError as error:
        raise CannotImport(f"{folder} cannot be read: {error.strerror}.") from error


def _sorted(files: Sequence[Path], *, strict: bool) -> Sources:
    chosen, left_out = [], []
    for file in files:
        collection = collection_of(file.name)
        if collection in IMPORTED:
            chosen.append(Source(file, collection))
        elif collection in LEFT_OUT:
            left_out.append((file.name, LEFT_OUT[collection]))
        elif strict:
            raise CannotImport(_stranger(file.name))
        elif ".metadata." not in file.name:
            left_out.append((file.name, "its name is none of ours"))
    chosen.sort(key=lambda source: (IMPORTED.index(source.collection), source.path.name))
    return Sources(chosen, left_out)


def collection_of(name: str) -> str:
    """Give the collection in a file's name: of `movies.json`, `sample_mflix.movies.bson.gz`."""
    found = NAME.fullmatch(name)
    return found[1].lower() if found else ""


def _stranger(name: str) -> str:
    return (
        f"{name} is none of ours: the name must be that of a collection "
        f"({', '.join((*IMPORTED, *LEFT_OUT))}) with .json, .jsonl or .bson, and .gz if compressed."
    )
