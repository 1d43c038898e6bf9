"""Phrase templates: choices are spelled out, and what each needs to be true is found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from .data_files import load_toml

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

# What a phrase may require of a film, as bits: a set of facts is one number.
_FACTS: Final = (
    *("director", "actor", "second", "kind", "year", "runtime", "plot", "talks", "fiction"),
    *("feature", "live"),
)
DIRECTOR, ACTOR, SECOND, KIND, YEAR, RUNTIME, PLOT, TALKS, FICTION, FEATURE, LIVE = (
    1 << bit for bit in range(len(_FACTS))
)
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: its spelled-out variants in %-form, and the facts that it requires."""

    variants: Variants
    requires: int


def expand_choices(template: str) -> list[str]:
    """Return every variant of a template: "[a|b] c" is "a c" and "b c"."""
    choice = _CHOICE.search(template)
    if choice is None:
        return [" ".join(template.split())]
    before, after = template[: choice.start()], template[choice.end() :]
    return [line for word in choice[1].split("|") for line in expand_choices(before + word + after)]


@cache
def _requirements() -> Sequence[tuple[int, re.Pattern[str]]]:
    patterns = load_toml("reviews/requirements")
    return [
        (1 << bit, re.compile("|".join(patterns[fact]), re.IGNORECASE))
        for bit, fact in enumerate(_FACTS)
    ]


def _required_facts(text: str) -> int:
    return sum(bit for bit, pattern in _requirements() if pattern.search(text))


def parse_phrases(templates: Iterable[str]) -> tuple[Phrase, ...]:
    """Parse templates; variants that require different facts become different phrases."""
    parsed = []
    for template in templates:
        by_facts: dict[int, list[str]] = {}
        for line in expand_choices(template.replace("%", "%%")):
            by_facts.setdefault(_required_facts(line), []).append(_SLOT.sub(r"%(\1)s", line))
        parsed += [Phrase(tuple(lines), facts) for facts, lines in by_facts.items()]
    return tuple(parsed)


def select_phrases(phrases: Iterable[Phrase], facts: int) -> Pool:
    """Return what can be said of a film of which these facts are known."""
    return tuple(phrase.variants for phrase in phrases if not phrase.requires & ~facts)
