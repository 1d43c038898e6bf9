"""The background process of imports, which kills itself in the middle of its second batch.

Run as `python -m tests.support.import_until_killed`, with the server's address and the database in
the environment. It ends by itself when no batch is left.
"""

import os
import signal
from typing import Any

import django

SURVIVED = 1


def main() -> None:
    """Work with batches of two films or four changes, and die inside the second transaction."""
    django.setup()
    from importing import running, undoing, worker

    running.FILMS_OF_BATCH, undoing.BATCH_SIZE, worker.CLAIM_SECONDS = 2, 4, 0
    calls = 0

    def killed(write: Any) -> Any:
        def write_and_die(*args: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            result = write(*args, **options)
            if calls > SURVIVED:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return write_and_die

    running.write_states = killed(running.write_states)
    undoing.undo_entries = killed(undoing.undo_entries)
    worker.advance_imports()


if __name__ == "__main__":
    main()
