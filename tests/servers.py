"""Fixtures for tests about concurrency and crashes: the real site, worker and broker, and a mail server.

They run as processes of their own on this test's database, with the rights of the running site. Whatever
happens, they end with the test; what a killed test run leaves behind is ended by the next one.
"""

from __future__ import annotations

import email
import http.client
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from tests.database import ROOT, TEST_DATA, databases
from tests.forge import Forge

if TYPE_CHECKING:
    from cms.local.children import Child, Children
    from cms.local.valkey import Valkey

ANSWER_SECONDS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailSink:
    """A mail server on this machine that keeps what it is given, or refuses it while ``refusal`` is set."""

    port: int
    messages: list[Message] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusal: str = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        self.messages.append(email.message_from_bytes(envelope.content))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 Accepted"

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Message]:
        """The messages, as soon as there are ``count`` of them; fails where they do not come."""
        wait_until(lambda: len(self.messages) >= count, seconds=seconds, what=f"{count} messages")
        return self.messages


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    from aiosmtpd.controller import Controller  # noqa: PLC0415 -- this module is loaded before everything else

    sink = MailSink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a path short enough for sockets, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="leadership-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def broker(short_folder: Path) -> Iterator[Valkey]:
    from cms.local.valkey import Valkey  # noqa: PLC0415 -- not before the settings are chosen

    valkey = Valkey(short_folder / "valkey")
    valkey.start()
    yield valkey
    valkey.stop()


@dataclass
class RunningProcess:
    """A process of the site that a test may end in any way it likes."""

    child: Child
    url: str = ""

    @property
    def pid(self) -> int:
        return self.child.process.pid

    def kill(self) -> None:
        """Take it and its helpers down at once, as a failing machine would."""
        os.killpg(self.pid, signal.SIGKILL)
        self.child.process.wait(10)

    def stop(self) -> None:
        """Let it finish what it is at."""
        self.child.process.terminate()
        self.child.process.wait(30)

    def said(self) -> str:
        return self.child.tail(200)


@dataclass
class RunningSite:
    """Starts parts of the real site on this test's database, with ``environment`` and what a test adds."""

    environment: dict[str, str]
    folder: Path
    children: Children

    def web(
        self, *, workers: int = 2, threads: int = 4, application: str = "cms.wsgi:application"
    ) -> RunningProcess:
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
        command += [
            "--workers",
            str(workers),
            "--worker-class",
            "gthread",
            "--threads",
            str(threads),
            "--preload",
        ]
        command += ["--no-control-socket", "--log-level", "warning"]
        started = RunningProcess(self.start("web", command), f"http://127.0.0.1:{port}")
        wait_until(lambda: self._answers(started, port), seconds=ANSWER_SECONDS, what="an answer of the site")
        return started

    def worker(self, *, concurrency: int = 1, timetable: bool = False, **environment: str) -> RunningProcess:
        command = [sys.executable, "-m", "celery", "-A", "cms.celery", "worker", "-c", str(concurrency)]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        if timetable:
            command += ["-B", "-s", str(self.folder / "beat-schedule")]
        started = RunningProcess(self.start("worker", command, **environment))
        wait_until(lambda: self._is_ready(started), seconds=ANSWER_SECONDS, what="the worker")
        return started

    def start(self, name: str, command: list[str], **environment: str) -> Child:
        return self.children.start(name, command, self.environment | environment)

    def _answers(self, started: RunningProcess, port: int) -> bool:
        assert started.child.process.poll() is None, f"the web server stopped:\n{started.said()}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/static/no-such-file")
            return connection.getresponse().status > 0
        except OSError:
            return False
        finally:
            connection.close()

    def _is_ready(self, started: RunningProcess) -> bool:
        assert started.child.process.poll() is None, f"the worker stopped:\n{started.said()}"
        return " ready." in started.said()


@pytest.fixture(scope="session")
def forge(django_db_setup: None) -> Iterator[Forge]:
    """What the processes of a running site are forked from, and the folder that is theirs."""
    folder = Path(tempfile.mkdtemp(prefix="leadership-"))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        "DATABASE_URL": databases().url(as_site=True),
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only for tests: " + "x0y1z2" * 10,
        "PYTHONPATH": str(ROOT),
        # The tests have run them before; each worker would again, for half a second.
        "CELERY_SKIP_CHECKS": "yes",
    }
    found = Forge(environment)
    yield found
    found.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running_site(
    transactional_db: None, broker: Valkey, mail_sink: MailSink, forge: Forge
) -> Iterator[RunningSite]:
    """The real site beside this test: ``running_site.web()``, ``running_site.worker()``."""
    from cms.local.children import Children  # noqa: PLC0415 -- not before the settings are chosen

    class ForgedChildren(Children):
        def _spawn(self, command: list[str], environment: dict[str, str], log: IO[bytes]) -> Any:
            return forge.start(command, environment, log)

    folder = Path(forge.environment["DATA_DIR"])
    (folder / "static").mkdir(parents=True)
    environment = forge.environment | {"CELERY_BROKER_URL": broker.url(), "EMAIL_URL": mail_sink.url}
    children = ForgedChildren(TEST_DATA / f"children-{os.getpid()}.json", folder / "log")
    yield RunningSite(environment, folder, children)
    children.stop()
    shutil.rmtree(folder)


def wait_until(happened: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Fail where something does not happen in time."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"waited {seconds} seconds for {what}"
        time.sleep(0.05)
