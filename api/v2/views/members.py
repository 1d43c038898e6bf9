"""Members as everybody sees them, the moderation log, and one's own account and its data."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts import preferences
from accounts.access_tokens import MANAGE_ACCOUNT, READ
from accounts.permissions import require_permission
from accounts.pictures import changed_picture
from accounts.queries import get_member, get_member_by_handle
from accounts.views.account import account_data, favourite_films
from api.v2.responses import CACHE_CONTROL, document, page_of, position
from api.v2.schemas import members as schemas
from api.v2.schemas.reviews import Review
from api.v2.schemas.shared import FieldsQuery, Page, PageQuery
from mflix_site.text import clean_text
from moderation.log_queries import LogFilter, log_after
from moderation.profile_editing import edit_profile
from reviews.queries import member_review_summary, member_reviews_after

from . import serialisers
from .authentication import NeedsScope, caller_of, viewer_of
from .films import film_ids

router, own_router = Router(tags=["Members and the moderation log"]), Router(tags=["Your account"])
reads, manages = NeedsScope(READ), NeedsScope(MANAGE_ACCOUNT)


@router.get("members/{handle:handle}", response=schemas.Member, summary="Read a member")
def read_member(request: HttpRequest, handle: str, query: Query[FieldsQuery]) -> HttpResponse:
    """Return the public profile of a member."""
    member = get_member_by_handle(handle)
    tally, favourites = member_review_summary(member.id), favourite_films(member)
    shown = serialisers.member(member, tally, favourites, viewer_of(request))
    return document(request, shown, fields=query.fields)


@router.get(
    "members/{handle:handle}/reviews", response=Page[Review], summary="List a member's reviews"
)
def list_member_reviews(request: HttpRequest, handle: str, query: Query[PageQuery]) -> HttpResponse:
    """Return the visible reviews and ratings of a member, newest first."""
    member, start = get_member_by_handle(handle), position(request, query)
    page = member_reviews_after(member.id, start, query.limit)
    return page_of(request, query, page.map(partial(serialisers.review, viewer=viewer_of(request))))


@router.get("log", response=Page[schemas.LogRow], summary="List the moderation log")
def list_log(request: HttpRequest, query: Query[schemas.LogQuery]) -> HttpResponse:
    """Return the decisions of moderators and the actions of admins, newest first."""
    chosen = LogFilter(query.action or "", query.rule or "", query.moderator)
    page = log_after(chosen, position(request, query), query.limit)
    return page_of(request, query, page.map(serialisers.log_row))


@own_router.get("me", response=schemas.Account, auth=reads, summary="Who you are")
def read_account(request: HttpRequest) -> HttpResponse:
    """Return the member whom the token acts for, and what it may do."""
    caller = caller_of(request)
    return document(request, serialisers.account(caller.member, caller.token.scopes))


@own_router.get("me/reviews", response=Page[Review], auth=reads, summary="List your reviews")
def list_own_reviews(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Return one's reviews and ratings, newest first, also those that only oneself sees."""
    member, start = caller_of(request).member, position(request, query)
    page = member_reviews_after(member.id, start, query.limit, is_own=True)
    return page_of(request, query, page.map(partial(serialisers.review, viewer=viewer_of(request))))


@own_router.get(
    "me/preferences", response=schemas.Preferences, auth=reads, summary="Read your preferences"
)
def read_preferences(request: HttpRequest) -> HttpResponse:
    """Return one's preferences."""
    own = caller_of(request).member.preferences
    return document(request, serialisers.members_of(schemas.Preferences, own))


@own_router.patch(
    "me/preferences", response=schemas.Preferences, auth=manages, summary="Change your preferences"
)
def change_preferences(request: HttpRequest, body: schemas.PreferencesInput) -> HttpResponse:
    """Change the preferences that are sent, and leave the others as they are."""
    member = caller_of(request).member
    sent = body.dict(exclude_unset=True)
    for name, value in sent.items():
        if isinstance(value, list):
            sent[name] = list(dict.fromkeys(filter(None, value)))
    preferences.set_preferences(member=member, preferences=sent)
    stored = get_member(member.id).preferences
    return document(request, serialisers.members_of(schemas.Preferences, stored))


@own_router.patch(
    "me/profile", response=schemas.Member, auth=manages, summary="Change your profile"
)
def change_profile(request: HttpRequest, body: schemas.ProfileInput) -> HttpResponse:
    """Change what is sent of what others see of one; 422 names ids of no film."""
    member, parts = caller_of(request).member, body.dict(exclude_unset=True)
    if "about" in parts:
        parts["about"] = clean_text(body.about)
    if "picture" in parts:
        parts["picture"] = changed_picture(member, body.picture.drawing, body.picture.colour)
    if "favorite_films" in parts:
        films = film_ids(body.favorite_films, "favorite_films/{}")
        parts["favorite_films"] = list(dict.fromkeys(films))
    return read_member(request, edit_profile(member=member, parts=parts).handle, FieldsQuery())


@own_router.get("me/data", response=dict[str, Any], auth=manages, summary="Download your data")
def read_data(request: HttpRequest) -> HttpResponse:
    """Return all that is stored of oneself, as the page "Download your data" does."""
    member = caller_of(request).member
    require_permission(member, "export-account")
    headers = {"Cache-Control": CACHE_CONTROL}
    return HttpResponse(account_data(member), content_type="application/json", headers=headers)
