"""Commands as somebody would type them: with PyMongo, and in the shell."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId, Regex

from .command_log import Command
from .masking import Masked, masked

MAX_ITEMS = 8
MAX_TEXT = 120
MASK = "•••"
SHORT_PIPELINE = 80
PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$]*")
CHAINED = (
    ("sort", "sort", "sort"),
    ("skip", "skip", "skip"),
    ("limit", "limit", "limit"),
    ("hint", "hint", "hint"),
    ("batchSize", "batch_size", "batchSize"),
)
AGGREGATE_OPTIONS = ("hint", "allowDiskUse", "let", "collation")


@dataclass(frozen=True, slots=True)
class Syntax:
    """How values and calls are written; `is_python` or else the shell."""

    is_python: bool

    def name(self, python: str) -> str:
        """Return a method's name: `find_one`, in the shell `findOne`."""
        return python if self.is_python else re.sub(r"_(\w)", lambda m: m[1].upper(), python)

    def options(self, **options: Any) -> list[str]:
        """Return named arguments, which in the shell are one document."""
        given = {name: value for name, value in options.items() if value not in (None, False)}
        if self.is_python:
            return [f"{name}={self.value(value)}" for name, value in given.items()]
        return [self.value({self.name(k): v for k, v in given.items()})] if given else []

    def value(self, value: Any) -> str:
        """Return a value as a literal, long ones shortened."""
        if isinstance(value, Mapping):
            return (
                "{" + ", ".join(f"{self._key(k)}: {self.value(v)}" for k, v in value.items()) + "}"
            )
        if isinstance(value, list | tuple):
            return self.items([self.value(item) for item in value[:MAX_ITEMS]], len(value))
        return self._atom(value)

    def items(self, texts: Sequence[str], total: int) -> str:
        """Return a list of which `texts` are the first of `total` items."""
        more = [f"… {total - len(texts)} more"] if total > len(texts) else []
        return "[" + ", ".join([*texts, *more]) + "]"

    def _key(self, key: str) -> str:
        return key if not self.is_python and PLAIN_KEY.fullmatch(key) else _quoted(key)

    def _atom(self, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return str(value) if self.is_python else json.dumps(value)
        if isinstance(value, Masked):
            return f'ObjectId("{MASK}")' if value.kind is ObjectId else f'"{MASK}"'
        if isinstance(value, datetime):
            moment = value.isoformat(timespec="milliseconds")
            call = "datetime.fromisoformat" if self.is_python else "ISODate"
            return f'{call}("{moment}")'
        if isinstance(value, int | float):
            return str(value)
        return self._other_atom(value)

    def _other_atom(self, value: Any) -> str:
        if isinstance(value, str):
            return _quoted(value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…")
        if isinstance(value, ObjectId):
            return f'ObjectId("{value}")'
        if isinstance(value, bytes):
            return f"Binary(… {len(value)} bytes)"
        if isinstance(value, re.Pattern | Regex):
            pattern = str(value.pattern)
            return f"re.compile({_quoted(pattern)})" if self.is_python else f"/{pattern}/"
        return f"{type(value).__name__}(…)"


PYTHON, SHELL = Syntax(is_python=True), Syntax(is_python=False)


def command_text(command: Command, syntax: Syntax) -> str:
    """Return a command as a call; values of people's data are masked."""
    document = masked(command.document, command.name, command.collection)
    write = WRITERS.get(command.name)
    if command.name in ("commitTransaction", "abortTransaction"):
        verb = command.name.removesuffix("Transaction")
        return f"session.{syntax.name(f'{verb}_transaction')}()"
    if command.name == "getMore":
        return "next(cursor)" if syntax.is_python else "cursor.next()"
    if write is None or not command.collection:
        call = "command" if syntax.is_python else "runCommand"
        return f"db.{call}({syntax.value(document)})"
    return f"db.{command.collection}.{write(document, syntax)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _call(syntax: Syntax, method: str, *arguments: Any, **options: Any) -> str:
    texts = [syntax.value(argument) for argument in arguments]
    return f"{syntax.name(method)}({', '.join([*texts, *syntax.options(**options)])})"


def _find(document: Mapping[str, Any], syntax: Syntax) -> str:
    is_one = document.get("singleBatch") and document.get("limit") == 1
    projection = [document["projection"]] if document.get("projection") else []
    call = _call(syntax, "find_one" if is_one else "find", document.get("filter", {}), *projection)
    if is_one:
        return call
    chained = [(p if syntax.is_python else s, document[f]) for f, p, s in CHAINED if f in document]
    return call + "".join(f".{name}({syntax.value(value)})" for name, value in chained)


def _aggregate(document: Mapping[str, Any], syntax: Syntax) -> str:
    stages = [syntax.value(stage) for stage in document["pipeline"]]
    is_long = sum(map(len, stages)) > SHORT_PIPELINE
    text = "[\n  " + ",\n  ".join(stages) + "\n]" if is_long else f"[{', '.join(stages)}]"
    given = {name: document[name] for name in AGGREGATE_OPTIONS if name in document}
    return f"aggregate({', '.join([text, *syntax.options(**given)])})"


def _count(document: Mapping[str, Any], syntax: Syntax) -> str:
    if not document.get("query"):
        return _call(syntax, "estimated_document_count")
    return _call(syntax, "count_documents", document["query"])


def _distinct(document: Mapping[str, Any], syntax: Syntax) -> str:
    query = [document["query"]] if document.get("query") else []
    return _call(syntax, "distinct", document["key"], *query)


def _insert(document: Mapping[str, Any], syntax: Syntax) -> str:
    docs = document["documents"]
    return (
        _call(syntax, "insert_one", docs[0])
        if len(docs) == 1
        else _call(syntax, "insert_many", docs)
    )


def _update(document: Mapping[str, Any], syntax: Syntax) -> str:
    calls = [_write(one, syntax) for one in document["updates"]]
    if len(calls) == 1:
        method, arguments, options = calls[0]
        return _call(syntax, method, *arguments, **options)
    return _bulk_write(calls, syntax)


def _write(one: Mapping[str, Any], syntax: Syntax) -> tuple[str, list[Any], dict[str, Any]]:
    is_replacement = isinstance(one["u"], Mapping) and not any(k.startswith("$") for k in one["u"])
    method = "update_many" if one.get("multi") else "update_one"
    options = {"upsert": one.get("upsert"), "hint": one.get("hint")}
    return "replace_one" if is_replacement else method, [one["q"], one["u"]], options


def _delete(document: Mapping[str, Any], syntax: Syntax) -> str:
    calls: list[tuple[str, list[Any], dict[str, Any]]] = [
        ("delete_one" if one.get("limit") else "delete_many", [one["q"]], {})
        for one in document["deletes"]
    ]
    if len(calls) == 1:
        return _call(syntax, calls[0][0], *calls[0][1])
    return _bulk_write(calls, syntax)


def _bulk_write(calls: Sequence[tuple[str, list[Any], dict[str, Any]]], syntax: Syntax) -> str:
    texts = []
    for method, arguments, options in calls[:MAX_ITEMS]:
        if syntax.is_python:
            operation = method.title().replace("_", "")
            texts.append(f"{operation}{_call(syntax, '', *arguments, **options)}")
        else:
            names = dict(zip(("filter", "update"), arguments, strict=False))
            texts.append(syntax.value({syntax.name(method): names}))
    return f"{syntax.name('bulk_write')}({syntax.items(texts, len(calls))})"


def _find_and_modify(document: Mapping[str, Any], syntax: Syntax) -> str:
    options = {"sort": document.get("sort"), "upsert": document.get("upsert")}
    if document.get("remove"):
        return _call(syntax, "find_one_and_delete", document["query"], **options)
    options |= {"return_document": document.get("new")}
    return _call(syntax, "find_one_and_update", document["query"], document["update"], **options)


WRITERS = {
    "find": _find,
    "aggregate": _aggregate,
    "count": _count,
    "distinct": _distinct,
    "insert": _insert,
    "update": _update,
    "delete": _delete,
    "findAndModify": _find_and_modify,
}
