"""Processes of the site that begin where Django is loaded already: one process loads it and forks the others.

Loading takes seconds of the processor, and tests about crashes start two dozen. What is forked reads its
settings anew from its own environment; only the database and DATA_DIR are those of the process that forks.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

ROOT = Path(__file__).resolve().parents[1]
FIXED = ("DATABASE_URL", "DATA_DIR", "SECRET_KEY")


class Forge:
    """In the process of the tests."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forge"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, command: list[str], environment: dict[str, str], log: IO[bytes]) -> Forged:
        """Runs ``python -m ...`` in a session of its own."""
        python, option, *arguments = command
        assert (python, option) == (sys.executable, "-m"), command
        assert [environment[name] for name in FIXED] == [self.environment[name] for name in FIXED]
        return Forged(self, self.ask(start=arguments, environment=environment, log=log.name))

    def ask(self, **order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the process that loads the site ended: {self._process.wait(10)}"
        return json.loads(answer)

    def close(self) -> None:
        self._process.communicate(timeout=10)


class Forged:
    """What tests do with a ``subprocess.Popen``, of a process that is a child of the forge's."""

    def __init__(self, forge: Forge, pid: int) -> None:
        self._forge = forge
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._forge.ask(look=self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("a process of the site", timeout or 0)
            time.sleep(0.02)
        return cast(int, self.returncode)

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def main() -> None:
    load()
    for line in sys.stdin:
        order = json.loads(line)
        if "look" in order:
            answer = look(order["look"])
        else:
            answer = os.fork()
            if answer == 0:
                become(order["start"], order["environment"], Path(order["log"]))
                return
            while os.getpgid(answer) != answer:
                time.sleep(0.001)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def load() -> None:
    """Nothing here may ask the database or open a connection: it would be everybody's."""
    from cms.rubbish import load_in_peace, look_less_often  # noqa: PLC0415 -- loads what tests must not

    load_in_peace()
    import django  # noqa: PLC0415 -- as above

    django.setup()
    from django.urls import get_resolver  # noqa: PLC0415 -- needs the settings

    import_module("cms.celery")
    assert get_resolver().url_patterns
    look_less_often()


def look(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def become(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """In the forked process, to its end."""
    os.setsid()
    for descriptor, path, flags in ((0, Path(os.devnull), os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND)):
        opened = os.open(path, flags)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(environment)
    read_settings_anew()
    sys.argv = [arguments[0], *arguments[1:]]
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def read_settings_anew() -> None:
    from django.conf import settings  # noqa: PLC0415 -- not in the process of the tests

    for name in [name for name in sys.modules if name.startswith("cms.settings.")]:
        del sys.modules[name]
    module = import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    for name in filter(str.isupper, dir(module)):
        value = getattr(module, name)
        if getattr(settings, name, None) != value:
            setattr(settings, name, value)


if __name__ == "__main__":
    main()
