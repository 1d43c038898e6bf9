"""What people may type who mean a title, and what somebody may type to be a nuisance."""

import random
from collections.abc import Iterator

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ODD_QUERIES = {
    "200 letters": "abcdefghij" * 20,
    "200 times one letter": "a" * 200,
    "60 short words": "to be or not " * 15,
    "12 common words": "the man of the house and a night in the city of love",
    "common words alone": "the a of and in",
    "12 common words of a year": "the man of the house and a night in the city of love 1950",
    "common words of a year": "the love story 1927",
    "words no film has together": "golden zebra submarine violin nun",
    "one letter": "e",
    "two letters": "th",
    "three letters": "the",
    "a very common word": "the love",
    "swapped halves": "wind the with gone",
    "Chinese": "臥虎藏龍" * 12,
    "emoji": "🎬🍿" * 40,
    "signs": '"$where": {"$ne": null} .* ^a+$' * 5,
    "gibberish": "zxqwv jkqzx wvxqz qqzzx xkcdq",
    "long gibberish": "thexamanofxthezhouseandxtheznightx",
}


def edited(text: str, rng: random.Random) -> str:
    """Return a text with one random edit, neither at its first nor at its last letter."""
    at = rng.randrange(1, len(text) - 1)
    kind = rng.choice(("insert", "delete", "substitute", "transpose"))
    if kind == "insert":
        return text[:at] + rng.choice(LETTERS) + text[at:]
    if kind == "delete":
        return text[:at] + text[at + 1 :]
    if kind == "substitute":
        other = rng.choice([c for c in LETTERS if c != text[at].lower()])
        return text[:at] + other + text[at + 1 :]
    at = min(at, len(text) - 3)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def queries_of(title: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Return the kinds of queries that somebody may type who means a title."""
    letters = sum(c.isalnum() for c in title)
    yield "as it is", title
    yield "one edit", edited(title, rng)
    if letters >= 10:
        yield "two edits", edited(edited(title, rng), rng)
    start = title[: round(len(title) * 0.6)]
    if sum(c.isalnum() for c in start) >= 4:
        yield "first 60 %", start
