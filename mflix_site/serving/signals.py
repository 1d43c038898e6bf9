"""Ctrl-C and the other stop signals as one exception, raised once, so that clean-up completes."""

import os
import signal
from pathlib import Path
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """A signal asked this process to stop."""


def raise_on_stop_signals() -> None:
    """Make the first stop signal raise StopRequested, and ignore those after it."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    # tools/bootstrap.py blocks them until this process can handle them.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


class MakeInterrupt:
    """Detect a Ctrl-C that only make received: make then waits for us, and does not pass it on.

    A make that was interrupted no longer catches SIGINT, which /proc shows.
    """

    def __init__(self) -> None:
        self.status = Path(f"/proc/{os.getppid()}/status")
        self.caught_at_start = self._is_caught()

    def received(self) -> bool:
        return self.caught_at_start and not self._is_caught()

    def _is_caught(self) -> bool:
        try:
            fields = dict(line.split(":\t", 1) for line in self.status.read_text().splitlines())
        except (OSError, ValueError):
            return False
        mask = int(fields.get("SigCgt", "0"), 16)
        return fields.get("Name") in ("make", "gmake") and bool(mask >> (signal.SIGINT - 1) & 1)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise StopRequested
