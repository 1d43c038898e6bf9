"""Test version 2 of the API against its own OpenAPI document, with schemathesis.

`python tools/check_api.py [options of schemathesis run]`, on a scratch database with a world of
films, members and reviews. Schemathesis is installed into an environment of its own, outside of the
project, because it brings many packages. What it prints last is its summary; the exit code is
its own.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VERSION = "schemathesis==4.32.0"
ENVIRONMENT = Path(
    os.environ.get("SCHEMATHESIS_VENV") or f"{tempfile.gettempdir()}/schemathesis-venv"
)
PYTHON = ENVIRONMENT / "bin" / "python"
CONFIGURATION = ROOT / "tools" / "schemathesis.toml"
NO_LIMIT = (10**6, 60)
# Outside of /api/ a form without its token is refused (403) before its method is looked at (405).
PARTS = (
    ("--include-path-regex", "^/api/"),
    ("--exclude-path-regex", "^/api/", "--exclude-checks", "unsupported_method"),
)
OPTIONS = ("--checks", "all", "--continue-on-failure")


def main() -> int:
    sys.path.insert(0, str(ROOT))
    install()
    with support("scratch_server").scratch_server() as server:
        import_module("bench.__main__").prepare_django(server.uri)
        allow_everything()
        known = make_world()
        with support("live_server").live_site() as address:
            # Every form without its token would be a line between those of schemathesis.
            logging.getLogger("django.security").setLevel(logging.ERROR)
            return max(run(address, known, [*part, *sys.argv[1:]]) for part in PARTS)


def support(name: str) -> Any:
    """Return a module of what the tests share, which no type checker follows."""
    return import_module(f"tests.support.{name}")


def install() -> None:
    """Make the environment of schemathesis where there is none."""
    if not PYTHON.exists():
        uv = str(ROOT / ".venv" / "bin" / "uv")
        subprocess.run([uv, "venv", "-q", ENVIRONMENT], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", PYTHON, VERSION], check=True)


def allow_everything() -> None:
    """Lift the rate limits, of which schemathesis would soon see nothing else."""
    from django.conf import settings

    settings.LIMITS = dict.fromkeys(settings.LIMITS, NO_LIMIT)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.PASSWORD_HASHERS = ["tests.support.hashing.QuickHasher"]
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def make_world() -> dict[str, str]:
    """Fill the database as the tests do; return a token with all scopes, and what there is."""
    support("catalogue").many_films(200)
    world = support("route_table").World()
    known = {
        "film_id": str(world.film),
        "review_id": world.review,
        "entry_id": support("operations_of_api").entry_of(world),
        "list_id": str(world.list),
        "handle": world.handle,
        "name": "Orson Welles",
    }
    return {"MFLIX_TOKEN": world.token_text, "MFLIX_KNOWN": json.dumps(known)}


def run(address: str, known: dict[str, str], options: Sequence[str]) -> int:
    program = str(ENVIRONMENT / "bin" / "schemathesis")
    command = [program, "--config-file", str(CONFIGURATION), "run", *OPTIONS, *options]
    environment = {**os.environ, **known, "PYTHONPATH": str(ROOT / "tools")}
    with tempfile.TemporaryDirectory() as folder:  # it leaves its examples where it is started
        document = f"{address}/api/openapi.json"
        return subprocess.run([*command, document], cwd=folder, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
