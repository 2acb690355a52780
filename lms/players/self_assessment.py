"""A self-assessment: one row of steps for each competence, and how the doctor rated themselves earlier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from competencies.selectors import claim_choices
from kernel.access import Viewer
from lms.players.base import Player
from lms.records.selectors import ratings_of
from programmes.activity_types.self_assessment import NOT_ASSESSED
from programmes.models import Activity

PREFIX = "rating-"
MOST = 20


@dataclass(frozen=True)
class Step:
    id: str
    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Element:
    id: str
    node: str
    title: str
    chosen: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.id}"


class SelfAssessmentPlayer(Player):
    code = "self_assessment"
    template = "leadership/players/self_assessment.html"
    keeps_drafts = True

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        ratings = state.get("ratings")
        given = ratings if isinstance(ratings, Mapping) else {}
        titles = {key: label for _group, rows in claim_choices() for key, label in rows}
        elements, steps = block_value.get("elements"), block_value.get("scale")
        return {
            "introduction": block_value.get("introduction") or "",
            "elements": [
                Element(
                    child.id,
                    child.value.get("competence") or "",
                    titles.get(child.value.get("competence"), child.value.get("competence") or ""),
                    str(given.get(child.id, "")),
                )
                for child in (elements.bound_blocks if elements else [])
            ],
            "steps": [
                Step(child.id, number, child.value.get("title") or "", child.value.get("text") or "")
                for number, child in enumerate(steps.bound_blocks if steps else [], start=1)
            ],
            "not_assessed": NOT_ASSESSED,
            "language": language,
        }

    def own(self, viewer: Viewer, activity: Activity) -> dict[str, Any]:
        """Earlier ratings against the same competences, wherever they were asked for: one query."""
        nodes = [each["node"] for each in activity.scoring["elements"]]
        found: dict[str, list[Any]] = defaultdict(list)
        for rating in ratings_of(viewer, nodes=nodes):
            found[rating.node.key].append(rating)
        return {"earlier": dict(found)}

    def read(self, post: QueryDict) -> dict[str, Any]:
        names = [name for name in post if name.startswith(PREFIX)][:MOST]
        return {"ratings": {name.removeprefix(PREFIX): post.get(name, "")[:36] for name in names}}

    @property
    def submit_label(self) -> str:
        return _("Save my ratings")
