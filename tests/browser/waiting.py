"""Waiting for what a page comes to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page


def until(page: Page, true: str) -> None:
    """Waiting inside the page would need what its policy refuses."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"at {page.url} it never came to {true}")
