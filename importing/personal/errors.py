"""Why a file cannot be imported, in a sentence that its owner reads."""

from mflix_site.errors import Problem


class ReadError(Problem):
    """The upload is no export that is known, or is damaged or too large."""
