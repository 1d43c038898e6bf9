"""An import leaves alone what an admin has done to films here, and says so."""

from pathlib import Path
from typing import Any

import pytest

from administration.films import delete_film, merge_films
from mflix_site.mongo import collections as mongo
from tests.support.factories import a_film
from tests.support.running import WHY, an_edit, stored
from tests.support.sample import FILM, a_sample, run


@pytest.fixture
def sample(database: Any, tmp_path: Path) -> Path:
    """A sample that has been imported."""
    run("import_mflix", a_sample(tmp_path))
    return tmp_path


def test_an_edit_stays(ada: Any, sample: Path) -> None:
    an_edit(ada, FILM, title="The Train Robbery")
    assert "an admin has edited it here" in run("import_mflix", sample)
    assert stored(FILM)["title"] == "The Train Robbery"


@pytest.mark.parametrize("merged", [True, False])
def test_a_film_that_went_does_not_come_back(ada: Any, sample: Path, merged: bool) -> None:
    if merged:
        merge_films(admin=ada, movie_id=FILM, target_id=a_film(), reason=WHY)
    else:
        delete_film(admin=ada, movie_id=FILM, reason=WHY)
    assert "an admin has merged or deleted it here" in run("import_mflix", sample)
    assert stored(FILM) == {}
    assert mongo.reviews().count_documents({"movie_id": FILM}) == 0
    assert mongo.reviews().count_documents({}) == (2 if merged else 0)


def test_a_film_that_nobody_touched_is_brought_up_to_date(sample: Path) -> None:
    mongo.movies().update_one({"_id": FILM}, {"$set": {"title": "Other"}})
    run("import_mflix", sample)
    assert stored(FILM)["title"] == "The Great Train Robbery"
