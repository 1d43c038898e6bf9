"""Why a review waits, in words."""

from mflix_site.web.templates import template_function

from .states import HOLD_REASONS, hold_reason_text

template_function(hold_reason_text)


@template_function
def hold_reason_for_moderators(name: str) -> str:
    return str(HOLD_REASONS[name].for_moderators if name in HOLD_REASONS else name)
