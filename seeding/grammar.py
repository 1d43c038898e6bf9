"""Turns hand-written phrases into pools: choices spelled out, and what each needs to be true."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

Variants = tuple[str, ...]
Pool = tuple[Variants, ...]

DIRECTOR, ACTOR, SECOND, KIND, YEAR, RUNTIME, PLOT, TALKS, FICTION, FEATURE, LIVE = (
    1 << bit for bit in range(11)
)

# A phrase that praises the dialogue cannot be said of a silent film, and so on.
_NEEDS: Final[tuple[tuple[int, re.Pattern[str]], ...]] = tuple(
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
    """One written phrase: its spelled-out variants in %-form, and the facts that it needs."""

    variants: Variants
    needs: int


def _spell_out(text: str) -> list[str]:
    found = _CHOICE.search(text)
    if found is None:
        return [" ".join(text.split())]
    before, after = text[: found.start()], text[found.end() :]
    return [line for word in found[1].split("|") for line in _spell_out(before + word + after)]


def _needs(text: str) -> int:
    return reduce(or_, (bit for bit, pattern in _NEEDS if pattern.search(text)), 0)


def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    """Reads written phrases; variants that need different facts become different phrases."""
    read = []
    for text in written:
        by_needs: dict[int, list[str]] = {}
        for line in _spell_out(text.replace("%", "%%")):
            by_needs.setdefault(_needs(line), []).append(_SLOT.sub(r"%(\1)s", line))
        read += [Phrase(tuple(lines), needs) for needs, lines in by_needs.items()]
    return tuple(read)


def fitting(read: Iterable[Phrase], known: int) -> Pool:
    """Only what can be said of a film of which these facts are known."""
    return tuple(phrase.variants for phrase in read if not phrase.needs & ~known)
