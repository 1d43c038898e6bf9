"""Changing a password, and getting a new one by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import WrongPassword
from accounts.forms import ChangePasswordForm, NewPasswordForm, RequestResetForm
from accounts.requests import MemberRequest, SiteRequest, client_ip, submitted_data

from .. import password_reset, services
from ..rate_limits import check_rate_limit
from ..requests import permission_required
from ..sessions import sign_in


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def change_password(request: MemberRequest) -> HttpResponse:
    """Show the form, or change the password; other sessions end, this one begins anew."""
    member = request.member
    form = ChangePasswordForm(submitted_data(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            changed = services.change_password(
                member=member,
                old_password=given["old_password"],
                new_password=given["new_password1"],
            )
        except WrongPassword as wrong:
            form.add_error("old_password", wrong.sentence)
        else:
            sign_in(request, changed)
            messages.success(request, "Your password is changed; other devices are logged out.")
            return redirect("preferences")
    return _form_page(request, "accounts/change_password.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def request_reset(request: SiteRequest) -> HttpResponse:
    """Ask for a mail with a link; the answer is the same for every address."""
    form = RequestResetForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("reset", client_ip(request))
        password_reset.request_reset(email=form.cleaned_data["email"])
        return render(request, "accounts/reset_sent.html")
    return _form_page(request, "accounts/request_reset.html", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def reset_password(request: SiteRequest, token: str) -> HttpResponse:
    """Show the form that a mailed link leads to, or set the password and use the link up."""
    member = password_reset.member_for_token(token)
    form = NewPasswordForm(submitted_data(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        password_reset.reset_password(token=token, new_password=form.cleaned_data["new_password1"])
        messages.success(request, "Your new password is set. Log in with it.")
        return redirect("log-in")
    return _form_page(request, "accounts/reset_password.html", form)


def _form_page(
    request: SiteRequest, template: str, form: NewPasswordForm | RequestResetForm
) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
