"""Another time of day for some modules, or a stopped clock; the database's clock stays right."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mflix_site.text import now

ShiftClock = Callable[..., None]


def clock_shifter(monkeypatch: pytest.MonkeyPatch) -> ShiftClock:
    """Return `travel(module, hours=1, ...)`: from now on the module reads a clock ahead of ours."""

    def travel(module: str, **ahead: float) -> None:
        def later() -> datetime:
            return now() + timedelta(**ahead)

        monkeypatch.setattr(f"{module}.now", later)

    return travel


def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Stop `time.monotonic`, so that nothing expires unasked; its time is `now`."""
    moment = {"now": time.monotonic()}
    monkeypatch.setattr(time, "monotonic", lambda: moment["now"])
    return moment
