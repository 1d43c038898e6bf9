"""Draws what people say from phrases written by hand: the same for the same lots."""

import random
from collections.abc import Iterable, Mapping
from typing import Final

from moderation.rules import REASONS

from ..grammar import phrases
from . import phrases as reasons
from . import phrases_talk as talk

Lines = tuple[str, ...]


def _lines(written: Iterable[str]) -> Lines:
    """Spell the choices out."""
    return tuple(line % {} for phrase in phrases(written) for line in phrase.variants)


def _read(written: Mapping[str, Lines]) -> Mapping[str, Lines]:
    return {name: _lines(lines) for name, lines in written.items()}


_ACTED: Final = {action: _read(by_rule) for action, by_rule in reasons.ACTED.items()}
_DISMISSED, _REPORTED = _read(reasons.DISMISSED), _read(talk.REPORTED)
NOTED, PRIVATE, APPEALED, GRANTED, REFUSED, UNDONE = map(
    _lines,
    (talk.NOTED, talk.PRIVATE, talk.APPEALED, talk.GRANTED, talk.REFUSED, talk.UNDONE),
)


def draw(lot: random.Random, lines: Lines) -> str:
    """Give one of these lines."""
    return lines[int(lot.random() * len(lines))]


def public_reason(lot: random.Random, action: str, reported: str) -> tuple[str, str]:
    """Give the rule of a decision about something so reported, and what the log says of why."""
    rule = REASONS[reported].rule
    if action == "dismiss":
        return rule, draw(lot, _DISMISSED[reported])
    by_rule = _ACTED[action]
    if rule not in by_rule:
        rule = draw(lot, tuple(by_rule))
    return rule, draw(lot, by_rule[rule])


def report_note(lot: random.Random, reason: str) -> str:
    """Give what a reporter adds; always with "something else", else now and then."""
    return draw(lot, _REPORTED[reason]) if reason == "other" or lot.random() < 0.4 else ""
