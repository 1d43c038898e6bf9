"""Errors of accounts, with the sentence that a person reads."""

from mflix_site.errors import Conflict, Forbidden, NotFound, TooMany


class MemberNotFound(NotFound):
    """No member has this handle or id."""

    sentence = "We have no member at this address."


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    sentence = "There is an account with this address already. Log in, or reset your password."


class LastAdmin(Conflict):
    """The site would be left without an admin."""

    sentence = "This is the last admin: make somebody else an admin first."


class WrongPassword(Forbidden):
    """The e-mail address or the password is wrong; the error does not reveal which."""

    sentence = "This address and password do not go together."


class ResetTokenInvalid(Conflict):
    """The token of a reset link is used, expired or unknown."""

    sentence = "This link has been used or is more than an hour old. Ask for a new one."


class NotAllowed(Forbidden):
    """The member's role or standing does not allow the action."""

    sentence = "This is for those who look after the site."

    @classmethod
    def for_standing(cls, standing: str) -> "NotAllowed":
        """Return the error for a standing; with the default sentence if the role is the reason."""
        return cls(STANDING_SENTENCES.get(standing, ""))


STANDING_SENTENCES = {
    "limited": "Your account is limited: what you post waits for a moderator, and you cannot do "
    "this until then. Your standing says why, and how to appeal.",
    "suspended": "Your account is suspended: you can read, but not do this. Your standing says "
    "why, until when, and how to appeal.",
    "closed": "Your account has been closed by a moderator. Your standing says why, and how to "
    "appeal.",
}


class TooOften(TooMany):
    """A rate limit is exceeded."""

    sentence = "That was a lot in a short time. Please wait a little, then try again."
