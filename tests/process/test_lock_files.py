"""The lock files: direct pins, hashes of all packages, nothing of the machine that wrote them."""

import re

import pytest

from tools import bootstrap

NAMES = [bootstrap.PRODUCTION, bootstrap.DEMO, bootstrap.DEVELOPMENT]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?:\s*;.*)?(?:\s*\\)?$", re.MULTILINE)


def pins(name: str, suffix: str) -> dict[str, str]:
    """Return the versions in a list or its lock file, by normalized name."""
    text = (bootstrap.ROOT / f"{name}{suffix}").read_text()
    found = PIN.findall(text.replace("; ", " ; "))
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_direct_pin_is_locked_at_its_version(name):
    direct = pins(name, ".txt")
    assert direct
    assert direct.items() <= pins(name, ".lock").items()


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_of_a_list_is_pinned(name):
    lines = (bootstrap.ROOT / f"{name}.txt").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert len(packages) == len(pins(name, ".txt"))


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_hashes(name):
    text = (bootstrap.ROOT / f"{name}.lock").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(name, ".lock"))
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_names_no_host_and_no_folder(name):
    text = (bootstrap.ROOT / f"{name}.lock").read_text()
    assert not re.search(r"://|@|^\s*-(?!-hash)|/", text, re.MULTILINE)


def test_each_lock_file_agrees_with_the_one_before_it():
    production, demo, development = (pins(name, ".lock") for name in NAMES)
    assert production.items() <= demo.items() <= development.items()


def test_the_bootstrap_finds_the_locked_uv():
    assert bootstrap.locked_entry("uv").startswith("uv==")
    assert "--hash=sha256:" in bootstrap.locked_entry("uv")
