"""Exports with awkward rows, each with the truth about it: none is lost, doubled or mismatched."""

from pathlib import Path

import pytest

from tests.support.made_exports import PARTS, judge, make_exports, needs_maker
from tests.support.sampling import sampled


@needs_maker
@pytest.mark.parametrize("seed", sampled(range(1, 11), 10))
def test_no_row_of_a_made_export_is_lost_doubled_or_mismatched(
    imported_sample: str, seed: int, tmp_path: Path
) -> None:
    folder, truth = make_exports(seed, tmp_path)
    for part in PARTS:
        verdict = judge(folder, truth, part)
        print(f"seed {seed} {part}: {verdict.share:.1f} % {dict(verdict.counts)}")
        assert verdict.faults == []
        assert verdict.share >= 97
