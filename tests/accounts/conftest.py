"""Fixtures of the account tests."""

from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.hashing import CountingHasher

from ..support.shifted_clock import ShiftClock, clock_shifter


@pytest.fixture
def joining() -> dict[str, str]:
    """What Carol types to join."""
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return {"name": "Carol", "email": "carol@example.test", **passwords}


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> ShiftClock:
    """Set a module's clock ahead."""
    return clock_shifter(monkeypatch)


@pytest.fixture
def hashes(settings: Any) -> type[CountingHasher]:
    """Count the passwords that are hashed from here on."""
    settings.PASSWORD_HASHERS = ["tests.support.hashing.CountingHasher"]
    CountingHasher.count = 0
    return CountingHasher


@pytest.fixture
def limit(settings: Any) -> Any:
    """Set how often a thing may be done in an hour."""

    def lower(action: str, times: int) -> None:
        settings.LIMITS = {**settings.LIMITS, action: (times, 3600)}

    return lower


@pytest.fixture
def as_alice_elsewhere(alice: Any) -> Browser:
    """Alice's other device."""
    return Browser(alice)
