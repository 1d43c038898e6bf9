"""What stands at the root of the site: files for browsers and crawlers, health checks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mflix_site.mongo.health import readiness_problems

from .middleware import DATABASE_RETRY_SECONDS
from .templates import absolute_url

# Pages with nothing to find, of which there may be endlessly many.
UNCRAWLED = ("accounts", "moderation", "administration", "suggest")


@cache_control(public=True, max_age=86400)
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = [f"Disallow: {get_script_prefix()}{path}/" for path in UNCRAWLED]
    # A film list has an address for every combination of filters.
    lines += [f"Disallow: {reverse('browse')}?", f"Allow: {reverse('moderation-log')}"]
    text = "\n".join(["User-agent: *", *lines, "", f"Sitemap: {absolute_url(reverse('sitemap'))}"])
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=86400)
@require_safe
def web_manifest(request: HttpRequest) -> JsonResponse:
    home = reverse("home")
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    manifest = {
        **{"id": home, "start_url": home, "scope": home, "display": "minimal-ui"},
        **{"name": "mflix", "short_name": "mflix", "lang": "en-GB", "icons": icons},
        "description": _("Find films. Say what you thought."),
        **{"background_color": "#f7f2e8", "theme_color": "#f7f2e8"},
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@cache_control(public=True, max_age=86400)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    path = settings.BASE_DIR / "static" / "img" / "favicon.ico"
    return HttpResponse(path.read_bytes(), content_type="image/x-icon")


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
