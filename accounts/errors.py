"""What can go wrong with accounts, in words."""

from mflix_site.errors import Conflict, Forbidden, NotFound, TooMany


class MemberNotFound(NotFound):
    """No member has this handle or id."""

    sentence = "We have no member at this address."


class EmailTaken(Conflict):
    """An account has this address already."""

    sentence = "There is an account with this address already. Log in, or reset your password."


class LastAdmin(Conflict):
    """A site needs an admin."""

    sentence = "This is the last admin: make somebody else an admin first."


class WrongPassword(Forbidden):
    """The address or the password is not right; never which of them."""

    sentence = "This address and password do not go together."


class ResetTokenInvalid(Conflict):
    """The link of a mail has been used, is too old, or never was one."""

    sentence = "This link has been used or is more than an hour old. Ask for a new one."


class NotAllowed(Forbidden):
    """A role or a standing does not allow it."""

    sentence = "This is for those who look after the site."

    @classmethod
    def because(cls, standing: str) -> "NotAllowed":
        """Give the sentence for a standing that forbids it, or for a role that is too small."""
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
    """One address or one account did one thing too often."""

    sentence = "That was a lot in a short time. Please wait a little, then try again."
