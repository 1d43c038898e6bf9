"""A member's personal access tokens: creating, which shows one once, and revoking."""

from datetime import timedelta

from bson import ObjectId
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access_tokens as tokens
from accounts.errors import TokenNotFound, TooManyTokens, WrongPassword
from accounts.forms import password_field
from accounts.requests import MemberRequest, permission_required, submitted_data
from accounts.services import verify_own_password
from accounts.views.password_pages import password_form_page, problems_shown
from mflix_site.text import clean_line


class AccessTokenForm(forms.Form):
    """A name, scopes, how long it is valid, and the password."""

    name = forms.CharField(max_length=tokens.MAX_TOKEN_NAME)
    scopes = forms.MultipleChoiceField(choices=list(tokens.SCOPES.items()), initial=[tokens.READ])
    days = forms.TypedChoiceField(
        choices=[
            ("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")),
            ("", _("Until I revoke it")),
        ],
        coerce=lambda value: timedelta(days=int(value)),
        empty_value=None,
        required=False,
        initial="90",
    )  # fmt: skip
    password = password_field()

    def clean_name(self) -> str:
        if name := clean_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(gettext("Choose a name, so that you know it later."))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
def access_tokens(request: MemberRequest) -> HttpResponse:
    """Show the tokens; a new one with its text, which only this page ever shows."""
    form, text = AccessTokenForm(submitted_data(request)), ""
    if form.is_valid():
        sent = form.cleaned_data
        chosen = {"name": sent["name"], "scopes": sent["scopes"], "lifetime": sent["days"]}
        with problems_shown(form, {WrongPassword: "password", TooManyTokens: None}):
            verify_own_password(member=request.member, password=sent["password"])
            text = tokens.create_token(member=request.member, **chosen)
    context = {"text": text, "tokens": tokens.tokens_of(request.member), "scopes": tokens.SCOPES}
    shown = AccessTokenForm() if text else form
    return password_form_page(request, "tokens", shown, **context)


@require_POST
@permission_required
def revoke_token(request: MemberRequest, id: ObjectId) -> HttpResponse:
    if id not in {token.id for token in tokens.tokens_of(request.member)}:
        raise TokenNotFound
    token = tokens.revoke_token(member=request.member, token_id=id)
    done = gettext("“%(name)s” has been revoked. It no longer works.")
    messages.success(request, done % {"name": token.name})
    return redirect("access-tokens")
