"""The demo community of a fresh checkout, and the sign-ins that only its own machine knows."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bson import ObjectId
from django.conf import settings

from accounts.documents import ADMIN, MEMBER, MODERATOR
from accounts.queries import find_by_email
from accounts.services import sign_up
from mflix_site.clock import now
from movies.queries import count
from movies.selection import Selection

from .seed import seed_site

FILMS, MEMBERS, REVIEWS, SEED = 250, 60, 2000, 1
PEOPLE = (("Alice Carter", MEMBER), ("Maud Brenner", MODERATOR), ("Ada Okafor", ADMIN))


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to log in to the demo as somebody; `id` ties it to its database."""

    role: str
    email: str
    password: str
    id: str


def make_demo() -> list[SignIn]:
    """Fill an empty site with the demo community; give this database's sign-ins."""
    if count(Selection()) == 0:
        made = [_join(name, role) for name, role in PEOPLE]
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch(mode=0o600)
        _file().write_text(json.dumps([asdict(s) for s in made]))
        members = MEMBERS - len(PEOPLE)
        seed_site(films=FILMS, members=members, reviews=REVIEWS, seed=SEED, until=midnight())
    return [s for s in _known() if (m := find_by_email(s.email)) and m.id == ObjectId(s.id)]


def midnight() -> datetime:
    """Give the beginning of today, in UTC: up to then a seeded site's people have written."""
    today = now()
    return datetime(today.year, today.month, today.day, tzinfo=UTC)


def _join(name: str, role: str) -> SignIn:
    email = f"{name.split()[0].lower()}@demo.example"
    password = secrets.token_urlsafe(9)
    member = find_by_email(email) or sign_up(name=name, email=email, password=password, role=role)
    return SignIn(role, email, password, str(member.id))


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo-sign-ins.json"


def _known() -> list[SignIn]:
    if not _file().exists():
        return []
    return [SignIn(**row) for row in json.loads(_file().read_text())]
