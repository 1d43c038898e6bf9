"""A member's personal access tokens: creating, which shows one once, and revoking."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access_tokens as tokens
from accounts.errors import TooManyTokens, WrongPassword
from accounts.forms import AccessTokenForm
from accounts.requests import MemberRequest, permission_required, submitted_data
from accounts.services import verify_own_password


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def access_tokens(request: MemberRequest) -> HttpResponse:
    """Show the tokens; a new one with its text, which only this page ever shows."""
    form = AccessTokenForm(submitted_data(request))
    text = _created(request, form) if form.is_valid() else ""
    context = {
        "form": AccessTokenForm() if text else form,
        "text": text,
        "tokens": tokens.tokens_of(request.member),
        "scopes": tokens.SCOPES,
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


def _created(request: MemberRequest, form: AccessTokenForm) -> str:
    """Create a token and return its text; "" where the form has errors now."""
    sent = form.cleaned_data
    try:
        verify_own_password(member=request.member, password=sent["password"])
        return tokens.create_token(
            member=request.member, name=sent["name"], scopes=sent["scopes"], lifetime=sent["days"]
        )
    except WrongPassword as error:
        form.add_error("password", error.sentence)
    except TooManyTokens as error:
        form.add_error(None, error.sentence)
    return ""


@require_POST
@permission_required
def revoke_token(request: MemberRequest, id: ObjectId) -> HttpResponse:
    token = tokens.get_token(request.member, id)
    tokens.revoke_token(member=request.member, token_id=token.id)
    done = _("“%(name)s” has been revoked. It no longer works.")
    messages.success(request, done % {"name": token.name})
    return redirect("access-tokens")
