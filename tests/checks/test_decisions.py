"""A decision is found by its number."""

from __future__ import annotations

from collections import Counter

from tests.database import ROOT


def test_no_two_decisions_have_the_same_number() -> None:
    numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))

    assert len(numbers) > 40
    assert [number for number, times in numbers.items() if times > 1] == []
