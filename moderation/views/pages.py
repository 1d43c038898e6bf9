"""Rendering a page with the moderators' navigation, and how many appeals wait."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.requests import SiteRequest
from moderation.log_queries import count_open_appeals


def moderation_page(
    request: SiteRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    is_staff = request.member is not None and request.member.is_staff
    open_appeals = count_open_appeals(request.member) if is_staff else 0
    return render(request, template, {**context, "open_appeals": open_appeals}, status=status)
