"""`make run`: it serves, leaves nothing behind however it ends, and fails in one sentence."""

import ast
import os
import re
import runpy
import signal
import socket
import sys
from pathlib import Path

import pytest

from mflix_site.embedded.state import uri
from tests.process.checkout import wait_for
from tests.support.sampling import sampled
from tools import bootstrap

pytestmark = pytest.mark.process
GROUP, MAKE = os.killpg, os.kill


@pytest.mark.parametrize(
    ("send", "number"),
    sampled([(GROUP, signal.SIGINT), (MAKE, signal.SIGTERM), (MAKE, signal.SIGINT)], 3),
)
def test_it_serves_and_leaves_nothing_when_asked_to_stop(site, send, number):
    assert site.status() == 200
    send(site.make.pid, number)
    assert site.make.wait(120) in (0, -number)  # on a busy machine too
    assert site.processes() == []
    assert not (site.tree / "var" / "serve.address").exists()
    assert "Traceback" not in site.log, site.log


@pytest.mark.parametrize("victim", sampled(["make run", "manage.py serve"], 2))
def test_killed_and_started_at_once_it_has_its_data(site, victim):
    sign_ins = re.findall(r"^  .*@.*$", site.log, re.M)
    os.kill(site.processes(victim)[0], signal.SIGKILL)
    site.make.wait(120)
    site.start()
    assert site.status() == 200
    assert re.findall(r"^  .*@.*$", site.log, re.M) == sign_ins


def test_killed_as_a_group_it_leaves_no_server(site):
    os.killpg(site.make.pid, signal.SIGKILL)
    assert site.left() == []


@pytest.mark.parametrize(
    "word", sampled(["-m gunicorn", "send_mail", "count_facets", "run_imports"], 4)
)
def test_a_process_that_was_killed_is_started_again(site, word):
    assert wait_for(lambda: site.processes(word), 60)
    seen = len(site.log)
    os.kill(site.processes(word)[0], signal.SIGKILL)
    again = "stopped unexpectedly (signal 9). Starting it again."
    assert wait_for(lambda: again in site.log[seen:], 90), site.log
    assert wait_for(lambda: site.status() == 200, 90), site.log


def test_a_crashed_mongod_is_started_again(site):
    os.kill(site.processes("--dbpath")[0], signal.SIGKILL)
    assert wait_for(lambda: "MongoDB is back." in site.log, 90), site.log
    assert site.status() == 200


@pytest.mark.long
def test_the_server_is_driven_by_hand_under_a_running_site(site_of_its_own):
    site = site_of_its_own
    assert site.manage("mongod", "status").stdout.startswith("mongodb://127.0.0.1:")
    site.manage("mongod", "stop")
    assert site.status() == 503
    status = site.manage("mongod", "status")
    assert status.returncode == 1
    assert "not running" in status.stderr
    site.manage("mongod", "start")
    assert wait_for(lambda: site.status() == 200, 60)


def test_a_second_one_names_the_address_of_the_first(site):
    assert f"folder, at http://127.0.0.1:{site.port}: stop that one" in site.fails()


def test_a_taken_port_is_named_and_another_proposed(checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Another program is using port {port}" in checkout.fails(PORT=str(port))
    assert checkout.left() == []


def test_an_unreachable_database_is_named_without_its_password(checkout, unused_port):
    address = uri(unused_port).replace("//", "//joe:geheim@")
    said = checkout.fails(MONGODB_URI=address, DEBUG="true")
    assert f"MongoDB at 127.0.0.1:{unused_port} did not answer within 5 s." in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    sampled(
        [
            ({"PORT": "abc"}, "PORT='abc' cannot be read: it must be a whole number."),
            ({"SECRET_KEY": "short"}, "SECRET_KEY is weak"),
            ({"MONGODB_URI": "mongodb://127.0.0.1:1"}, "SECRET_KEY is missing."),
            ({"MONGOD_BINARY": "/nowhere"}, "MONGOD_BINARY=/nowhere is not a program"),
        ],
        2,
    ),
)
def test_a_bad_setting_is_one_sentence(checkout, changes, sentence):
    assert sentence in checkout.fails(**changes)
    assert checkout.left() == []


def test_the_bootstrap_can_be_read_by_an_old_python():
    source = Path(bootstrap.__file__).read_text()
    assert ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"mflix needs Python 3\.11 or newer; .* is 3\.9\."):
        runpy.run_path(bootstrap.__file__, run_name="__main__")


def test_a_half_made_environment_is_not_taken_for_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    assert bootstrap.installed() == set()
    bootstrap.STAMP.write_text("\n".join(bootstrap.wanted([bootstrap.PRODUCTION])))
    assert bootstrap.installed() >= bootstrap.wanted([bootstrap.PRODUCTION])
    assert not bootstrap.installed() >= bootstrap.wanted(
        [bootstrap.PRODUCTION, bootstrap.DEVELOPMENT]
    )


@pytest.fixture
def unused_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
