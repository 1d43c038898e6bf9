"""One request executes at most 20 of our files."""

import subprocess
import sys

import pytest

from tests.support.sampling import sampled

MAX_FILES = {"post-review": 20, "decide": 20, "search": 20}


@pytest.mark.process
@pytest.mark.parametrize("request_name", sampled(MAX_FILES, 3))
def test_a_request_executes_few_files(request_name: str) -> None:
    command = [sys.executable, "tools/trace_request.py", request_name]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    summary = output.splitlines()[-1]
    assert summary.startswith(f"{request_name}: ")
    assert 5 < int(summary.split()[1]) <= MAX_FILES[request_name]
