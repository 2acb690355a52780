"""That the index of the search says what the pages say."""

from __future__ import annotations

from collections.abc import Iterator

from cms.finding import keeping
from lms.actions.integrity import Problem, check_also


def connect() -> None:
    check_also(search_equals_pages)


def search_equals_pages() -> Iterator[Problem]:
    if not keeping.following_pages():
        return
    for what in keeping.differences():
        yield Problem("search", f"{what}; rebuild_search mends it")
