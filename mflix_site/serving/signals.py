"""Ctrl-C and its relatives become one exception, raised once, so that clean-up is not cut short."""

import signal
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


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped
