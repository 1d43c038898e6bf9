"""A built client's folder beside the API: its files, its own addresses, and nothing else."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from mflix_site.serving.client_site import HASHED, with_client
from tests.support.deployment import refusal_of

PAGE = b"<!doctype html><title>A client</title>"
SITE, CLIENT = "8000", "8001"
FILES = {
    **{"index.html": PAGE, "favicon.ico": b"\0\0", "static/js/main.3f2a1b9c.js": b"let a = 1;"},
    **{
        "static/css/main.css": b"a{}",
        "manifest.json": b"{}",
        ".env": b"SECRET=1",
        "a b.svg": b"<svg/>",
    },
}


def a_site(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stand for the site."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"site " + environ["PATH_INFO"].encode()]


class Answer:
    """What a port answers for a path as it was sent."""

    def __init__(self, folder: Path, path: str, port: str = CLIENT, **options: Any) -> None:
        method, headers = options.get("method", "GET"), options.get("headers", {})
        environ = RequestFactory().generic(method, "/", headers=headers).environ
        environ |= {"PATH_INFO": path, "SERVER_PORT": port}
        body: Any = with_client(a_site, folder, int(CLIENT))(environ, self.start)
        self.body = b"".join(body)
        getattr(body, "close", list)()

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a built client, beside a file that is none of it."""
    (tmp_path / "secret.txt").write_text("secret")
    client = tmp_path / "client"
    for name, content in FILES.items():
        (client / name).parent.mkdir(parents=True, exist_ok=True)
        (client / name).write_bytes(content)
    (client / "out.txt").symlink_to(tmp_path / "secret.txt")
    return client


def test_the_clients_own_addresses_are_all_its_index(folder: Path) -> None:
    for path in ("/", "/movies/id/573a1390f29313caabcd4135", "/login", "/apian", "/user-report"):
        answer = Answer(folder, path)
        assert (answer.status, answer.body) == (200, PAGE), path
        assert answer.headers["Content-Type"] == 'text/html; charset="utf-8"'
        assert answer.headers["Cache-Control"] == "no-cache"


def test_what_begins_with_api_and_everything_on_the_other_port_is_the_sites(folder: Path) -> None:
    for path in ("/api/v1/movies/", "/api/movies", "/api"):
        for method in ("GET", "POST", "DELETE"):
            assert Answer(folder, path, method=method).body == f"site {path}".encode()
    assert Answer(folder, "/login", SITE).body == b"site /login"
    assert Answer(folder, "/static/css/main.css", SITE).body == b"site /static/css/main.css"


def test_files_have_their_types_and_hashed_ones_are_kept(folder: Path) -> None:
    script, style = (
        Answer(folder, f"/static/{p}") for p in ("js/main.3f2a1b9c.js", "css/main.css")
    )
    assert (script.body, script.headers["Content-Type"]) == (
        *(b"let a = 1;", 'text/javascript; charset="utf-8"'),
    )
    assert "immutable" in script.headers["Cache-Control"]
    assert "max-age=0" in style.headers["Cache-Control"]
    assert Answer(folder, "/a b.svg").headers["Content-Type"] == "image/svg+xml"
    etag = {"If-None-Match": script.headers["ETag"]}
    assert Answer(folder, "/static/js/main.3f2a1b9c.js", headers=etag).status == 304


@pytest.mark.parametrize(
    ("name", "is_hashed"),
    [
        *(("main.3f2a1b9c.js", True), ("2.0a1b2c3d.chunk.css.map", True), ("a-Bx3Yz1aK.js", True)),
        *(("service-worker.js", False), ("photo-20240101.jpg", False), ("my-gallery2.js", False)),
        *(("favicon.ico", False), ("bootstrap.bundle.js", False), ("a.b", False)),
    ],
)
def test_only_names_with_a_hash_are_kept(name: str, is_hashed: bool) -> None:
    assert bool(HASHED.search(name)) is is_hashed


def test_nothing_outside_of_the_folder_and_nothing_hidden_is_served(folder: Path) -> None:
    for path in ("/../secret.txt", "/static/../../secret.txt", "//etc/passwd.txt", "/.env",
                 "/out.txt", "/..%2fsecret.txt", "/missing.js", "/static/js/none.map"):  # fmt: skip
        answer = Answer(folder, path)
        assert (answer.status, b"secret" in answer.body.lower()) == (404, False), path
        assert answer.headers["Content-Type"] == "text/plain"


def test_every_answer_has_safe_headers_and_no_other_origin_may_read(folder: Path) -> None:
    for path in ("/", "/static/css/main.css", "/missing.js"):
        headers = Answer(folder, path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in headers


TAKES_GZIP = {"Accept-Encoding": "br, gzip"}
SCRIPT = "/static/js/main.3f2a1b9c.js"


def test_texts_are_compressed_for_whoever_takes_that(folder: Path) -> None:
    packed, plain = Answer(folder, SCRIPT, headers=TAKES_GZIP), Answer(folder, SCRIPT)
    assert gzip.decompress(packed.body) == plain.body == b"let a = 1;"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    head = Answer(folder, SCRIPT, method="HEAD", headers=TAKES_GZIP)
    assert (head.body, head.headers) == (b"", packed.headers)
    assert gzip.decompress(Answer(folder, "/login", headers=TAKES_GZIP).body) == PAGE


def test_a_part_a_copy_and_who_refuses_compression_get_what_they_ask_for(folder: Path) -> None:
    known = TAKES_GZIP | {"If-None-Match": Answer(folder, SCRIPT).headers["ETag"]}
    assert Answer(folder, SCRIPT, headers=known).status == 304
    assert Answer(folder, SCRIPT, headers={"Accept-Encoding": "gzip;q=0"}).body == b"let a = 1;"
    part = Answer(folder, SCRIPT, headers=TAKES_GZIP | {"Range": "bytes=0-2"})
    assert (part.status, part.body) == (206, b"let")
    assert Answer(folder, "/favicon.ico", headers=TAKES_GZIP).body == FILES["favicon.ico"]


def test_a_form_is_refused_and_head_has_no_body(folder: Path) -> None:
    assert Answer(folder, "/login", method="POST").status == 405
    head = Answer(folder, "/", method="HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(PAGE)))


UNMET: list[tuple[dict[str, str], str]] = [
    ({"CLIENT_DIR": "{empty}"}, "it must be the folder of a built client"),
    (
        {"CLIENT_DIR": "{client}", "PORT": "80", "CLIENT_PORT": "80"},
        "a CLIENT_PORT that isn't PORT",
    ),
    ({"CLIENT_DIR": "{client}", "SCRIPT_NAME": "/films"}, "no SCRIPT_NAME"),
    ({"CLIENT_PORT": "3000"}, "CLIENT_PORT is set without CLIENT_DIR"),
    ({"CLIENT_DIR": "{client}", "CLIENT_PORT": "x"}, "it must be a whole number"),
    ({"API_ALLOWED_ORIGINS": "localhost:3000"}, "it must be origins such as"),
]


def test_settings_that_cannot_be_met_are_one_sentence(folder: Path, tmp_path: Path) -> None:
    for changes, sentence in UNMET:
        named = {k: v.format(client=folder, empty=tmp_path) for k, v in changes.items()}
        assert sentence in refusal_of(**named)
