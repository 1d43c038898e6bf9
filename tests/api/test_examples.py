"""The examples of docs/api-v2.md, run from a token's first use to its end."""

import json
import re
import shlex
from typing import Any

from django.conf import settings as django_settings

from accounts.access_tokens import tokens_of
from tests.support.browsing import Browser
from tests.support.cast import PASSWORD
from tests.support.factories import a_film
from tests.support.operations_of_api import ask_api

DOCS = (django_settings.BASE_DIR / "docs" / "api-v2.md").read_text()
SESSION, REVOKED = [b for b in re.findall(r"```sh\n(.*?)```", DOCS, re.S) if b.startswith("curl")]
SCOPES = ["read", "write:reviews"]


def run(session: str, known: dict[str, str]) -> list[tuple[str, int, int]]:
    """Run the commands of a block; return each with its status, and the one that is promised."""
    done, lines = [], session.strip().splitlines()
    for command, promise in zip(lines[::2], lines[1::2], strict=True):
        answer = send([filled_in(word, known) for word in shlex.split(command)[1:]])
        status, *learnt = promise.removeprefix("# ").split(", ")
        done.append((command, answer.status_code, int(status)))
        known |= {name: found(answer, path) for name, path in (fact.split("=") for fact in learnt)}
    return done


def filled_in(word: str, known: dict[str, str]) -> str:
    """Return a word with what a shell puts in place of its variables."""
    return re.sub(r"\$([A-Z]+)", lambda name: known[name[1]], word)


def send(arguments: list[str]) -> Any:
    """Send what curl would with these arguments."""
    words, method, url, headers, body = iter(arguments), "", "", dict[str, str](), None
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = json.loads(next(words))
        else:
            url = word
    return ask_api(method or ("GET" if body is None else "POST"), url, "", body, **headers)


def found(answer: Any, path: str) -> str:
    """Return a header, or the member of the document that a path leads to."""
    if path in answer.headers:
        return answer.headers[path]
    value = answer.json()
    for name in path.split("."):
        value = value[int(name) if name.isdigit() else name]
    return str(value)


def test_the_session_of_the_docs_does_what_it_promises(alice: Any, as_alice: Browser) -> None:
    a_film()
    form = {"name": "docs", "scopes": SCOPES, "days": "30", "password": PASSWORD}
    page = as_alice.post("/accounts/tokens/", form).content.decode()
    known = {"SITE": "", "TOKEN": re.findall(r"mflix_pat_\w{36}", page)[0]}
    for command, status, promised in run(SESSION, known):
        assert status == promised, command
    as_alice.post(f"/accounts/tokens/{tokens_of(alice)[0].id}/revoke/")
    for command, status, promised in run(REVOKED, known):
        assert status == promised, command
