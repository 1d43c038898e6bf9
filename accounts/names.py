"""Names, handles and addresses: how two that look alike are known to be the same."""

import re
import unicodedata

from mflix_site.text import BLANK_LETTERS, clean_line, fold_text

# Letters of other scripts that pass for Latin ones; folded so that no handle can imitate another.
LOOKALIKES = str.maketrans("аеорсухіјѕԁցһӏ01ıł", "aeopcyxijsdghlolil")
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "moderator",
        "mod",
        "mflix",
        "staff",
        "support",
        "system",
        "root",
        "help",
        "about",
        "api",
        "me",
    ]
)
HANDLE_LONGEST, NAME_LONGEST = 24, 60
# What an address may hold without effect, beside the characters of category Cf: mail servers and
# name servers drop it.
DROPPED = frozenset("\u034f\u1806\u180b\u180c\u180d") | {chr(n) for n in range(0xFE00, 0xFE10)}


def clean_display_name(name: str) -> str:
    """Give a name on one line; empty when it shows no letter and no digit."""
    line = clean_line(name)
    return line if any(c.isalnum() and c not in BLANK_LETTERS for c in line) else ""


def email_key(email: str) -> str:
    """Fold an address for comparing: width, case and hidden characters make no difference."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold())
    return "".join(
        c for c in folded if unicodedata.category(c) != "Cf" and c not in DROPPED
    ).strip()


def handle_key(handle: str) -> str:
    """Fold a handle for comparing: case, accents, underscores and look-alikes do not count."""
    return fold_text(handle.casefold().translate(LOOKALIKES)).replace(" ", "").translate(LOOKALIKES)


def name_key(name: str) -> str:
    """Fold a name for finding members by how it begins."""
    return fold_text(name) or name.strip().casefold()


def handle_from(name: str) -> str:
    """Make the first try at a handle from a name: `alice_angstrom` from "Alice Ångström"."""
    ascii_only = fold_text(name).encode("ascii", "ignore").decode()
    handle = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:HANDLE_LONGEST].strip("_")
    return handle if len(handle) > 1 and not looks_official(handle) else f"film_{handle or 'fan'}"


def looks_official(handle: str) -> bool:
    """Tell whether a handle is reserved, or passes for one that is."""
    return handle_key(handle) in {handle_key(word) for word in RESERVED}


def numbered(handle: str, number: int) -> str:
    """Give the next try at a handle when it is taken: `alice_2`."""
    suffix = f"_{number}"
    return handle[: HANDLE_LONGEST - len(suffix)] + suffix
