"""Where requests enter version 2: Django Ninja is imported with the first of them, or by gunicorn.

See docs/decisions/0028-django-ninja.md.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.requests import permission_required


@csrf_exempt  # it knows no cookie, so no other site can make a browser act for its owner
@permission_required
def api_v2(request: HttpRequest, path: str) -> HttpResponse:
    from .site import respond

    return respond(request, path)


@require_safe
@permission_required
def api_schema(request: HttpRequest) -> JsonResponse:
    """Return the OpenAPI document."""
    from .openapi import openapi_document

    return JsonResponse(openapi_document(), json_dumps_params={"ensure_ascii": False})


@require_safe
@permission_required
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document as a page."""
    from .reference import reference

    return render(request, "api/docs.html", reference())
