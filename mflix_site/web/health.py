"""Health checks: whether the process answers, and whether it can serve pages."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mflix_site.mongo.health import readiness_problems

from .middleware import DATABASE_RETRY_SECONDS


@cache_control(no_store=True)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer without asking the database."""
    return JsonResponse({"status": "alive"})


@cache_control(no_store=True)
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 503 with what to run unless the database answers and has every index."""
    problems = readiness_problems()
    if not problems:
        return JsonResponse({"status": "ready"})
    answer = JsonResponse({"status": "not ready", "problems": problems}, status=503)
    answer["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    return answer
