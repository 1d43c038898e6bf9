"""What words mean: films by title, people by name, and the words that further films must have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bson import ObjectId

from . import names, titles
from .asking import FILMS, TERMS, ask
from .film_keys import EMPTY_WORDS, TITLE_WORD
from .folding import LONGEST, canonical, compact, folded
from .names import PersonHit
from .segments import FORGIVES
from .titles import Hit, Typed, each_once

# How many films are ranked by title; further ones come by their words, popular ones first.
BEST, ENOUGH, PEOPLE = 30, 10, 6
# Titles that begin as typed come before near misses, but leave these some room among the ten.
ROOM = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ranked films, words that further films all have, people.

    `instead` is what was searched for when the words were taken otherwise, or empty.
    """

    films: tuple[Hit, ...] = ()
    words: tuple[str, ...] = ()
    people: tuple[PersonHit, ...] = ()
    instead: str = ""

    @property
    def ids(self) -> list[ObjectId]:
        """Give the ids of the ranked films, the best first."""
        return [hit.id for hit in self.films]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one command told of a query: films `away` by mistakes, and by words; people; words."""

    near: tuple[tuple[int, Hit], ...]
    begin: tuple[Hit, ...]
    have: tuple[Hit, ...]
    people_near: tuple[PersonHit, ...]
    people_begin: tuple[PersonHit, ...]
    known: Mapping[str, int]

    @property
    def exact(self) -> list[Hit]:
        """Give the films that are called so."""
        return [hit for away, hit in self.near if not away]

    @property
    def as_typed(self) -> bool:
        """Tell whether a film or a person answers to the words just as typed."""
        named = any(not person.away for person in self.people_near)
        return bool(self.exact or self.begin or self.have or self.people_begin or named)


def typed_as(text: str) -> Typed:
    """Fold what somebody typed; letters past the 200th are dropped."""
    text = text[:LONGEST]
    words = tuple(folded(text).split())
    return Typed(text.strip(), words, compact(words), compact(canonical(words)))


def look_up(text: str, *, forgiving: bool = True) -> Found:
    """Find what words mean: as typed where anything answers to that, or else nearly so."""
    typed = typed_as(text)
    if not typed.raw:
        return Found()
    edits = int(forgiving and len(typed.raw) >= FORGIVES[1] - 1)
    answers = _answers(typed, edits)
    if answers.as_typed or not forgiving:
        return _as_typed(typed, answers)
    if not (answers.near or answers.people_near):
        return _farther(typed, answers)
    return _nearby(typed, answers.near, answers.people_near)


def further(words: Sequence[str], films: Mapping[str, int]) -> tuple[str, ...]:
    """Give the words that further films must have, the rarest first: its films are looked at."""
    telling = [w for w in dict.fromkeys(words) if w not in EMPTY_WORDS]
    if not telling:
        return tuple(TITLE_WORD + word for word in dict.fromkeys(words))
    return tuple(sorted(telling, key=lambda w: (films.get(w, 0), -len(w))))


def _answers(typed: Typed, edits: int) -> Answers:
    loosely = typed.canonical if typed.canonical != typed.raw else ""
    rows = ask(
        {
            "called": (FILMS, titles.called(typed, edits)),
            "begin": (FILMS, titles.beginning(typed.raw, BEST)),
            "begin_loosely": (FILMS, titles.beginning(loosely, ENOUGH)),
            "have": (FILMS, titles.having(canonical(typed.few), ENOUGH)),
            "known": (TERMS, names.known(typed.raw, typed.few, edits)),
            "people": (TERMS, names.beginning(typed.raw, PEOPLE)),
        }
    )
    return Answers(
        near=tuple(titles.ranked(rows["called"], typed, edits)),
        begin=tuple(map(Hit.from_row, [*rows["begin"], *rows["begin_loosely"]])),
        have=tuple(map(Hit.from_row, rows["have"])),
        people_near=tuple(names.people_near(rows["known"], typed.raw, edits)),
        people_begin=tuple(names.people(rows["people"])),
        known=names.films_of_words(rows["known"]),
    )


def _as_typed(typed: Typed, answers: Answers) -> Found:
    films = each_once([*answers.exact, *_remakes_last(answers.begin), *answers.have])
    near = [hit for away, hit in answers.near if away]
    ordered = each_once([*films[: ENOUGH - ROOM], *near, *films])
    words = further(typed.few, answers.known)
    people = [*answers.people_near, *answers.people_begin]
    return Found(tuple(ordered[:BEST]), words, _people_once(people))


def _remakes_last(hits: Sequence[Hit]) -> list[Hit]:
    """Give one film of each title first: ten films of one name would hide nine other titles."""
    first = {hit.raw: hit for hit in reversed(hits)}
    return each_once([*(hit for hit in hits if first[hit.raw] is hit), *hits])


def _people_once(people: Iterable[PersonHit]) -> tuple[PersonHit, ...]:
    first: dict[str, PersonHit] = {}
    for person in people:
        first.setdefault(person.name, person)
    return tuple(first.values())[:PEOPLE]


def _farther(typed: Typed, answers: Answers) -> Found:
    """Nothing is near: films that have the words elsewhere, titles and names two mistakes away."""
    words = further(typed.few, answers.known)
    everywhere = words if all(word in answers.known for word in words) else ()
    long_enough = len(typed.raw) >= FORGIVES[2] - 2
    rows = ask(
        {
            "words": (FILMS, titles.having_words(everywhere, ENOUGH)),
            "called": (FILMS, titles.called(typed, 2) if long_enough else []),
            "people": (TERMS, names.known(typed.raw, (), 2) if long_enough else []),
            "similar": (TERMS, names.similar(w for w in typed.few if w not in answers.known)),
        }
    )
    if rows["words"]:
        return Found(tuple(map(Hit.from_row, rows["words"])), words)
    near = titles.ranked(rows["called"], typed, 2)
    people = names.people_near(rows["people"], typed.raw, 2)
    if near or people:
        return _nearby(typed, near, people)
    better = names.put_right(typed.few, rows["similar"])
    if not better:
        return Found((), words)
    return _taken_as(" ".join(better.get(word, word) for word in typed.few), [], [])


def _nearby(typed: Typed, near: Sequence[tuple[int, Hit]], people: Sequence[PersonHit]) -> Found:
    """Take the words for the nearest title or, when that is nearer, for the nearest name."""
    hits = [hit for _, hit in near]
    if people and (not near or people[0].away < near[0][0]):
        return _taken_as(people[0].name, hits, people)
    return _taken_as(hits[0].title, hits, people)


def _taken_as(text: str, near: Sequence[Hit], people: Sequence[PersonHit]) -> Found:
    """Search for a text instead: what is near first, then what begins so or has its words."""
    typed = typed_as(text)
    rows = ask(
        {
            "begin": (FILMS, titles.beginning(typed.raw, ENOUGH)),
            "have": (FILMS, titles.having(canonical(typed.few), ENOUGH)),
            "people": (TERMS, [] if people else names.beginning(typed.raw, PEOPLE)),
        }
    )
    films = [Hit.from_row(row) for part in ("begin", "have") for row in rows[part]]
    people = [*people, *names.people(rows["people"])]
    found = tuple(each_once([*near, *films])[:BEST])
    return Found(found, further(typed.few, {}), _people_once(people), text)
