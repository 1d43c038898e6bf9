"""What every template knows: who looks at the page."""

from typing import Any

from django.http import HttpRequest

from .documents import Viewer


def viewer(request: HttpRequest) -> dict[str, Any]:
    """Give the viewer; a visitor where the request failed before its member was known."""
    return {"viewer": Viewer(getattr(request, "member", None))}
