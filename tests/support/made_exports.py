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
        found = counts["matched"] + counts["offered"]
        return 100 * found / max(counts["to match"], 1)


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
            assert (row.file, row.number) not in read, f"{row} is there twice"
            read[row.file, row.number] = row, match
    for said in truth[part]:
        name = said["file"].removeprefix(f"{part}/")
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
    place = f"{said['file']} row {said['row']} {said['title']!r}"
    if said["expect"] == "ignore":
        if row:
            verdict.faults.append(f"{place}: read, though {said['why']}")
        return
    if row is None or match is None:
        verdict.faults.append(f"{place}: lost")
        return
    _count(said, match, verdict)
    if fault := _fault(said, match):
        verdict.faults.append(f"{place} ({said['why']}): {fault}")
    if not row.skip_reason:
        verdict.faults += [f"{place}: {fault}" for fault in _wrong_values(said["values"], row)]


def _count(said: Truth, match: Match, verdict: Verdict) -> None:
    if said["expect"] == "match":
        names = {"match": "matched", "choose": "offered"}
        is_there = bool(set(map(str, match.films)) & set(said["films"]))
        name = names.get(match.outcome, "neither") if is_there else "neither"
        verdict.counts.update(["to match", name])
    else:
        verdict.counts[f"no film: {match.outcome}"] += 1


def _fault(said: Truth, match: Match) -> str:
    films, meant = set(map(str, match.films)), set(said["films"])
    if match.outcome == "match" and not (films & meant and said["expect"] == "match"):
        return "matched with the wrong film"
    if match.outcome not in (said["expect"], *said["also_ok"]):
        return f"{match.outcome}, not {said['expect']}"
    if match.outcome == said["expect"] == "choose" and not meant <= films:
        return "not all are offered"
    return ""


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
