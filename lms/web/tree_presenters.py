"""A programme as a tree in words: what each group asks for, how it stands, what is closed and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.calendar.models import DueDate
from lms.progress.nodes import Node
from lms.progress.openings import OPEN, Opening, State
from lms.progress.presenters import in_credits, number_of_credits, why_closed
from lms.progress.rules import Standing
from lms.web import presenters
from lms.web.selectors.learning import Course, ModuleView, module_view
from programmes.enums import RequirementKind

ALL, AT_LEAST, POINTS = RequirementKind.ALL, RequirementKind.AT_LEAST, RequirementKind.POINTS
HEADINGS = {2: "l", 3: "m"}
DEEPEST_HEADING = 6
CLOSED: Mapping[State, Promise] = {
    State.LOCKED: gettext_lazy("Locked"),
    State.OPENS_ON: gettext_lazy("Not open yet"),
}
WHAT_IT_IS: Mapping[str, Promise] = {
    "programme": gettext_lazy("Another programme, to be completed"),
    "recognition": gettext_lazy("Earlier learning, once it is recognised"),
}


def rule_of(node: Node) -> str:
    """What a group asks for, in words."""
    if node.kind == AT_LEAST:
        values = {"n": presenters.number(node.at_least), "all": presenters.number(len(node.children))}
        text = ngettext(
            "%(n)s of these %(all)s is needed.", "%(n)s of these %(all)s are needed.", node.at_least
        )
        return presenters.sentence(text % values)
    if node.kind == POINTS:
        text = ngettext(
            "At least %(n)s point is needed.", "At least %(n)s points are needed.", node.points_needed
        )
        return text % {"n": node.points_needed}
    if any(not child.required for child in node.children):
        return _("All of these are needed but those marked optional.")
    return _("All of these are needed.")


def result_of(stands: Standing) -> str:
    """How far somebody has come with a group."""
    node = stands.node
    if stands.recognised:
        return _("Recognised")
    if node.kind == POINTS:
        values = {"done": stands.amount, "all": node.points_needed}
        return (
            ngettext("%(done)s of %(all)s point", "%(done)s of %(all)s points", node.points_needed) % values
        )
    if node.kind == AT_LEAST:
        done, wanted = min(stands.amount, node.at_least), node.at_least
    else:
        needed = [child for child in stands.children if child.node.required]
        done, wanted = sum(child.satisfied for child in needed), len(needed)
    return _("%(done)s of %(all)s done") % {"done": done, "all": wanted}


def marks_of(node: Node, parent: Node) -> list[str]:
    """What it counts for in the group above it, where that is not simply that it is needed."""
    if parent.kind == POINTS:
        return [ngettext("%(points)s point", "%(points)s points", node.points) % {"points": node.points}]
    if parent.kind == AT_LEAST:
        return [_("elective")]
    return [] if node.required else [_("optional")]


@dataclass(frozen=True)
class Row:
    """A group or an item in its place."""

    standing: Standing
    opening: Opening
    above: Opening
    """Of the group that it is in: what is said of that is not said again of each thing in it."""
    marks: list[str]

    @property
    def node(self) -> Node:
        return self.standing.node

    @property
    def closed(self) -> str:
        return "" if self.opening == self.above else why_closed(self.opening)

    @property
    def mark(self) -> str:
        return ", ".join(self.marks)


@dataclass(frozen=True)
class Item(Row):
    words: str
    state: Mapping[str, Any]
    language: str
    module: ModuleView | None = None
    due: DueDate | None = None
    address: str = ""
    is_open: bool = True

    @property
    def takes_credits(self) -> bool:
        return bool(self.node.credits)


@dataclass(frozen=True)
class Block:
    """Items that stand beside each other, or one group."""

    items: Sequence[Item] = ()
    group: Group | None = None


@dataclass(frozen=True)
class Group(Row):
    level: int
    """Of its heading."""
    blocks: list[Block] = field(default_factory=list)

    @property
    def size(self) -> str:
        return HEADINGS.get(self.level, "s")

    @property
    def rule(self) -> str:
        return rule_of(self.node)

    @property
    def result(self) -> str:
        return result_of(self.standing)


class Telling:
    """Tells a course as a tree. ``addresses`` are those of other programmes, by key."""

    def __init__(self, course: Course, addresses: Mapping[uuid.UUID, str]) -> None:
        self.course = course
        self.addresses = addresses

    def whole(self) -> Group:
        return self._group(self.course.standing, (OPEN, OPEN), [], level=1)

    def _group(
        self, stands: Standing, openings: tuple[Opening, Opening], marks: list[str], *, level: int
    ) -> Group:
        blocks = list(self._blocks(stands, openings[0], level))
        return Group(stands, *openings, marks, min(level, DEEPEST_HEADING), blocks)

    def _blocks(self, stands: Standing, above: Opening, level: int) -> Iterator[Block]:
        beside: list[Item] = []
        for child in stands.children:
            openings = (self.course.openings.get(child.node.key, OPEN), above)
            marks = marks_of(child.node, stands.node)
            if child.node.is_item:
                beside.append(self._item(child, openings, marks))
                continue
            if beside:
                yield Block(items=beside)
                beside = []
            yield Block(group=self._group(child, openings, marks, level=level + 1))
        if beside:
            yield Block(items=beside)

    def _item(self, stands: Standing, openings: tuple[Opening, Opening], marks: list[str]) -> Item:
        place = self.course.outline.by_requirement.get(stands.node.requirement_id)
        view = module_view(self.course, place) if place else None
        opening = openings[0]
        return Item(
            stands,
            *openings,
            marks,
            words=presenters.module_words(view) if view else words_of(stands),
            state=self._state(stands, opening, view),
            language=place.language if place else self.course.outline.language,
            module=view,
            due=self.course.due_by_requirement.get(stands.node.requirement_id),
            address=self.addresses.get(stands.node.programme_key, "") if stands.node.programme_key else "",
            is_open=opening.is_open,
        )

    def _state(self, stands: Standing, opening: Opening, view: ModuleView | None) -> Mapping[str, Any]:
        if stands.recognised:
            return {"label": _("Recognised"), "look": "done"}
        if stands.satisfied:
            return {"label": _("Done"), "look": "done"}
        if opening.state in CLOSED:
            return {"label": CLOSED[opening.state], "look": ""}
        if view is not None:
            active = self.course.enrolment.state == "active"
            return presenters.module_state(view, on=self.course.today if active else None)
        label = _("Started") if stands.score else _("Not done yet")
        return {"label": label, "look": "here" if stands.score else ""}


def words_of(stands: Standing) -> str:
    """What an item that is no module asks for, and how much of it there is."""
    node = stands.node
    if node.credits:
        values = {"done": number_of_credits(stands.amount), "all": in_credits(node.credits)}
        return _("%(done)s of %(all)s recorded") % values
    return str(WHAT_IT_IS.get(node.item_type, ""))
