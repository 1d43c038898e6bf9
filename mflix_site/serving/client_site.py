"""A built client of the API on a port of its own: its files, and `/api/` passed on to the site.

The site answers in the same process: gunicorn listens on both ports, and the port decides.
"""

import gzip
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.string_utils import decode_path_info

from mflix_site.web.page_cache import REFUSED_ENCODING

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
INDEX, API = "index.html", "/api"
COMPRESSED = (".html", ".js", ".css", ".json", ".svg", ".map", ".txt", ".xml", ".wasm")
# Names with a hash of their contents, as bundlers make them: main.3f2a1b9c.js, index-Bx3Yz1aK.css.
HASHED = re.compile(
    r"[.-]((?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,40}"
    r"|(?=\w*[A-Z])(?=\w*[a-z])(?=\w*[0-9])\w{8})(\.chunk)?\.[a-z0-9]+(\.map)?$"
)
# The client's scripts are the operator's choice, and its posters come from anywhere: no page of
# another site may frame it, and nothing is taken for what it does not say it is.
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ClientSite(WhiteNoise):  # type: ignore[misc]
    """The files of a folder; any other address without a file's ending is one of the client's own.

    The folder is read once, when it starts: texts are compressed then, in memory. Hidden files, and
    links that lead out of it, are not served.
    """

    def __init__(self, site: Application, folder: Path) -> None:
        self.site, self.folder = site, folder.resolve()
        self.compressed: dict[Any, bytes] = {}
        super().__init__(
            site,
            root=str(self.folder),
            index_file=INDEX,
            max_age=0,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
            add_headers_function=_add_headers,
        )

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if "/." not in url and Path(path).resolve().is_relative_to(self.folder):
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
            if Path(path).suffix in COMPRESSED:
                file = self.files["/" if url == f"/{INDEX}" else url]
                self.compressed[file] = gzip.compress(Path(path).read_bytes(), mtime=0)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = decode_path_info(environ.get("PATH_INFO", ""))
        if f"{path}/".startswith(f"{API}/"):
            return self.site(environ, start_response)
        accepts_page = "text/html" in environ.get("HTTP_ACCEPT", "")
        is_page = accepts_page or "." not in path.rpartition("/")[2]
        if file := self.files.get(path) or (self.files["/"] if is_page else None):
            return self.answer(file, environ, start_response)
        status, headers = HTTPStatus.NOT_FOUND, Headers([("Content-Type", "text/plain")])
        _add_headers(headers, "", "")
        start_response(f"{status} {status.phrase}", headers.items())
        return [b"There is no such file.\n"]

    def answer(self, file: Any, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve a file; whole, and compressed, where the browser takes that."""
        body = self.compressed.get(file)
        accepted = REFUSED_ENCODING.sub("", environ.get("HTTP_ACCEPT_ENCODING", ""))
        if body is None or "gzip" not in accepted or "HTTP_RANGE" in environ:
            return cast(Iterable[bytes], self.serve(file, environ, start_response))

        def start(status: str, sent: list[tuple[str, str]]) -> None:
            headers = Headers(sent)
            if status.startswith("200"):
                headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(body))
            start_response(status, headers.items())

        served = self.serve(file, environ, start)  # without a body for HEAD, 304 and 405
        getattr(served, "close", list)()
        return [body] if served else []


def _add_headers(headers: Headers, path: str, url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if Path(path).suffix in COMPRESSED:
        headers["Vary"] = "Accept-Encoding"
    if url.endswith(("/", ".html")):  # it names the hashed files, and must be asked for again
        headers["Cache-Control"] = "no-cache"


def with_client(site: Application, folder: Path, port: int) -> Application:
    client = ClientSite(site, folder)

    def application(environ: Environ, start_response: Any) -> Iterable[bytes]:
        asked = client if environ["SERVER_PORT"] == str(port) else site
        return asked(environ, start_response)

    return application
