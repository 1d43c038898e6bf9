"""A background process killed in the middle of importing or undoing: nothing is lost or twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from django.conf import settings

from importing.documents import Options
from importing.running import run_import
from importing.undoing import undo_import
from mflix_site.mongo import client as door
from mflix_site.mongo import indexes
from tests.support.cast import make_member
from tests.support.factories import a_film, a_review, tally_of
from tests.support.histories import Histories, history_bytes, rows_of, stored

from ..support.scratch_server import scratch_server

pytestmark = [pytest.mark.process, pytest.mark.long]
FILMS, MOST_RUNS = 5, 12


def work_until_done(import_id: ObjectId, state: str) -> int:
    """Run the process again and again until the import is in a state; return how often it died."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mflix_site.settings", "DEBUG": "true"}
    environment |= {"MONGODB_URI": settings.MONGODB_URI, "MONGODB_DB": "doomed"}
    environment["SECRET_KEY"] = settings.SECRET_KEY
    killed = 0
    for _ in range(MOST_RUNS):
        module = [sys.executable, "-m", "tests.support.import_until_killed"]
        done = subprocess.run(module, cwd=settings.BASE_DIR, env=environment, check=False)
        killed += done.returncode == -signal.SIGKILL
        # Ends the transaction of the killed process, as the server does itself after a while.
        door.client().admin.command({"killAllSessions": []})
        if stored(import_id)["state"] == state:
            return killed
    raise AssertionError(stored(import_id))


@pytest.fixture
def doomed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield the database of a server of our own: its sessions can all be ended."""
    with scratch_server() as server:
        monkeypatch.setattr(door, "_client_by_process", {})  # the run's own clients stay open
        monkeypatch.setattr(settings, "MONGODB_URI", server.uri)
        monkeypatch.setattr(settings, "MONGODB_DB", "doomed")
        indexes.create_indexes(indexes.find_drift())
        yield door.database()
        door.close()


def rows() -> Any:
    facts = [(f"Film {n}", {"key": f"k{n}", "day": f"2019-03-0{n + 1}"}) for n in range(FILMS)]
    return rows_of(
        *(("entry", title, said) for title, said in facts),
        *(("review", title, {**said, "text": f"On {title}."}) for title, said in facts),
        *(("rating", title, {"rating": 40}) for title, _ in facts),
    )


def some_films(monkeypatch: pytest.MonkeyPatch) -> Histories:
    histories = Histories(monkeypatch)
    histories.films = {f"Film {n}": [a_film(title=f"Film {n}")] for n in range(FILMS)}
    return histories


def test_an_import_and_its_undoing_survive_kills(
    doomed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    histories, alice = some_films(monkeypatch), make_member("Alice")
    films = [ids[0] for ids in histories.films.values()]
    a_review(alice, films[0], "Mine.")
    before, tallies = history_bytes(doomed), list(map(tally_of, films))
    import_id = histories.upload(alice, rows())
    run_import(member=alice, import_id=import_id, options=Options(overwrite=True))
    assert work_until_done(import_id, "done") >= 1
    assert stored(import_id)["result"]["diary"] == FILMS
    assert [tally_of(film)["sum"] for film in films] == [40] * FILMS
    undo_import(member=alice, import_id=import_id)
    assert work_until_done(import_id, "undone") >= 1
    assert (history_bytes(doomed), list(map(tally_of, films))) == (before, tallies)
