"""The web servers of a run: two gunicorn workers on loopback, as `make run` starts them."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.ground import FOLDER
from cms.local.children import Child, Children

ANSWER_SECONDS = 60


@contextmanager
def children() -> Iterator[Children]:
    """What a killed run left is ended first, and everything started here at the end."""
    found = Children(FOLDER / "children.json", FOLDER / "log")
    found.end_earlier()
    try:
        yield found
    finally:
        found.stop()


def serve(started: Children, name: str, environment: Mapping[str, str]) -> tuple[Child, int]:
    """Start a web server and wait for its first answer."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
    command += ["--no-control-socket", "--log-level", "warning"]
    child = started.start(name, command, dict(environment))
    until = time.monotonic() + ANSWER_SECONDS
    while not _answers(port):
        if child.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the web server did not answer:\n{child.tail(40)}")
        time.sleep(0.1)
    return child, port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/bench/bare/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
