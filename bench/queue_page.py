"""What the moderators' queue costs with many reports beside few, in the same run."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from .many_reports import insert_open_reports

FEW, MANY, ROUNDS, WARMING = 1_000, 100_000, 60, 5
PAGES = {
    "first page": "",
    "page 20": "page=20",
    "one reason": "reason=spam",
    "one word": "q=river",
    "two words": "q=river+winter",
    "a reason and a word": "reason=abusive&q=letter",
    "an author": "q={handle}",
    "no such word": "q=nowhere",
    "decided": "state=decided",
}


def measure(scale: float) -> dict[str, Any]:
    """Time the whole page, as a signed-in moderator gets it, at both sizes, taking turns."""
    sizes = {"few": int(FEW * scale), "many": int(MANY * scale)}
    _allow_test_client()
    gets = {name: _site(name, number) for name, number in sizes.items()}
    rows: dict[str, Any] = {f"reports, {name}": number for name, number in sizes.items()}
    rows["rounds"] = ROUNDS
    ratios = []
    for page, query in PAGES.items():
        few, many = _both(gets["few"], gets["many"], query)
        ratios.append(many / few)
        rows[f"{page}: few, ms"], rows[f"{page}: many, ms"] = few * 1000, many * 1000
        rows[f"{page}: many, times few"] = many / few
    rows["first page, many times few (to reach: 2 at most)"] = ratios[0]
    rows["largest ratio (to reach: 2 at most)"] = max(ratios)
    return rows


def _allow_test_client() -> None:
    """Serve static files without having collected them, to the test client's host name."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def _site(name: str, reports: int) -> Callable[[str], None]:
    """Create a database with so many reports; return what loads a page of its queue."""
    from django.conf import settings

    from tests.support.browsing import Browser

    from .__main__ import prepare_database

    settings.MONGODB_DB = database = f"bench_{name}"
    prepare_database()
    moderator = insert_open_reports(reports)
    browser, handle = Browser(moderator), "nobody"

    def get(query: str) -> None:
        settings.MONGODB_DB = database
        answer = browser.get(f"/moderation/?{query.format(handle=handle)}")
        assert answer.status_code == 200

    handle = _an_author()
    return get


def _an_author() -> str:
    from mflix_site.mongo import collections as mongo

    case = mongo.cases().find_one({}, {"about.handle": 1}) or {}
    return str(case["about"]["handle"])


def _both(
    few: Callable[[str], None], many: Callable[[str], None], query: str
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(WARMING + ROUNDS):
        for get, taken in zip((few, many), times, strict=True):
            started = time.perf_counter()
            get(query)
            if at >= WARMING:
                taken.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])
