"""The private PostgreSQL: closed to everybody else, and on its feet again whatever was done to it."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from cms.local.databases import keep, make_database, make_roles
from cms.local.postgres import OWNER, SITE, SUPERUSER, Cluster
from cms.local.problems import LocalProblem
from cms.local.processes import look_at, wait_gone
from tests.local.conftest import MadeBefore

pytestmark = pytest.mark.slow


def asked(cluster: Cluster, question: str, *, role: str = SUPERUSER, database: str = "postgres") -> Any:
    with closing(cluster.access.connect(role, database)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(question)
        return cursor.fetchone() if cursor.description else None


def server_of(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))


def kill(cluster: Cluster) -> None:
    server = server_of(cluster)
    seen = look_at(server.pid)
    assert seen is not None
    server.send_signal(signal.SIGKILL)
    assert wait_gone(server.pid, started=seen.started, seconds=10)


def test_it_listens_on_a_socket_that_only_we_can_enter(running_cluster: Cluster) -> None:
    server = server_of(running_cluster)
    assert server.net_connections(kind="inet") == []
    assert asked(running_cluster, "SHOW listen_addresses") == ("",)
    assert running_cluster.access.sockets.stat().st_mode & 0o777 == 0o700
    assert (running_cluster.base / "passwords").stat().st_mode & 0o777 == 0o600
    assert server.uids().effective != 0


def test_text_is_compared_alike_on_every_machine(running_cluster: Cluster) -> None:
    columns = "datlocprovider::text, datlocale, pg_encoding_to_char(encoding)"
    question = f"SELECT {columns} FROM pg_database WHERE datname = 'template1'"
    assert asked(running_cluster, question) == ("b", "C.UTF-8", "UTF8")


def test_a_password_is_asked_for(running_cluster: Cluster) -> None:
    with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
        psycopg2.connect(
            host=str(running_cluster.access.sockets), user=SUPERUSER, password="wrong", dbname="postgres"
        )


def test_starting_twice_finds_the_same_server(running_cluster: Cluster) -> None:
    before = server_of(running_cluster).pid
    assert Cluster(running_cluster.base, lasting=False).start() is False
    assert server_of(running_cluster).pid == before


def test_it_stops_and_leaves_nothing_running(cluster: Cluster) -> None:
    server = server_of(cluster)
    cluster.stop()
    assert not look_at(server.pid)
    assert not cluster.running()
    cluster.stop()


def test_what_was_committed_is_there_after_a_kill(lasting_cluster: Cluster) -> None:
    asked(lasting_cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
    kill(lasting_cluster)
    assert Cluster(lasting_cluster.base).start() is True
    assert asked(lasting_cluster, "SELECT answer FROM kept") == (42,)


def test_a_crash_is_recovered_from(lasting_cluster: Cluster) -> None:
    asked(lasting_cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
    asked(lasting_cluster, "SET synchronous_commit = off; CREATE TABLE hurried AS SELECT 43 AS answer")
    keep(lasting_cluster.access)
    lasting_cluster.crash()
    assert lasting_cluster.start() is True
    assert asked(lasting_cluster, "SELECT kept.answer, hurried.answer FROM kept, hurried") == (42, 43)


def test_a_stranger_with_the_number_of_the_killed_server_is_left_alone(cluster: Cluster) -> None:
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    kill(cluster)
    stranger = subprocess.Popen(["sleep", "60"], **cluster.user.process_options())
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    try:
        assert not cluster.running()
        assert cluster.start() is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_unfinished_data_folder_is_made_again(open_folder: Path) -> None:
    cluster = Cluster(open_folder / "postgres", lasting=False)
    unfinished = cluster.home / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")
    assert cluster.start() is True
    assert not unfinished.exists()
    cluster.remove()


def test_a_path_too_long_for_a_socket_is_gone_round(open_folder: Path, made_before: MadeBefore) -> None:
    deep = open_folder / ("a-folder-with-a-long-name/" * 5)
    cluster = made_before.copied(deep)
    assert cluster.start() is True
    assert len(str(cluster.access.sockets)) < 80
    assert cluster.access.sockets.stat().st_mode & 0o777 == 0o700
    assert Cluster(deep, lasting=False).access.sockets == cluster.access.sockets
    cluster.remove()
    assert not cluster.access.sockets.exists()


def test_a_folder_that_the_servers_account_cannot_enter_is_left_as_it_is(
    short_folder: Path, made_before: MadeBefore
) -> None:
    assert short_folder.stat().st_mode & 0o777 == 0o700
    cluster = made_before.copied(short_folder / "postgres")
    assert cluster.start() is True
    assert cluster.moved == (os.geteuid() == 0)
    assert short_folder.stat().st_mode & 0o777 == 0o700
    assert Cluster(short_folder / "postgres", lasting=False).home == cluster.home
    cluster.remove()
    assert not cluster.home.exists()


def test_lost_passwords_are_explained(cluster: Cluster) -> None:
    (cluster.base / "passwords").unlink()
    with pytest.raises(LocalProblem, match="does not accept the passwords"):
        Cluster(cluster.base, lasting=False).start()


def test_the_site_may_change_rows_but_no_tables(cluster: Cluster) -> None:
    make_roles(cluster.access)
    assert make_database(cluster.access, "leadership") is True
    assert make_database(cluster.access, "leadership") is False
    _the_owner_makes_extensions(cluster)
    asked(
        cluster,
        "CREATE TABLE doctor (id bigserial PRIMARY KEY, name text)",
        role=OWNER,
        database="leadership",
    )
    asked(cluster, "INSERT INTO doctor (name) VALUES ('Amara')", role=SITE, database="leadership")
    assert asked(cluster, "SELECT id, name FROM doctor", role=SITE, database="leadership") == (1, "Amara")
    for refused in (
        "DROP TABLE doctor",
        "TRUNCATE doctor",
        "CREATE TABLE other (id int)",
        "CREATE ROLE other",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            asked(cluster, refused, role=SITE, database="leadership")


def _the_owner_makes_extensions(cluster: Cluster) -> None:
    """Those that search and the constraints about times need."""
    for extension in ("pg_trgm", "btree_gist", "unaccent"):
        asked(cluster, f"CREATE EXTENSION {extension}", role=OWNER, database="leadership")
    question = "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist', 'unaccent')"
    assert asked(cluster, question, role=OWNER, database="leadership") == (3,)
