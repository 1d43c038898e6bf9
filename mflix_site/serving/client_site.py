"""A built client of the API on a port of its own: its files, and `/api/` passed on to the site.

The site answers in the same process: gunicorn listens on both ports, and the port decides.
"""

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.string_utils import decode_path_info

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
INDEX, API = "index.html", "/api"
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

    The folder is read once, when it starts. Hidden files, and links that lead out of it, are not
    served.
    """

    def __init__(self, site: Application, folder: Path) -> None:
        self.site, self.folder = site, folder.resolve()
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

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = decode_path_info(environ.get("PATH_INFO", ""))
        if f"{path}/".startswith(f"{API}/"):
            return self.site(environ, start_response)
        is_page = "." not in path.rpartition("/")[2] or "text/html" in environ.get(
            "HTTP_ACCEPT", ""
        )
        file = self.files.get(path) or (self.files["/"] if is_page else None)
        if file is not None:
            response: Iterable[bytes] = self.serve(file, environ, start_response)
            return response
        status, headers = HTTPStatus.NOT_FOUND, Headers([("Content-Type", "text/plain")])
        _add_headers(headers, "", "")
        start_response(f"{status} {status.phrase}", headers.items())
        return [b"There is no such file.\n"]


def _add_headers(headers: Headers, _path: str, url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if url.endswith(("/", ".html")):  # it names the hashed files, and must be asked for again
        headers["Cache-Control"] = "no-cache"


def with_client(site: Application, folder: Path, port: int) -> Application:
    client = ClientSite(site, folder)

    def application(environ: Environ, start_response: Any) -> Iterable[bytes]:
        asked = client if environ["SERVER_PORT"] == str(port) else site
        return asked(environ, start_response)

    return application
