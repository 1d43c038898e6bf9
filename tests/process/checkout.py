"""A copy of the checkout under test: started as people do, looked at, killed."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, ignore_patterns

from mflix_site.embedded.process import free_port
from tools import bootstrap

OURS = ("MONGODB_URI", "MONGOD_BINARY", "DEBUG", "SECRET_KEY", "PORT", "MAKEFLAGS", "MAKELEVEL")
NOT_COPIED = ignore_patterns(
    ".git", ".venv", "var", "node_modules", ".env", "__pycache__", ".*_cache", "docs", "tests"
)

SMALL_DEMO = """
FILMS, MEMBERS, REVIEWS, REPORTS, _OWN_REVIEWS, _LOGGED = 20, 10, 40, 9, 8, 8
"""


@dataclass
class Checkout:
    """A copy, the port that its site has, and the make that runs in it."""

    tree: Path
    port: int = field(default_factory=free_port)
    make: "subprocess.Popen[str] | None" = None

    @property
    def log(self) -> str:
        """Return what the last make said."""
        return (self.tree.parent / "log").read_text()

    def make_demo_small(self) -> None:
        """Change the sizes of the demo community, before there is one."""
        demo = self.tree / "seeding" / "demo.py"
        demo.write_text(demo.read_text() + SMALL_DEMO)

    def environment(self, **changes: str) -> dict[str, str]:
        """Return an environment without what a developer may have set."""
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return {**kept, "PORT": str(self.port), "WEB_CONCURRENCY": "1", **changes}

    def fails(self, **changes: str) -> str:
        """Run `make run` where it cannot work; give what it said."""
        done = subprocess.run(
            ["make", "run"],
            cwd=self.tree,
            env=self.environment(**changes),
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        return done.stderr

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the project's commands."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.tree,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=180,
        )

    def start(self) -> "subprocess.Popen[str]":
        """Run `make run` as a terminal would, and wait for its address."""
        with (self.tree.parent / "log").open("w") as log:
            self.make = subprocess.Popen(
                ["make", "run"],
                cwd=self.tree,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        wait_for(lambda: "mflix is at" in self.log or self.make.poll() is not None, 180)
        assert self.make.poll() is None, self.log
        return self.make

    def status(self) -> int:
        """Return the status of the home page, 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def processes(self, word: str = "") -> list[int]:
        """Return the living processes that work in the copy, or name it, and have this word."""
        return sorted(pid for pid, words in _seen(str(self.tree)) if word in words)

    def left(self) -> list[str]:
        """Return what is left of it after a little wait: a kill takes a moment to spread."""
        if self.make is not None:
            self.make.wait(120)
        wait_for(lambda: not self.processes(), 60)
        return [words for _pid, words in _seen(str(self.tree))]

    def kill_all(self) -> None:
        """End whatever a failed test left."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self.left() == []
        # The next start need not wait for a port that a killed site might still have.
        (self.tree / "var" / "serve.address").unlink(missing_ok=True)


def copy_of_this(tree: Path) -> Checkout:
    """Copy the checkout under test, and lend it the packages that run this test."""
    copytree(bootstrap.ROOT, tree, ignore=NOT_COPIED)
    (tree / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != bootstrap.STAMP.name:
            (tree / ".venv" / part.name).symlink_to(part)
    packages = bootstrap.wanted([bootstrap.PRODUCTION, bootstrap.DEMO, bootstrap.DEVELOPMENT])
    (tree / ".venv" / bootstrap.STAMP.name).write_text("\n".join(packages))
    return Checkout(tree)


def wait_for(condition, seconds: float) -> bool:
    """Return whether the condition became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _seen(tree: str) -> list[tuple[int, str]]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            where = str((process / "cwd").readlink())
            if words and (tree in words or where.startswith(tree)):
                found.append((int(process.name), words))
    return found
