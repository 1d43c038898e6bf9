"""Whether the process lives, and whether it can do its work."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mflix_site.mongo import readiness

from .middleware import DATABASE_RETRY_SECONDS


@cache_control(no_store=True)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; the database is not asked."""
    return JsonResponse({"status": "alive"})


@cache_control(no_store=True)
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and has what the code needs, and if not, what to run."""
    wrong = readiness.problems()
    if not wrong:
        return JsonResponse({"status": "ready"})
    answer = JsonResponse({"status": "not ready", "problems": wrong}, status=503)
    answer["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    return answer
