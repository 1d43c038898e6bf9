"""What can go wrong, in words that a person may read; the web turns each kind into a page."""


class Problem(Exception):
    """Something a person may be told; `sentence` says what happened and what to do."""

    sentence = "Something went wrong. Please try again."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)


class NotFound(Problem):
    """There is no such thing, or none that this person may know of."""

    sentence = "There is nothing here."


class Forbidden(Problem):
    """It is there, and not theirs to touch."""

    sentence = "This is not yours to change."


class Conflict(Problem):
    """It cannot be done as things stand now."""

    sentence = "Things have changed since you opened this page."


class TooMany(Problem):
    """Too often in too short a time."""

    sentence = "That was a lot in a short time."

    def __init__(self, sentence: str = "", *, retry_after: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Problem):
    """The database does not answer; whether a write happened may be unknown."""

    sentence = "The database is not answering just now. Nothing you wrote is lost; try again soon."
