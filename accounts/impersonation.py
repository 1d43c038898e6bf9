"""Names that members may not choose: those that look like staff's or a role, badges, links."""

import json
import unicodedata
from importlib.resources import files

from mflix_site.errors import Conflict
from mflix_site.mongo import collections as mongo
from mflix_site.text import contains_link

from .documents import ADMIN, MODERATOR, Member
from .errors import HasBadge, HasLink, HasTooManyMarks, IsLabelOfDeparted, PosesAsStaff
from .former_accounts import departed_names

STAFF_WORDS = (
    *("admin", "admins", "administrator", "administrators", "administration", "mflix", "mod"),
    *("mods", "moderator", "moderators", "moderation", "official", "operator", "root", "staff"),
    *("support", "sysop", "system", "verified", "webmaster"),
)
# Words that pose as staff in the midst of others too: "TheModerator".
STAFF_PARTS = ("moderator", "administrator", "mflix", "sysop", "webmaster")
BADGES = ("CHECK MARK", "WITH CHECK", "SHIELD", "TRADE MARK", "REGISTERED", "COPYRIGHT", "BADGE")
# What only the site itself is called, as a whole name.
SITE_NAMES = (
    *("owner", "owners", "site owner", "help desk", "help centre", "help center"),
    *("customer service", "customer support", "service desk", "the team", "site team", "security"),
)
DEPARTED_LABELS = ("A former member", "former member", "former members")
# One way to write what looks alike in Latin letters too.
ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"), ("j", "l"))
LOOK_ALIKES = str.maketrans("01345789@$|!", "oleasthqasll")
MAX_MARKS = 3
MAX_STAFF = 1000


def _read_lookalikes() -> dict[str, str]:
    """Read what is taken for ASCII; as the package keeps it, all would need six megabytes."""
    text = (files("confusable_homoglyphs") / "confusables.json").read_text("utf-8")
    first = (
        (character, next((look["c"] for look in looks if look["c"].isascii()), ""))
        for character, looks in json.loads(text).items()
    )
    return {character: look for character, look in first if look}


ASCII_LOOKALIKES = _read_lookalikes()


def check_name(name: str, member: Member | None = None) -> None:
    """Raise PosesAsStaff, HasBadge, HasTooManyMarks or HasLink; staff may say what they are."""
    if member is not None and (member.is_staff or member.name == name):
        return
    if any(badge in unicodedata.name(c, "") for c in name for badge in BADGES) or "√" in name:
        raise HasBadge
    if _longest_run_of_marks(name) > MAX_MARKS:
        raise HasTooManyMarks
    if contains_link(name):
        raise HasLink
    if is_label_of_departed(name):
        raise IsLabelOfDeparted
    if may_be_taken_for_staff(name):
        raise PosesAsStaff


def is_label_of_departed(name: str) -> bool:
    """Return whether a name looks like what stands for the members who have left."""
    return bool(joined_readings(name) & {skeleton(n).replace(" ", "") for n in DEPARTED_LABELS})


def may_be_taken_for_staff(name: str) -> bool:
    """Return whether a name or a handle looks like a role, or like staff, also who have left."""
    joined = joined_readings(name)
    return poses_as_staff(name) or bool(joined & _staff_names() or departed_names(joined))


def joined_readings(name: str) -> set[str]:
    """Return what a name looks like, in one word, with its digits as letters and without them."""
    return {reading.replace(" ", "") for reading in _readings(name)} - {""}


def name_problem(name: str, member: Member | None = None) -> str:
    """Return why a name is refused, in a sentence; empty where it is not."""
    try:
        check_name(name, member)
    except Conflict as problem:
        return str(problem)
    return ""


def poses_as_staff(name: str) -> bool:
    """Return whether a name or a handle holds what only staff or the site is called."""
    return any(map(_is_role, _readings(name)))


def _is_role(reading: str) -> bool:
    words = reading.split()
    joined = "".join(words)
    parts = map(skeleton, STAFF_PARTS)
    names = {skeleton(word) for word in STAFF_WORDS}
    wholes = {skeleton(whole).replace(" ", "") for whole in SITE_NAMES}
    return bool(names & {*words, joined} or joined in wholes or any(p in joined for p in parts))


def _readings(name: str) -> set[str]:
    # "4dmin" and "admin4".
    return {skeleton(name), skeleton("".join(" " if c.isdigit() else c for c in name))}


def skeleton(text: str) -> str:
    """Return what a text looks like, in Latin letters: without case, marks, signs and lookalikes.

    Characters that are taken for others are those of Unicode (TR 39), besides digits for letters.
    """
    visible = (c for c in unicodedata.normalize("NFKD", text) if not _is_invisible(c))
    folded = "".join(map(_ascii_lookalike, visible)).casefold().translate(LOOK_ALIKES)
    words = "".join(c if c.isalpha() else " " for c in folded).split()
    joined = " ".join(words)
    for letters, simpler in ALIKE:
        joined = joined.replace(letters, simpler)
    return joined


def _ascii_lookalike(character: str) -> str:
    if character.isascii():
        return character
    lower = character.lower()
    return ASCII_LOOKALIKES.get(character) or ASCII_LOOKALIKES.get(lower) or character


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Mn", "Me")


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for character in unicodedata.normalize("NFC", name):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


def _staff_names() -> set[str]:
    """Return what the names and handles of staff look like (index `staff`)."""
    staff = {"role": {"$in": [MODERATOR, ADMIN]}}
    docs = mongo.members().find(staff, {"_id": 0, "name": 1, "handle": 1}).limit(MAX_STAFF)
    names = (str(doc.get(field) or "") for doc in docs for field in ("name", "handle"))
    return set().union(*map(joined_readings, names))
