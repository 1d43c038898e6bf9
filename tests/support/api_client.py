"""A program that asks version 1 of the API: JSON both ways, a token or none, and no cookies."""

import json
from typing import Any

from django.test import Client

from accounts.access_tokens import start_token_session
from accounts.documents import Member


class ApiClient:
    """Somebody's program; a visitor's sends the word `Bearer` alone, as the course's client."""

    def __init__(self, member: Member | None = None) -> None:
        self.browser = Client(enforce_csrf_checks=True)
        self.token = start_token_session(member) if member else ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; `response.json()` must work for each."""
        head = {"Authorization": f"Bearer {self.token}".strip(), **headers}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        kind = "application/json" if data else "application/octet-stream"
        kind = head.pop("kind", kind)
        response = self.browser.generic(method, f"/api/v1{path}", data, kind, headers=head)
        assert response.headers["Content-Type"] == "application/json", (path, response.content)
        assert method == "HEAD" or response.json() is not None
        return response

    def get(self, path: str) -> Any:
        """Return the JSON of a successful GET."""
        response = self.ask("GET", path)
        assert response.status_code == 200, response.content
        return response.json()

    def comments(self, film: Any) -> list[dict[str, Any]]:
        """Return a film's comments as a visitor gets them."""
        return list(ApiClient().get(f"/movies/id/{film}")["movie"]["comments"])
