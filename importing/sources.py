"""The files to import at a path, recognised by their names, in the order in which to read them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mflix_site.errors import Problem

FILE_NAME = re.compile(r"(?:.*\.)?([a-z]+)\.(json|jsonl|ndjson|bson)(?:\.gz)?", re.IGNORECASE)
DUMP_FOLDER = "sample_mflix"
# Comments refer to users and movies, so these come first.
IMPORTED = ("users", "movies", "comments")
IGNORED: Mapping[str, str] = {
    "sessions": "nobody stays logged in across an import",
    "theaters": "the site shows no theaters",
}


class CannotImport(Problem):
    """The path holds nothing that can be imported; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the collection that it holds."""

    path: Path
    collection: str

    @property
    def is_bson(self) -> bool:
        return ".bson" in self.path.name.lower()

    @property
    def is_compressed(self) -> bool:
        return self.path.suffix.lower() == ".gz"


# The files to read, in order, and the names of those ignored, each with the reason.
Sources = tuple[list[Source], list[tuple[str, str]]]


def find_sources(path: Path) -> Sources:
    """Return the files at a path, which may be a file, a folder, or the folder of a dump."""
    if path.is_file():
        return _select([path], strict=True)
    if not path.is_dir():
        raise CannotImport(f"There is no file or folder at {path}.")
    for folder in filter(Path.is_dir, (path, path / DUMP_FOLDER)):
        try:
            files = sorted(file for file in folder.iterdir() if file.is_file())
        except OSError as error:
            raise CannotImport(f"{folder} cannot be read: {error.strerror}.") from error
        sources = _select(files, strict=False)
        if sources[0]:
            return sources
    raise CannotImport(
        f"{path} holds no file to import: "
        f"{', '.join(IMPORTED)} as .json, .jsonl or .bson, or the same with .gz."
    )


def _select(files: Sequence[Path], *, strict: bool) -> Sources:
    chosen: list[Source] = []
    ignored: list[tuple[str, str]] = []
    for file in files:
        match = FILE_NAME.fullmatch(file.name)
        collection = match[1].lower() if match else ""
        if collection in IMPORTED:
            chosen.append(Source(file, collection))
        elif collection in IGNORED:
            ignored.append((file.name, IGNORED[collection]))
        elif strict:
            raise CannotImport(
                f"{file.name} is none of ours: the name must be that of a collection "
                f"({', '.join((*IMPORTED, *IGNORED))}) with .json, .jsonl or .bson, and .gz if "
                "compressed."
            )
        elif ".metadata." not in file.name:
            ignored.append((file.name, "its name is not that of a collection"))
    chosen.sort(key=lambda source: (IMPORTED.index(source.collection), source.path.name))
    return chosen, ignored
