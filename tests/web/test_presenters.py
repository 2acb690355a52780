"""Sentences of the learner's pages and the desk, made from figures alone."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from lms.web.cohort_presenters import cohort_sentence
from lms.web.presenters import met_words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ({}, "Met on 1 September 2026 at 10:00, on this programme"),
        ({"enrolment_id": None}, "Met on 1 September 2026 at 10:00, on this programme"),
        ({"enrolment_id": 8}, "Met on 1 September 2026 at 10:00, on “First steps”"),
        ({"source": "api"}, "Met on 1 September 2026 at 10:00, sent by another program"),
    ],
)
def test_when_and_where_an_activity_was_done(fact: dict[str, Any], words: str) -> None:
    values = {
        "effective_at": datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
        "source": "web",
        "enrolment_id": 7,
        "programme_title": "First steps",
        **fact,
    }

    assert met_words(SimpleNamespace(**values), 7) == words


@pytest.mark.parametrize(
    ("late", "sentence"),
    [
        (0, "1,900 of 2,000 doctors have started; nothing is overdue."),
        (1, "1,900 of 2,000 doctors have started; 1 date is overdue."),
        (1200, "1,900 of 2,000 doctors have started; 1,200 dates are overdue."),
    ],
)
def test_a_large_cohort_is_counted_with_commas(late: int, sentence: str) -> None:
    assert cohort_sentence(SimpleNamespace(people=2000, started=1900), late) == sentence
