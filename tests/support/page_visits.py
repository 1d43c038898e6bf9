"""A page to look at, and whose browser looks at it."""

from dataclasses import dataclass

from accounts.documents import Member


@dataclass(frozen=True, slots=True)
class Visit:
    """A page to look at: its name, whose browser, and its path."""

    name: str
    member: Member | None
    path: str
    status: int = 200
