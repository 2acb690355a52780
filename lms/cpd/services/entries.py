"""Writing entries of a doctor's CPD."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from lms.cpd.models import CpdEntry
from lms.cpd.proposals import Proposal


@dataclass(frozen=True)
class EntryWords:
    """What a doctor says of an activity."""

    title: str
    ended_on: date
    hundredths: int
    setting: str
    kind: str
    is_clinical: bool
    note: str = ""


REASON = "the doctor's own entries, under their lock"


def under_key(person_id: int, key: str) -> CpdEntry | None:
    return CpdEntry.objects.unscoped(reason=REASON).filter(person_id=person_id, key=key).first()


def add(person_id: int, said: EntryWords, *, key: str, now: datetime) -> CpdEntry:
    row = CpdEntry(person_id=person_id, key=key, created_at=now, saved_at=now, **asdict(said))
    row.full_clean(exclude=["person"])
    row.save(force_insert=True)
    return row


def change(row: CpdEntry, said: EntryWords, *, now: datetime) -> list[str]:
    """Returns what is different now, by name."""
    changed = [name for name, value in asdict(said).items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, getattr(said, name))
        row.saved_at = now
        row.full_clean(exclude=["person", "fact"])
        row.save(update_fields=[*changed, "saved_at"])
    return changed


def take_in(person_id: int, wanted: Iterable[Proposal], *, now: datetime) -> list[CpdEntry]:
    """In one statement."""
    rows = [
        CpdEntry(
            person_id=person_id,
            title=each.title,
            ended_on=each.on,
            hundredths=each.hundredths,
            setting=each.setting,
            kind=each.kind,
            fact_id=each.fact_id,
            module_key=each.module_key,
            key=f"fact:{each.fact_uid}",
            created_at=now,
            saved_at=now,
        )
        for each in wanted
    ]
    return CpdEntry.objects.unscoped(reason=REASON).bulk_create(rows)


def remove(row: CpdEntry, *, now: datetime) -> None:
    row.removed_at = now
    row.save(update_fields=["removed_at"])


def put_back(row: CpdEntry) -> None:
    row.removed_at = None
    row.save(update_fields=["removed_at"])
