"""What doctors mute, and what trusts narrow for their own seats. The caller plans what follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.people.models import Person
from lms.reminders.enums import Category
from lms.reminders.models import Mute, TrustRule, TrustSentence

MINE = "the doctor's own choice of mails"
THEIRS = "the trust's own rules"


@dataclass(frozen=True)
class Narrowing:
    """One reminder fewer, or so many days later; neither is what the programme says."""

    is_off: bool = False
    later_by: int = 0

    @property
    def is_anything(self) -> bool:
        return self.is_off or self.later_by > 0


def person_by_uid(uid: UUID) -> Person | None:
    """Whom an unsubscribe link names; one that went into another is that one."""
    rows = Person.objects.unscoped(reason="the signed link names this person").filter(uid=uid)
    person = rows.select_related("merged_into").first()
    return person.merged_into or person if person else None


def is_muted(person_id: int, category: Category) -> bool:
    return Mute.objects.unscoped(reason=MINE).filter(person_id=person_id, category=category).exists()


def mute(person_id: int, category: Category, *, now: datetime) -> bool:
    """Whether it was not muted before."""
    rows = Mute.objects.unscoped(reason=MINE)
    _row, created = rows.get_or_create(person_id=person_id, category=category, defaults={"muted_at": now})
    return created


def unmute(person_id: int, category: Category) -> bool:
    rows = Mute.objects.unscoped(reason=MINE).filter(person_id=person_id, category=category)
    return bool(rows.delete()[0])


def narrow(
    organisation_id: int, programme_id: int, wanted: Mapping[str, Narrowing], *, now: datetime
) -> Collection[str]:
    """End the rules that change and begin the new ones; returns which have changed."""
    rows = TrustRule.objects.unscoped(reason=THEIRS).filter(
        organisation_id=organisation_id, programme_id=programme_id, ended_at__isnull=True
    )
    there = {row.rule: row for row in rows.select_for_update(of=("self",))}
    before = {rule: Narrowing(row.is_off, row.later_by) for rule, row in there.items()}
    changed = {rule: after for rule, after in wanted.items() if after != before.get(rule, Narrowing())}
    rows.filter(rule__in=changed).update(ended_at=now)
    TrustRule.objects.unscoped(reason=THEIRS).bulk_create(
        TrustRule(
            organisation_id=organisation_id,
            programme_id=programme_id,
            rule=rule,
            is_off=after.is_off,
            later_by=0 if after.is_off else after.later_by,
            started_at=now,
        )
        for rule, after in changed.items()
        if after.is_anything
    )
    return list(changed)


def say(organisation_id: int, programme_id: int, text: str, *, now: datetime) -> bool:
    """Whether the sentence is another than before."""
    rows = TrustSentence.objects.unscoped(reason=THEIRS).filter(
        organisation_id=organisation_id, programme_id=programme_id, ended_at__isnull=True
    )
    if (rows.values_list("text", flat=True).first() or "") == text:
        return False
    rows.update(ended_at=now)
    if text:
        TrustSentence.objects.unscoped(reason=THEIRS).create(
            organisation_id=organisation_id, programme_id=programme_id, text=text, started_at=now
        )
    return True
