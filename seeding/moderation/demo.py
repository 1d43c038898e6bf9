"""The demo community of a fresh checkout, and the sign-ins that only its own machine knows."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from accounts.documents import ADMIN, MEMBER, MODERATOR
from accounts.queries import find_by_email
from accounts.services import sign_up
from mflix_site.clock import now
from movies.queries import count_films
from movies.selection import Selection
from reviews.recounting import recount

from .first_sight import fold_review
from .site import Size, seed_site

FILMS, MEMBERS, REVIEWS, REPORTS, SEED = 250, 60, 2000, 120, 1
# Two moderators: an appeal is answered by somebody else.
PEOPLE = (
    ("Alice Carter", MEMBER),
    ("Maud Brenner", MODERATOR),
    ("Moe Lindqvist", MODERATOR),
    ("Ada Okafor", ADMIN),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to log in to the demo as somebody."""

    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The demo's sign-ins, and whether the community behind them is complete."""

    sign_ins: tuple[SignIn, ...] = ()
    done: bool = False


def make_demo() -> list[SignIn]:
    """Fill an empty site with the demo community; give this database's sign-ins.

    Its passwords are written down first, and that it is done last: killed in between, the next
    start uses the same passwords and finishes the work.
    """
    notes = _read()
    begun = {s.email for s in notes.sign_ins if find_by_email(s.email)}
    if count_films(Selection()) == 0 or (begun and not notes.done):
        if not begun:
            notes = _write(Notes(tuple(_invented(name, role) for name, role in PEOPLE)))
        for name, sign_in in zip((n for n, _ in PEOPLE), notes.sign_ins, strict=True):
            if not find_by_email(sign_in.email):
                sign_up(
                    name=name,
                    email=sign_in.email,
                    password=sign_in.password,
                    role=sign_in.role,
                )
        # One review is Alice's own.
        size = Size(FILMS, MEMBERS - len(PEOPLE), REVIEWS - 1, REPORTS)
        seed_site(size, seed=SEED, until=midnight())
        recount(lambda _: None)
        _tell_alice(notes)
        notes = _write(Notes(notes.sign_ins, done=True))
    return [s for s in notes.sign_ins if find_by_email(s.email)]


def _tell_alice(notes: Notes) -> None:
    """Give the demo's member a notice in her inbox; the second moderator decided, not the first."""
    alice, _, moe, ada = (find_by_email(sign_in.email) for sign_in in notes.sign_ins)
    if alice and moe and ada:
        fold_review(author=alice, reporter=ada, moderator=moe)


def midnight() -> datetime:
    """Give the beginning of today, in UTC: up to then a seeded site's people have written."""
    today = now()
    return datetime(today.year, today.month, today.day, tzinfo=UTC)


def _invented(name: str, role: str) -> SignIn:
    return SignIn(role, f"{name.split()[0].lower()}@demo.example", secrets.token_urlsafe(9))


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo-sign-ins.json"


def _read() -> Notes:
    """What is missing or broken is no notes at all."""
    try:
        kept = json.loads(_file().read_text())
        return Notes(tuple(SignIn(**row) for row in kept["sign_ins"]), kept["done"])
    except (OSError, ValueError, KeyError, TypeError):
        return Notes()


def _write(notes: Notes) -> Notes:
    draft = _file().with_suffix(".draft")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(notes)))
    draft.replace(_file())
    return notes
