"""List the project's files, functions and templates that run to answer one request.

`python tools/trace_request.py post-review|search|decide`, on a scratch database. The request is
made twice, with other data; the second one is counted, so that imports and caches do not matter.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = tuple(f"{ROOT / name}{os.sep}" for name in (".venv", "tests", "bench", "tools", "var"))
FORM = "application/x-www-form-urlencoded"
TITLES = ("Night Train to Vienna", "The Cuckoo Clock")
Send = Callable[[], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("request", choices=REQUESTS)
    chosen = parser.parse_args().request
    sys.path.insert(0, str(ROOT))
    with support("scratch_server").scratch_server() as server:
        import_module("bench.__main__").prepare_django(server.uri)
        allow_test_client()
        warm_up, counted = REQUESTS[chosen]()
        check_status(warm_up())
        codes, response = trace(counted)
        check_status(response)
        print_functions(chosen, codes)


def support(name: str) -> Any:
    """Return a module of what the tests share, which no type checker follows."""
    return import_module(f"tests.support.{name}")


def allow_test_client() -> None:
    """Accept the test client's host name, and serve static files without collecting them."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def trace(send: Send) -> tuple[set[CodeType], Any]:
    codes: set[CodeType] = set()

    def record(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(record)
    try:
        response = send()
    finally:
        sys.setprofile(None)
    return {code for code in codes if is_product(code.co_filename)}, response


def is_product(path: str) -> bool:
    """Return whether a file belongs to the product: not a package, a test or a tool."""
    return path.startswith(f"{ROOT}{os.sep}") and not path.startswith(OUTSIDE)


def check_status(response: Any) -> None:
    """Exit unless the request was answered as it is when it succeeds."""
    if response.status_code not in (200, 302):
        sys.exit(f"Answered {response.status_code}: {response.content.decode()[:2000]}")


def print_functions(name: str, codes: set[CodeType]) -> None:
    """Print each file with its functions; comprehensions and lambdas belong to their function."""
    functions: dict[str, set[str]] = {}
    for code in codes:
        functions.setdefault(code.co_filename, set()).add(function_name(code))
    for path, names in sorted(functions.items()):
        print(f"{Path(path).relative_to(ROOT)} ({len(names)})\n    {', '.join(sorted(names))}")
    python = [names for path, names in functions.items() if path.endswith(".py")]
    templates = len(functions) - len(python)
    print(f"{name}: {len(python)} files, {sum(map(len, python))} functions, {templates} templates")


def function_name(code: CodeType) -> str:
    """Return the name of the function or method that a code object is, or is a part of."""
    return re.sub(r"(\.<locals>)?\.?<(?!locals)\w+>.*", "", code.co_qualname)


def browser_of(*name: str, **fields: str) -> Any:
    """Return a test client: a new member's, or without a name a visitor's."""
    members = [support("cast").make_member(*name, **fields)] if name else []
    return support("browsing").Browser(*members)


def add_film(title: str) -> Any:
    return support("factories").a_film(title=title)


def post_review() -> tuple[Send, Send]:
    """Prepare a member and two films; each request posts a review of one of them."""
    paths = [f"/movies/{add_film(title)}/reviews/" for title in TITLES]
    return posts(browser_of("Alice"), paths, review_fields())


def search() -> tuple[Send, Send]:
    """Prepare two films; each request searches for the mistyped title of one of them."""
    for title in TITLES:
        add_film(title)
    import_module("movies.facet_index.building").rebuild_facet_index()
    visitor = browser_of()
    first, second = ("/movies/?q=night+trian+to+vienna", "/movies/?q=cucko+clock")
    return (lambda: visitor.get(first)), (lambda: visitor.get(second))


def decide() -> tuple[Send, Send]:
    """Prepare two reported reviews; each request removes one of them."""
    author, reporter = browser_of("Alice"), browser_of("Bob")
    for title in TITLES:
        reply = author.post(f"/movies/{add_film(title)}/reviews/", review_fields())
        page = author.text(reply["Location"])
        (review,) = set(re.findall(r"/reviews/([0-9a-f]{24})/edit/", page))
        check_status(reporter.post(f"/reviews/{review}/report/", {"reason": "abusive"}))
    moderator = browser_of("Maud", role="moderator")
    cases = re.findall(r"/moderation/cases/([0-9a-f]{24})/", moderator.text("/moderation/"))
    paths = [f"/moderation/cases/{case}/decide/" for case in dict.fromkeys(cases)]
    shown = re.findall(
        r'name="shown" value="(\w+)"', moderator.text(paths[0].removesuffix("decide/"))
    )
    # Both reviews have the same words.
    verdict = {
        "shown": shown[0],
        "action": "remove",
        "rule": "2",
        "reason": "It is about a person, not the film.",
    }
    return posts(moderator, paths, verdict)


def review_fields() -> dict[str, Any]:
    return {"text": "Nobody is tilted when they tell the truth.", "rating": 80}


def posts(browser: Any, paths: list[str], fields: dict[str, Any]) -> tuple[Send, Send]:
    """Return two requests that send the same form to two paths, encoded as browsers do."""
    first, second = (partial(browser.post, path, urlencode(fields), FORM) for path in paths)
    return first, second


REQUESTS = {"post-review": post_review, "search": search, "decide": decide}

if __name__ == "__main__":
    main()
