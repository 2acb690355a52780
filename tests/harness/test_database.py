"""The test database itself: migrated, restored after a test that commits, and seen with the site's rights."""

from __future__ import annotations

import subprocess
import sys

import psycopg2
import pytest
from django.core.cache import cache
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from wagtail.models import Locale, Page

from tests import undoing
from tests.conftest import AsSite
from tests.database import ROOT, databases


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_test_that_commits_starts_from_the_migrated_data(attempt: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.count() == 1
    with transaction.atomic():
        Page.objects.all().delete()
        Locale.objects.all().delete()
    assert Page.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_rows_that_were_committed_are_gone_and_numbers_begin_anew() -> None:
    for language in ("x1", "x2"):
        # A number that a test has used and taken back is used all the same.
        connections.close_all()
        databases().restore()
        assert Locale.objects.create(language_code=language).pk == 2
        Locale.objects.filter(pk=1).update(language_code="zz")
        assert sorted(Locale.objects.values_list("language_code", flat=True)) == [language, "zz"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_table_that_was_changed_is_put_right_too(attempt: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
        cursor.execute("ALTER TABLE leadership_records_learningfact DISABLE TRIGGER USER")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE wagtailcore_locale ADD COLUMN colour text",
        "ALTER TABLE wagtailcore_locale ALTER COLUMN language_code SET DEFAULT 'en'",
        "ALTER TABLE wagtailcore_locale DROP CONSTRAINT wagtailcore_locale_language_code_key",
        "ALTER TABLE leadership_records_learningfact DISABLE TRIGGER USER",
        "CREATE INDEX a_new_one ON wagtailcore_locale (language_code)",
        "CREATE TABLE wards (name text)",
        "CREATE FUNCTION ward() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "REVOKE SELECT ON wagtailcore_locale FROM leadership_app",
        "TRUNCATE wagtailcore_locale CASCADE",
    ],
)
def test_more_than_rows_is_noticed(change: str) -> None:
    with connection.cursor() as cursor:
        before = undoing.shape(cursor)
        cursor.execute("INSERT INTO wagtailcore_locale (language_code) VALUES ('cy')")
        assert undoing.shape(cursor) == before
        cursor.execute(change)
        assert undoing.shape(cursor) != before


@pytest.mark.django_db
def test_the_cache_table_is_there() -> None:
    cache.set("colour", "blue")
    assert cache.get("colour") == "blue"


@pytest.mark.django_db
def test_the_site_owns_no_table(as_site: AsSite) -> None:
    with as_site():
        assert Page.objects.count() > 0
        with pytest.raises(ProgrammingError, match="must be owner of table"), transaction.atomic():
            connection.cursor().execute("DROP TABLE wagtailcore_page CASCADE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (databases().owner,)


@pytest.mark.django_db
def test_a_refusal_inside_as_site_leaves_the_test_its_own_rights(as_site: AsSite) -> None:
    with pytest.raises(IntegrityError), as_site():
        connection.cursor().execute(
            "INSERT INTO django_content_type (app_label, model) VALUES ('wagtailcore', 'page')"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (databases().owner,)


@pytest.mark.django_db(transaction=True)
def test_the_sites_own_login_reaches_the_database() -> None:
    site = psycopg2.connect(databases().url(as_site=True))
    with site, site.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM wagtailcore_page")
        assert cursor.fetchone() == (databases().site, Page.objects.count())
    site.close()


@pytest.mark.django_db
def test_the_server_listens_on_no_port() -> None:
    connected = psycopg2.connect(databases().cluster.access.url("postgres", "postgres"))
    with connected, connected.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connected.close()


@pytest.mark.slow
def test_nothing_outside_this_machine_can_be_reached() -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    test = f"def test_it():\n    {reach}\n"
    folder = ROOT / "var" / "test"
    file = folder / "test_reach_outside.py"
    file.write_text(test, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    file.unlink()
    assert done.returncode == 1
    assert "SocketConnectBlockedError" in done.stdout
