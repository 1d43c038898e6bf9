"""Errors of accounts, with the sentence that a person reads."""

from mflix_site.errors import Conflict, Forbidden, NotFound, TooMany


class MemberNotFound(NotFound):
    sentence = "We have no member at this address."


class EmailTaken(Conflict):
    sentence = "There is an account with this address already. Log in, or reset your password."


class LastAdmin(Conflict):
    sentence = "This is the last admin: make somebody else an admin first."


class WrongPassword(Forbidden):
    sentence = "This address and password do not go together."


class ResetTokenInvalid(Conflict):
    sentence = "This link has been used or is more than an hour old. Ask for a new one."


class NotAllowed(Forbidden):
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
    sentence = "That was a lot in a short time. Please wait a little, then try again."
