"""Deleting and restoring a list, copying it, its secret link, and those who edit it."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import MemberNotFound
from accounts.queries import get_member_by_handle
from accounts.rate_limits import check_rate_limit
from accounts.requests import MemberRequest, permission_required, submitted_data
from mflix_site.errors import Conflict
from mflix_site.web.requests import form_key, secret_link

from .. import queries, services
from ..documents import MAX_TITLE
from ..forms import InviteForm


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def delete_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    """Show a page to confirm deleting a list, or delete it; it can be restored."""
    shown = queries.get_list_to_edit(id, request.member, as_owner=True)
    if request.method != "POST":
        return render(request, "lists/delete.html", {"list": shown})
    services.delete_list(member=request.member, list_id=id)
    page = reverse("member-lists", args=[request.member.handle])
    done = _("“%(title)s” was deleted.") % {"title": shown.title}
    undo = format_html('{} <a href="{}#deleted">{}</a>', done, page, _("Undo"))
    messages.success(request, undo)
    return redirect(page)


@require_POST
@permission_required
def restore_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    check_rate_limit("list", request.member.id)
    queries.get_deleted_list(id, request.member)
    restored = services.restore_list(member=request.member, list_id=id)
    messages.success(request, _("“%(title)s” is back.") % {"title": restored.title})
    return redirect("film-list", id=id)


@require_POST
@permission_required
def clone_list(request: MemberRequest, id: ObjectId) -> HttpResponse:
    check_rate_limit("list", request.member.id)
    link = secret_link(request.POST)
    origin = queries.get_list(id, request.member, link)
    title = (_("Copy of %(title)s") % {"title": origin.title})[:MAX_TITLE]
    copy = services.clone_list(
        member=request.member, list_id=id, title=title, link=link, form_key=form_key(request)
    )
    done = _("This is your copy, and only you can see it. Change what you like, then save it.")
    messages.success(request, done)
    return redirect("edit-list", id=copy.id)


@require_POST
@permission_required
def renew_list_link(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_list_to_edit(id, request.member, as_owner=True)
    services.renew_link(member=request.member, list_id=id)
    messages.success(request, _("The list has a new link. The old one no longer works."))
    return redirect("film-list", id=id)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def list_editors(request: MemberRequest, id: ObjectId) -> HttpResponse:
    shown = queries.get_list_to_edit(id, request.member, as_owner=True)
    form = InviteForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("list", request.member.id)
        try:
            invited = get_member_by_handle(form.cleaned_data["handle"])
            services.invite_editor(member=request.member, list_id=id, invited=invited)
        except MemberNotFound:
            form.add_error("handle", _("Nobody has this handle. Copy it from their page."))
        except Conflict as error:
            form.add_error("handle", error.sentence)
        else:
            done = _("%(name)s has been invited, and can accept or decline.")
            messages.success(request, done % {"name": invited.name})
            return redirect("list-editors", id=id)
    context = {"list": shown, "form": form}
    return render(request, "lists/editors.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required
def accept_invitation(request: MemberRequest, id: ObjectId) -> HttpResponse:
    queries.get_list_of_editor(id, request.member, request.member.id)
    services.accept_invitation(member=request.member, list_id=id)
    messages.success(request, _("You can edit this list now."))
    return redirect("film-list", id=id)


@require_POST
@permission_required
def remove_editor(request: MemberRequest, id: ObjectId, editor: ObjectId) -> HttpResponse:
    """Remove an editor; also leave a list, or decline to edit it."""
    queries.get_list_of_editor(id, request.member, editor)
    services.remove_editor(member=request.member, list_id=id, editor_id=editor)
    if editor == request.member.id:
        messages.success(request, _("You're no longer an editor of this list."))
        return redirect("member-lists", handle=request.member.handle)
    messages.success(request, _("They can no longer edit this list."))
    return redirect("list-editors", id=id)
