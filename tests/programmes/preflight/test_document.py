"""The committed page lists the rules that there are."""

from __future__ import annotations

import os

from tests.programmes.preflight import document

AGAIN = "docs/preflight.md is out of date: run this test with UPDATE_DOCS=1"


def test_the_page_lists_the_rules() -> None:
    if os.environ.get("UPDATE_DOCS"):
        document.PATH.write_text(document.as_markdown(), encoding="utf-8")

    assert document.PATH.read_text(encoding="utf-8") == document.as_markdown(), AGAIN
