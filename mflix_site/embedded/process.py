"""One mongod process: started with our flags, waited for, stopped."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from ..parent_death import tethered
from .binary import find_mongod
from .errors import PortTaken, ServerError, start_failure
from .state import REPLICA_SET, data_folder, holder

HOST = "127.0.0.1"
# After kill -9 a large data folder is recovered before the server listens.
SECONDS_TO_LISTEN = 120.0
SECONDS_TO_STOP = 12.0
FLAGS = (
    *("--bind_ip", HOST, "--nounixsocket", "--quiet", "--replSet", REPLICA_SET),
    *("--oplogSize", "128", "--wiredTigerCacheSizeGB", "0.25"),
    # 6.0.5 leaks memory through its zlib decompressor (CVE-2025-14847); nothing here runs scripts.
    *("--networkMessageCompressors", "disabled", "--noscripting"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
    # What a killed process holds, such as the head of the public log, is let go after 15 s, not 60.
    *("--setParameter", "transactionLifetimeLimitSeconds=15"),
)
FAST = (
    *("--setParameter", "ttlMonitorSleepSecs=1"),
    *("--wiredTigerEngineConfigString", "log=(file_max=10MB,prealloc=false)"),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to start: more flags, the tests' preset, outliving this process, open to others."""

    flags: tuple[str, ...] = ()
    fast: bool = False
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
        """Give its process id."""
        return self.process.pid

    @property
    def log(self) -> Path:
        """Give the file of all that it said."""
        return log_file(self.folder)

    def ended(self) -> bool:
        """Say whether it is gone."""
        return self.process.poll() is not None

    def client(self) -> MongoClient[dict[str, Any]]:
        """Give a client of this one server, whatever its part in a replica set."""
        return MongoClient(
            HOST,
            self.port,
            directConnection=True,
            serverSelectionTimeoutMS=3000,
            socketTimeoutMS=10000,
        )

    def wait_until_listening(self) -> None:
        """Return when it answers; raise why when it ends instead."""
        deadline = time.monotonic() + SECONDS_TO_LISTEN
        while time.monotonic() < deadline:
            if self.ended():
                raise start_failure(self.log, self.process.returncode, holder(self.folder))
            if _answers(self.port):
                return self._wait_until_ours()
            time.sleep(0.02)
        self.kill()
        raise ServerError(f"mongod did not listen within {SECONDS_TO_LISTEN:.0f} s: see {self.log}")

    def _wait_until_ours(self) -> None:
        """Make sure that it is this process which answers, not one that was quicker."""
        try:
            with self.client() as client:
                ours = client.admin.command("serverStatus")["pid"] == self.pid
        except PyMongoError:
            ours = False
        if not ours:
            self.kill()
            raise PortTaken(f"Another program took port {self.port} meanwhile.")

    def stop(self) -> None:
        """Stop it in good order, and by force when that takes too long."""
        if not self.ended():
            self.process.terminate()
            try:
                self.process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait()


def launch(folder: Path, port: int, options: Options) -> Mongod:
    """Start a mongod on a folder and a port, and return before it listens."""
    command = [find_mongod(), "--dbpath", str(data_folder(folder)), "--port", str(port), *FLAGS]
    command += [*(FAST if options.fast else ()), *options.flags]
    try:
        data_folder(folder).mkdir(parents=True, exist_ok=True)
        log = log_file(folder)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            process = subprocess.Popen(
                command if options.detached else tethered(command),
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


def log_file(folder: Path) -> Path:
    """Give the file that a mongod on this folder writes its log to."""
    return folder / "mongod.log"


def free_port(wanted: int = 0) -> int:
    """Give the wanted port if nothing has it, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            return free_port()
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
