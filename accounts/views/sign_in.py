"""Signing up, logging in and out, and passwords."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import email_change, forms, password_reset, services
from accounts.documents import ADMIN, MODERATOR
from accounts.errors import EmailTaken, ResetTokenInvalid, WrongPassword
from accounts.permissions import PERMISSIONS
from accounts.rate_limits import check_rate_limit
from accounts.requests import (
    FORM_LOST,
    MemberRequest,
    SiteRequest,
    client_ip,
    permission_required,
    sign_in,
    sign_out,
    submitted_data,
)
from accounts.views.password_pages import password_form_page, problems_shown
from mflix_site.errors import LazyText
from mflix_site.web.kept_forms import kept_form
from mflix_site.web.requests import safe_next_url

RETURN = gettext_lazy("Log in to continue. You'll go back to the page you were on.")
REASONS: dict[str, LazyText] = {
    "appeal": gettext_lazy("Log in to appeal. Only the member the decision is about can appeal."),
    "change-password": gettext_lazy("Log in with your current password to change it."),
    "close-account": gettext_lazy("Log in to close your account."),
    "edit-review": gettext_lazy("Log in to edit your review."),
    "delete-review": gettext_lazy("Log in to delete your review."),
    "export-account": gettext_lazy("Log in to download your data."),
    "inbox": gettext_lazy("Log in to read your inbox."),
    "own-reports": gettext_lazy("Log in to see the outcome of your reports."),
    "preferences": gettext_lazy("Log in to see your preferences."),
    "report-member": gettext_lazy(
        "Log in to report a member. Only moderators see who sent a report."
    ),
    "report-review": gettext_lazy(
        "Log in to report a review. Only moderators see who sent a report."
    ),
    "standing": gettext_lazy("Log in to see your standing."),
    MODERATOR: gettext_lazy(
        "This page is only for the people who run the site. Log in if you're one."
    ),
    ADMIN: gettext_lazy(
        "This page is for the people who run the site. Log in if you're one of them."
    ),
}
LOG_IN_TO_RESUME = gettext_lazy(
    "You've been logged out. Log in again to carry on with what you wrote."
)
NOT_DONE = gettext_lazy(
    "You're logged in. What you did before wasn't saved, because you'd been logged out: do it "
    "again here."
)


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: SiteRequest) -> HttpResponse:
    form = forms.SignUpForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("sign-up", client_ip(request))
        given = form.cleaned_data
        account = {"name": given["name"], "email": given["email"], "password": given["password1"]}
        with problems_shown(form, {EmailTaken: "email"}):
            member = services.sign_up(**account)
            sign_in(request, member)
            welcome = _("Welcome, %(name)s. What have you seen lately?")
            messages.success(request, welcome % {"name": member.name})
            return redirect(safe_next_url(request).partition("#")[0])
    return password_form_page(request, "sign_up", form, next=safe_next_url(request, default=""))


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: SiteRequest) -> HttpResponse:
    form = forms.LogInForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("log-in", client_ip(request))
        with problems_shown(form, {WrongPassword: None}):
            member = services.log_in(**form.cleaned_data, client_ip=client_ip(request))
            sign_in(request, member)
            if FORM_LOST in request.GET:
                messages.warning(request, NOT_DONE)
            kept = kept_form(request)
            return redirect(safe_next_url(request, default=kept["page"] if kept else None))
    target = safe_next_url(request, default="")
    reason = LOG_IN_TO_RESUME if kept_form(request) else log_in_reason(target)
    return password_form_page(request, "log_in", form, next=target, reason=reason)


@require_POST
@permission_required
def log_out(request: SiteRequest) -> HttpResponse:
    sign_out(request)
    messages.success(request, _("You've been logged out."))
    return redirect("home")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def change_password(request: MemberRequest) -> HttpResponse:
    """Change the password; other sessions end, and this one is renewed."""
    member = request.member
    form = forms.ChangePasswordForm(submitted_data(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password1"]
        with problems_shown(form, {WrongPassword: "old_password"}):
            changed = services.change_password(member=member, old_password=old, new_password=new)
            sign_in(request, changed)
            done = _("Your password has been changed, and your other devices have been logged out.")
            messages.success(request, done)
            return redirect("preferences")
    return password_form_page(request, "change_password", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def change_email(request: MemberRequest) -> HttpResponse:
    """Send a link to the new address; it changes when that is used."""
    form = forms.ChangeEmailForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("reset", client_ip(request))
        with problems_shown(form, {WrongPassword: "password", EmailTaken: "email"}):
            email_change.request_email_change(member=request.member, **form.cleaned_data)
            sent = _("Check your e-mail: we've sent a link to %(email)s.")
            messages.success(request, sent % {"email": form.cleaned_data["email"]})
            return redirect("profile")
    pending = email_change.find_pending_email(request.member)
    return password_form_page(request, "change_email", form, pending=pending)


@require_POST
@permission_required
def cancel_email_change(request: MemberRequest) -> HttpResponse:
    email_change.cancel_email_change(member=request.member)
    messages.success(request, _("Cancelled. Your e-mail address stays as it is."))
    return redirect("change-email")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def confirm_email(request: SiteRequest, token: str) -> HttpResponse:
    email = email_change.address_to_confirm(token)
    if request.method == "POST":
        email_change.confirm_email(token=token)
        done = _("Your e-mail address has been changed. Log in with the new one from now on.")
        messages.success(request, done)
        return redirect("profile" if request.member else "log-in")
    return render(request, "accounts/confirm_email.html", {"email": email})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def request_reset(request: SiteRequest) -> HttpResponse:
    """Request a reset link; the answer is the same for every address."""
    form = forms.RequestResetForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("reset", client_ip(request))
        password_reset.request_reset(email=form.cleaned_data["email"])
        return render(request, "accounts/reset_sent.html")
    return password_form_page(request, "request_reset", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def reset_password(request: SiteRequest, token: str) -> HttpResponse:
    try:
        member = password_reset.member_for_token(token)
        owner = {"name": member.name, "email": member.email}
        form = forms.NewPasswordForm(submitted_data(request), **owner)
        if request.method == "POST" and form.is_valid():
            new_password = form.cleaned_data["new_password1"]
            with problems_shown(form):
                password_reset.reset_password(token=token, new_password=new_password)
                messages.success(request, _("Your new password is set. Log in with it."))
                return redirect("log-in")
    except ResetTokenInvalid as error:
        context = {"form": forms.RequestResetForm(), "sentence": error.sentence}
        return render(request, "accounts/reset_link_invalid.html", context, status=409)
    return password_form_page(request, "reset_password", form)


def log_in_reason(path: str) -> str:
    """Return why somebody must log in before they go on to a path; empty for no path."""
    if not path:
        return ""
    parts = urlsplit(path)
    if parts.fragment == "review":
        return _("Log in to review this film.")
    try:
        action = resolve("/" + parts.path.removeprefix(get_script_prefix())).url_name or ""
    except Resolver404:
        return str(RETURN)
    role = PERMISSIONS[action].min_role if action in PERMISSIONS else ""
    return str(REASONS.get(action) or REASONS.get(role) or RETURN)
