"""The sample's films, users and comments, imported once; without its files, all is skipped."""

from typing import Any

import pytest

from tests.support.sample import REAL, run
from tests.support.stored_state import filled_once


@filled_once
def course_sample() -> None:
    run("import_mflix", REAL)


@pytest.fixture(autouse=True)
def _sample(course_sample: Any) -> None:
    """Begin each ticket with the sample as it was imported."""
