"""Whether the database answers, and has the indexes that the code relies on."""

import time

import pymongo

from mflix_site.errors import Problem

from . import indexes

REMEMBERED_SECONDS = 5.0
PATIENCE_SECONDS = 2.0  # whoever asks, such as a balancer, does not wait as long as a page may
_last: list[tuple[float, list[str]]] = []


def problems() -> list[str]:
    """Give what keeps the site from working, in words; asked of the database at most every 5 s."""
    if _last and time.monotonic() - _last[-1][0] < REMEMBERED_SECONDS and not _last[-1][1]:
        return []
    try:
        with pymongo.timeout(PATIENCE_SECONDS):
            drift = indexes.drift()
        wrong = [f"index {i.collection}.{i.name} is {state}" for i, state in drift]
        found = [*wrong, "run `manage.py migrate_mongodb`"] if wrong else []
    except Problem as problem:
        found = [problem.sentence]
    _last[:] = [(time.monotonic(), found)]
    return found
