"""Names in credits: how they are usually spelled, and whether one may be of several people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# Careers of eighty years, and silences of forty within one, are so rare that two people of one
# name are the likelier story.
MAX_CAREER, MAX_GAP = 80, 40


@dataclass(frozen=True, slots=True)
class Credit:
    """One name in one film, what it did there, and the key that the name is found by."""

    film: Any
    label: str
    name: str
    key: str


def most_common_spellings(credits_: Iterable[Credit]) -> dict[str, str]:
    """Give, for each key, the name as most films spell it; of spellings as common, the first."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for credit in credits_:
        spellings[credit.key][credit.name] += 1
    return {key: found.most_common(1)[0][0] for key, found in spellings.items()}


def namesake_warning(years: Sequence[int]) -> str:
    """Say why films of these years, in order, may not be one person's; "" where they may well."""
    if not years:
        return ""
    if years[-1] - years[0] > MAX_CAREER:
        return f"These credits span {years[0]}–{years[-1]}: perhaps more than one person"
    start, end = max(pairwise(years), key=lambda pair: pair[1] - pair[0], default=(0, 0))
    if end - start > MAX_GAP:
        return f"Nothing between {start} and {end}: perhaps more than one person"
    return ""
