"""Which commands a piece of our code sends to MongoDB: heard by the driver's own listener."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from mflix_site.mongo import client as door


class Ear(monitoring.CommandListener):
    """Notes the name of each command and what it is about."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a command."""
        self.heard.append(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: Any) -> None:
        """Say nothing."""

    def failed(self, event: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the list of commands of a block; a listener only hears clients made after it."""
    ear, others = Ear(), dict(door._client_by_process)
    with patch.context() as patched:
        patched.setattr(door, "MongoClient", partial(MongoClient, event_listeners=[ear]))
        door._client_by_process.clear()
        try:
            yield ear.heard
        finally:
            ear.heard = []  # goodbyes are not heard
            door.close()
            door._client_by_process.update(others)
