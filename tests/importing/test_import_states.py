"""An import goes only the ways of its table of states, whatever is tried with it, and when."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId

from accounts.documents import Member
from importing import preview, running, states, undoing, worker
from importing.documents import Options
from importing.errors import NotNow, RowIsImported
from importing.worker import advance_imports
from tests.support.factories import a_film
from tests.support.histories import Histories, rows_of, stored

Service = Callable[[Member, ObjectId], object]
ROWS = rows_of(
    ("entry", "The Third Man", {"key": "a", "day": "2019-03-04"}),
    ("rating", "Unknown", {"rating": 40}),
)
SERVICES: dict[str, Service] = {
    "choose_match": lambda member, id: preview.choose_match(
        member=member, import_id=id, file="ratings.csv", number=2, film=None
    ),
    "run_import": lambda member, id: running.run_import(
        member=member, import_id=id, options=Options()
    ),
    "retry_import": lambda member, id: preview.retry_import(member=member, import_id=id),
    "undo_import": lambda member, id: undoing.undo_import(member=member, import_id=id),
}
# How each state is reached from a file that was read: services, and work in the background.
WAYS = {
    states.MATCHING: (),
    states.PREVIEW: ("advance",),
    states.RUNNING: ("advance", "run_import"),
    states.DONE: ("advance", "run_import", "advance"),
    states.UNDOING: ("advance", "run_import", "advance", "undo_import"),
    states.UNDONE: ("advance", "run_import", "advance", "undo_import", "advance"),
    states.FAILED: ("advance", "run_import", "fail"),
}


class Walk:
    """Imports that are led from state to state, each step of which is in the table."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, member: Member) -> None:
        self.member, self.monkeypatch = member, monkeypatch
        monkeypatch.setattr(preview, "MATCHED_AT_ONCE", 0)
        self.histories = Histories(monkeypatch)
        self.histories.films = {"The Third Man": [a_film()]}

    def reach(self, state: str) -> ObjectId:
        import_id = self.histories.upload(self.member, ROWS)
        for step in WAYS[state]:
            self.step(import_id, step)
        assert stored(import_id)["state"] == state
        return import_id

    def step(self, import_id: ObjectId, service: str) -> None:
        """Take a step, or be refused; both as the table has it."""
        before = stored(import_id)["state"]
        allowed = states.TRANSITIONS[service].get(before, (before,))
        try:
            self._take(import_id, service)
        except NotNow:
            assert before not in states.TRANSITIONS[service], (service, before)
        except RowIsImported:
            assert service == "choose_match"
        after = stored(import_id)["state"]
        assert after in allowed, (service, before, after)

    def _take(self, import_id: ObjectId, service: str) -> None:
        if service == "fail":
            self._fail()
        elif service == "advance":
            advance_imports()
        else:
            SERVICES[service](self.member, import_id)

    def _fail(self) -> None:
        def broken(_: Any) -> bool:
            raise ZeroDivisionError

        with self.monkeypatch.context() as patch:
            patch.setattr(worker, "STEPS", dict.fromkeys(worker.STEPS, broken))
            advance_imports()


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch, alice: Member) -> Walk:
    return Walk(monkeypatch, alice)


@pytest.mark.parametrize("state", states.STATES)
def test_every_service_does_in_a_state_what_the_table_says(state: str, walk: Walk) -> None:
    for service in (*SERVICES, "advance", "fail"):
        walk.step(walk.reach(state), service)


def test_a_failed_import_goes_on_where_it_was(walk: Walk, database: Any) -> None:
    import_id = walk.reach(states.FAILED)
    walk.step(import_id, "run_import")
    walk.step(import_id, "advance")
    assert stored(import_id)["state"] == states.DONE
    assert database.diary.count_documents({}) == 1


def test_a_failed_import_can_be_undone(walk: Walk, database: Any) -> None:
    import_id = walk.reach(states.FAILED)
    walk.step(import_id, "undo_import")
    walk.step(import_id, "advance")
    assert stored(import_id)["state"] == states.UNDONE
    assert database.diary.count_documents({}) == 0


def test_the_tables_name_the_same_states() -> None:
    named = {state for ways in states.TRANSITIONS.values() for state in ways}
    ends = {s for ways in states.TRANSITIONS.values() for after in ways.values() for s in after}
    assert named | ends == set(states.STATES) == set(states.INVARIANT)
    assert set(states.ACTIVE) == set(states.TRANSITIONS["advance"]) == set(worker.STEPS)
    assert {states.public_state(state) for state in states.STATES} == {
        *("preview", "running", "done", "undone", "failed"),
    }
