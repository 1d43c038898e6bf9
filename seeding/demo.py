"""The demo community of a fresh checkout, and the sign-ins that only its own machine knows."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bson import ObjectId
from django.conf import settings

from accounts.bulk import insert_members
from accounts.documents import ADMIN, MEMBER, MODERATOR, Member
from accounts.passwords import hash_password
from accounts.queries import find_member_by_email
from accounts.services import new_member
from mflix_site.text import now
from moderation.decisions import DecisionInput, decide_case
from moderation.posting import post_review
from moderation.posts import get_visible_review_target
from moderation.queries import find_open_case
from moderation.reports import ReportContent, file_report
from movies.queries import count_films
from movies.selection import Selection
from reviews.bulk import insert_reviews
from reviews.documents import ReviewContent
from reviews.queries import find_own_review
from reviews.recounting import recount

FILMS, MEMBERS, REVIEWS, REPORTS, SEED = 250, 60, 2000, 120, 1
RECORD_NAME = "demo-sign-ins.json"
# Two moderators: an appeal is answered by somebody else.
PEOPLE: Final = (
    ("Alice Carter", MEMBER),
    ("Maud Brenner", MODERATOR),
    ("Moe Lindqvist", MODERATOR),
    ("Ada Okafor", ADMIN),
)
_OWN_REVIEWS, _LOGGED = 80, 40
_TASTE = {"favorite_genres": ["Drama", "Comedy", "Sci-Fi"]}
_REVIEW: Final = (
    "I came for the first scene and stayed for the last: she knew from the beginning, and the "
    "letter was never sent. Go and see it before somebody tells you. Oh."
)
_REPORT: Final = ReportContent("spoiler", "Now I know about the letter.")
_DECISION: Final = DecisionInput(
    action="mark-spoiler",
    rule="4",
    reason="It gives the last scene away. The review stays as it is, but folded.",
    note="Meant kindly, I think.",
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to log in to the demo as somebody."""

    role: str
    email: str
    password: str


def create_demo() -> list[SignIn]:
    """Fill an empty site with the demo community; return this database's sign-ins.

    Its passwords are recorded first, and its completion last: after a kill in between, the next
    start uses the same passwords and finishes the work.
    """
    sign_ins, done = read_record()
    begun = any(find_member_by_email(sign_in.email) for sign_in in sign_ins)
    if count_films(Selection()) == 0 or (begun and not done):
        if not begun:
            addresses = [(role, f"{name.split()[0].lower()}@demo.example") for name, role in PEOPLE]
            sign_ins = [SignIn(*address, secrets.token_urlsafe(9)) for address in addresses]
            write_record(sign_ins, done=False)
        _create_community(sign_ins)
        write_record(sign_ins, done=True)
    return [sign_in for sign_in in sign_ins if find_member_by_email(sign_in.email)]


def _create_community(sign_ins: list[SignIn]) -> None:
    # Imported here because it takes a second, which later starts of the site need not spend.
    from .community import Size, insert_diaries, seed_site
    from .diaries import YEARS_BACK, DiaryPlanner
    from .films import seeded_films
    from .reviews import seeded_reviews

    until = last_midnight()
    for (name, role), sign_in in zip(PEOPLE, sign_ins, strict=True):
        if not find_member_by_email(sign_in.email):
            doc = new_member(name, sign_in.email, hash_password(sign_in.password), role)
            insert_members([doc | {"joined_at": until - YEARS_BACK}])
    # One review is Alice's own.
    size = Size(FILMS, MEMBERS - len(PEOPLE), REVIEWS - _OWN_REVIEWS - 1, REPORTS)
    seed_site(size, seed=SEED, until=until)
    films = list(seeded_films(FILMS, SEED))
    members = [m for sign_in in sign_ins if (m := find_member_by_email(sign_in.email))]
    people = [_seeded(member, until - YEARS_BACK) for member in members]
    insert_reviews(seeded_reviews(films[1:], people, _OWN_REVIEWS, SEED + 1, until), lambda _: None)
    insert_diaries(DiaryPlanner(films, SEED, until), people, _LOGGED)
    recount(lambda _: None)
    # The second moderator decides: the first, like the admin, has something left to do.
    alice, _, moe, ada = members
    _mark_spoiler(films[0]["_id"], alice, ada, moe)


def _seeded(member: Member, joined_at: datetime) -> dict[str, Any]:
    """Return a member as the planners of seeded members expect one, with a taste of genres."""
    author = {"_id": member.id, "name": member.name, "handle": member.handle}
    return {**author, "joined_at": joined_at, "preferences": _TASTE}


def _mark_spoiler(movie_id: ObjectId, author: Member, reporter: Member, moderator: Member) -> None:
    # Each step only once.
    review = find_own_review(author, movie_id) or post_review(
        member=author, movie_id=movie_id, content=ReviewContent(_REVIEW, rating=90)
    )
    if review.spoiler or not review.is_visible:
        return
    snapshot = get_visible_review_target(ObjectId(review.id))
    case_id = find_open_case(ObjectId(review.id)) or file_report(
        member=reporter, snapshot=snapshot, content=_REPORT, ip="127.0.0.1"
    )
    decide_case(moderator=moderator, case_id=case_id, chosen=_DECISION)


def last_midnight() -> datetime:
    """Return the beginning of today, in UTC: a seeded site's people have written until then."""
    today = now()
    return datetime(today.year, today.month, today.day, tzinfo=UTC)


def read_record() -> tuple[list[SignIn], bool]:
    """Return the demo's sign-ins, and whether it is complete; none where the file is broken."""
    try:
        record = json.loads((settings.VAR_DIR / RECORD_NAME).read_text())
        return [SignIn(**row) for row in record["sign_ins"]], record["done"]
    except (OSError, ValueError, KeyError, TypeError):
        return [], False


def write_record(sign_ins: list[SignIn], *, done: bool) -> None:
    path = settings.VAR_DIR / RECORD_NAME
    draft = path.with_suffix(".draft")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"sign_ins": list(map(asdict, sign_ins)), "done": done}))
    draft.replace(path)
