"""``make run``: everything that the site needs, started in order, watched, and stopped together."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from .children import Child, Children
from .files import open_lock, read_text, try_lock, write_private
from .places import ROOT, data_dir, socket_folder
from .port import ADDRESS, check_free, chosen_port
from .prepare import Preparation, compile_code
from .problems import LocalProblem, hint_from_log
from .server_user import ServerUser
from .servers import Servers, servers

MEGABYTES_AT_FIRST, MEGABYTES_LATER = 600, 100
ANSWER_SECONDS = 60


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- a command's progress


def run() -> None:
    """Run the site until Ctrl-C, or until one of its parts dies."""
    port = chosen_port()
    local = data_dir() / "local"
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    with only_run_here(local, port):
        children = Children(local / "children.json", data_dir() / "log")
        if children.end_earlier():
            say("Ended what an earlier run had left running")
        check_free(port)
        check_disk(local)
        serving = servers(say)
        compiling = None if (local / "prepared.json").exists() else compile_code()
        try:
            serving.start()
            serve(serving, children, port=port, stop=stop, compiling=compiling)
        finally:
            say("Stopping")
            children.stop()
            serving.leave()
    say("Stopped.")


def serve(
    serving: Servers,
    children: Children,
    *,
    port: int,
    stop: threading.Event,
    compiling: subprocess.Popen[bytes] | None,
) -> None:
    with Preparation(serving) as preparation:
        prepare(preparation, compiling)
        if stop.is_set():
            return
        # They load what they run while what they need is still being made.
        environment = {"SITE_URL": f"http://{ADDRESS}:{port}", **serving.environment()}
        parts = [
            children.start(name, command, environment, waiting=True)
            for name, command in (("web", web_command(port)), ("worker", worker_command()))
        ]
        preparation.first_start()
    if stop.is_set():
        return
    say("Starting the web server and the worker")
    for part in parts:
        part.begin()
    wait_for_answer(port, children, stop)
    if not stop.is_set():
        say(welcome(port, preparation.demo_users()))
    while not stop.wait(0.3):
        complain_of_dead(children)


def prepare(preparation: Preparation, compiling: subprocess.Popen[bytes] | None) -> None:
    """The tables on one processor, what they are not needed for on another."""

    def beside() -> None:
        if compiling is not None:
            compiling.wait()
        preparation.static_files()
        preparation.load_first_start()

    with ThreadPoolExecutor(max_workers=2) as side_by_side:
        for step in [side_by_side.submit(preparation.database), side_by_side.submit(beside)]:
            step.result()


def web_command(port: int) -> list[str]:
    control = socket_folder(
        data_dir() / "local" / "web",
        ServerUser(),
        longest_name="gunicorn.ctl",
        record=data_dir() / "local" / "web-sockets",
    )
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--bind", f"{ADDRESS}:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
    command += [
        "--control-socket",
        str(control / "gunicorn.ctl"),
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
    ]
    return command


def worker_command() -> list[str]:
    """Worker and timetable in one: there is only one worker here, so nothing is planned twice."""
    schedule = data_dir() / "local" / "beat-schedule"
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "cms.celery",
        "worker",
        "-c",
        "2",
        "-B",
        "-s",
        str(schedule),
    ]
    return [*command, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]


def wait_for_answer(port: int, children: Children, stop: threading.Event) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until and not stop.wait(0.1):
        complain_of_dead(children)
        status = answer(port)
        if status is None:
            continue
        if status >= 500:
            raise LocalProblem(f"The site answers with error {status}; see {data_dir() / 'log' / 'web.log'}.")
        return
    if not stop.is_set():
        raise LocalProblem(
            f"The site did not answer within {ANSWER_SECONDS} seconds; see {data_dir() / 'log'}."
        )


def answer(port: int) -> int | None:
    """The status of the home page, or None while nobody listens."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def complain_of_dead(children: Children) -> None:
    dead: Child | None = children.dead()
    if dead is not None:
        said = dead.tail()
        parts = (
            f"The {dead.name} process stopped by itself. The end of {dead.log}:",
            hint_from_log(said),
            said,
        )
        raise LocalProblem("\n".join(part for part in parts if part))


def welcome(port: int, demo_users: str) -> str:
    lines = ["", f"The site is at http://{ADDRESS}:{port}/", ""]
    if demo_users:
        users = [f"  {line.strip()}" for line in demo_users.splitlines()]
        lines += [*users, "", "(make demo-users shows these again)"]
    return "\n".join([*lines, f"Logs: {data_dir() / 'log'}    Stop: Ctrl-C", ""])


@contextmanager
def only_run_here(local: Path, port: int) -> Iterator[None]:
    """Two runs on the same data would fight over it."""
    note = local / "run.txt"
    with open_lock(local / "run.lock") as lock:
        if not try_lock(lock, fcntl.LOCK_EX):
            raise LocalProblem(
                f"The site already runs from this folder: {read_text(note)}. Stop it first with Ctrl-C."
            )
        write_private(note, f"process {os.getpid()}, http://{ADDRESS}:{port}/")
        yield
        note.unlink(missing_ok=True)


def check_disk(local: Path) -> None:
    local.mkdir(parents=True, exist_ok=True)
    needed = MEGABYTES_LATER if (local / "prepared.json").exists() else MEGABYTES_AT_FIRST
    free = shutil.disk_usage(local).free // 1_000_000
    if free < needed:
        raise LocalProblem(
            f"The disk that holds {local} is full: {free} MB are free, about {needed} MB are needed."
        )


def run_management_command(arguments: list[str]) -> int:
    """``make manage``: on the same servers, which are left as they were found."""
    serving = servers(lambda text: None)
    serving.start()
    try:
        if arguments[:1] and arguments[0] not in {"migrate", "makemigrations", "showmigrations", "check"}:
            Preparation(serving).database()
        return subprocess.call(
            [sys.executable, str(ROOT / "manage.py"), *arguments], env=serving.environment()
        )
    finally:
        serving.leave()


def reset(*, confirmed: bool) -> None:
    """``make reset``: delete everything that this installation has stored."""
    if not confirmed:
        raise LocalProblem(
            f"This deletes all data under {data_dir()}. If that is wanted: make reset CONFIRM=yes"
        )
    local = data_dir() / "local"
    with only_run_here(local, chosen_port()):
        Children(local / "children.json", data_dir() / "log").end_earlier()
        serving = servers(say)
        if serving.valkey is not None:
            serving.valkey.stop()
        if serving.cluster is not None:
            serving.cluster.remove()
        for name in ("local", "log", "mail", "media", "private", "static"):
            shutil.rmtree(data_dir() / name, ignore_errors=True)
    say("All data of this installation is gone.")
