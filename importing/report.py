"""The result of an import or an adoption, counted by file or collection, as lines of text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mflix_site.mongo.bulk_writes import BulkResult
from reviews.recounting import Recount

# Files may have millions of broken lines: this many are listed, the others only counted.
MAX_REASONS = 100
KINDS = ("inserted", "changed", "unchanged", "skipped")


@dataclass(slots=True)
class Part:
    """The counts of one file or collection: inserted, changed, unchanged, skipped."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether no document could be read; others may be skipped for what the site has."""
        return 0 < self.unreadable == self.counts.total()

    @property
    def is_empty(self) -> bool:
        return not self.counts.total()

    def add(self, result: BulkResult, places: Sequence[str]) -> None:
        self.counts.update({kind: getattr(result, kind) for kind in KINDS[:-1]})
        self.remarks.update(result.remarks)
        for index, reason in result.skipped.items():
            self.skip(places[index], reason)

    def skip(self, place: str, reason: str) -> None:
        self.counts["skipped"] += 1
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(f"{place}: {reason}")

    def lines(self) -> Iterator[str]:
        counts = ", ".join(f"{self.counts[kind]:,} {kind}" for kind in KINDS)
        yield f"{self.name}: {self.counts.total():,} read, {counts}"
        yield from (f"  skipped, {reason}" for reason in self.reasons)
        if (more := self.counts["skipped"] - len(self.reasons)) > 0:
            yield f"  skipped: {more:,} more"
        yield from (f"  {number:,} {remark}" for remark, number in sorted(self.remarks.items()))


@dataclass(slots=True)
class Report:
    """The parts in order, the files ignored with the reason, and the recount at the end."""

    dry_run: bool = False
    parts: list[Part] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    deleted_sessions: int = 0
    recount: Recount = field(default_factory=Recount)

    @property
    def changed_nothing(self) -> bool:
        wrote = any(part.counts["inserted"] or part.counts["changed"] for part in self.parts)
        return not wrote and not self.deleted_sessions and self.recount.changed_nothing

    def lines(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.lines()
        for name, reason in self.ignored:
            yield f"{name}: skipped, {reason}"
        if self.deleted_sessions:
            yield f"sessions: {self.deleted_sessions:,} from the course dropped"
        if self.recount.tallies.count or self.recount.ranked:
            yield (
                f"tallies: {self.recount.tallies.count:,} of {self.recount.films:,} films "
                f"recounted, {self.recount.ranked:,} re-ranked"
            )
        if self.changed_nothing:
            yield "Nothing would change." if self.dry_run else "Nothing changed."
        elif self.dry_run:
            yield "Dry run: nothing was written. The counts show what would be."
        else:
            yield "Done."
