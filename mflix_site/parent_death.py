"""Let a process end with the one that started it, even when that one is killed with -9."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def follow(parent: int, number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when `parent` ends; only Linux can."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return
    prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    # The parent may have ended before the kernel was asked; then nobody would tell us.
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def tethered(command: list[str], number: int = signal.SIGTERM) -> list[str]:
    """Give the command line that runs `command` as a child that ends with this process.

    A small Python in between asks the kernel and becomes the command: `preexec_fn` would run
    Python after a fork, which may hang in a process that has threads, as PyMongo's have.
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(number)), *command]


def main() -> None:
    """Tie this process to the parent and by the signal named first, then become the rest."""
    follow(int(sys.argv[1]), int(sys.argv[2]))
    try:
        os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 -- a list, and no shell, is the point
    except OSError as error:
        sys.exit(f"{sys.argv[3]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main()
