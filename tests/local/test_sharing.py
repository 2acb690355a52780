"""Commands that share servers: the first starts them, the last stops them, a killed one does not count."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cms.local.shared_use import SharedUse
from tests.database import ROOT


def test_the_first_is_alone_and_the_last_stops(tmp_path: Path) -> None:
    told: list[str] = []
    first, second = SharedUse(tmp_path), SharedUse(tmp_path)
    first.enter(lambda alone: told.append(f"first alone: {alone}"))
    second.enter(lambda alone: told.append(f"second alone: {alone}"))
    first.leave(lambda: told.append("first stops"))
    second.leave(lambda: told.append("second stops"))
    assert told == ["first alone: True", "second alone: False", "second stops"]


def test_leaving_twice_stops_once(tmp_path: Path) -> None:
    told: list[str] = []
    use = SharedUse(tmp_path)
    use.enter(lambda alone: None)
    use.leave(lambda: told.append("stops"))
    use.leave(lambda: told.append("stops"))
    assert told == ["stops"]


def test_a_start_that_failed_does_not_count(tmp_path: Path) -> None:
    told: list[bool] = []

    def fails(alone: bool) -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        SharedUse(tmp_path).enter(fails)
    use = SharedUse(tmp_path)
    use.enter(told.append)
    use.leave(lambda: None)
    assert told == [True]


def test_a_killed_user_does_not_count(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from cms.local.shared_use import SharedUse\n"
        "use = SharedUse(Path(sys.argv[1]))\n"
        "use.enter(lambda alone: print('in', flush=True)); time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    told: list[bool] = []
    use = SharedUse(tmp_path)
    use.enter(told.append)
    use.leave(lambda: told.append(True))
    assert told == [False]  # the other uses it still: not alone, and not the last
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdout.close()
    use.enter(told.append)
    use.leave(lambda: None)
    assert told == [False, True]
