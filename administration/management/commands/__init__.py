"""Commands of administration."""

from argparse import ArgumentParser, ArgumentTypeError

from mflix_site.text import clean_text
from moderation.forms import MAX_LENGTH, MIN_REASON_LENGTH


def add_reason(parser: ArgumentParser, default: str) -> None:
    """Add the option for the reason that the public log shows, as long as a form wants it."""
    sentence = "the reason in the moderation log, which everybody can read"
    parser.add_argument(
        "--reason", type=_public_reason, default=default, metavar="WHY", help=sentence
    )


def _public_reason(text: str) -> str:
    reason = clean_text(text)
    if not MIN_REASON_LENGTH <= len(reason) <= MAX_LENGTH:
        raise ArgumentTypeError(f"write from {MIN_REASON_LENGTH} to {MAX_LENGTH:,} characters")
    return reason
