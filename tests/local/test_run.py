"""``make run`` as a person meets it: it starts, is not run twice, survives a kill, and stops cleanly."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from cms.local import run
from cms.local.problems import LocalProblem
from tests.database import ROOT, databases
from tests.servers import free_port, wait_until


class Launcher:
    """One run of the launcher, on the database of this test and everything else in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.output = folder / "output.txt"
        environment = {"HOME": os.environ.get("HOME", "/"), "PATH": os.environ["PATH"], "PORT": str(port)}
        environment |= {"DATA_DIR": str(folder), "DATABASE_URL": databases().url()}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cms.local", "run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            assert self.process.poll() is None, self.said()
            return "The site is at" in self.said()

        wait_until(ready, seconds=180, what="the site to start")


def processes_of(folder: Path) -> list[psutil.Process]:
    """All processes that were given this folder."""
    return [process for process in psutil.process_iter() if data_folder(process) == str(folder)]


def data_folder(process: psutil.Process) -> str:
    try:
        return process.environ().get("DATA_DIR", "")
    except psutil.Error:
        return ""


def listening_ports(folder: Path) -> set[int]:
    connections = [one for process in processes_of(folder) for one in process.net_connections(kind="inet")]
    return {one.laddr.port for one in connections if one.status == psutil.CONN_LISTEN}


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/")
    answered = connection.getresponse().status
    connection.close()
    return answered


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_it_starts_survives_a_kill_and_stops_cleanly(open_folder: Path) -> None:
    port = free_port()
    first = Launcher(open_folder, port)
    first.wait_until_ready()
    assert status(port) == 200
    assert listening_ports(open_folder) == {port}
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)
    assert processes_of(open_folder) != []

    second = Launcher(open_folder, port)
    second.wait_until_ready()
    assert "Ended what an earlier run had left running" in second.said()
    assert "Starting the private PostgreSQL" not in second.said()
    assert status(port) == 200
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(60) == 0
    assert second.said().endswith("Stopping\nStopped.\n")
    assert processes_of(open_folder) == []


def test_a_second_run_on_the_same_data_is_refused(tmp_path: Path) -> None:
    again = run.only_run_here(tmp_path, 8001)
    with run.only_run_here(tmp_path, 8000), pytest.raises(LocalProblem) as raised:
        again.__enter__()
    said = f"The site already runs from this folder: process {os.getpid()}, http://127.0.0.1:8000/."
    assert str(raised.value).startswith(said)
    with run.only_run_here(tmp_path, 8001):
        pass


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MEGABYTES_AT_FIRST", 10**9)
    with pytest.raises(
        LocalProblem, match=r"^The disk that holds .* is full: \d+ MB are free, about 1000000000 MB"
    ):
        run.check_disk(tmp_path)


def test_the_demo_sign_ins_stand_under_one_another() -> None:
    said = run.welcome(8000, "ada@mail.example  one\n  sam@mail.example  two")
    assert said.splitlines()[:6] == [
        "",
        "The site is at http://127.0.0.1:8000/",
        "",
        "  ada@mail.example  one",
        "  sam@mail.example  two",
        "",
    ]
