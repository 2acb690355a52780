"""The private Valkey: on a socket only, and there again after a kill."""

from __future__ import annotations

import json

import psutil
import pytest
import redis

from cms.local.valkey import Valkey

pytestmark = pytest.mark.slow


def server_of(valkey: Valkey) -> psutil.Process:
    return psutil.Process(json.loads((valkey.base / "valkey.json").read_text())["pid"])


def client_of(valkey: Valkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(valkey.socket), decode_responses=True)


def test_it_listens_on_a_socket_that_only_we_can_enter(broker: Valkey) -> None:
    assert list(server_of(broker).net_connections(kind="inet")) == []
    assert broker.socket.parent.stat().st_mode & 0o777 == 0o700
    assert client_of(broker).ping() is True


def test_starting_twice_finds_the_same_server(broker: Valkey) -> None:
    before = server_of(broker).pid
    assert broker.start() is False
    assert server_of(broker).pid == before


def test_it_starts_again_after_a_kill(broker: Valkey) -> None:
    broker.kill()
    assert not broker.running()
    assert broker.start() is True
    assert client_of(broker).ping() is True


def test_messages_outlive_a_restart_and_not_a_loss(broker: Valkey) -> None:
    client_of(broker).set("nudge", "1")
    broker.stop()
    broker.start()
    assert client_of(broker).get("nudge") == "1"
    broker.forget()
    broker.start()
    assert client_of(broker).get("nudge") is None
