"""Moderators who are killed inside a decision: `python -m tests.support.killed_moderator`.

One process without a client of its own forks a child for each line that it reads, and answers
with what the child had written, and how it ended.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

WRITES = ("insert_one", "insert_many", "update_one", "update_many", "delete_one", "delete_many")
WRITES += ("bulk_write", "find_one_and_update", "find_one_and_delete")
NEVER = {"when": "never", "at": 0}
# Imported once, and not in every child.
USED = ("accounts.queries", "moderation.decisions", "pymongo.client_session")
USED += ("tests.support.moderation",)


class KilledAtWrite:
    """Counts the writes of a decision and ends the process before or after one of them."""

    def __init__(self, when: str, at: int, pipe: int) -> None:
        self.when, self.at, self.pipe, self.count = when, at, pipe, 0

    def wrap(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return a write that may be the last thing that this process does."""

        def written(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            about = getattr(args[0], "name", "transaction")
            self.strike("before")
            os.write(self.pipe, f"{name} {about}\n".encode())
            result = act(*args, **kwargs)
            self.strike("after")
            return result

        return written

    def strike(self, when: str) -> None:
        """Kill this process where its time has come."""
        if (when, self.count) == (self.when, self.at):
            os.kill(os.getpid(), signal.SIGKILL)


def decide(order: dict[str, Any], pipe: int) -> None:
    """Decide a case, with every write and the commit counted."""
    from bson import ObjectId
    from pymongo.client_session import ClientSession

    from accounts.queries import find_member
    from mflix_site.mongo.collections import Collection
    from moderation.decisions import decide_case

    from .moderation import a_decision_input

    moderator = find_member(ObjectId(order["moderator"]))
    assert moderator is not None
    doom = KilledAtWrite(order["when"], order["at"], pipe)
    for name in WRITES:
        setattr(Collection, name, doom.wrap(name, getattr(Collection, name)))
    commit = doom.wrap("commit", ClientSession.commit_transaction)
    ClientSession.commit_transaction = commit  # type: ignore[method-assign]
    case_id, chosen = ObjectId(order["case"]), a_decision_input(order["action"])
    decide_case(moderator=moderator, case_id=case_id, chosen=chosen)


def fork(order: dict[str, Any]) -> dict[str, Any]:
    """Decide in a child process; return the writes that it began, and the signal that ended it."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(read)
        try:
            decide(order, write)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        writes = said.read().splitlines()
    status = os.waitpid(pid, 0)[1]
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"writes": writes, "signal": ended}


if __name__ == "__main__":
    django.setup()
    for name in USED:
        import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(fork(json.loads(line))), flush=True)
