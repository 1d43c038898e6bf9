"""The public log: as pages, as a feed, as JSON, and how anybody can check it."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.permissions import has_permission
from accounts.requests import SiteRequest, permission_required
from mflix_site.paging import page_number
from moderation.log_queries import (
    ROWS_AT_ONCE,
    LogFilter,
    Row,
    end_of_log,
    get_row,
    page_of_log,
    public_rows,
)
from moderation.rules import ACTION_LABELS, RULES


@require_safe
@permission_required
def moderation_log(request: SiteRequest) -> HttpResponse:
    """Show every decision, newest first."""
    asked = _asked(request)
    page = page_of_log(asked, page_number(request.GET.get("page", "")))
    context = {"rows": page, "asked": asked, "actions": ACTION_LABELS, "rules": RULES}
    return render(request, "moderation/log.html", {**context, "end": end_of_log()})


def _asked(request: SiteRequest) -> LogFilter:
    """Read what somebody wants to see; anything odd is left out."""
    given = request.GET
    action, rule = given.get("action", ""), given.get("rule", "")
    return LogFilter(
        action=action if action in ACTION_LABELS else "",
        rule=rule if rule in RULES else "",
        moderator=given.get("moderator", "")[:40],
    )


@require_safe
@permission_required
def log_row(request: SiteRequest, number: int) -> HttpResponse:
    """Show one decision, with its hash, and what was taken back by what."""
    row = get_row(number)
    undoable = has_permission(request.member, "undo-decision") and row.decision.can_be_undone
    return render(request, "moderation/log_row.html", {"row": row, "undoable": undoable})


@require_safe
@permission_required
def log_feed(request: SiteRequest) -> HttpResponse:
    """Give the newest decisions as an Atom feed."""
    site = settings.SITE_URL.rstrip("/")
    feed = Atom1Feed(
        title="mflix: the moderation log",
        link=site + reverse("moderation-log"),
        description="Every decision, with its rule and its reason.",
        feed_url=site + reverse("log-feed"),
        language="en",
    )
    for row in page_of_log(_asked(request), 1).items:
        feed.add_item(**_entry(row, site))
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _entry(row: Row, site: str) -> dict[str, Any]:
    decision = row.decision
    link = site + reverse("log-row", args=[decision.number])
    return {
        "title": f"{decision.number}: {decision.label}",
        "link": link,
        "unique_id": link,
        "description": f"{decision.rule_text} {decision.reason}".strip(),
        "author_name": decision.handle,
        "pubdate": decision.at,
        "updateddate": decision.at,
    }


@require_safe
@permission_required
def log_json(request: SiteRequest) -> JsonResponse:
    """Give a thousand rows after `?after=N` just as they are hashed, and where the next are."""
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    rows = public_rows(after)
    more = len(rows) == ROWS_AT_ONCE
    query = urlencode({"after": rows[-1]["number"]}) if more else ""
    following = f"{reverse('log-json')}?{query}" if more else None
    body = {"rows": rows, "next": following}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@permission_required
def check_log(request: SiteRequest) -> HttpResponse:
    """Explain how anybody can check the log for themselves."""
    return render(request, "moderation/check_log.html", {"end": end_of_log()})


@require_safe
@permission_required
def rules(request: SiteRequest) -> HttpResponse:
    """Show the rules of the house, and what happens to what breaks them."""
    return render(request, "moderation/rules.html", {"rules": RULES})
