from __future__ import annotations

import pytest

from lms.calendar.presenters import explain


def derivation(days: int, absence_days: int) -> dict[str, object]:
    return {"rule": "days_after_start", "start": "2026-09-01", "days": days, "absence_days": absence_days}


def test_a_pause_is_named_to_the_doctor_and_only_counted_to_the_trust() -> None:
    paused = {**derivation(60, 14), "paused_days": 1}
    assert explain(paused) == (
        "60 days after you started on 1 September 2026, plus 14 days of recorded absence, "
        "plus 1 day while the programme was paused"
    )
    assert explain(paused, for_trust=True) == "60 days after the start on 1 September 2026, plus 15 days"


@pytest.mark.parametrize(
    ("days", "absence_days", "own", "trust"),
    [
        (
            60,
            0,
            "60 days after you started on 1 September 2026",
            "60 days after the start on 1 September 2026",
        ),
        (1, 0, "1 day after you started on 1 September 2026", "1 day after the start on 1 September 2026"),
        (0, 0, "On the day you started, 1 September 2026", "On the day of the start, 1 September 2026"),
        (
            60,
            14,
            "60 days after you started on 1 September 2026, plus 14 days of recorded absence",
            "60 days after the start on 1 September 2026, plus 14 days",
        ),
        (
            60,
            1,
            "60 days after you started on 1 September 2026, plus 1 day of recorded absence",
            "60 days after the start on 1 September 2026, plus 1 day",
        ),
    ],
)
def test_a_due_date_says_why(days: int, absence_days: int, own: str, trust: str) -> None:
    assert explain(derivation(days, absence_days)) == own
    assert explain(derivation(days, absence_days), for_trust=True) == trust
