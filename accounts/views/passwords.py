"""Changing a password, and getting a new one by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import resetting, services
from accounts.errors import WrongPassword
from accounts.forms import ChangePasswordForm, NewPasswordForm, RequestResetForm
from accounts.guards import permitted
from accounts.requests import MemberRequest, SiteRequest, address_of, sent
from accounts.signing_in import sign_in
from accounts.throttling import spend


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permitted
def change_password(request: MemberRequest) -> HttpResponse:
    """Show the form, or change the password; other sessions end, this one begins anew."""
    member = request.member
    form = ChangePasswordForm(sent(request), name=member.name, email=member.email)
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
@permitted
def request_reset(request: SiteRequest) -> HttpResponse:
    """Ask for a mail with a link; the answer is the same for every address."""
    form = RequestResetForm(sent(request))
    if request.method == "POST" and form.is_valid():
        spend("reset", address_of(request))
        resetting.request_reset(email=form.cleaned_data["email"])
        return render(request, "accounts/reset_sent.html")
    return _form_page(request, "accounts/request_reset.html", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permitted
def reset_password(request: SiteRequest, token: str) -> HttpResponse:
    """Show the form that a mailed link leads to, or set the password and use the link up."""
    member = resetting.member_for_token(token)
    form = NewPasswordForm(sent(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        resetting.reset_password(token=token, new_password=form.cleaned_data["new_password1"])
        messages.success(request, "Your new password is set. Log in with it.")
        return redirect("log-in")
    return _form_page(request, "accounts/reset_password.html", form)


def _form_page(
    request: SiteRequest, template: str, form: NewPasswordForm | RequestResetForm
) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
