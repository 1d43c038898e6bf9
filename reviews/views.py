"""Deleting one's own review; posting and editing are in `moderation`, which may hold a review."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.requests import MemberRequest, permission_required

from . import queries, services

ERASED = _("Your text was deleted. The moderator's decision about it still stands.")
DELETED = _("Your review was deleted.")


@require_POST
@permission_required
def delete_review(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_own_review(request.member, id)
    review = services.delete_review(member=request.member, review_id=id)
    messages.success(request, ERASED if review.is_taken_down else DELETED)
    return redirect("movie", id=review.movie_id)
