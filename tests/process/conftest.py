"""Scratch folders, a copy of the checkout that `make run` starts in, and who is left of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.checkout import Checkout, copy_of_this

from ..support.scratch_server import scratch_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder for one server."""
    with scratch_folder() as base:
        yield base / "mongodb"


@pytest.fixture(scope="module")
def copied(exhaustive: bool) -> Iterator[Checkout]:
    """Yield a copy of this checkout that has its packages, and keeps its data for the module.

    In a quick run its demo community is a small one.
    """
    with scratch_folder() as base:
        copy = copy_of_this(base / "mflix")
        if not exhaustive:
            copy.make_demo_small()
        yield copy
        copy.kill_all()


@pytest.fixture
def checkout(copied: Checkout) -> Checkout:
    """Return the copy with nothing running in it."""
    copied.kill_all()
    return copied


@pytest.fixture
def site(copied: Checkout) -> Checkout:
    """Return the copy with its site running; one that a test left running will do."""
    if copied.make is None or copied.make.poll() is not None:
        copied.start()
    return copied


@pytest.fixture
def site_of_its_own(checkout: Checkout) -> Iterator[Checkout]:
    """Yield the copy with a site that no other test gets: its server may be swapped."""
    checkout.start()
    yield checkout
    checkout.kill_all()
