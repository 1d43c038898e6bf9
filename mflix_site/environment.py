"""Settings from the environment and `.env`, read strictly: what is not understood is an error.

Why `.env` is read with python-dotenv's parser: docs/decisions/0022-reading-settings.md.
"""

import difflib
import io
import ipaddress
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from dotenv.parser import Binding, parse_stream

T = TypeVar("T")
# In `.env` for others: the embedded server, compose.yaml, gunicorn, Python and the C library.
OTHER_PROGRAMS = re.compile(
    r"MONGOD_BINARY|MONGODB_(ADMIN_)?PASSWORD|MONGODB_MEMBERS|DJANGO_SETTINGS_MODULE|TZ|LANG|"
    r"(COMPOSE|DOCKER|GUNICORN|PYTHON|LC)_?[A-Z_]*"
)
HOST = r"(?i:\*|(\*?\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_-]*[a-z0-9_])*)"
ORIGIN = (
    r"https?://(\*\.)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])"
    r"(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?"
)
# An address, or a name and an address; in quotes, the name may have any sign.
SENDER = r"""[^\s<>",@]+@[^\s<>",@]+|("[^"]*"|[^<>",@]*)\s*<[^\s<>",@]+@[^\s<>",@]+>"""
_lines_of_file: dict[str, int] = {}  # the names that `.env` sets, and where
_known: set[str] = set()


def read_env_file(path: Path) -> None:
    """Copy the variables of a file into the environment, where those that are set already win."""
    values: dict[str, str] = {}
    for name, value, line in _variables(path.name, _read(path)):
        if values.setdefault(name, value) != value:
            raise ImproperlyConfigured(f"{path.name}, line {line}: {name} is set twice.")
        if value and not os.environ.get(name, value).strip():
            raise ImproperlyConfigured(
                f"{name} is empty in the environment, and set in {path.name}: remove one of them."
            )
        _lines_of_file.setdefault(name, line)
    for name, value in values.items():
        os.environ.setdefault(name, value)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if not path.is_symlink():
            return ""
        raise ImproperlyConfigured(f"{path.name} is a link that leads nowhere.") from None
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{path.name} cannot be read: save it as UTF-8.") from error
    except OSError as error:
        raise ImproperlyConfigured(f"{path.name} cannot be read: {error.strerror}.") from error


def _variables(file: str, text: str) -> Iterator[tuple[str, str, int]]:
    for binding in parse_stream(io.StringIO(text)):
        line = binding.original.line + len(re.match(r"[\r\n]*", binding.original.string)[0])  # type: ignore[index]
        if (reason := _syntax_problem(binding)) is not None:
            raise ImproperlyConfigured(f"{file}, line {line}: {reason}")
        if binding.key is not None:
            yield binding.key, str(binding.value).strip(), line


def _syntax_problem(binding: Binding) -> str | None:
    if binding.error or (binding.key is not None and binding.value is None):
        return "write it as NAME=value; quotes come in pairs, with nothing after them."
    if re.search(r"=[^\S\r\n]*#", binding.original.string) and binding.value:
        return f"put the value of {binding.key} in quotes if it begins with #; otherwise remove it."
    if "\n" in (binding.value or "") or "\r" in (binding.value or ""):
        return f"the quotes of {binding.key} span several lines: close them on the same line."
    if binding.value and (binding.value[0] in "“”„‘’«`" or not binding.value.isprintable()):
        return f"{binding.key} has curly quotes, backticks or invisible characters."
    return None


def refuse_unknown_names(file: str) -> None:
    """Raise ImproperlyConfigured for a name in `.env` that no setting has asked for."""
    for name, line in _lines_of_file.items():
        if name not in _known and not OTHER_PROGRAMS.fullmatch(name):
            near = difflib.get_close_matches(name.upper(), _known, 1, 0.7)
            hint = f" Is it {near[0]}?" if near else " docs/operations.md lists them all."
            raise ImproperlyConfigured(f"{file}, line {line}: there is no setting {name}.{hint}")


class UnreadablePart(ValueError):
    """A part of a value cannot be read; the error's text is this part."""


def text(name: str, default: str) -> str:
    """Return a variable; empty counts as not set."""
    _known.add(name)
    value = os.environ.get(name, "").strip()
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} contains invisible characters.")
    return value or default


def parsed(name: str, default: T, parse: Callable[[str], T], expected: str) -> T:
    """Return what `parse` makes of a variable; raise ImproperlyConfigured for its ValueError."""
    if not (value := text(name, "")):
        return default
    try:
        return parse(value)
    except ValueError as error:
        shown = str(error) if isinstance(error, UnreadablePart) else value
        reason = f"{name}={shown!r} cannot be read: it must be {expected}."
        raise ImproperlyConfigured(reason) from error


def flag(name: str, default: bool) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}

    def parse(value: str) -> bool:
        if value.lower() not in words:
            raise ValueError
        return words[value.lower()]

    return parsed(name, default, parse, "true or false")


def number(name: str, default: int, low: int, high: int) -> int:
    def parse(value: str) -> int:
        if not re.fullmatch("-?[0-9]{1,20}", value):
            raise ValueError
        return int(value)

    found = parsed(name, default, parse, "a whole number")
    if not low <= found <= high:
        raise ImproperlyConfigured(f"{name}={found} is out of range: {low} to {high}.")
    return found


def items(name: str, expected: str, pattern: str = "") -> list[str]:
    """Return the items between commas; raise ImproperlyConfigured for one of another form."""

    def parse(value: str) -> list[str]:
        found = [item.strip() for item in value.split(",") if item.strip()]
        for item in found:
            if pattern and not re.fullmatch(pattern, item) and not _is_ipv6(item):
                raise UnreadablePart(item)
        return found

    return parsed(name, [], parse, expected)


def folder(name: str, base: Path, file: str, expected: str) -> Path | None:
    """Return a folder that has a file; a relative path begins at `base`."""

    def parse(value: str) -> Path:
        path = (base / value).resolve()
        if not os.access(path / file, os.R_OK) or not (path / file).is_file():
            raise ValueError
        return path

    return parsed(name, None, parse, expected)


def hosts(name: str, subdomains: str = ".") -> list[str]:
    """Return host names; all those below one begin with `subdomains`, however they are written."""
    example = "host names such as films.example, without scheme, port or path, separated by commas"
    return [re.sub(r"^\*?\.", subdomains, host) for host in items(name, example, HOST)]


def origins(name: str) -> list[str]:
    """Return origins as browsers send them: without the slash that people put at their end."""
    example = "origins such as https://films.example, separated by commas"
    return [origin.rstrip("/").lower() for origin in items(name, example, f"{ORIGIN}/?")]


def _is_ipv6(item: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(item[1:-1])) and item[0] + item[-1] == "[]"
    except ValueError:
        return False
