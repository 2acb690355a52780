"""The committed page says what the tables say."""

from __future__ import annotations

import os

import pytest

from cms import roles
from tests.access import document

pytestmark = pytest.mark.bar(1)

AGAIN = "docs/permissions.md is out of date: UPDATE_DOCS=1 .venv/bin/pytest tests/access/test_document.py"


def test_the_page_is_what_the_tables_say() -> None:
    if os.environ.get("UPDATE_DOCS"):
        document.PATH.write_text(document.as_markdown(), encoding="utf-8")

    assert document.PATH.read_text(encoding="utf-8") == document.as_markdown(), AGAIN


def test_roles_are_named_together_where_they_belong_together() -> None:
    assert document._said(roles.SIGNED_IN) == "everybody signed in"
    assert document._said(roles.THE_LEARNER | roles.LEADS) == "leads, learner"
    assert document._said(roles.NOBODY) == "nobody"
