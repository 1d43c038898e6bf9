"""A review that is posted after its film was rated, in another tab or without loading its page."""

from typing import Any

import pytest
from bson import ObjectId

from reviews.queries import find_own_review
from tests.support.browsing import Browser
from tests.support.factories import a_film


@pytest.mark.parametrize(("sent", "kept"), [("", 80), ("40", 40)])
def test_its_words_are_put_beside_the_rating(
    alice: Any, as_alice: Browser, sent: str, kept: int
) -> None:
    film = ObjectId(a_film())
    as_alice.post(f"/movies/{film}/rate/", {"rating": "80"})
    answer = as_alice.post(f"/movies/{film}/reviews/", {"text": "Words.", "rating": sent})
    assert answer.status_code == 302
    own = find_own_review(alice, film)
    assert own
    assert (own.text, own.rating) == ("Words.", kept)


def test_words_that_are_there_are_not_replaced(alice: Any, as_alice: Browser) -> None:
    film = ObjectId(a_film())
    as_alice.post(f"/movies/{film}/reviews/", {"text": "First."})
    assert as_alice.post(f"/movies/{film}/reviews/", {"text": "Second."}).status_code == 409
