"""What can go wrong with accounts, in words."""

from mflix_site.errors import Conflict, Forbidden, NotFound, TooMany


class MemberNotFound(NotFound):
    """No member has this handle or id."""

    sentence = "We have no member at this address."


class EmailTaken(Conflict):
    """An account has this address already."""

    sentence = "There is an account with this address already. Log in, or reset your password."


class WrongPassword(Forbidden):
    """The address or the password is not right; never which of them."""

    sentence = "This address and password do not go together."


class ResetTokenInvalid(Conflict):
    """The link of a mail has been used, is too old, or never was one."""

    sentence = "This link has been used or is more than an hour old. Ask for a new one."


class TooOften(TooMany):
    """One address or one account did one thing too often."""

    sentence = "That was a lot in a short time. Please wait a little, then try again."
