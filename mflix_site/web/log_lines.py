"""Log records as lines: no traceback of what anybody may cause, no line breaks of a visitor's."""

import logging

CAUSED_BY_VISITORS = "django.security"


class LineFormatter(logging.Formatter):
    """A formatter that leaves tracebacks to errors of ours."""

    def format(self, record: logging.LogRecord) -> str:
        record.msg = "".join(c if c.isprintable() else "?" for c in record.getMessage())
        record.args = ()
        if record.name.startswith(CAUSED_BY_VISITORS):
            record.exc_info = record.exc_text = None
        return super().format(record)
