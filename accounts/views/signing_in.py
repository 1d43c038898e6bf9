"""Joining, logging in and logging out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.errors import EmailTaken, WrongPassword
from accounts.forms import LogInForm, SignUpForm
from accounts.guards import permission_required
from accounts.requests import SiteRequest, client_ip, submitted_data
from accounts.signing_in import sign_in, sign_out
from mflix_site.web.safe_next import safe_next_url

from ..rate_limits import check_rate_limit


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: SiteRequest) -> HttpResponse:
    """Show the form to join, or make the account, sign in, and go home."""
    form = SignUpForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("sign-up", client_ip(request))
        given = form.cleaned_data
        try:
            member = services.sign_up(
                name=given["name"], email=given["email"], password=given["password1"]
            )
        except EmailTaken as taken:
            form.add_error("email", taken.sentence)
        else:
            sign_in(request, member)
            messages.success(request, f"Welcome, {member.name}. What have you seen lately?")
            return redirect(safe_next_url(request))
    return _form_page(request, "accounts/sign_up.html", form)


@sensitive_post_parameters()
@permission_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: SiteRequest) -> HttpResponse:
    """Show the form to log in, or check it, sign in, and go where they came from."""
    form = LogInForm(submitted_data(request))
    if request.method == "POST" and form.is_valid():
        check_rate_limit("log-in", client_ip(request))
        try:
            member = services.log_in(**form.cleaned_data, address=client_ip(request))
        except WrongPassword as wrong:
            form.add_error(None, wrong.sentence)
        else:
            sign_in(request, member)
            return redirect(safe_next_url(request))
    return _form_page(request, "accounts/log_in.html", form)


@require_POST
@permission_required
def log_out(request: SiteRequest) -> HttpResponse:
    """End the session, for good."""
    sign_out(request)
    messages.success(request, "You are logged out.")
    return redirect("home")


def _form_page(request: SiteRequest, template: str, form: SignUpForm | LogInForm) -> HttpResponse:
    context = {"form": form, "next": safe_next_url(request, default="")}
    return render(request, template, context, status=422 if form.errors else 200)
