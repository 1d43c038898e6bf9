"""Exports with awkward rows, each with the truth about it: none is lost, doubled or mismatched."""

from pathlib import Path

import pytest

from tests.support.made_exports import PARTS, judge, make_exports, needs_maker
from tests.support.sample import REAL, run
from tests.support.stored_state import filled_once

SEEDS, QUICK_SEEDS = range(1, 11), (1, 2)


@filled_once
def sample_catalogue() -> str:
    """Import the films of the real sample."""
    return run("import_mflix", REAL / "movies.json")


@needs_maker
@pytest.mark.parametrize("seed", SEEDS)
def test_no_row_of_a_made_export_is_lost_doubled_or_mismatched(
    sample_catalogue: str, seed: int, tmp_path: Path, exhaustive: bool
) -> None:
    if seed not in QUICK_SEEDS and not exhaustive:
        pytest.skip("`make test-all` tries the other seeds")
    folder, truth = make_exports(seed, tmp_path)
    for part in PARTS:
        verdict = judge(folder, truth, part)
        print(f"seed {seed} {part}: {verdict.share:.1f} % {dict(verdict.counts)}")
        assert verdict.faults == []
        assert verdict.share >= 97
