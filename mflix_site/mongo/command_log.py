"""The MongoDB commands of one request, recorded by a client that is used only while recording.

While `current_log` is empty nothing is recorded, and the client of pages has no listener.
"""

import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.conf import settings
from pymongo import monitoring

MAX_COMMANDS = 300
MAX_CALLERS = 12
# What the driver adds to each command, of no interest to a reader.
DRIVER_FIELDS = {"lsid", "$db", "$clusterTime", "$readPreference", "txnNumber", "maxTimeMS"}
IGNORED_COMMANDS = frozenset(("hello", "endSessions", "killCursors"))
MONGO_PACKAGE, PAGING = "mflix_site.mongo.", "mflix_site.paging"
SENDING_MODULES = ("health", "indexes", "validators")  # they send commands of their own
INNER_CODE = re.compile(r"\.?<(?!locals)\w+>.*|\.<locals>.*")


@dataclass(frozen=True, slots=True)
class Caller:
    """A function of this project on the way to a command."""

    path: str
    function: str


@dataclass(slots=True)
class Command:
    """A command as it was sent, who sent it, and what came back."""

    name: str
    document: Mapping[str, Any]
    callers: tuple[Caller, ...]
    milliseconds: float | None = None
    returned: int | None = None
    error: str = ""

    @property
    def collection(self) -> str:
        target = self.document.get("collection" if self.name == "getMore" else self.name)
        return target if isinstance(target, str) else ""


@dataclass(slots=True)
class CommandLog:
    """The commands of one request, in the order in which they were sent."""

    commands: list[Command] = field(default_factory=list)
    left_out: int = 0
    pending: dict[int, Command] = field(default_factory=dict)


current_log: ContextVar[CommandLog | None] = ContextVar("command_log", default=None)


class CommandRecorder(monitoring.CommandListener):
    """Adds each command of the recording client to the log of the request that sends it."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        log = current_log.get()
        if log is None or event.command_name in IGNORED_COMMANDS:
            return
        if len(log.commands) >= MAX_COMMANDS:
            log.left_out += 1
            return
        document = {k: v for k, v in event.command.items() if k not in DRIVER_FIELDS}
        command = Command(event.command_name, document, _callers())
        log.commands.append(command)
        log.pending[event.request_id] = command

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if command := _finish(event):
            command.returned = _count_returned(event.reply)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        if command := _finish(event):
            command.error = str(event.failure.get("codeName") or "no response")


def _finish(event: Any) -> Command | None:
    log = current_log.get()
    command = log.pending.pop(event.request_id, None) if log is not None else None
    if command is not None:
        command.milliseconds = event.duration_micros / 1000
    return command


def _count_returned(reply: Mapping[str, Any]) -> int | None:
    """Return how many documents a reply holds, or how many a write matched or inserted."""
    if isinstance(cursor := reply.get("cursor"), Mapping):
        return len(cursor.get("firstBatch", cursor.get("nextBatch", ())))
    if isinstance(values := reply.get("values"), list):
        return len(values)
    if "value" in reply:
        return int(reply["value"] is not None)
    return reply.get("n")


def _callers() -> tuple[Caller, ...]:
    """Return this project's functions on the stack, the innermost first."""
    ours = {app for app in settings.INSTALLED_APPS if not app.startswith("django.")}
    frame: FrameType | None = sys._getframe(1)
    callers: list[Caller] = []
    while frame is not None and len(callers) < MAX_CALLERS:
        module = str(frame.f_globals.get("__name__", ""))
        inner = module.removeprefix(MONGO_PACKAGE)
        is_layer = module == PAGING or (inner != module and inner not in SENDING_MODULES)
        if module.partition(".")[0] in ours and not is_layer:
            function = INNER_CODE.sub("", frame.f_code.co_qualname)
            callers.append(Caller(f"{module.replace('.', '/')}.py", function or "module"))
        frame = frame.f_back
    return tuple(dict.fromkeys(callers))
