"""Dockerfile and compose.yaml: what they name exists, and their commands work by hand."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from mflix_site.embedded.process import Options as ServerOptions
from mflix_site.embedded.process import free_port, launch
from tools import check_health

from ..support.scratch_server import scratch_folder
from ..support.sources import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n", "", (ROOT / "Dockerfile").read_text())
PASSWORDS = {"MONGODB_PASSWORD": "site-secret", "MONGODB_ADMIN_PASSWORD": "admin-secret"}
OF_COMPOSE = {*PASSWORDS, "MONGODB_MEMBERS"}


def instructions(name: str) -> list[str]:
    """Return the arguments of one kind of instruction of the Dockerfile."""
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


def commands() -> dict[str, list[str]]:
    """Return the Python commands of the services that run our image."""
    texts = {name: str(service.get("command", "")) for name, service in SERVICES.items()}
    return {name: text.split()[1:] for name, text in texts.items() if text.startswith("python ")}


def test_the_image_is_made_of_the_locked_packages_and_runs_as_no_root():
    assert "--require-hashes -r requirements.lock" in instructions("RUN")[0]
    assert instructions("USER") == ["10001"]
    assert all((ROOT / c.split()[0]).exists() for c in instructions("COPY") if c[0] != "-")


def test_the_image_holds_no_secrets_and_no_data():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git", ".venv"} <= set(ignored)
    assert not [line for line in instructions("ENV") if "SECRET" in line or "PASSWORD" in line]


def test_every_command_of_a_service_exists():
    assert len(commands()) == 5
    for file, *arguments in commands().values():
        assert (ROOT / file).exists()
        assert file != "manage.py" or arguments[0] in get_commands()


def test_every_variable_is_one_of_ours():
    known = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.M))
    given = {name for service in SERVICES.values() for name in service.get("environment", {})}
    assert len(given) > 8
    assert given <= known | OF_COMPOSE


def test_services_depend_on_services_and_use_volumes_that_exist():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        named = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(COMPOSE["volumes"])


def test_the_replica_set_has_three_members_with_authentication():
    members = [s for s in SERVICES.values() if str(s.get("command")).startswith("mongod ")]
    assert len(members) == 3
    assert all("--keyFile" in member["command"] for member in members)
    assert not [member for member in members if "ports" in member]


@pytest.fixture(scope="module")
def members() -> Iterator[list[int]]:
    """Three mongods that share a key file, as the services mongo1 to mongo3; yield their ports."""
    with scratch_folder() as folder:
        key = folder / "replica-set.key"
        key.write_text("abcdefgh" * 90)
        key.chmod(0o400)
        options = ServerOptions(("--keyFile", str(key)), test_preset=True)
        mongods = [launch(folder / f"mongo{i}", free_port(), options) for i in range(3)]
        try:
            for mongod in mongods:
                mongod.wait_until_listening()
            yield [mongod.port for mongod in mongods]
        finally:
            for mongod in mongods:
                mongod.kill()


def run_service(name: str, ports: list[int]) -> "subprocess.CompletedProcess[str]":
    """Run the command of a service here, with the addresses of our own mongods."""
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    uri = SERVICES["migrate"]["environment"]["MONGODB_URI"]
    uri = uri.replace("mongo1:27017,mongo2:27017,mongo3:27017", hosts)
    uri = uri.replace("${MONGODB_PASSWORD:?}", PASSWORDS["MONGODB_PASSWORD"])
    given = {"MONGODB_URI": uri, "MONGODB_MEMBERS": hosts, "SECRET_KEY": "kPz8Wd3fQx71mV" * 4}
    return subprocess.run(
        [sys.executable, *commands()[name]],
        cwd=ROOT,
        env={**os.environ, **PASSWORDS, **given, "MONGODB_DB": "mflix", "DEBUG": "false"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.long
@pytest.mark.process
def test_the_replica_set_is_initiated_once_and_the_site_may_migrate_it(members):
    for _ in range(2):
        done = run_service("init-replica-set", members)
        assert "are ready" in done.stdout, done.stderr
    for expected in ("fixed.", "Everything matches"):
        done = run_service("migrate", members)
        assert expected in done.stdout, done.stderr


@pytest.mark.long
@pytest.mark.process
def test_without_a_password_nothing_can_be_read(members):
    client = MongoClient("127.0.0.1", members[0], directConnection=True)
    with client, pytest.raises(OperationFailure, match=r"requires authentication|not authorized"):
        client.mflix.users.find_one()


def test_the_health_check_notices_a_site_that_is_away():
    assert not check_health.answers(free_port())
    assert Path(check_health.__file__).relative_to(ROOT).as_posix() in DOCKERFILE
