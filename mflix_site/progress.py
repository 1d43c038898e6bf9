"""Progress on long work: a bar on a terminal, a line now and then elsewhere."""

import sys
import time

from tqdm import tqdm

EVERY_SECONDS = 5.0


class Progress:
    """Count completed items, and show the progress on standard error."""

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
            share = 100 * self.done // max(self.total, 1)
            sys.stderr.write(f"{self.what}: {self.done:,} of {self.total:,} ({share} %)\n")

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.bar is not None:
            self.bar.close()
