"""Names that members may not choose: those that look like staff's or a role, badges, links."""

import json
import unicodedata
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from mflix_site.mongo import collections as mongo
from mflix_site.text import contains_link

from .documents import ADMIN, MODERATOR, Member
from .former_accounts import departed

STAFF_WORDS = (
    *("admin", "admins", "administrator", "administrators", "administration", "mflix", "mod"),
    *("mods", "moderator", "moderators", "moderation", "official", "operator", "root", "staff"),
    *("support", "sysop", "system", "verified", "webmaster"),
)
# Words that pose as staff inside other words too: "TheModerator".
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
DIGIT_LOOKALIKES = str.maketrans("01345789@$|!", "oleasthqasll")
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


LOOKALIKES = _read_lookalikes()


def _has_badge(name: str) -> bool:
    return "√" in name or any(b in unicodedata.name(c, "") for c in name for b in BADGES)


def _has_too_many_marks(name: str) -> bool:
    composed = unicodedata.normalize("NFC", name)
    marks = "".join("m" if unicodedata.category(c) in ("Mn", "Me") else " " for c in composed)
    return "m" * (MAX_MARKS + 1) in marks


def _is_label_of_departed(name: str) -> bool:
    return bool(joined_readings(name) & {skeleton(n).replace(" ", "") for n in DEPARTED_LABELS})


def may_be_taken_for_staff(name: str) -> bool:
    """Return whether a name or a handle looks like a role, or like staff's (index `staff`)."""
    if any(map(_is_role, _readings(name))):
        return True
    staff, joined = {"role": {"$in": [MODERATOR, ADMIN]}}, joined_readings(name)
    docs = mongo.members().find(staff, {"_id": 0, "name": 1, "handle": 1}).limit(MAX_STAFF)
    names = (str(doc.get(field) or "") for doc in docs for field in ("name", "handle"))
    present = set().union(*map(joined_readings, names))
    return bool(joined & present or departed("name", joined))


REFUSALS = (
    (_has_badge, _("Choose a name without a check mark, a shield or another sign of rank.")),
    (_has_too_many_marks, _("Choose a name with fewer accents on one letter.")),
    (contains_link, _("Choose a name without a web address.")),
    (_is_label_of_departed, _("This name stands for members who have left. Choose another one.")),
    (
        may_be_taken_for_staff,
        _("This name looks like that of somebody who runs the site. Choose another one."),
    ),
)


def name_problem(name: str, member: Member | None = None) -> str:
    """Return why a name is refused; empty where it is not, and for staff, who may say so."""
    if member is not None and (member.is_staff or member.name == name):
        return ""
    return next((str(sentence) for is_refused, sentence in REFUSALS if is_refused(name)), "")


def joined_readings(name: str) -> set[str]:
    """Return a name's skeletons, in one word, with its digits as letters and without them."""
    return {reading.replace(" ", "") for reading in _readings(name)} - {""}


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
    """Return a text's skeleton in Latin letters, by Unicode's confusables (UTS 39)."""
    decomposed = unicodedata.normalize("NFKD", text)
    visible = (c for c in decomposed if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    latin = (
        c if c.isascii() else LOOKALIKES.get(c) or LOOKALIKES.get(c.lower()) or c for c in visible
    )
    folded = "".join(latin).casefold().translate(DIGIT_LOOKALIKES)
    joined = " ".join("".join(c if c.isalpha() else " " for c in folded).split())
    for letters, simpler in ALIKE:
        joined = joined.replace(letters, simpler)
    return joined
