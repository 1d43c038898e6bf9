"""Search by words, behind one function: what is below it may change without its callers."""

from typing import Any

from mflix_site.text import plain

LONGEST, MOST_WORDS = 200, 12


def words_filter(words: str) -> dict[str, Any]:
    """Give the filter that finds films by words; the `words` index serves it.

    Nothing of the user's text is left that `$text` would read as an operator: no quotes, no minus.
    """
    terms = plain(words[:LONGEST]).split()[:MOST_WORDS]
    return {"$text": {"$search": " ".join(f'"{t}"' for t in terms)}} if terms else {"_id": None}


RELEVANCE = {"$meta": "textScore"}
