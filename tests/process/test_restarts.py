"""A server that cannot be started again, as with a full disk, does not end the site."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from mflix_site.embedded.state import ServerError
from mflix_site.serving import preparation
from mflix_site.serving.preparation import Database
from mflix_site.serving.processes import start_process, stop_processes
from tests.process.checkout import wait_for

FAILURES = [
    ServerError("mongod ended: No space left on device."),
    OSError(28, "No space left on device"),
]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_server_that_cannot_start_is_tried_until_it_can(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    running = SimpleNamespace(ended=lambda: False, port=1)
    said: list[str] = []
    monkeypatch.setattr(preparation, "start", Mock(side_effect=[failure, failure, running]))
    crash(monkeypatch, database := Database(said.append))
    for _ in range(4):
        database.restart_after_crash()
    assert [line.split()[-1] for line in said] == ["s.", "s.", "back."]
    assert "No space left on device" in said[1]


def test_a_stop_while_a_process_waits_for_its_restart_stops_the_others() -> None:
    sleep = "import time; time.sleep(600)"
    ended, running = start_process("One", "-c", ""), start_process("Two", "-c", sleep)
    assert wait_for(ended.end_status, 60)
    stop_processes([ended, running])
    assert running.end_status()


def crash(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    """Make it look as if the server of this site had crashed, and the time for a restart come."""
    monkeypatch.setattr(preparation, "RESTART_SECONDS", -1.0)
    monkeypatch.setattr(preparation, "read_state", lambda _: object())
    database.server = SimpleNamespace(ended=lambda: True, port=1)  # type: ignore[assignment]
