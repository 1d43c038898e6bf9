"""Members: joining, logging in and out, preferences, closing an account, the admin's report."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import services
from accounts.access_tokens import end_token_session, find_member_by_token, start_token_session
from accounts.documents import Member
from accounts.errors import EmailTaken, WrongPassword
from accounts.permissions import has_permission, require_permission
from accounts.preferences import set_api_preferences
from accounts.rate_limits import check_rate_limit
from accounts.requests import client_ip
from api.requests import bearer_token, json_body, session_required
from api.responses import json_response
from moderation.account_closing import close_account
from reviews.site_summary import get_figure

from ..forms import RegisterForm, SessionForm, preferences, texts
from ..responses import alias_of, member_info


@sensitive_variables()
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(texts(json_body(request), "name", "email", "password"))
    if not form.is_valid():
        errors = {name: str(sentences[0]) for name, sentences in form.errors.items()}
        return json_response({"error": errors}, 400)
    check_rate_limit("sign-up", client_ip(request))
    given = {name: form.cleaned_data[name] for name in ("name", "email", "password")}
    try:
        member = services.sign_up(**given)
    except EmailTaken:
        return json_response({"error": {"email": _("This address can't be used.")}}, 400)
    return _signed_in(member)


@sensitive_variables()
def log_in(request: HttpRequest) -> HttpResponse:
    """Answer alike whatever is wrong, an address or a password."""
    form = SessionForm(texts(json_body(request), "email", "password"))
    check_rate_limit("log-in", client_ip(request))
    try:
        if not form.is_valid():
            raise WrongPassword
        member = services.log_in(**form.cleaned_data, client_ip=client_ip(request))
    except WrongPassword:
        return json_response({"error": "Unauthorized"}, 401)
    return _signed_in(member)


def _signed_in(member: Member) -> HttpResponse:
    answer = {"auth_token": start_token_session(member), "info": member_info(member)}
    return json_response(answer, 201)


@session_required
def log_out(request: HttpRequest, member: Member) -> HttpResponse:
    end_token_session(bearer_token(request))
    return json_response({"status": "logged out"}, 201)


@session_required
def update_preferences(request: HttpRequest, member: Member) -> HttpResponse:
    set_api_preferences(member=member, preferences=preferences(json_body(request)))
    return json_response({"auth_token": bearer_token(request), "info": member_info(member)}, 201)


@sensitive_variables()
@session_required
def delete_account(request: HttpRequest, member: Member) -> HttpResponse:
    """Close the account; reviews stay without a name, for deleting them cannot be undone."""
    require_permission(member, "close-account")
    password = texts(json_body(request), "password")["password"]
    try:
        close_account(member=member, password=password, keep_reviews=True)
    except WrongPassword as error:
        return json_response({"error": {"password": error.sentence}}, 403)
    return json_response({"status": "deleted"}, 201)


def admin(request: HttpRequest) -> HttpResponse:
    """Return success to admins alone, at which the client opens its page for them."""
    member = find_member_by_token(bearer_token(request))
    if member is None or not has_permission(member, "dashboard"):
        return json_response({"status": "fail", "error": "Unauthorized"}, 401)
    return json_response({"status": "success"}, 202)


@session_required
def comment_report(request: HttpRequest, member: Member) -> HttpResponse:
    """Answer an admin with the members who have written most, by their aliases."""
    require_permission(member, "dashboard")
    most_active = get_figure("most_active")
    report = [{"_id": alias_of(row["_id"]), "count": row["reviews"]} for row in most_active]
    return json_response({"report": report})
