"""Errors of accounts, with the sentence that a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, Forbidden, NotFound, TooMany


class MemberNotFound(NotFound):
    sentence = _("We can't find this member. They may have left.")


class EmailTaken(Conflict):
    sentence = _(
        "There's already an account with this e-mail address. Log in, or reset your password."
    )


class LastAdmin(Conflict):
    sentence = _("This is the last admin. Make somebody else an admin first.")


class WrongPassword(Forbidden):
    """The e-mail address or the password is wrong; the error does not reveal which."""

    sentence = _("That e-mail and password don't match. Check both, or reset your password.")


class ResetTokenInvalid(Conflict):
    sentence = _(
        "This link no longer works. It, or another one like it, has been used, or it's more than "
        "an hour old. Ask for a new one."
    )


class EmailLinkInvalid(Conflict):
    sentence = _(
        "This link no longer works. It has been used, another change was asked for or cancelled "
        "since, or it's more than a day old. Ask for a new one."
    )


class HandleTaken(Conflict):
    sentence = _("Somebody else has this handle. Choose another.")


class NotAllowed(Forbidden):
    """The member's role or standing does not allow the action."""

    sentence = _("This page is only for the people who run the site.")

    @classmethod
    def for_standing(cls, standing: str) -> "NotAllowed":
        """Return the error for a standing; with the default sentence if the role is the reason."""
        return cls(STANDING_SENTENCES.get(standing, ""))


STANDING_SENTENCES = {
    "limited": _(
        "Your account is limited, so you can't do this. Your standing page says why, and how to "
        "appeal."
    ),
    "suspended": _(
        "Your account is suspended, so you can't do this. Your standing page says why, for how "
        "long, and how to appeal."
    ),
    "closed": _(
        "A moderator has closed your account. Your standing page says why, and how to appeal."
    ),
}


class TooOften(TooMany):
    sentence = _("That's a lot in a short time. Wait a little, then try again.")


class TokenNotFound(NotFound):
    sentence = _("We can't find this token. It may have been revoked already.")


class TooManyTokens(Conflict):
    sentence = _("You have as many tokens as an account can have. Revoke one first.")


class KeyReused(Conflict):
    sentence = _("This Idempotency-Key was sent with another request. Use a new key.")


class KeyInUse(Conflict):
    sentence = _("The first request with this Idempotency-Key is still running. Wait a moment.")
