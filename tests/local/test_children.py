"""The site's processes end together, with their helpers, and so do those of a run that was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cms.local import children as launched
from cms.local import prepare
from cms.local.children import Children
from cms.local.processes import look_at
from tests.database import ROOT

pytestmark = pytest.mark.slow

# A process with a helper; its name is what the launcher looks for among the remains of a killed run.
HELPER = "import time; time.sleep(60)  # celery"
WITH_HELPER = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {HELPER!r}]).wait()"


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    found = Children(tmp_path / "children.json", tmp_path / "log")
    yield found
    found.stop()


def helper_of(pid: int) -> psutil.Process:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        helpers = psutil.Process(pid).children()
        if helpers and "celery" in " ".join(helpers[0].cmdline()):
            return helpers[0]
        time.sleep(0.02)
    raise AssertionError("no helper came")


def gone(process: psutil.Process) -> bool:
    try:
        process.wait(5)
    except psutil.TimeoutExpired:
        return False
    return True


def test_helpers_stop_with_their_process(children: Children) -> None:
    child = children.start("worker", [sys.executable, "-c", WITH_HELPER], dict(os.environ))
    helper = helper_of(child.process.pid)
    children.stop()
    assert child.process.returncode == -signal.SIGTERM
    assert gone(helper)


def test_one_that_died_is_found_with_its_last_words(children: Children) -> None:
    child = children.start("web", [sys.executable, "-c", "print('no such module')"], dict(os.environ))
    child.process.wait(10)
    assert children.dead() == child
    assert child.tail() == "no such module"


def test_a_killed_runs_processes_are_ended(children: Children, tmp_path: Path) -> None:
    child = children.start("worker", [sys.executable, "-c", WITH_HELPER], dict(os.environ))
    helper = helper_of(child.process.pid)
    later = Children(tmp_path / "children.json", tmp_path / "log")
    assert later.end_earlier() is True
    assert child.process.wait(5) == -signal.SIGKILL
    assert gone(helper)
    assert later.end_earlier() is False


def test_helpers_that_outlived_their_process_are_ended(children: Children, tmp_path: Path) -> None:
    child = children.start("worker", [sys.executable, "-c", WITH_HELPER], dict(os.environ))
    helper = helper_of(child.process.pid)
    child.process.kill()
    child.process.wait(5)
    assert Children(tmp_path / "children.json", tmp_path / "log").end_earlier() is True
    assert gone(helper)


@pytest.mark.parametrize(("word", "code"), [(b"\n", 3), (b"", 4)])
def test_one_that_waits_begins_at_a_word_and_ends_with_whoever_would_say_it(
    children: Children, word: bytes, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = "import sys; sys.exit(3 if sys.stdin.readline() else 4)"
    monkeypatch.setattr(launched, "when_told", lambda command: [sys.executable, "-c", waits])
    child = children.start("web", [sys.executable, "-m", "gunicorn"], dict(os.environ), waiting=True)
    if word:
        child.begin()
    else:
        child.process.stdin.close()
    assert child.process.wait(10) == code


def test_the_word_to_one_that_died_meanwhile_is_lost(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launched, "when_told", lambda command: [sys.executable, "-c", "import nothing"])
    child = children.start("web", [sys.executable, "-m", "gunicorn"], dict(os.environ), waiting=True)
    child.process.wait(10)
    child.begin()
    assert children.dead() == child


@pytest.mark.parametrize(("word", "said"), [("\n", "['-m']\n"), ("", "")])
def test_a_module_runs_only_at_the_word(word: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "part.py").write_text("import sys; print(sys.argv[1:])")
    code = "import sys; from cms.local import waiting; waiting.load = lambda: None; waiting.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "part", "-m"],
        input=word,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )
    assert done.stdout == said


def test_a_step_that_waits_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "when_told", lambda command: [sys.executable, "-c", "input()"])
    step = prepare.Step(("first_start",), dict(os.environ), waiting=True)
    step.forget()
    assert step._process.returncode == -signal.SIGKILL


def test_code_is_compiled_before_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "LOADED_LAST", ("no_such_package",))
    (tmp_path / "kernel" / "tests").mkdir(parents=True)
    (tmp_path / "kernel" / "clock.py").write_text("NOW = 1\n")
    (tmp_path / "kernel" / "tests" / "clock.py").write_text("NOW = 1\n")
    assert prepare.compile_code().wait(20) == 0
    assert [path.parent.parent.name for path in tmp_path.rglob("*.pyc")] == ["kernel"]


def test_a_stranger_with_a_recorded_number_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    seen = look_at(stranger.pid)
    assert seen is not None
    record = tmp_path / "children.json"
    record.write_text(json.dumps({str(stranger.pid): "an earlier start"}))
    try:
        assert Children(record, tmp_path).end_earlier() is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
