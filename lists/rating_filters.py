"""Ratings in the search of a list: out of 100, so that they mean the same for everybody."""

import re

from movies.search.parsing import FIELD, NAMES, SPACE_AFTER_NAME, parse_range

SIGNS = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}


def ratings_out_of_100(query: str, scale: int) -> str:
    """Return a query whose ratings are out of `scale` as one whose ratings are out of 100."""
    text = SPACE_AFTER_NAME.sub(r"\1", query)
    rewritten = FIELD.sub(lambda match: _out_of_100(match, scale), text)
    return query if rewritten == text else rewritten


def _out_of_100(match: re.Match[str], scale: int) -> str:
    name, value = (match[2] or "").casefold(), match[4].strip('"').strip()
    bounds = parse_range(value, scale) if NAMES.get(name, name) == "rating" else {}
    if not bounds or bounds == parse_range(value):
        return match[0]
    limits = {operator: max(0, number) for operator, number in bounds.items()}
    if len(limits) == 2:
        return f"{match[1]}rating:{limits['$gte']}..{limits['$lte']}"
    ((operator, limit),) = limits.items()
    return f"{match[1]}rating:{SIGNS[operator]}{limit}"
