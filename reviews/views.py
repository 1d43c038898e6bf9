"""Deleting one's own review; posting and editing are in `moderation`, which may hold a review."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.requests import MemberRequest, permission_required

from . import queries, services

ERASED = "Your words are erased. The decision on them stands, and so does their place."


@require_POST
@permission_required
def delete_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_own_review(request.member, id)
    review = services.delete_review(member=request.member, review_id=id)
    messages.success(request, ERASED if review.is_taken_down else "Your review is removed.")
    return redirect("movie", id=review.movie_id)
