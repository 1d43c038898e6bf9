"""Why a review waits, in words."""

from mflix_site.web.templates import template_function

from .states import hold_reason_text

template_function(hold_reason_text)
