"""What a running server leaves on disk is its owner's alone."""

import os
import socket
import stat
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> int:
    """Ask until the server answers, and return the status."""
    for _ in range(300):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server does not answer")


def test_r30_files_of_a_running_server_are_for_nobody_else(tmp_path: Path) -> None:
    instance, port = tmp_path / "instance", free_port()
    instance.mkdir(mode=0o755)
    (instance / "left open.sqlite").touch(mode=0o644)
    environ = {
        **os.environ,
        "PORTAL_INSTANCE": str(instance),
        "MAIL_URL": "memory:",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run(
        [*flask, "db", "upgrade"], cwd=ROOT, env=environ, check=True, capture_output=True, umask=0
    )
    gunicorn = [sys.executable, "-m", "gunicorn", "wsgi:app", f"--bind=127.0.0.1:{port}"]
    gunicorn += ["--worker-class=gthread", "--no-control-socket", "--log-level=critical"]

    with subprocess.Popen(gunicorn, cwd=ROOT, env=environ, umask=0) as process:
        try:
            status = wait_for(port, process)
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in instance.iterdir()}
        finally:
            process.terminate()

    assert status == 200
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert {"portal.sqlite", "portal.sqlite-wal", "portal.keys", "left open.sqlite"} <= set(modes)
    assert not {name: oct(mode) for name, mode in modes.items() if mode & 0o077}
