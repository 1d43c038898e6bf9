"""Names in credits: spellings, and doubts whether one name is one person."""

import pytest

from movies.names import Credit, most_common_spellings, namesake_warning


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([], ""),
        ([1950], ""),
        ([1950, 1950], ""),
        ([1920, 1950, 1980, 2000], ""),
        ([1910, 1950, 1990], ""),
        ([1910, 1950, 1991], "span 1910–1991"),
        ([1910, 1911, 2015], "span 1910–2015"),
        ([1950, 1990], ""),
        ([1925, 1950, 1991, 1995], "Nothing between 1950 and 1991"),
    ],
)
def test_a_name_is_doubted_where_one_life_would_hardly_do(years: list[int], said: str) -> None:
    doubt = namesake_warning(years)
    assert said in doubt
    assert bool(doubt) == bool(said)


def test_the_spelling_of_most_films_is_the_usual_one() -> None:
    names = ("Agnes Varda", "Agnès Varda", "Agnès Varda", "Bob")
    credits_ = [Credit(n, "Cast", name, name[0]) for n, name in enumerate(names)]
    assert most_common_spellings(credits_) == {"A": "Agnès Varda", "B": "Bob"}
