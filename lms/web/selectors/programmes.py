"""An open programme before somebody joins it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from kernel.access import Viewer
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.web.selectors.outline import Outline, outline_of
from programmes.models import ProgrammeVersion
from programmes.retiring import Notice, notice_for_key, notice_of, taking_people
from programmes.selectors import (
    open_version,
    programme_text_of,
    programme_versions_open_to_all,
    version_on_offer,
)


@dataclass(frozen=True, eq=False)
class OpenProgramme:
    version: ProgrammeVersion
    summary: str
    outline: Outline
    retiring: Notice | None = None

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.outline.modules)


HELD = (State.INVITED, State.ACTIVE, State.DEFERRED, State.COMPLETED)


def places_by_programme(viewer: Viewer) -> dict[uuid.UUID, Enrolment]:
    """The latest place that stands of a doctor on each programme, by the programme's key."""
    rows = Enrolment.objects.visible_to(viewer).filter(state__in=HELD).select_related("programme")
    return {row.programme.translation_key: row for row in rows.order_by("pk")}


def on_offer(*, on: date) -> list[ProgrammeVersion]:
    """What anybody can join today, by title, each with the ``language`` that its title is in."""
    offered = taking_people(programme_versions_open_to_all(), on=on)
    return list(offered.annotate(language=F("programme__locale__language_code")))


def open_programme(programme_key: uuid.UUID, *, on: date) -> OpenProgramme | None:
    """The version that somebody who joins now is given; None where the programme is not open."""
    version = version_on_offer(programme_key)
    if version is None or not version.open_to_all:
        return None
    text = programme_text_of(version, get_language() or "")
    return OpenProgramme(version, text.summary, outline_of(version), notice_of(version, on=on))


def way_to_successor(told: Notice | None) -> str:
    """Where the successor of a retired programme can be joined; empty where a trust has to invite to it."""
    key = told.successor if told is not None else None
    version = open_version(key) if key is not None else None
    return reverse("leadership_learn:join", args=[version.programme_key]) if version is not None else ""


def retired_programme(programme_key: uuid.UUID, *, on: date) -> tuple[str, Notice] | None:
    """The title of a programme that cannot be joined any more, and what became of it."""
    told = notice_for_key(programme_key, on=on)
    if told is None:
        return None
    version = ProgrammeVersion.objects.filter(programme_key=programme_key).order_by("-number").first()
    return (version.title, told) if version is not None else None


def addresses_of(viewer: Viewer, programme_keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Where the doctor finds other programmes: the one that they are on, or one that they could join.

    No query where there are none, two otherwise.
    """
    if not programme_keys:
        return {}
    offered = programme_versions_open_to_all().filter(programme_key__in=programme_keys)
    found = {
        key: reverse("leadership_learn:join", args=[key])
        for key in offered.values_list("programme_key", flat=True)
    }
    mine = Enrolment.objects.visible_to(viewer).filter(
        version__programme_key__in=programme_keys,
        state__in=[State.ACTIVE, State.DEFERRED, State.COMPLETED],
    )
    for key, uid in mine.order_by("pk").values_list("version__programme_key", "uid"):
        found[key] = reverse("leadership_learn:programme", args=[uid])
    return found
