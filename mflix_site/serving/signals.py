"""Ctrl-C and its relatives become one exception, raised once, so that clean-up is not cut short."""

import os
import signal
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked this process to stop."""


def raise_when_asked_to_stop() -> None:
    """From now on the first stopping signal raises Stopped; those after it change nothing."""
    for number in STOPPING:
        signal.signal(number, _stop)
    # tools/bootstrap.py holds them back until somebody can answer.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


class MakeWatch:
    """Notices a Ctrl-C that only make was sent: it waits for us then, and does not pass it on.

    What shows is that make, once interrupted, catches that signal no longer.
    """

    def __init__(self) -> None:
        self.status = Path(f"/proc/{os.getppid()}/status")
        self.caught_first = self._catches()

    def interrupted(self) -> bool:
        """Say whether make was interrupted since."""
        return self.caught_first and not self._catches()

    def _catches(self) -> bool:
        try:
            facts = dict(line.split(":\t", 1) for line in self.status.read_text().splitlines())
        except (OSError, ValueError):
            return False
        mask = int(facts.get("SigCgt", "0"), 16)
        return facts.get("Name") in ("make", "gmake") and bool(mask >> (signal.SIGINT - 1) & 1)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped
