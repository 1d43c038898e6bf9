"""A panel at the foot of a page: the MongoDB commands behind it, and the lectures that teach them.

With SHOW_COMMANDS everybody sees it, otherwise admins only. A page that has it is never cached.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from mflix_site.mongo.command_log import Caller, Command, CommandLog
from mflix_site.mongo.command_text import PYTHON, SHELL, command_text
from mflix_site.mongo.query_plans import QueryPlan, explain_reads

END = b"</body>"


@dataclass(frozen=True, slots=True)
class CommandRow:
    """What the panel shows of a command: its text in both languages, and named facts."""

    python: str
    shell: str
    facts: tuple[tuple[str, str], ...]


def append_panel(response: HttpResponse, log: CommandLog) -> None:
    """Append the panel to a response if that is an HTML page."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_html or response.streaming or END not in response.content:
        return
    plans = explain_reads(log.commands)
    context = {
        "rows": [_row(command, plans.get(number)) for number, command in enumerate(log.commands)],
        "left_out": log.left_out,
        "milliseconds": sum(command.milliseconds or 0 for command in log.commands),
    }
    panel = render_to_string("shared/commands_panel.html", context).encode()
    before, end, after = response.content.rpartition(END)
    response.content = b"".join((before, panel, end, after))
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    patch_cache_control(response, no_store=True, private=True)


def _row(command: Command, plan: QueryPlan | None) -> CommandRow:
    caller = command.callers[0] if command.callers else None
    time, returned = command.milliseconds, command.returned
    facts = {
        _("Sent by"): f"{caller.path} {caller.function}" if caller else "",
        _("Time"): f"{time:.1f} ms" if time is not None else "",
        _("Documents examined"): str(plan.documents) if plan else "",
        _("Keys examined"): str(plan.keys) if plan else "",
        _("Returned"): "" if returned is None else str(returned),
        _("Index"): ", ".join(plan.indexes) if plan else "",
        _("Note"): _remarks(plan) if plan else "",
        _("Concern"): concern_of(command.document),
        _("Lecture"): lecture_of(command.callers),
        _("Error"): command.error,
    }
    shown = tuple((name, fact) for name, fact in facts.items() if fact)
    return CommandRow(command_text(command, PYTHON), command_text(command, SHELL), shown)


def _remarks(plan: QueryPlan) -> str:
    remarks = {
        _("scans the whole collection"): plan.scans_collection,
        _("sorts in memory"): plan.sorts_in_memory,
    }
    return ", ".join(remark for remark, is_so in remarks.items() if is_so)


def concern_of(document: Mapping[str, Any]) -> str:
    """Return the read or write concern that a command carries; "" where it is the server's."""
    if (write := document.get("writeConcern")) is not None:
        return f"w: {write.get('w', 1)}{', journaled' if write.get('j') else ''}"
    if read := (document.get("readConcern") or {}).get("level"):
        return str(read)
    return _("of the transaction") if "autocommit" in document else ""


def lecture_of(callers: tuple[Caller, ...]) -> str:
    """Return the lecture that names the innermost of these functions; "" if none does."""
    lectures = read_lectures()
    named = (lectures.get(caller) or lectures.get(Caller(caller.path, "")) for caller in callers)
    return next((lecture for lecture in named if lecture), "")


@lru_cache(maxsize=1)
def read_lectures() -> dict[Caller, str]:
    """Return the lectures of docs/lectures.md by function; by a file alone, its name is ""."""
    try:
        text = (settings.BASE_DIR / "docs" / "lectures.md").read_text()
    except OSError:  # the docs may not be installed with the site
        return {}
    lectures: dict[Caller, str] = {}
    for line in (line for line in text.splitlines() if line.startswith("|")):
        lecture, functions = line.strip("|").split("|")[:2]
        title = lecture.partition(":")[0].replace("`", "").strip()
        for part in functions.split(";"):
            path, *names = re.findall(r"`([^`]+)`", part) or [""]
            for name in names or [""]:
                lectures.setdefault(Caller(path, name), title)
    return lectures
