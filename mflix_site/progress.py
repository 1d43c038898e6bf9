"""Progress on long work: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from typing import ClassVar

from tqdm import tqdm

EVERY_SECONDS = 5.0


class Progress:
    """Count completed items, and show the progress on standard error."""

    latest: ClassVar["Progress | None"] = None  # of the command that runs

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, total, 0
        self.reported_at = time.monotonic()
        terminal = sys.stderr.isatty()
        self.bar = tqdm(total=total, desc=what, unit="", unit_scale=True) if terminal else None

    def __call__(self, number: int) -> None:
        self.done += number
        if self.bar is not None:
            self.bar.update(number)
        elif time.monotonic() - self.reported_at > EVERY_SECONDS:
            self.reported_at = time.monotonic()
            sys.stderr.write(f"{self}\n")

    def __str__(self) -> str:
        share = 100 * self.done // max(self.total, 1)
        shown = f"{share} %" if self.done < self.total else "finishing"
        return f"{self.what}: {self.done:,} of {self.total:,} ({shown})"

    def __enter__(self) -> "Progress":
        Progress.latest = self
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.bar is not None:
            self.bar.close()
