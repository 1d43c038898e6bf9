"""Invented reviews read as if people had written them, and ratings as if people had given them."""

import random
import re
from collections import Counter
from datetime import UTC, datetime

from seeding.member_behaviour import (
    activity_weights,
    popularity_weights,
    random_moment,
    random_rating,
    random_taste,
)
from seeding.phrases import ReviewedFilm
from seeding.review_text import review_text, spoiler_text, voice_phrase

FERRY = ReviewedFilm(
    title="The Last Ferry to Ostend",
    year=1957,
    genres=("Drama", "Romance"),
    directors=("Agnès Morel",),
    cast=("Jean Valois", "Simone de Rocher", "Paul Petit"),
    runtime=102,
    plot="A ferryman waits for a letter that never comes.",
)
UNKNOWN = ReviewedFilm("Bare", None, (), (), (), None, "")
CARTOON = ReviewedFilm("What Mice?", 2012, ("Animation", "Short"), (), (), 9, "")
TRUE_STORY = ReviewedFilm("Salt", 2008, ("Documentary",), ("Eva Holm",), (), 88, "")
SILENT = ReviewedFilm("Hats", 1919, ("Comedy",), (), ("Max Linde Jr.",), 61, "A tramp finds a hat.")
FILMS = (FERRY, UNKNOWN, CARTOON, TRUE_STORY, SILENT)

START = datetime(2015, 1, 1, tzinfo=UTC)
END = datetime(2025, 1, 1, tzinfo=UTC)


def reviews_of(*films: ReviewedFilm, number: int = 2_000, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return [review_text(rng, films[i % len(films)], rng.randint(1, 100)) for i in range(number)]


def test_the_same_seed_writes_the_same_reviews() -> None:
    assert reviews_of(*FILMS, number=200) == reviews_of(*FILMS, number=200)
    assert reviews_of(*FILMS, number=200) != reviews_of(*FILMS, number=200, seed=2)


def test_hardly_two_reviews_of_one_film_are_alike() -> None:
    assert len(set(reviews_of(FERRY))) >= 1_900


def test_no_sentence_is_worn_out() -> None:
    seen: Counter[str] = Counter()
    for text in reviews_of(*FILMS):
        seen.update(set(re.split(r"(?<=[.!?])(?<!Jr\.)\s+", text)))
    assert seen.most_common(1)[0][1] <= 60


def test_reviews_are_of_all_lengths() -> None:
    lengths = sorted(len(text) for text in reviews_of(FERRY))
    assert lengths[100] < 60 and lengths[-100] > 700 and lengths[-1] <= 2_500
    assert 250 <= sum(lengths) / len(lengths) <= 450


def test_nothing_is_left_unfilled_whatever_is_unknown() -> None:
    for text in reviews_of(*FILMS, number=5_000):
        assert not re.search(r"[{}\[\]|%]|\bNone\b|  | \.|\?\.|Jr\.\.", text), text
        assert text == text.strip() and text


def test_a_documentary_or_silent_film_is_not_praised_for_what_it_lacks() -> None:
    assert "perform" not in " ".join(reviews_of(TRUE_STORY)).lower()
    assert "dialogue" not in " ".join(reviews_of(SILENT)).lower()


def test_the_words_agree_with_the_rating() -> None:
    rng = random.Random(3)
    best = " ".join(review_text(rng, FERRY, 95) for _ in range(500)).lower()
    worst = " ".join(review_text(rng, FERRY, 10) for _ in range(500)).lower()
    assert "masterpiece" in best and "masterpiece" not in worst
    assert "avoid" in worst and "avoid" not in best and "tedious" not in best


def test_the_people_of_the_film_are_spoken_of() -> None:
    text = " ".join(reviews_of(FERRY))
    assert all(word in text for word in ("Agnès Morel", "Valois", "de Rocher", "1950s", "102"))


def test_spoilers_and_later_thoughts_are_whole_sentences() -> None:
    rng = random.Random(4)
    texts = [spoiler_text(rng, FILMS[i % len(FILMS)]) for i in range(500)]
    texts += [voice_phrase(rng, "follow_ups") for _ in range(500)]
    assert all(text and not re.search(r"[{}\[\]|%]|  ", text) for text in texts)
    assert len(set(texts)) > 300


def test_ratings_are_mostly_half_stars_and_some_are_missing() -> None:
    rng = random.Random(5)
    given = [
        random_rating(rng, random_taste(rng), rng.gauss(66, 12), ("Drama",)) for _ in range(5_000)
    ]
    rated = [number for number in given if number is not None]
    assert 0.06 < 1 - len(rated) / len(given) < 0.10
    assert all(1 <= number <= 100 for number in rated)
    assert sum(number % 10 == 0 for number in rated) > 0.9 * len(rated)


def test_better_films_and_favourite_genres_are_rated_higher() -> None:
    rng = random.Random(6)
    fan = random_taste(rng)
    kinds = {True: tuple(sorted(fan.loves)), False: tuple(sorted(fan.avoids))}
    mean = {
        liked: sum(random_rating(rng, fan, 60, kinds[liked]) or 60 for _ in range(500))
        for liked in kinds
    }
    assert mean[True] > mean[False]
    assert sum(random_rating(rng, fan, 90, ()) or 90 for _ in range(500)) > mean[False]


def test_a_few_members_write_much_and_a_few_films_draw_many() -> None:
    keen = sorted(activity_weights(random.Random(7), 20_000), reverse=True)
    seen = sorted(popularity_weights(random.Random(7), [False] * 20_000), reverse=True)
    assert 0.20 < sum(keen[:400]) / sum(keen) < 0.30
    assert sum(seen[:400]) / sum(seen) > 0.30


def test_moments_lie_within_bounds_in_whole_milliseconds() -> None:
    rng = random.Random(8)
    moments = [random_moment(rng, START, END) for _ in range(5_000)]
    assert all(START <= at <= END and at.microsecond % 1_000 == 0 for at in moments)
    assert all(at.tzinfo is UTC for at in moments)


def test_moments_grow_towards_the_end_and_the_evening_and_the_weekend() -> None:
    rng = random.Random(9)
    moments = [random_moment(rng, START, END) for _ in range(5_000)]
    assert sum(at.year >= 2020 for at in moments) > 0.6 * len(moments)
    assert sum(at.hour >= 18 for at in moments) > 0.4 * len(moments)
    assert sum(at.weekday() >= 5 for at in moments) > 0.31 * len(moments)
