"""The states of an import of somebody's history: one table of transitions, and what each holds.

`INVARIANT` says which fields an import has in each state; the tests check it after every service,
and walk the services in every order.
"""

from collections.abc import Mapping

MATCHING, PREVIEW, RUNNING = "matching", "preview", "running"
DONE, UNDOING, UNDONE, FAILED = "done", "undoing", "undone", "failed"
STATES = (MATCHING, PREVIEW, RUNNING, DONE, UNDOING, UNDONE, FAILED)
# The background process takes these a step further, a batch at a time.
ACTIVE = (MATCHING, RUNNING, UNDOING)

# What each service makes of an import in a state; it refuses those in another state.
# "advance" is the background process at the end of its work, "fail" where it cannot go on.
TRANSITIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "choose_match": {PREVIEW: (PREVIEW,), DONE: (DONE,)},
    "run_import": {PREVIEW: (RUNNING,), DONE: (RUNNING,), FAILED: ACTIVE},
    "retry_import": {PREVIEW: (MATCHING,), DONE: (MATCHING,)},
    "undo_import": {DONE: (UNDOING,), FAILED: (UNDOING,)},
    "advance": {MATCHING: (PREVIEW, DONE), RUNNING: (DONE,), UNDOING: (UNDONE,)},
    "fail": {MATCHING: (FAILED,), RUNNING: (FAILED,), UNDOING: (FAILED,)},
}
# The fields that an import has in a state, and those that it must not have.
INVARIANT: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    MATCHING: (frozenset({"after_matching"}), frozenset({"failed_in"})),
    PREVIEW: (frozenset({"counts"}), frozenset({"ran_at", "failed_in", "after_matching"})),
    RUNNING: (frozenset({"counts", "ran_at", "options"}), frozenset({"failed_in"})),
    DONE: (frozenset({"counts", "ran_at", "options"}), frozenset({"failed_in", "after_matching"})),
    UNDOING: (frozenset({"counts"}), frozenset({"failed_in"})),
    UNDONE: (frozenset({"counts"}), frozenset({"failed_in"})),
    FAILED: (frozenset({"failed_in"}), frozenset()),
}


def public_state(state: str) -> str:
    """Return a state as programs know it: whatever is at work is running."""
    return RUNNING if state in ACTIVE else state
