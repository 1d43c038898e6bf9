"""Signing up, logging in and out, and passwords."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import password_reset, services
from accounts.errors import EmailTaken, WrongPassword
from accounts.forms import (
    ChangePasswordForm,
    LogInForm,
    NewPasswordForm,
    RequestResetForm,
    SignUpForm,
)
from accounts.rate_limits import check_rate_limit
from accounts.requests import (
    MemberRequest,
    SiteRequest,
    client_ip,
    permission_required,
    submitted_data,
)
from accounts.sessions import sign_in, sign_out
from mflix_site.web.requests import safe_next_url


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: SiteRequest) -> HttpResponse:
    """Show the sign-up form, or create the account and sign in."""
    form = SignUpForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("sign-up", client_ip(request))
        cleaned = form.cleaned_data
        try:
            member = services.sign_up(
                name=cleaned["name"], email=cleaned["email"], password=cleaned["password1"]
            )
        except EmailTaken as error:
            form.add_error("email", error.sentence)
        else:
            sign_in(request, member)
            messages.success(request, f"Welcome, {member.name}. What have you seen lately?")
            return redirect(safe_next_url(request))
    return _form_page(
        request, "accounts/sign_up.html", form, next=safe_next_url(request, default="")
    )


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: SiteRequest) -> HttpResponse:
    """Show the log-in form, or sign in and redirect to where the visitor came from."""
    form = LogInForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("log-in", client_ip(request))
        try:
            member = services.log_in(**form.cleaned_data, client_ip=client_ip(request))
        except WrongPassword as error:
            form.add_error(None, error.sentence)
        else:
            sign_in(request, member)
            return redirect(safe_next_url(request))
    return _form_page(
        request, "accounts/log_in.html", form, next=safe_next_url(request, default="")
    )


@require_POST
@permission_required
def log_out(request: SiteRequest) -> HttpResponse:
    sign_out(request)
    messages.success(request, "You are logged out.")
    return redirect("home")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def change_password(request: MemberRequest) -> HttpResponse:
    """Show the form, or change the password; other sessions end, and this one is renewed."""
    member = request.member
    form = ChangePasswordForm(submitted_data(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            changed = services.change_password(
                member=member,
                old_password=cleaned["old_password"],
                new_password=cleaned["new_password1"],
            )
        except WrongPassword as error:
            form.add_error("old_password", error.sentence)
        else:
            sign_in(request, changed)
            messages.success(request, "Your password is changed; other devices are logged out.")
            return redirect("preferences")
    return _form_page(request, "accounts/change_password.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def request_reset(request: SiteRequest) -> HttpResponse:
    """Show the form, or request a reset link; the answer is the same for every address."""
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
    """Show the form that a reset link leads to, or set the password and use up the link."""
    member = password_reset.member_for_token(token)
    form = NewPasswordForm(submitted_data(request), name=member.name, email=member.email)
    if request.method == "POST" and form.is_valid():
        password_reset.reset_password(token=token, new_password=form.cleaned_data["new_password1"])
        messages.success(request, "Your new password is set. Log in with it.")
        return redirect("log-in")
    return _form_page(request, "accounts/reset_password.html", form)


def _form_page(
    request: SiteRequest, template: str, form: forms.Form, **context: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
