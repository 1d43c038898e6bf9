"""Prepare what a fresh clone needs, then execute the command: run, test, check, bench or lock.

Only the standard library, and only syntax that Python 3.6 can parse: an older Python must reach the
sentence that says it is too old.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

COMMAND, ARGUMENTS = (sys.argv[1:] or [""])[0], sys.argv[2:]
# Before anything below that an older Python can parse but not execute.
if sys.version_info < (3, 11):  # noqa: UP036 -- this is the place that asks
    here = "{} is {}.{}".format(sys.executable, *sys.version_info)
    sys.exit(f"mflix needs Python 3.11 or newer; {here}. Try: PYTHON=python3.12 make {COMMAND}")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".mflix-stamp"
# Each list of packages includes the one before it, and has a lock file of the same name.
PRODUCTION, DEMO, DEVELOPMENT = "requirements", "requirements-demo", "requirements-dev"
PR_SET_PDEATHSIG = 1
HELP = """make run       serve the site with a demo community at http://127.0.0.1:8000, or at PORT
make test      run the tests; some of them with ARGS, as in: make test ARGS="tests/movies -x"
make test-all  the same with every odd input and crash, not a sample of them
make check     lint, types, and the tests of the architecture
make bench     measure, and write bench/results.json
make lock      write the lock files again after a change of requirements*.txt"""
# A worker more than processors, as two of them begin with the tests that wait for processes and
# pages; each collects all tests, and one that is done takes tests over from another.
PARALLEL = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "."),
    ("pytest", "-q", "tests/architecture"),
)


def main(command: str, arguments: Sequence[str]) -> None:
    commands = {
        "run": ["manage.py", "serve"],
        "test": ["-m", "pytest", *(arguments or PARALLEL)],
        "test-all": ["-m", "pytest", "--exhaustive", *(arguments or PARALLEL)],
        "bench": ["-m", "bench", *arguments],
        "check": [],
        "lock": [],
    }
    if command not in commands:
        print(HELP)
        sys.exit(0 if command in ("", "help") else 2)
    if "MAKELEVEL" in os.environ:
        end_with_parent(signal.SIGTERM)  # the parent is make
    os.chdir(ROOT)
    if command == "run":
        prepare([PRODUCTION] if has_database() else [PRODUCTION, DEMO])
    else:
        prepare([PRODUCTION, DEMO, DEVELOPMENT])
    if command in ("check", "lock"):
        sys.exit(check() if command == "check" else lock())
    if command == "run":
        # Blocked until `serve` handles them: in between, Ctrl-C would print a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Else each process would compile all that it imports; the tree stays clean all the same.
        os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "pycache")
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *commands[command]])


def check() -> int:
    failed = []
    for words in CHECKS:
        print("$ " + " ".join(words), flush=True)
        if subprocess.run([PYTHON, "-m", *words], check=False).returncode:
            failed.append(words[0])
    if failed:
        print("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def lock() -> int:
    """Write the lock files; each takes the versions of the one before it."""
    uv = [str(VENV / "bin" / "uv"), "pip", "compile", "-q", "--universal", "--generate-hashes"]
    form = ["--no-annotate", "--no-header", "--python-version", "3.11"]
    before = []  # type: list[str]
    for name in (PRODUCTION, DEMO, DEVELOPMENT):
        error = run([*uv, *form, *before, name + ".txt", "-o", name + ".lock"])
        if error:
            print(error)
            return 1
        before = ["-c", name + ".lock"]
    return 0


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """Arrange for a signal when the parent ends (Linux only)."""
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), number)


def has_database() -> bool:
    """Return whether MONGODB_URI is set, here or in .env: then no embedded MongoDB is needed."""
    if "MONGODB_URI" in os.environ:
        return bool(os.environ["MONGODB_URI"])
    try:
        text = (ROOT / ".env").read_text(
            "utf-8-sig", "replace"
        )  # `serve` says what is wrong with it
    except OSError:
        return False
    return bool(re.search(r"^\s*(export\s+)?MONGODB_URI[ \t]*=[ \t]*['\"]?[^\s'\"#]", text, re.M))


def prepare(names: Sequence[str]) -> None:
    """Build .venv unless its stamp says that it has these lists of packages."""
    if installed() >= wanted(names):
        return
    # Locked so that two makes do not build at once; the kernel releases it with its holder.
    descriptor = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        if not installed() >= wanted(names):
            build(names)
    except OSError as error:
        sys.exit(f"{error.filename or VENV} cannot be made: {error.strerror}.")
    finally:
        os.close(descriptor)


def wanted(names: Sequence[str]) -> "set[str]":
    """Return the lines of a stamp: the Python, and each list with the hash of its lock file."""
    hashes = {
        f"{name} {hashlib.sha256((ROOT / name).with_suffix('.lock').read_bytes()).hexdigest()}"
        for name in names
    }
    return {f"{sys.version.split()[0]} {platform.machine()} {sys.base_prefix}", *hashes}


def installed() -> "set[str]":
    """Return the lines of the stamp; none if the environment is incomplete."""
    try:
        return set(STAMP.read_text().splitlines()) if PYTHON.exists() else set()
    except OSError:
        return set()


def build(names: Sequence[str]) -> None:
    """Build .venv; after an error the next attempt starts from nothing.

    uv installs in a second what takes pip ten; pip knows settings that uv does not.
    """
    print("Preparing .venv, only this once ...", flush=True)
    remove_venv()
    make_venv()
    packages = ["--require-hashes", "-r", names[-1] + ".lock"]
    uv = shutil.which("uv") or install_uv()
    if not uv or run([uv, "pip", "install", "-q", "--python", str(PYTHON), *packages]):
        error = run([*pip_install(), *packages])
        if error:
            sys.exit(f"The packages could not be installed. pip says:\n{error}")
    STAMP.write_text("\n".join(sorted(wanted(names))))


def make_venv() -> None:
    """Make .venv without pip, with the standard library, which Debian splits."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv")
    error = run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    if error:
        sys.exit(f"The virtual environment .venv could not be made:\n{error}")


def install_uv() -> str:
    """Install the locked uv into .venv; return its path, or nothing if that fails."""
    only_uv = VENV / "uv.lock"
    only_uv.write_text(locked_entry("uv"))
    uv = VENV / "bin" / "uv"
    run([*pip_install(), "--no-deps", "--require-hashes", "-r", str(only_uv)])
    return str(uv) if uv.exists() else ""


def locked_entry(package: str) -> str:
    """Return the lines of one package in the lock file for development."""
    text = (ROOT / DEVELOPMENT).with_suffix(".lock").read_text()
    entry = re.search(rf"^{package}==.*\n(?: +--hash=.*\n?)+", text, re.MULTILINE)
    return entry[0] if entry else ""


def pip_install() -> "list[str]":
    """Return the start of a pip command: this Python's own pip, else the wheel it comes with."""
    import ensurepip

    spec = importlib.util.find_spec("pip")
    # The file with which `pip --python` runs pip in another environment; it is compiled already.
    own = Path(spec.origin).with_name("__pip-runner__.py") if spec and spec.origin else None
    folders = [str(Path(ensurepip.__file__).parent / "_bundled")]
    folders += [sysconfig.get_config_var("WHEEL_PKG_DIR") or folders[0]]
    wheels = [f"{wheel}/pip" for folder in folders for wheel in Path(folder).glob("pip-*.whl")]
    if own and own.exists():
        pip = [str(own)]
    elif wheels:
        pip = wheels[:1]
    else:
        run([str(PYTHON), "-m", "ensurepip"])
        pip = ["-m", "pip"]
    quiet = ["-q", "--disable-pip-version-check", "--no-input", "--no-compile"]
    return [str(PYTHON), *pip, "install", *quiet]


def remove_venv() -> None:
    """Remove .venv, or the link to one."""
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)


def run(command: Sequence[str]) -> str:
    """Run a program; return the last lines of its output if it failed, else nothing."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=end_with_parent,
    )
    try:
        output = process.communicate()[0].decode("utf-8", "replace").strip()
    except BaseException:
        process.kill()
        process.wait()
        raise
    return "\n".join(output.splitlines()[-8:]) or "no reason given" if process.returncode else ""


if __name__ == "__main__":
    # The default for SIGTERM would leave pip running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main(COMMAND, ARGUMENTS)
    except KeyboardInterrupt:
        sys.exit(130)
