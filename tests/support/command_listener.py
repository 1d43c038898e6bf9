"""Which commands a piece of our code sends to MongoDB: names by the driver's own listener."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from mflix_site.mongo import client as door
from mflix_site.mongo.command_log import CommandLog, current_log


class CommandNames(monitoring.CommandListener):
    """Records each command's name and its collection, but for what explains others."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name != "explain":
            self.names.append(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: Any) -> None:
        pass

    def failed(self, event: Any) -> None:
        pass


@contextmanager
def command_log() -> Iterator[CommandLog]:
    """Record the commands of a block, as for the panel of a page."""
    log = CommandLog()
    token = current_log.set(log)
    try:
        yield log
    finally:
        current_log.reset(token)


@contextmanager
def recorded_commands(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Yield the list of commands of a block; a listener only hears clients made after it."""
    listener = CommandNames()

    def client(*args: Any, event_listeners: Any = (), **options: Any) -> MongoClient[Any]:
        return MongoClient(*args, event_listeners=[listener, *event_listeners], **options)

    with patch.context() as patched:
        patched.setattr(door, "MongoClient", client)
        patched.setattr(door, "_client_by_process", {})  # the run's own clients stay open
        try:
            yield listener.names
        finally:
            listener.names = []  # what closing sends is not of the block
            door.close()
