"""URLs of accounts."""

from django.urls import path

from .views import account, sign_in, tokens

urlpatterns = [
    path("accounts/signup/", sign_in.sign_up, name="sign-up"),
    path("accounts/login/", sign_in.log_in, name="log-in"),
    path("accounts/logout/", sign_in.log_out, name="log-out"),
    path("accounts/preferences/", account.preferences, name="preferences"),
    path("accounts/preferences/hide-row/", account.hide_row, name="hide-row"),
    path("accounts/password/", sign_in.change_password, name="change-password"),
    path("accounts/email/", sign_in.change_email, name="change-email"),
    path("accounts/email/cancel/", sign_in.cancel_email_change, name="cancel-email-change"),
    path("accounts/email/<token:token>/", sign_in.confirm_email, name="confirm-email"),
    path("accounts/reset/", sign_in.request_reset, name="request-reset"),
    path("accounts/reset/<token:token>/", sign_in.reset_password, name="reset-password"),
    path("accounts/export/", account.export_account, name="export-account"),
    path("accounts/tokens/", tokens.access_tokens, name="access-tokens"),
    path("accounts/tokens/<oid:id>/revoke/", tokens.revoke_token, name="revoke-token"),
    path("members/", account.member_search, name="member-search"),
    path("members/<handle_with_sign:handle>/", account.member, name="member"),
]
