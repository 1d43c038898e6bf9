"""Zip archives as hostile input: exact limits, members read as streams, nothing unpacked."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from mflix_site.text import clean_line

from .documents import ReadError

MAX_UPLOAD, MAX_MEMBER, MAX_TOTAL = 64 << 20, 128 << 20, 256 << 20
MAX_MEMBERS, MAX_NAME = 5000, 300
# Small files may be compressed as well as they like.
MAX_RATIO, RATIO_MATTERS_FROM = 200, 4 << 20
READABLE = (".csv", ".json", ".txt", ".tsv")
# What a member took back or lost, and what packing programs leave behind.
IGNORED_FOLDERS = frozenset(("deleted", "orphaned", "__macosx"))
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


def files_in_archive(upload: BinaryIO) -> list[SourceFile]:
    """Return the readable files of an archive; raise ReadError for one past the limits."""
    try:
        archive = zipfile.ZipFile(upload)
        members = archive.infolist()
    except ZIP_ERRORS as error:
        raise ReadError(_("This ZIP file is damaged. Download your export again.")) from error
    _check_limits(members)
    named = {_clean_name(member.filename): member for member in members if not member.is_dir()}
    if any(name.lower() == SPREADSHEET_MARKER for name in named):
        raise ReadError(_("This is a spreadsheet. Save it as a CSV file, and upload that."))
    wanted = {name: member for name, member in named.items() if _is_readable(name)}
    if not wanted:
        raise ReadError(_empty_sentence(named))
    folder = _common_folder(wanted)
    budget = _Budget(MAX_TOTAL)
    return [
        SourceFile(name[len(folder) :], _opener(archive, member, budget))
        for name, member in wanted.items()
    ]


def _check_limits(members: list[zipfile.ZipInfo]) -> None:
    too_large = ReadError(_("This ZIP file holds more than an export would. It wasn't read."))
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > 4 * MAX_TOTAL:
        raise too_large
    for member in members:
        if member.flag_bits & 1:
            raise ReadError(_("This ZIP file has a password. Upload one without."))
        is_bomb = member.file_size > max(member.compress_size, 1) * MAX_RATIO
        if is_bomb and member.file_size > RATIO_MATTERS_FROM:
            raise too_large


def _clean_name(name: str) -> str:
    return clean_line(name.replace("\\", "/"))


def _is_readable(name: str) -> bool:
    *folders, base = name.lower().split("/")
    is_unsafe = len(name) > MAX_NAME or name.startswith("/") or ".." in folders or ":" in name
    is_hidden = base.startswith((".", "_")) or not IGNORED_FOLDERS.isdisjoint(folders)
    return base.endswith(READABLE) and not is_unsafe and not is_hidden


def _empty_sentence(names: dict[str, zipfile.ZipInfo]) -> str:
    if any(name.lower().endswith((".zip", ".7z", ".rar", ".gz")) for name in names):
        return _("This ZIP file holds another archive. Unpack it, and upload the one inside.")
    return _("There's nothing in this ZIP file that we recognise as an export.")


def _common_folder(names: dict[str, zipfile.ZipInfo]) -> str:
    """Return the folders that all names begin with, but for those that exports have themselves."""
    parts = [name.split("/")[:-1] for name in names]
    common: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1 or level[0].lower() in ("lists", "likes"):
            break
        common.append(level[0])
    return "".join(f"{folder}/" for folder in common)


class _Budget:
    """How many bytes may still be unpacked, whatever the archive says of its sizes."""

    def __init__(self, size: int) -> None:
        self.left = size


class _BoundedReader(io.RawIOBase):
    """A member's bytes, up to the limits."""

    def __init__(self, stream: BinaryIO, budget: _Budget) -> None:
        self._stream, self._budget, self._left = stream, budget, MAX_MEMBER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except ZIP_ERRORS as error:
            raise ReadError(_("This ZIP file is damaged. Download your export again.")) from error
        self._left -= len(data)
        self._budget.left -= len(data)
        if self._left < 0 or self._budget.left < 0:
            raise ReadError(_("This ZIP file holds more than an export would. It wasn't read."))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _opener(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: _Budget
) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        try:
            stream = cast(BinaryIO, archive.open(member))
        except ZIP_ERRORS as error:
            raise ReadError(_("This ZIP file is damaged. Download your export again.")) from error
        return cast(BinaryIO, io.BufferedReader(_BoundedReader(stream, budget), 1 << 16))

    return open_member


def iterate_chunks(file: SourceFile, size: int = 1 << 16) -> Iterator[bytes]:
    with file.open() as stream:
        while chunk := stream.read(size):
            yield chunk
