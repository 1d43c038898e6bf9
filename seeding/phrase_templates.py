"""Phrase templates: choices are spelled out, and what each needs to be true is found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

# What a phrase may need of a film, as bits: a set of facts is one number.
DIRECTOR, ACTOR, SECOND, KIND, YEAR, RUNTIME, PLOT, TALKS, FICTION, FEATURE, LIVE = (
    1 << bit for bit in range(11)
)

# A phrase that praises the dialogue cannot be said of a silent film, and so on.
_REQUIREMENTS: Final[tuple[tuple[int, re.Pattern[str]], ...]] = tuple(
    (bit, re.compile(pattern, re.IGNORECASE))
    for bit, pattern in (
        (DIRECTOR, r"\{director"),
        (ACTOR, r"\{actor|\{second"),
        (SECOND, r"\{second"),
        (KIND, r"\{kind|\{a_kind"),
        (YEAR, r"\{year|\{decade"),
        (RUNTIME, r"\{runtime"),
        (PLOT, r"\{plot"),
        (
            TALKS,
            r"dialogue|\bsound\b|loud|shouts|mumbles|speech|\btalk|synths|narrat|monolog",
        ),
        (FICTION, r"\{actor|\{second|act(ing|ors?)\b|\bcast|perform|character|\bparts?\b|\brole"),
        (
            FICTION,
            r"\bplot\b|script|romance|villain|everyone on screen|comic relief",
        ),
        (FICTION, r"dialogue|poses|shouts|mumbles|embarrass|competent|\bleads\b"),
        (FEATURE, r"hour|half|\bact\b|middle|\{runtime|length|two films|twenty minutes"),
        (LIVE, r"\{actor|\{second|\bface|costume|location|\bsets\b|\bhats\b|\b(cat|dog)\b|camera"),
    )
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


def _required_facts(text: str) -> int:
    return reduce(or_, (bit for bit, pattern in _REQUIREMENTS if pattern.search(text)), 0)


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
