"""Test version 2 of the API against its own OpenAPI document, with schemathesis.

`python tools/check_api.py [options of schemathesis run]`, on a scratch database with a world of
films, members and reviews. Schemathesis is installed into an environment of its own, outside of the
project, because it brings many packages. What it prints last is its summary; the exit code is
its own.
"""

import logging
import os
import subprocess
import sys
import tempfile
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
OPTIONS = ("--checks", "all", "--continue-on-failure")


def main() -> int:
    sys.path.insert(0, str(ROOT))
    install()
    with support("scratch_server").scratch_server() as server:
        import_module("bench.__main__").prepare_django(server.uri)
        allow_everything()
        token = make_world()
        with support("live_server").live_site() as address:
            # Every form without its token would be a line between those of schemathesis.
            logging.getLogger("django.security").setLevel(logging.ERROR)
            return run(address, token, sys.argv[1:])


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


def make_world() -> str:
    """Fill the database as the tests do, and return a token with all scopes."""
    support("catalogue").many_films(200)
    return str(support("route_table").World().token_text)


def run(address: str, token: str, more: list[str]) -> int:
    program = str(ENVIRONMENT / "bin" / "schemathesis")
    paths = {"PYTHONPATH": str(ROOT / "tools"), "MFLIX_TOKEN": token}
    command = [program, "--config-file", str(CONFIGURATION), "run", *OPTIONS, *more]
    with tempfile.TemporaryDirectory() as folder:  # it leaves its examples where it is started
        document = f"{address}/api/openapi.json"
        return subprocess.run(
            [*command, document], cwd=folder, env={**os.environ, **paths}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
