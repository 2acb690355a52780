"""The modules that a draft programme has, each with its place: whatever the shape of the draft."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from programmes.enums import RequirementKind
from programmes.models import Module, Programme
from programmes.rules.problems import Path


@dataclass(frozen=True)
class Use:
    module: UUID
    """The translation key."""
    required: bool
    due_days: int | None
    path: Path
    where: str
    title: str = ""


def uses_in(programme: Programme) -> list[Use]:
    parts = programme.stored("parts")
    ids = {i["value"]["module"] for p in parts for i in p["value"]["modules"] if i["value"].get("module")}
    keys = dict(Module.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    found = []
    for index, part in enumerate(parts):
        for number, item in enumerate(part["value"]["modules"]):
            entry = item["value"]
            if entry.get("module") in keys:
                where = _("Part %(number)s, “%(title)s”") % {"number": index + 1, "title": part["value"]["title"]}
                found.append(
                    Use(
                        keys[entry["module"]],
                        bool(entry.get("required")) and part["value"]["rule"] == RequirementKind.ALL,
                        entry.get("due_days"),
                        ("parts", index, "modules", number),
                        where,
                    )
                )
    return found
