"""The embedded MongoDB: started, shared, stopped, killed and found again, without Django."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pymongo import MongoClient

from mflix_site.embedded import state
from mflix_site.embedded.process import Options
from mflix_site.embedded.server import ServerError, folder_lock, running_server, start, stop
from mflix_site.mongo import connection_check
from tests.process.checkout import wait_for

from ..support.replica_sets import start_replica_set
from ..support.scratch_server import scratch_folder

pytestmark = pytest.mark.process
FAST = Options(test_preset=True)
STARTS = """
import sys, time
from pathlib import Path
from mflix_site.embedded.process import Options
from mflix_site.embedded.server import start
options = Options(test_preset=True, detached=sys.argv[2] == "detached")
server = start(Path(sys.argv[1]), options=options)
print(server.pid, flush=True)
time.sleep(60)
"""


def write(address, number):
    """Insert a number, as the site writes."""
    with MongoClient(address, w="majority", journal=True) as client:
        client.site.numbers.insert_one({"_id": number})


def numbers(address):
    """Return all numbers."""
    with MongoClient(address) as client:
        return [row["_id"] for row in client.site.numbers.find().sort("_id")]


def test_what_was_written_survives_a_kill_and_another_port(folder):
    first = start(folder, options=FAST)
    write(first.uri, 1)
    first.kill()
    second = start(folder, options=FAST)
    assert second.port != first.port
    write(second.uri, 2)
    assert numbers(second.uri) == [1, 2]
    second.kill()


def test_a_connection_closed_while_it_is_configured_is_opened_again(folder):
    start(folder, options=FAST).kill()
    closing = {"failCommands": ["replSetReconfig"], "closeConnection": True}
    once = json.dumps({"mode": {"times": 1}, "data": closing})
    parameters = ("enableTestCommands=1", f"failpoint.failCommand={once}")
    flags = tuple(word for parameter in parameters for word in ("--setParameter", parameter))
    server = start(folder, options=Options(flags, test_preset=True))
    write(server.uri, 1)
    assert numbers(server.uri) == [1]
    server.kill()


def test_a_taken_port_is_not_used(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = start(folder, other.getsockname()[1], FAST)
        assert server.port != other.getsockname()[1]
        assert numbers(server.uri) == []
        server.kill()


def test_a_folder_in_use_names_the_process(folder):
    server = start(folder, options=FAST)
    with pytest.raises(ServerError, match=rf"in use by another mongod \(process {server.pid}\)"):
        start(folder, options=FAST)
    server.kill()


def test_it_ends_with_a_parent_that_is_killed(folder):
    parent, pid = started_elsewhere(folder, "attached")
    assert state.find_running(folder).pid == pid
    parent.kill()
    parent.communicate()
    assert state.find_running(folder) is None
    start(folder, options=FAST).kill()


def test_detached_it_outlives_its_parent_until_stopped(folder):
    parent, pid = started_elsewhere(folder, "detached")
    parent.kill()
    parent.communicate()
    assert state.find_running(folder).pid == pid
    assert stop(folder).pid == pid
    assert stop(folder) is None
    assert wait_for(lambda: state.server_parent(pid, folder) is None, 30)


def test_a_state_file_that_names_a_strangers_process_is_not_believed(folder):
    folder.mkdir()
    state.write_state(folder, state.ServerState(os.getpid(), 27117, os.getppid()))
    assert state.find_running(folder) is None
    assert stop(folder) is None


def test_a_block_uses_the_server_that_runs_and_leaves_it_running(folder):
    server = start(folder, options=FAST)
    with running_server(folder) as address:
        assert address == server.uri
    assert not server.ended()
    server.kill()


def test_two_blocks_wait_for_each_other(folder):
    waits, second = threading.Event(), threading.Event()
    with running_server(folder) as outer:
        other = threading.Thread(target=in_another, args=(folder, waits.set, second.set))
        other.start()
        assert waits.wait(120)
        assert not second.is_set()
        assert numbers(outer) == []
    other.join(120)
    assert second.is_set()


def test_the_log_of_the_last_time_is_kept_and_no_more(folder):
    for _ in range(3):
        start(folder, options=FAST).kill()
    logs = sorted(path.name for path in folder.glob("mongod.log*"))
    assert logs == ["mongod.log", "mongod.log.1"]


@pytest.mark.parametrize(
    ("library", "package"),
    [("libcurl.so.4", "libcurl4"), ("libssl.so.3", "libssl3"), ("liblzma.so.5", "liblzma5")],
)
def test_a_missing_library_names_its_package(folder, monkeypatch, tmp_path, library, package):
    said = f"mongod: error while loading shared libraries: {library}: cannot open"
    fake = tmp_path / "mongod"
    fake.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 127\n")
    fake.chmod(0o700)
    monkeypatch.setenv("MONGOD_BINARY", str(fake))
    with pytest.raises(ServerError, match=f"{library} is missing.*apt install {package} "):
        start(folder)


def test_a_folder_that_cannot_be_is_named(folder):
    folder.write_text("a file")
    with pytest.raises(ServerError, match=f"{folder} cannot be used"):
        start(folder)


def test_a_processor_without_avx_is_named(tmp_path):
    error = state.start_failure(tmp_path / "log", -signal.SIGILL, None)
    assert "lacks AVX" in str(error)


def test_visitors_are_told_less_than_the_operator():
    error = ServerError("The port 27117 is odd.")
    assert str(error) == "The port 27117 is odd."
    assert "27117" not in error.sentence


@pytest.mark.parametrize("secret", ["geheim", "ge/heim", "ge@heim", "ge:heim"])
def test_a_malformed_address_does_not_show_its_password(secret):
    with pytest.raises(ServerError) as caught:
        connection_check.check_connection(f"mongodb://joe:{secret}@127.0.0.1:port/", "mflix")
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize(("uri", "sentence"), [
    ("mongodb://", "write it as mongodb://user:password@host:27017/"),
    ("mongodb://127.0.0.1:99999", "write it as"),
    ("mongodb://joe:p%zz@127.0.0.1", "with %40 for @"),
    ("mongodb+srv://127.0.0.1:27017", "write it as"),
    ("mongodb+srv://films.db.invalid", "DNS has no record _mongodb._tcp.films.db.invalid"),
    ("mongodb://127.0.0.1/?retryWrites=maybe", "The value of retryWrites in MONGODB_URI isn't"),
    ("mongodb://127.0.0.1/?w=1&maxPoolSize=some", "The value of maxPoolSize in MONGODB_URI isn't"),
    ("mongodb://127.0.0.1/?tls=true&tlsCAFile=/nowhere", "/nowhere, which MONGODB_URI names"),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_an_address_that_cannot_be_used_is_one_sentence_of_ours(uri, sentence):
    with pytest.raises(ServerError) as caught:
        connection_check.check_connection(uri, "mflix")
    assert sentence in str(caught.value)


@pytest.mark.long
def test_three_elect_a_new_primary_and_take_the_old_one_back():
    with scratch_folder() as base:
        three = start_replica_set(base)
        write(three.uri, 1)
        killed = three.kill_primary()
        write(three.uri, 2)
        three = three.restart(killed)
        assert numbers(three.uri) == [1, 2]
        three.kill()


def test_what_a_killed_run_left_is_removed_by_the_next():
    script = "from tests.support.scratch_server import *; import os\n"
    script += "with scratch_folder() as f: print(f, flush=True); os.kill(os.getpid(), 9)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout
    assert Path(said.strip()).exists()
    with scratch_folder():
        assert not Path(said.strip()).exists()


def started_elsewhere(folder, how):
    """Start a server from another process; give that process and the server's id."""
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(folder), how], stdout=subprocess.PIPE, text=True
    )
    return parent, int(parent.stdout.readline())


def in_another(folder, waits, done):
    """Use the server from a second command of this folder."""
    with folder_lock(folder, lambda _sentence: waits()):
        done()
