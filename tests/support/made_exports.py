"""Exports made with the truth about each of their rows, and what we make of them."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from importing.personal.documents import Match, Row
from importing.personal.matching import match_rows
from importing.personal.readers import read_upload
from tests.support.sample import REAL

MAKER = REAL.parents[1] / "acceptance" / "exports" / "make_exports.py"
needs_maker = pytest.mark.skipif(
    not (MAKER.is_file() and REAL.is_dir()),
    reason=f"NOTHING AT {MAKER} MAKES EXPORTS: reading and matching them goes untested",
)
PARTS = ("letterboxd", "imdb", "trakt", "extra")
BATCH = 500
VALUES = {"date": "day", "rating": "rating", "rewatch": "rewatch", "position": "position"}
Truth = dict[str, Any]


@dataclass
class Verdict:
    """What became of the rows of a part, and each fault in words."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share of the rows to be matched that are matched or offered, in percent."""
        counts = self.counts
        return 100 * (counts["matched"] + counts["offered"]) / max(counts["to match"], 1)


def make_exports(seed: int, folder: Path) -> tuple[Path, Truth]:
    """Make the exports of a seed; return their folder and the truth."""
    command = [sys.executable, str(MAKER), str(seed), str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    made = folder / "visible"
    return made, json.loads((made / "truth.json").read_text())


def judge(folder: Path, truth: Truth, part: str) -> Verdict:
    """Read and match the files of a part, and compare every row with the truth."""
    zone = truth["after"]["trakt"]["zone"]
    verdict, read = Verdict(), {}
    for file in _files(folder, truth["seed"], part):
        for row, match in read_and_match(file, zone):
            name = row.file.removesuffix(".json") if part == "trakt" else row.file
            assert (name, row.row) not in read, f"{name} row {row.row} is there twice"
            read[name, row.row] = row, match
    for said in truth[part]:
        name = said["file"].removeprefix(f"{part}/")
        name = name.removesuffix(".json") if part == "trakt" else name
        row, match = read.get((name, said["row"]), (None, None))
        verdict.counts["rows"] += 1
        _compare(said, row, match, verdict)
    return verdict


def read_and_match(file: Path, zone: str = "UTC") -> Iterator[tuple[Row, Match]]:
    """Yield each row of an export with its match, read in batches."""
    with file.open("rb") as upload:
        rows = read_upload(upload, file.name, zone=zone)
        while batch := list(islice(rows, BATCH)):
            yield from zip(batch, match_rows(batch), strict=True)


def _files(folder: Path, seed: int, part: str) -> list[Path]:
    if part in ("imdb", "extra"):
        return sorted((folder / part).iterdir())
    names = {"letterboxd": f"letterboxd-viewer-{seed}.zip", "trakt": "trakt-export.zip"}
    return [folder / names[part]]


def _compare(said: Truth, row: Row | None, match: Match | None, verdict: Verdict) -> None:
    counts, place = verdict.counts, f"{said['file']} row {said['row']} {said['title']!r}"
    if said["expect"] == "ignore":
        if row:
            verdict.faults.append(f"{place}: read, though {said['why']}")
        return
    if row is None or match is None:
        verdict.faults.append(f"{place}: lost")
        return
    films = [str(film) for film in match.films]
    offered = bool(set(films) & set(said["films"]))
    counts["to match"] += said["expect"] == "match"
    counts["matched"] += said["expect"] == "match" and match.outcome == "match"
    counts["offered"] += said["expect"] == "match" and match.outcome == "choose" and offered
    counts[f"no film ({match.outcome})"] += said["expect"] not in ("match",)
    if match.outcome == "match" and not (offered and said["expect"] == "match"):
        verdict.faults.append(f"{place} ({said['why']}): matched with the wrong film")
    elif match.outcome not in (said["expect"], *said["also_ok"]):
        verdict.faults.append(f"{place} ({said['why']}): {match.outcome}, not {said['expect']}")
    elif match.outcome == "choose" and said["expect"] == "choose" and not set(said["films"]) <= set(films):
        verdict.faults.append(f"{place} ({said['why']}): not all are offered")
    elif match.outcome == "not_found" and said["expect"] == "match":
        counts["not offered"] += 1
        verdict.counts[f"  {said['why']}"] += 1
    if not row.skip_reason:
        verdict.faults += [f"{place}: {fault}" for fault in _wrong_values(said["values"], row)]


def _wrong_values(values: Truth, row: Row) -> Iterator[str]:
    for name, attribute in VALUES.items():
        is_loose = name == "date" and "date_tolerance_days" in values
        is_rank = name == "position" and row.kind == "wanted"
        if name in values and getattr(row, attribute) != values[name] and not (is_loose or is_rank):
            yield f"{name} {getattr(row, attribute)!r}, not {values[name]!r}"
    if "tags" in values and sorted(row.tags) != sorted(values["tags"]):
        yield f"tags {row.tags}"
    if "review" in values and row.text.split() != values["review"].split():
        yield f"text {row.text!r}"
    if "note" in values and row.note != values["note"]:
        yield f"note {row.note!r}"
