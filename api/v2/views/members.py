"""Members as everybody sees them, and the public log."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.queries import get_member_by_handle
from accounts.views.account import favourite_films
from api.v2.schemas import members as schemas
from api.v2.schemas.reviews import Review
from api.v2.schemas.shared import FieldsQuery, Page, PageQuery
from moderation.log_queries import LogFilter, log_after
from reviews.queries import member_review_summary, member_reviews_after

from . import serialisers
from .authentication import viewer_of
from .output import document, page_of, position

router = Router(tags=["Members and the public log"])


@router.get("members/{handle:handle}", response=schemas.Member, summary="Read a member")
def read_member(request: HttpRequest, handle: str, query: Query[FieldsQuery]) -> HttpResponse:
    """Return what everybody may see of a member."""
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
    viewer = viewer_of(request)
    return page_of(request, query, page.map(lambda item: serialisers.review(item, viewer)))


@router.get("log", response=Page[schemas.LogRow], summary="List the public log")
def list_log(request: HttpRequest, query: Query[schemas.LogQuery]) -> HttpResponse:
    """Return the decisions of moderators and the actions of admins, newest first."""
    chosen = LogFilter(query.action or "", query.rule or "", query.moderator)
    page = log_after(chosen, position(request, query), query.limit)
    return page_of(request, query, page.map(serialisers.log_row))
