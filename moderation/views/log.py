"""The public log: as pages, as a feed, as JSON, and how anybody can verify it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import has_permission
from accounts.requests import SiteRequest, permission_required
from mflix_site.paging import page_number
from mflix_site.web.feeds import atom_feed
from moderation.impartiality import undoable_ids
from moderation.log import log_head
from moderation.rules import ACTION_LABELS, RULES

from .. import log_queries
from ..log_queries import LogFilter


def moderation_page(
    request: SiteRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page with the moderators' navigation, and how many appeals wait."""
    is_staff = request.member is not None and request.member.is_staff
    open_appeals = log_queries.count_open_appeals(request.member) if is_staff else 0
    return render(request, template, {**context, "open_appeals": open_appeals}, status=status)


@require_safe
@permission_required
def moderation_log(request: SiteRequest) -> HttpResponse:
    log_filter = _read_filter(request)
    page = log_queries.page_of_log(log_filter, page_number(request.GET.get("page", "")))
    context = {"rows": page, "log_filter": log_filter, "actions": ACTION_LABELS, "rules": RULES}
    return moderation_page(request, "moderation/log.html", {**context, "head": log_head()})


def _read_filter(request: SiteRequest) -> LogFilter:
    action, rule, moderator = (request.GET.get(n, "") for n in ("action", "rule", "moderator"))
    action, rule = action if action in ACTION_LABELS else "", rule if rule in RULES else ""
    return LogFilter(action, rule, moderator[:40])


@require_safe
@permission_required
def log_row(request: SiteRequest, number: int) -> HttpResponse:
    row = log_queries.get_row(number=number)
    member = request.member
    is_permitted = member is not None and has_permission(member, "undo-decision")
    can_undo = bool(is_permitted and member and undoable_ids(member, [row.decision]))
    return moderation_page(request, "moderation/log_row.html", {"row": row, "can_undo": can_undo})


@require_safe
@permission_required
def log_feed(request: SiteRequest) -> HttpResponse:
    page = log_queries.page_of_log(_read_filter(request), 1)
    entries = (
        {
            "title": f"#{decision.number}: {decision.label}",
            "link": reverse("log-row", args=[decision.number]),
            "description": f"{decision.rule_text} {decision.reason}",
            "author_name": decision.handle,
            **dict.fromkeys(("pubdate", "updateddate"), decision.at),
        }
        for decision in (row.decision for row in page.items)
    )
    title, log = _("mflix moderation log"), reverse("moderation-log")
    return atom_feed(title, log, reverse("log-feed"), entries)


@require_safe
@permission_required
def log_json(request: SiteRequest) -> JsonResponse:
    """Return a thousand rows after `?after=N` as they are hashed, and the URL of the next."""
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    rows = log_queries.public_rows(after)
    is_full = len(rows) == log_queries.JSON_PAGE_SIZE
    next_url = f"{reverse('log-json')}?after={rows[-1]['number']}" if is_full else None
    form = {"ensure_ascii": False, "indent": 1}
    return JsonResponse({"rows": rows, "next": next_url}, json_dumps_params=form)


@require_safe
@permission_required
def check_log(request: SiteRequest) -> HttpResponse:
    return render(request, "moderation/check_log.html", {"head": log_head()})


@require_safe
@permission_required
def rules(request: SiteRequest) -> HttpResponse:
    return render(request, "moderation/rules.html", {"rules": RULES})
