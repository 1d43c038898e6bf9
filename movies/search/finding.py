"""What words mean: films by title, people by name, and the words that further films must have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bson import ObjectId

from . import leaving_out, names, titles
from .answers import (
    BEST,
    ENOUGH,
    PEOPLE,
    Answers,
    Questions,
    Rows,
    answers,
    mistakes_in,
    questions,
    title_questions,
    with_titles,
)
from .asking import FILMS, TERMS, Stages, ask
from .beside import Rest, rest_of
from .folding import LONGEST, canonical, compact, folded
from .leaving_out import Kept, further
from .names import PersonHit
from .segments import FORGIVES
from .titles import Hit, Typed, each_once

# Titles that begin as typed come before near misses, but leave these some room among the ten.
ROOM = 1
REST, LOOSE = "rest ", "loose "  # the marks of questions about parts of a query


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ranked films, words that further films all have, people.

    `instead` is what was searched for when the words were taken otherwise, or empty; `year` a word
    that was taken as a year, `dropped` those that were left out.
    """

    films: tuple[Hit, ...] = ()
    words: tuple[str, ...] = ()
    people: tuple[PersonHit, ...] = ()
    instead: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()

    @property
    def ids(self) -> list[ObjectId]:
        """Give the ids of the ranked films, the best first."""
        return [hit.id for hit in self.films]

    def beside(self, rest: Rest) -> "Found":
        """Give the same, found for the rest of a query: of its year, and with what was left out.

        Where only films of the year before or after are called so, it is that year.
        """
        dropped, year, films = (*rest.dropped, *self.dropped), rest.typed.year, self.films
        if year and films:
            year = films[0].year
            films = tuple(hit for hit in films if hit.year == year)
        instead = self.instead or (rest.typed.text if dropped or year else "")
        return replace(self, films=films, instead=instead, year=year, dropped=dropped)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and its rest without a year or words that say nothing; with the answers to both."""

    typed: Typed
    whole: Answers
    rest: Rest | None
    other: Answers


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
    asked = _asked(typed, mistakes_in(typed) if forgiving else 0, forgiving)
    whole, rest, other = asked.whole, asked.rest, asked.other
    if whole.as_typed or not forgiving:
        return _as_typed(typed, whole, other.exact if rest and rest.typed.year else [])
    if rest and other.exact:
        return _as_typed(rest.typed, other).beside(rest)
    if whole.near or whole.people_near:
        return _nearby(typed, whole.near, whole.people_near)
    if rest and (found := _of_rest(rest, other)):
        return found
    return _farther(asked)


def _asked(typed: Typed, edits: int, forgiving: bool) -> Asked:
    """Ask for a query, and in the same command for its rest."""
    rest = rest_of(typed) if forgiving else None
    wanted = questions(typed, edits)
    if rest is None:
        whole = answers(ask(wanted), typed, edits)
        return Asked(typed, whole, None, whole)
    nearly = mistakes_in(rest.typed)
    rows = ask({**wanted, **questions(rest.typed, nearly, REST)})
    other = answers(rows, rest.typed, nearly, REST)
    return Asked(typed, answers(rows, typed, edits), rest, other)


def _of_rest(rest: Rest, other: Answers) -> Found | None:
    """Give what answers to the rest of a query; a name alone may have no film of the year."""
    if other.by_title or (other.as_typed and not rest.typed.year):
        return _as_typed(rest.typed, other).beside(rest)
    people = () if rest.typed.year else other.people_near
    if not other.as_typed and (other.near or people):
        return _nearby(rest.typed, other.near, people).beside(rest)
    return None


def _as_typed(typed: Typed, found: Answers, dated: Sequence[Hit] = ()) -> Found:
    films = each_once([*found.exact, *dated, *_remakes_last(found.begin), *found.have])
    near = [hit for away, hit in found.near if away]
    ordered = each_once([*films[: ENOUGH - ROOM], *near, *films])
    words = further(typed.few, found.known)
    people = [*found.people_near, *found.people_begin]
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


def _farther(asked: Asked) -> Found:
    """Nothing is near: films that have the words elsewhere, titles and names two mistakes away."""
    rest = asked.rest or Rest(asked.typed)
    target, known = rest.typed, {**asked.other.known, **asked.whole.known}
    words, loose = further(asked.typed.few, known), rest.of_any_year()
    far = len(target.raw) >= FORGIVES[2] - 2
    rows = ask(
        {
            "words": (FILMS, _everywhere(words, known, target.year)),
            "called": (FILMS, titles.called(target, 2) if far else []),
            "people": (TERMS, names.known(target.raw, (), 2) if far else []),
            "similar": (TERMS, names.similar(w for w in target.few if w not in known)),
            **(_of_year(asked, loose) if target.year else {}),
        }
    )
    if rows.get("dated"):
        return _dated(asked, rest)
    if rows["words"]:
        return Found(tuple(map(Hit.from_row, rows["words"])), words)
    near = titles.ranked(rows["called"], target, 2)
    if target.year and not near:
        other = with_titles(asked.other, rows, loose.typed, mistakes_in(target), LOOSE)
        if found := _of_rest(loose, other):
            return found
    people = names.people_near(rows["people"], target.raw, 2)
    if near or people:
        return _nearby(target, near, people).beside(rest if near else loose)
    kept = leaving_out.kept_of(target, known, rows["similar"])
    is_new = kept.words != asked.typed.few or kept.may_lose_one
    return _put_right(loose, kept) if is_new and kept.tells else Found((), words)


def _of_year(asked: Asked, loose: Rest) -> Questions:
    """Ask for films of a query's year that have its words, or are by whom it names; or of any."""
    rest = asked.rest or loose
    dated = titles.any_of_year(_words_of_year(asked, rest), rest.typed.year)
    nearly = mistakes_in(loose.typed)
    return {"dated": (FILMS, dated), **title_questions(loose.typed, nearly, LOOSE)}


def _words_of_year(asked: Asked, rest: Rest) -> tuple[str, ...]:
    people = asked.other.people_near[:1]
    named = folded(people[0].name).split() if people else rest.typed.few
    return further(named, asked.other.known)


def _dated(asked: Asked, rest: Rest) -> Found:
    near, begin = asked.other.people_near, asked.other.people_begin
    name = near[0].name if near and near[0].away else ""
    people = _people_once([*near, *begin])
    return Found((), _words_of_year(asked, rest), people, name).beside(rest)


def _everywhere(words: tuple[str, ...], known: Mapping[str, int], year: int | None) -> Stages:
    """Ask for films that have words anywhere, where each of them is some film's."""
    read = titles.FEWER_READ if year else titles.MOST_READ
    return titles.having_words(words if set(words) <= set(known) else (), ENOUGH, read)


def _put_right(rest: Rest, kept: Kept) -> Found:
    """Search for the words put right, without those that no film has, or else without one more."""
    typed = typed_as(" ".join(kept.words))
    rows = ask({**_instead(typed), **leaving_out.questions(kept)})
    films, people = _hits(rows, "begin", "have"), names.people(rows["people"])
    if not (films or people):
        kept, films = leaving_out.chosen(kept, rows)
        if not films and not kept.changed:
            return Found((), further(rest.typed.few, kept.films))
    text, ranked = " ".join(kept.words), tuple(each_once(films)[:BEST])
    words = further(kept.words, kept.films)
    return Found(ranked, words, _people_once(people), text, None, kept.lost).beside(rest)


def _nearby(typed: Typed, near: Sequence[tuple[int, Hit]], people: Sequence[PersonHit]) -> Found:
    """Take the words for the nearest title or, when that is nearer, for the nearest name."""
    hits = [hit for _, hit in near]
    named = bool(people) and (not near or people[0].away < near[0][0])
    text = people[0].name if named else hits[0].title
    meant = replace(typed_as(text), year=typed.year)
    rows = ask(_instead(meant, people))
    films = tuple(each_once([*hits, *_hits(rows, "begin", "have")])[:BEST])
    everybody = _people_once([*people, *names.people(rows["people"])])
    return Found(films, further(meant.few, {}), everybody, text)


def _instead(typed: Typed, people: Sequence[PersonHit] = ()) -> Questions:
    """Ask for what begins as a text that is searched for instead, or has its words."""
    return {
        "begin": (FILMS, titles.beginning(typed.raw, ENOUGH, typed.year)),
        "have": (FILMS, titles.having(canonical(typed.few), ENOUGH, typed.year)),
        "people": (TERMS, [] if people else names.beginning(typed.raw, PEOPLE)),
    }


def _hits(rows: Rows, *questions: str) -> list[Hit]:
    return [Hit.from_row(row) for question in questions for row in rows[question]]
