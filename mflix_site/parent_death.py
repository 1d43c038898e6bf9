"""End a process together with its parent, even when the parent is killed with SIGKILL."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def send_signal_on_parent_death(parent: int, number: int = signal.SIGTERM) -> None:
    """Request a signal from the kernel to this process when process `parent` ends (Linux only)."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return
    prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    # The parent may have ended before the kernel was asked; then no signal would come.
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def with_parent_death_signal(command: list[str], number: int = signal.SIGTERM) -> list[str]:
    """Return the command line that runs `command` as a child that ends with this process."""
    # Not with `preexec_fn`: Python after a fork may hang in a process with threads, as any with a
    # PyMongo client has. This small process asks the kernel, and then executes the command.
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(number)), *command]


def main() -> None:
    send_signal_on_parent_death(int(sys.argv[1]), int(sys.argv[2]))
    try:
        os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 -- a list, and no shell, is the point
    except OSError as error:
        sys.exit(f"{sys.argv[3]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main()
