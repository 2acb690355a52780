"""Taking a file of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engagement.comparing.models import OutcomeFile, OutcomeMeasure, OutcomeValue
from engagement.comparing.rules import outcome_file
from engagement.comparing.rules.outcome_file import OutcomeLine
from lms.organisations.models import Organisation


def read(raw: bytes) -> list[OutcomeLine]:
    """Raises UnusableFile. Closed trusts are in the register too: their figures stay theirs."""
    codes = Organisation.objects.exclude(ods_code="").values_list("ods_code", flat=True)
    return outcome_file.read(raw, codes=frozenset(codes))


def take(lines: Sequence[OutcomeLine], *, name: str, user_id: int | None, now: datetime) -> OutcomeFile:
    file = OutcomeFile.objects.create(name=name[:200], rows=len(lines), at=now, by_id=user_id)
    names = {each.measure for each in lines}
    OutcomeMeasure.objects.bulk_create(
        (OutcomeMeasure(name=name) for name in sorted(names)), ignore_conflicts=True
    )
    measures = dict(OutcomeMeasure.objects.filter(name__in=names).values_list("name", "pk"))
    codes = {each.ods_code for each in lines}
    organisations = dict(Organisation.objects.filter(ods_code__in=codes).values_list("ods_code", "pk"))
    OutcomeValue.objects.bulk_create(
        (
            OutcomeValue(
                file=file,
                measure_id=measures[each.measure],
                organisation_id=organisations[each.ods_code],
                period=each.period,
                value=each.value,
            )
            for each in lines
        ),
        batch_size=2000,
    )
    return file
