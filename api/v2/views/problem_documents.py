"""Problem details (RFC 9457), also for what goes wrong before a request gets to version 2."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from api.v2.errors import BY_STATUS, INTERNAL, FieldError, Kind

PROBLEM_TYPE = "application/problem+json"


def problem_document(
    kind: Kind, detail: str, field_errors: Sequence[FieldError] = (), **headers: str
) -> HttpResponse:
    """Return a problem document; `field_errors` lists values that can't be used."""
    document: dict[str, Any] = {
        "type": f"{reverse('api-docs')}#problem-{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or str(INTERNAL),
    }
    if field_errors:
        document["errors"] = [
            {"in": e.where, "type": e.kind, "detail": e.detail} for e in field_errors
        ]
    body = json.dumps(document, ensure_ascii=False)
    return HttpResponse(body, status=kind.status, content_type=PROBLEM_TYPE, headers=headers)


def v2_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return an error of the site, such as that of a host that is not ours."""
    name, title = BY_STATUS.get(status, BY_STATUS[500])
    return problem_document(Kind(name, status, str(title)), sentence or str(title))
