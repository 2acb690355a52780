"""What is known of a programme that is being retired, to whoever looks at one of its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from programmes.models import (
    Programme,
    ProgrammeVersion,
    Requirement,
    Retirement,
    RetirementCorrection,
)
from programmes.rules.retiring import Said, takes_nobody_new


@dataclass(frozen=True)
class Notice:
    """As anybody may read it."""

    cut_off: date
    closes_on: date
    """Until when whoever is on it may finish at least."""
    reason: str
    takes_nobody_new: bool
    successor: UUID | None = None
    successor_title: str = ""

    def until(self, closes_on: date) -> Notice:
        return replace(self, closes_on=closes_on)


def standing() -> QuerySet[Retirement]:
    """Those that were not taken back: at most one a programme."""
    return Retirement.objects.filter(taken_back_on__isnull=True)


def told_by(key: str) -> Subquery:
    """Within a query whose field of this name is a programme's key: what ``notice`` reads."""
    rows = standing().filter(programme_key=OuterRef(key)).order_by()
    told = JSONObject(
        cut_off="cut_off",
        closes_on="closes_on",
        reason="reason",
        successor="successor__translation_key",
        successor_title="successor__title",
    )
    return Subquery(rows.values(told=told)[:1])


def notice(told: Mapping[str, Any] | None, *, on: date) -> Notice | None:
    if not told:
        return None
    cut_off = date.fromisoformat(told["cut_off"])
    return Notice(
        cut_off=cut_off,
        closes_on=date.fromisoformat(told["closes_on"]),
        reason=told["reason"],
        takes_nobody_new=takes_nobody_new(cut_off, on=on),
        successor=UUID(told["successor"]) if told["successor"] else None,
        successor_title=told["successor_title"] or "",
    )


def notice_of(version: ProgrammeVersion, *, on: date) -> Notice | None:
    """Of a version that was read as it is on offer: no query."""
    return notice(getattr(version, "retiring", None), on=on)


def notice_for_key(programme_key: UUID, *, on: date) -> Notice | None:
    """One query."""
    found = standing().filter(programme_key=programme_key).select_related("successor").first()
    return notice_from(found, on=on) if found else None


def notice_from(found: Retirement, *, on: date) -> Notice:
    return Notice(
        cut_off=found.cut_off,
        closes_on=found.closes_on,
        reason=found.reason,
        takes_nobody_new=takes_nobody_new(found.cut_off, on=on),
        successor=found.successor.translation_key if found.successor else None,
        successor_title=found.successor.title if found.successor else "",
    )


def taking_people(versions: QuerySet[ProgrammeVersion], *, on: date) -> QuerySet[ProgrammeVersion]:
    """Those of programmes that somebody can still come on to."""
    closed = standing().filter(programme_key=OuterRef("programme_key"), cut_off__lte=on)
    return versions.exclude(Exists(closed))


def retirement_of(programme: Programme) -> Retirement | None:
    rows = standing().filter(programme_key=programme.translation_key)
    return rows.select_related("successor", "announced_by").first()


def said_of(found: Retirement) -> Said:
    """What holds now."""
    successor = found.successor
    return Said(
        cut_off=found.cut_off,
        closes_on=found.closes_on,
        reason=found.reason,
        successor=str(successor.translation_key) if successor else "",
        successor_title=successor.title if successor else "",
    )


def corrections_of(retirement: Retirement) -> list[RetirementCorrection]:
    """What it said before, the latest first."""
    return list(retirement.corrected.select_related("successor").order_by("-number"))


def asking_for(programme_key: UUID) -> list[tuple[int, str]]:
    """Live programmes whose latest version asks for this one, by row and title."""
    latest = ProgrammeVersion.objects.filter(programme_key=OuterRef("version__programme_key"))
    rows = Requirement.objects.filter(
        programme_key=programme_key,
        version__programme__live=True,
        version=Subquery(latest.order_by("-number").values("pk")[:1]),
    )
    found = rows.order_by("version__title", "version__programme_id")
    return list(found.values_list("version__programme_id", "version__title").distinct())
