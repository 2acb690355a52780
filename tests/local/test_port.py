"""A port that cannot be used is explained, with what to type instead."""

from __future__ import annotations

import os
import re
import socket

import pytest

from cms.local.port import check_free, chosen_port
from cms.local.problems import LocalProblem
from tests.servers import free_port


def test_a_taken_port_names_its_holder_and_another_port() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(LocalProblem) as raised:
            check_free(port)
    said = str(raised.value)
    assert said.startswith(f"Port {port} is taken by process {os.getpid()} (")
    assert said.endswith(f"Stop that program, or use another port: make run PORT={port + 1}")


def test_a_port_on_all_addresses_is_taken_too() -> None:
    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        with pytest.raises(LocalProblem, match="is taken"):
            check_free(holder.getsockname()[1])


def test_a_free_port_is_accepted() -> None:
    check_free(free_port())


@pytest.mark.parametrize("said", ["0", "65536", "eight", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    expected = f"PORT must be a number from 1 to 65535, not '{said}'. For example: make run PORT=8001"
    with pytest.raises(LocalProblem, match=f"^{re.escape(expected)}$"):
        chosen_port()


@pytest.mark.parametrize(("said", "port"), [("", 8000), ("8001", 8001)])
def test_the_port_comes_from_the_environment(said: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    assert chosen_port() == port
