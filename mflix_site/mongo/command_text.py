"""Commands as somebody would type them: with PyMongo, and in the shell.

Values of people's data are masked: only the form of a command remains.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId, Regex

from .command_log import Command

MAX_ITEMS, MAX_TEXT, SHORT_PIPELINE = 8, 120, 80
PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$]*")
CHAINED = {name: name for name in ("sort", "skip", "limit", "hint")} | {"batchSize": "batch_size"}
AGGREGATE_OPTIONS = ("hint", "allowDiskUse", "let", "collation")
# Collections that hold nothing but the catalogue; in commands to all others values are masked.
PUBLIC = frozenset(("movies", "people", "search_terms", "facet_counts", "page_views"))
# Fields whose text is a constant of the code or a part of the command, never somebody's data.
CONSTANTS = frozenset(
    (
        *("state", "standing", "role", "kind", "origin", "account_type", "action"),
        *("from", "as", "coll", "localField", "foreignField", "path", "unit", "format", "key"),
        *("hint", "level", "w", "timezone", "includeArrayIndex"),
    )
)
FIELD_PATH, NOTHING = re.compile(r"\$\$?[A-Za-z_][\w.]*"), re.compile(r"(?!)")
PERSONAL_KEY = re.compile(r"[0-9a-f]{16,}|[^\w.$\[\]-]")
Document = Mapping[str, Any]
# A method's name in PyMongo, its arguments, and its named arguments.
Call = tuple[str, Sequence[Any], Document]


@dataclass(frozen=True, slots=True)
class Masked:
    """What is shown in place of a value: a literal of the same type in both languages."""

    literal: str


MASKED_TEXT, MASKED_ID = Masked('"•••"'), Masked('ObjectId("•••")')


@dataclass(frozen=True, slots=True)
class Syntax:
    """How values and calls are written; `is_python` or else the shell."""

    is_python: bool

    def name(self, python: str) -> str:
        """Return a method's name: `find_one`, in the shell `findOne`."""
        return python if self.is_python else re.sub(r"_(\w)", lambda m: m[1].upper(), python)

    def call(self, method: str, arguments: Sequence[Any], options: Document) -> str:
        """Return a call; its named arguments are one document in the shell."""
        given = {name: value for name, value in options.items() if value not in (None, False)}
        write = self.pipeline if method == "aggregate" else self.value
        texts = [write(argument) for argument in arguments]
        if self.is_python:
            texts += [f"{name}={self.value(value)}" for name, value in given.items()]
        elif given:
            texts.append(self.value({self.name(k): v for k, v in given.items()}))
        return f"{self.name(method)}({', '.join(texts)})"

    def pipeline(self, stages: Sequence[Document]) -> str:
        texts = [self.value(stage) for stage in stages]
        is_long = sum(map(len, texts)) > SHORT_PIPELINE
        return "[\n  " + ",\n  ".join(texts) + "\n]" if is_long else f"[{', '.join(texts)}]"

    def value(self, value: Any) -> str:
        """Return a value as a literal, long ones shortened."""
        if isinstance(value, Mapping):
            pairs = [f"{self._key(key)}: {self.value(inner)}" for key, inner in value.items()]
            return "{" + ", ".join(pairs) + "}"
        if isinstance(value, list | tuple):
            return self.items([self.value(item) for item in value[:MAX_ITEMS]], len(value))
        if isinstance(value, Masked):
            return value.literal
        if isinstance(value, str):
            return _quoted(value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…")
        return self._atom(value)

    def items(self, texts: Sequence[str], total: int) -> str:
        """Return a list of which `texts` are the first of `total` items."""
        more = [f"… {total - len(texts)} more"] if total > len(texts) else []
        return "[" + ", ".join([*texts, *more]) + "]"

    def _key(self, key: str) -> str:
        return key if not self.is_python and PLAIN_KEY.fullmatch(key) else _quoted(key)

    def _atom(self, value: Any) -> str:
        if value is None or isinstance(value, int | float):
            return str(value) if self.is_python else json.dumps(value)
        if isinstance(value, datetime):
            call = "datetime.fromisoformat" if self.is_python else "ISODate"
            return f'{call}("{value.isoformat(timespec="milliseconds")}")'
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
    name, document = command.name, masked(command.document, command.name, command.collection)
    if name in ("commitTransaction", "abortTransaction"):
        return f"session.{syntax.name(name.replace('T', '_t'))}()"
    if name == "getMore":
        return "next(cursor)" if syntax.is_python else "cursor.next()"
    if name not in CALLS or not command.collection:
        call = "command" if syntax.is_python else "runCommand"
        return f"db.{call}({syntax.value(document)})"
    # The statements of a write command are a list in it: `updates` or `deletes`.
    calls = [CALLS[name](statement) for statement in document.get(f"{name}s", [document])]
    text = syntax.call(*calls[0]) if len(calls) == 1 else _bulk_write(calls, syntax)
    if calls[0][0] == "find":
        for field, method in CHAINED.items():
            if field in document:
                text += f".{method if syntax.is_python else field}({syntax.value(document[field])})"
    return f"db.{command.collection}.{text}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _bulk_write(calls: Sequence[Call], syntax: Syntax) -> str:
    texts = []
    for method, arguments, options in calls[:MAX_ITEMS]:
        operation = method.title().replace("_", "")
        names = dict(zip(("filter", "update"), arguments, strict=False))
        if syntax.is_python:
            texts.append(f"{operation}{syntax.call('', arguments, options)}")
        else:
            texts.append(syntax.value({syntax.name(method): names}))
    return f"{syntax.name('bulk_write')}({syntax.items(texts, len(calls))})"


def _find(document: Document) -> Call:
    is_one = document.get("singleBatch") and document.get("limit") == 1
    projection = [document["projection"]] if document.get("projection") else []
    return "find_one" if is_one else "find", [document.get("filter", {}), *projection], {}


def _count(document: Document) -> Call:
    query = document.get("query")
    return ("count_documents", [query], {}) if query else ("estimated_document_count", [], {})


def _insert(document: Document) -> Call:
    docs = document["documents"]
    return ("insert_one", docs, {}) if len(docs) == 1 else ("insert_many", [docs], {})


def _update(statement: Document) -> Call:
    query, update = statement["q"], statement["u"]
    is_replacement = isinstance(update, Mapping) and not any(k.startswith("$") for k in update)
    method = "update_many" if statement.get("multi") else "update_one"
    options = {"upsert": statement.get("upsert"), "hint": statement.get("hint")}
    return "replace_one" if is_replacement else method, [query, update], options


def _find_and_modify(document: Document) -> Call:
    query, options = document["query"], {o: document.get(o) for o in ("sort", "upsert")}
    if document.get("remove"):
        return "find_one_and_delete", [query], options
    options["return_document"] = document.get("new")
    return "find_one_and_update", [query, document["update"]], options


CALLS: dict[str, Callable[[Document], Call]] = {
    "find": _find,
    "aggregate": lambda d: ("aggregate", [d["pipeline"]], {o: d.get(o) for o in AGGREGATE_OPTIONS}),
    "count": _count,
    "distinct": lambda d: ("distinct", [d["key"], *filter(None, [d.get("query")])], {}),
    "insert": _insert,
    "update": _update,
    "delete": lambda d: ("delete_one" if d.get("limit") else "delete_many", [d["q"]], {}),
    "findAndModify": _find_and_modify,
}


def masked(document: Mapping[str, Any], name: str, collection: str) -> dict[str, Any]:
    """Return a command with its values masked if it names a collection with people's data."""
    if {collection, *_collections(document)} <= PUBLIC:
        return dict(document)
    field_path = FIELD_PATH if name == "aggregate" else NOTHING
    return {
        key: value if key == name else _masked(value, field_path, is_constant=key in CONSTANTS)
        for key, value in document.items()
    }


def _collections(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        named = [value[key] for key in ("from", "coll", "$unionWith") if key in value]
        return [one for one in named if isinstance(one, str)] + _collections(list(value.values()))
    inner = value if isinstance(value, list | tuple) else ()
    return [name for one in inner for name in _collections(one)]


def _masked(value: Any, field_path: re.Pattern[str], *, is_constant: bool) -> Any:
    if isinstance(value, Mapping):
        constants = {k for k in value if k in CONSTANTS or (is_constant and k.startswith("$"))}
        return {
            PERSONAL_KEY.sub("…", key): _masked(inner, field_path, is_constant=key in constants)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_masked(inner, field_path, is_constant=is_constant) for inner in value]
    if value is None or isinstance(value, int | float | datetime):
        return value
    if isinstance(value, str) and (is_constant or field_path.fullmatch(value)):
        return value
    return MASKED_ID if isinstance(value, ObjectId) else MASKED_TEXT
