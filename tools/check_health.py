"""Exit with 1 unless the site at a port of this machine answers: the image's health check."""

import http.client
import os
import sys


def answers(port: int) -> bool:
    """Return whether the site answers; with 400 it does, which it gives for another host name."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", os.environ.get("SCRIPT_NAME", "").rstrip("/") + "/healthz")
        return connection.getresponse().status in (200, 400)
    except (OSError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(int(sys.argv[1])) else 1)
