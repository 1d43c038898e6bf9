"""Progress lines, and the end of commands whose output nobody reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from mflix_site import progress
from mflix_site.progress import Progress

ROOT = Path(__file__).parents[1]


def test_no_line_says_that_all_is_done_before_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", -1.0)
    with Progress("Films", 1000) as advance:
        for number in (10, 989, 1):
            advance(number)
    assert capsys.readouterr().err.splitlines() == [
        "Films: 10 of 1,000 (1 %)",
        "Films: 999 of 1,000 (99 %)",
        "Films: 1,000 of 1,000 (finishing)",
    ]


def test_a_command_whose_reader_has_ended_ends_quietly() -> None:
    command = [sys.executable, "manage.py", "help"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141
