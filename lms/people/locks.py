"""The lock of a person: whoever writes facts or enrolments about somebody takes it first, in key order."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.access import Viewer, ViewerKind
from lms.people.models import Person


def lock_people(person_ids: Iterable[int]) -> list[Person]:
    rows = Person.objects.unscoped(reason="locks are taken whoever looks")
    return list(
        rows.filter(pk__in=sorted(set(person_ids)))
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )


def lock_self(viewer: Viewer) -> Person | None:
    """The viewer's own person, locked; None where the viewer is no person."""
    if viewer.kind is not ViewerKind.SELF or len(viewer.ids) != 1:
        return None
    found = lock_people(viewer.ids)
    return found[0] if found else None
