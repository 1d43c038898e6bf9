"""The sample's films, users and comments, imported once; without its files, all is skipped."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _sample(imported_sample: Any) -> None:
    """Begin each ticket with the sample as it was imported."""
