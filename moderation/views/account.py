"""Pages of one's account: standing, inbox, reports, appeals, the profile, and closing it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import notices
from accounts.documents import MAX_FAVORITE_FILMS, Member
from accounts.email_change import find_pending_email
from accounts.errors import HandleTaken, LastAdmin, TooOften, WrongPassword
from accounts.forms import ChangeEmailForm, CloseAccountForm
from accounts.forms.profile import ProfileForm
from accounts.notices import Notice
from accounts.requests import MemberRequest, permission_required, sign_out, submitted_data
from accounts.views.account import favourite_films
from accounts.views.password_pages import password_form_page, problems_shown
from mflix_site.paging import page_number
from mflix_site.text import now
from mflix_site.web.kept_forms import keep_fields, restored
from moderation.forms import AppealForm
from moderation.log_queries import appeals_of_member, rows_by_id, rows_with_names
from movies.queries import find_film_by_title

from .. import account_closing, log_queries, queries
from .. import appeals as appeal_services
from ..errors import ProfileWordsRefused
from ..profile_editing import edit_profile

APPEAL = re.compile(r"/accounts/appeals/([0-9a-f]{24})/")


@require_safe
@permission_required
def standing(request: MemberRequest) -> HttpResponse:
    member, moment = request.member, now()
    appeals = appeals_of_member(member)
    page = log_queries.page_of_decisions_about_member(
        member, page_number(request.GET.get("page", ""))
    )
    decisions = [
        {
            "row": row,
            "appeal": appeals.get(row.decision.id),
            "is_appealable": row.decision.is_appealable(moment) and row.decision.id not in appeals,
        }
        for row in page.items
    ]
    context = {
        "kind": member.standing.at(moment),
        "until": member.standing_until,
        "decisions": decisions,
        "hidden": queries.posts_hidden_by_reports(member),
        "can_appeal": any(one["is_appealable"] for one in decisions),
        "page": page,
    }
    return render(request, "moderation/standing.html", context)


@require_safe
@permission_required
def inbox(request: MemberRequest) -> HttpResponse:
    """Show a page of the inbox; whoever opens it has read it, but a browser that prefetches."""
    page = notices.inbox_page(request.member, page_number(request.GET.get("page", "")))
    prefetches = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and not prefetches:
        notices.mark_read(member=request.member, shown=page.items)
    shown = replace(page, items=_with_current_labels(request.member, page.items))
    return render(request, "moderation/inbox.html", {"notices": shown})


def _with_current_labels(member: Member, shown: Sequence[Notice]) -> list[Notice]:
    """Return notices that say "Appeal" only where the decision can still be appealed."""
    matches = ((notice.path, APPEAL.match(notice.path)) for notice in shown)
    ids = {path: ObjectId(match[1]) for path, match in matches if match}
    rows = rows_by_id(ids.values())
    appeals = appeals_of_member(member) if rows else {}

    def current(notice: Notice) -> Notice:
        row = rows.get(ids[notice.path]) if notice.path in ids else None
        if row is None or (row.decision.is_appealable(now()) and row.decision.id not in appeals):
            return notice
        appealed = row.decision.id in appeals
        return replace(notice, label=_("See your appeal") if appealed else _("See the decision"))

    return list(map(current, shown))


@require_POST
@permission_required
def read_inbox(request: MemberRequest) -> HttpResponse:
    notices.mark_inbox_read(member=request.member)
    messages.success(request, _("All marked as read."))
    return redirect("inbox")


@require_safe
@permission_required
def own_reports(request: MemberRequest) -> HttpResponse:
    page = queries.page_of_own_reports(request.member, page_number(request.GET.get("page", "")))
    return render(request, "moderation/own_reports.html", {"reports": page})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields("text")
def appeal(request: MemberRequest, id: ObjectId) -> HttpResponse:
    member = request.member
    row = rows_with_names([appeal_services.get_own_decision(member, id)], member)[0]
    form = restored(request, AppealForm(submitted_data(request)))
    if form.submit(appeal_services.file_appeal, member=member, decision_id=id):
        messages.success(request, _("Your appeal has been sent. We'll tell you the answer."))
        return redirect("standing")
    case = queries.find_case_of(row.decision)
    context = {
        "row": row,
        "form": form,
        "appeal": appeals_of_member(member).get(id),
        "is_appealable": row.decision.is_appealable(now()),
        "words": case.snapshot.text if case and case.snapshot else "",
    }
    return render(request, "moderation/appeal.html", context, status=form.status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def close_account(request: MemberRequest) -> HttpResponse:
    form = CloseAccountForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        keep = given["keep_reviews"] is not False  # deleting cannot be undone: only when asked for
        with problems_shown(form, {WrongPassword: "password", LastAdmin: None}):
            account_closing.close_account(member=request.member, **{**given, "keep_reviews": keep})
            sign_out(request)
            messages.success(request, _("Your account has been closed. Thank you for being here."))
            return redirect("home")
    return password_form_page(request, "close_account", form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*ProfileForm.base_fields, *(f"film{n}" for n in range(1, MAX_FAVORITE_FILMS + 1)))
def profile(request: MemberRequest) -> HttpResponse:
    member = request.member
    films = favourite_films(member)
    initial = {f"film{n}": film.title_and_year for n, film in enumerate(films, 1)}
    initial |= {"name": member.name, "handle": member.handle, "about": member.about}
    chosen = {film.title_and_year: (ObjectId(film.id), "") for film in films}
    form = ProfileForm(
        submitted_data(request),
        initial=initial,
        member=member,
        find_film=lambda title: chosen.get(title) or find_film_by_title(title),
    )
    form = restored(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            edit_profile(member=member, parts=form.changed_parts())
        except (HandleTaken, TooOften, ProfileWordsRefused) as error:
            field = None if isinstance(error, ProfileWordsRefused) else "handle"
            form.add_error(field, error.sentence)
        else:
            messages.success(request, _("Your profile has been saved."))
            return redirect("profile")
    pending = find_pending_email(member)
    context = {"form": form, "email_form": ChangeEmailForm(), "pending": pending}
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", context, status=status)
