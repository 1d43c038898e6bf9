"""What came of an import or an adoption: counted as it goes, and said at the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mflix_site.mongo.bulk_writes import BulkResult
from reviews.recounting import Recount

# Files may hold millions of broken lines: so many are told one by one, the others counted.
TOLD = 100


@dataclass(slots=True)
class Part:
    """The count of one file or collection."""

    name: str
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    reasons: list[str] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: BulkResult, places: Sequence[str]) -> None:
        """Add a batch; `places` says where each of its documents stood."""
        self.inserted += outcome.inserted
        self.changed += outcome.changed
        self.unchanged += outcome.unchanged
        self.remarks.update(outcome.remarks)
        for index, reason in outcome.skipped.items():
            self.skip(places[index], reason)

    def skip(self, place: str, reason: str) -> None:
        """Count a document that stays out."""
        self.skipped += 1
        if len(self.reasons) < TOLD:
            self.reasons.append(f"{place}: {reason}")

    def lines(self) -> Iterator[str]:
        """Say it."""
        counts = (self.inserted, self.changed, self.unchanged, self.skipped)
        read = f"{sum(counts):,} read"
        named = zip(counts, ("inserted", "changed", "unchanged", "skipped"), strict=True)
        yield f"{self.name}: {read}, " + ", ".join(f"{n:,} {what}" for n, what in named)
        yield from (f"  skipped, {reason}" for reason in self.reasons)
        if self.skipped > len(self.reasons):
            yield f"  skipped: {self.skipped - len(self.reasons):,} more"
        yield from (f"  {number:,} {remark}" for remark, number in sorted(self.remarks.items()))


@dataclass(slots=True)
class Report:
    """The parts in their order, what was left out and why, and the recount after all."""

    dry_run: bool = False
    parts: list[Part] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    sessions_dropped: int = 0
    recount: Recount = field(default_factory=Recount)

    @property
    def changed_nothing(self) -> bool:
        """Tell whether the database is as it was before."""
        wrote = any(part.inserted or part.changed for part in self.parts)
        return not wrote and not self.sessions_dropped and self.recount.changed_nothing

    def lines(self) -> Iterator[str]:
        """Say all of it, and at last whether anything changed."""
        for part in self.parts:
            yield from part.lines()
        for name, reason in self.left_out:
            yield f"{name}: left out, {reason}"
        if self.sessions_dropped:
            yield f"sessions: {self.sessions_dropped:,} of the course's dropped"
        if self.recount.drifted or self.recount.ranked:
            yield (
                f"tallies: {self.recount.drifted:,} of {self.recount.films:,} films counted anew, "
                f"{self.recount.ranked:,} ranked anew"
            )
        yield self._verdict()

    def _verdict(self) -> str:
        if self.changed_nothing:
            return "Nothing would change." if self.dry_run else "Nothing changed."
        return (
            "Dry run: nothing was written; the counts say what would be."
            if self.dry_run
            else "Done."
        )
