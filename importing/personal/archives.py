"""Zip archives as hostile input: exact limits, members read as streams, nothing unpacked."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from mflix_site.text import clean_line

from .documents import ReadError

MAX_UPLOAD, MAX_MEMBER, MAX_TOTAL = 64 << 20, 128 << 20, 256 << 20
MAX_MEMBERS, MAX_NAME = 5000, 300
# Small files may be compressed as well as they like, unless there are many.
MAX_RATIO, RATIO_MATTERS_FROM = 200, 4 << 20
# Reading a line takes as long as that many bytes of a long one.
LINE_COST = 8
READABLE = (".csv", ".json", ".txt", ".tsv")
# What a member took back or lost, and what packing programs leave behind.
IGNORED_FOLDERS = frozenset(("deleted", "orphaned", "__macosx"))
OWN_FOLDERS = ("lists", "likes")  # of exports themselves
SPREADSHEET_MARKER = "[content_types].xml"
ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError, LookupError),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, as often as needed; `name` is its path below the archive's one folder."""

    name: str
    open: Callable[[], BinaryIO]

    def chunks(self, size: int = 1 << 16) -> Iterator[bytes]:
        with self.open() as stream:
            while chunk := stream.read(size):
                yield chunk


class _Stream(io.RawIOBase):
    """A stream of what a function reads: it is called with the most bytes to return."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def buffered(read: Callable[[int], bytes]) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Stream(read), 1 << 16))


def files_in_archive(upload: BinaryIO) -> list[SourceFile]:
    """Return the readable files of an archive; raise ReadError for one past the limits."""
    archive = _Archive(upload)
    named = {
        clean_line(m.filename.replace("\\", "/")): m for m in archive.members if not m.is_dir()
    }
    names = [name.lower() for name in named]
    if SPREADSHEET_MARKER in names:
        raise ReadError(_("This is a spreadsheet. Save it as a CSV file, and upload that."))
    wanted = {name: member for name, member in named.items() if _is_readable(name)}
    if not wanted and any(name.endswith((".zip", ".7z", ".rar", ".gz")) for name in names):
        sentence = _("This ZIP file holds another archive. Unpack it, and upload the one inside.")
        raise ReadError(sentence)
    if not wanted:
        raise ReadError(_("There's nothing in this ZIP file that we recognise as an export."))
    _refuse_bomb(list(wanted.values()))
    start = len(_common_folder([name.split("/")[:-1] for name in wanted]))
    return [SourceFile(name[start:], partial(archive.open, m)) for name, m in wanted.items()]


def _is_readable(name: str) -> bool:
    *folders, base = name.lower().split("/")
    is_unsafe = len(name) > MAX_NAME or name.startswith("/") or ".." in folders or ":" in name
    is_hidden = base.startswith((".", "_")) or not IGNORED_FOLDERS.isdisjoint(folders)
    return base.endswith(READABLE) and not is_unsafe and not is_hidden


def _common_folder(folders: Iterable[list[str]]) -> str:
    """Return the folders that all names begin with, except those of exports themselves."""
    levels = map(set, zip(*folders, strict=False))
    common = takewhile(lambda names: len(names) == 1, levels)
    shared = takewhile(lambda name: name.lower() not in OWN_FOLDERS, (one for (one,) in common))
    return "".join(f"{folder}/" for folder in shared)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except ZIP_ERRORS as error:
        raise ReadError(_("This ZIP file is damaged. Download your export again.")) from error


def _too_large() -> ReadError:
    return ReadError(_("This ZIP file holds more than an export would. It wasn't read."))


def _refuse_bomb(members: Sequence[zipfile.ZipInfo]) -> None:
    """Raise ReadError if a member, or all of them, were compressed as no export can be."""
    sizes = [(member.file_size, member.compress_size) for member in members]
    for size, packed in (*sizes, map(sum, zip(*sizes, strict=True))):
        if size > max(RATIO_MATTERS_FROM, packed * MAX_RATIO):
            raise _too_large()


class _Archive:
    """An archive, and how many bytes of it may still be unpacked, whatever it says of its sizes."""

    def __init__(self, upload: BinaryIO) -> None:
        self.left = MAX_TOTAL
        with _refusing_damage():
            self.zip = zipfile.ZipFile(upload)
            self.members = self.zip.infolist()
        if len(self.members) > MAX_MEMBERS:
            raise _too_large()
        if sum(member.file_size for member in self.members) > 4 * MAX_TOTAL:
            raise _too_large()
        for member in self.members:
            if member.flag_bits & 1:
                raise ReadError(_("This ZIP file has a password. Upload one without."))

    def open(self, member: zipfile.ZipInfo) -> BinaryIO:
        """Return a member's bytes, up to the limits."""
        with _refusing_damage():
            stream = self.zip.open(member)
        left = MAX_MEMBER

        def read(size: int) -> bytes:
            nonlocal left
            with _refusing_damage():
                data = stream.read(size)
            left -= len(data)
            self.left -= len(data) + LINE_COST * (data.count(b"\n") + data.count(b"\r"))
            if left < 0 or self.left < 0:
                raise _too_large()
            return data

        return buffered(read)
