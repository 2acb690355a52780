"""What is wrong with a requirement tree, from the document alone: where, what, and how to mend it.

What its items name (modules, programmes) is looked at by the types of item. Doctors of different stages can
have different trees: what is wrong only for some says for whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import Stage
from programmes.enums import RequirementKind
from programmes.rules.keys import key_of
from programmes.rules.problems import Path, Problem
from programmes.rules.tree import Node, for_stage
from programmes.rules.tree_times import Times, circles, earliest
from programmes.rules.validation import identity_problems


def place_of(node: Node) -> str:
    """Where a node stands, as its editor numbers it."""
    if not node.number:
        return ""
    numbered = _("Item %(number)s") if node.is_item else _("Part %(number)s")
    place = numbered % {"number": node.outline}
    return _("%(place)s, “%(title)s”") % {"place": place, "title": node.title} if node.title else place


@dataclass(frozen=True)
class Tree:
    """A tree with what to call its nodes and how long it may take."""

    root: Node
    names: Mapping[str, str]
    duration_days: int
    today: date | None = None

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for node in self.root.walk()}

    @cached_property
    def parents(self) -> dict[str, Node]:
        return {child.id: node for node in self.root.walk() for child in node.children}

    @cached_property
    def certain(self) -> dict[str, bool]:
        """Whether nobody can finish without it."""
        found = {self.root.id: True}
        for node in self.root.walk():
            for child in node.children:
                found[child.id] = found[node.id] and _is_needed(child, node)
        return found

    def above(self, node: Node) -> Iterator[Node]:
        while node.id in self.parents:
            node = self.parents[node.id]
            yield node

    def name(self, node_id: str) -> str:
        node = self.nodes.get(node_id)
        named = self.names.get(node_id) or (node.title or place_of(node) if node else "")
        return named or _("the whole programme")

    def problem(self, node: Node, message: str, *path: str | int, code: str, warns: bool = False) -> Problem:
        return Problem(message, (*node.path, *path), place_of(node), code=code, is_warning=warns)


def tree_problems(
    root: Node, *, duration_days: int, names: Mapping[str, str] | None = None, today: date | None = None
) -> list[Problem]:
    """All that is wrong, in reading order; some of it only warns. ``names`` are those of items, by id."""
    places = {(*node.path, "id"): place_of(node) for node in root.walk()}
    ids = [((*node.path, "id"), node.id) for node in root.walk()]
    # Needs and titles name nodes by their ids as they are written.
    clashes = [*identity_problems(ids), *_spelt_otherwise(ids)]
    if clashes:
        return [replace(clash, place=places[clash.path]) for clash in clashes]
    if not any(root.items()):
        message = _("The programme is empty: add a part with at least one module.")
        return [Problem(message, root.path, code="empty")]
    tree = Tree(root, names or {}, duration_days, today)
    found = [problem for node in root.walk() for problem in _alone(tree, node)]
    return _in_order(tree, [*found, *_by_stage(tree)])


def _spelt_otherwise(ids: list[tuple[Path, str]]) -> list[Problem]:
    message = _("Its id “%(id)s” is a UUID in another spelling than “%(right)s”.")
    return [
        Problem(message % {"id": given, "right": key}, path, code="bad_id")
        for path, given in ids
        if (key := key_of(given)) and str(key) != given
    ]


def _in_order(tree: Tree, problems: list[Problem]) -> list[Problem]:
    places = {node.path: place for place, node in enumerate(tree.nodes.values())}

    def place(problem: Problem) -> int:
        return max(at for path, at in places.items() if problem.path[: len(path)] == path)

    return sorted(problems, key=place) if len(problems) > 1 else problems


def _is_needed(node: Node, parent: Node) -> bool:
    if parent.kind == RequirementKind.AT_LEAST:
        return (parent.at_least or 0) >= len(parent.children)
    if parent.kind == RequirementKind.POINTS:
        others = sum(child.points or 0 for child in parent.children) - (node.points or 0)
        return others < (parent.points_needed or 0)
    return node.required


# Of each node, whoever it is for


def _alone(tree: Tree, node: Node) -> Iterator[Problem]:
    yield from _group(tree, node)
    yield from _needs(tree, node)
    yield from _stages(tree, node)
    yield from _days(tree, node)


def _group(tree: Tree, node: Node) -> Iterator[Problem]:
    parent = tree.parents.get(node.id)
    if parent and parent.kind == RequirementKind.POINTS and node.points is None:
        message = _("Say how many points it is worth.")
        yield tree.problem(node, message, "points", code="points_missing")
    if node.is_item:
        return
    if parent and not node.title.strip():
        yield tree.problem(node, _("It has no title. Give it one."), "title", code="title_missing")
    if not node.children:
        message = _("There is nothing in it. Add something, or take it away.")
        yield tree.problem(node, message, code="group_empty")
    elif node.kind == RequirementKind.AT_LEAST and node.at_least is None:
        message = _("Say how many are needed.")
        yield tree.problem(node, message, "at_least", code="at_least_missing")
    elif node.kind == RequirementKind.POINTS and node.points_needed is None:
        message = _("Say how many points are needed.")
        yield tree.problem(node, message, "points_needed", code="points_needed_missing")


def _needs(tree: Tree, node: Node) -> Iterator[Problem]:
    if node.delay_days and not node.needs:
        message = _(
            "It opens some days after what it needs, but it needs nothing. Say what, or take the days away."
        )
        yield tree.problem(node, message, "delay_days", code="delay_without_need")
    above = {each.id for each in tree.above(node)}
    below = {each.id for each in node.walk()} - {node.id}
    for place, need in enumerate(node.needs):
        refusal = _need(tree, node, need, above, below, is_again=need in node.needs[:place])
        if refusal:
            message, code = refusal
            values = {"name": tree.name(node.id), "needed": tree.name(need)}
            yield tree.problem(node, message % values, "needs", place, code=code)
        elif tree.certain[node.id] and not tree.certain[need]:
            message = _(
                "“%(name)s” is needed, but opens only after “%(needed)s”, which need not be done: whoever "
                "leaves that out cannot finish. Make “%(needed)s” required, or take this condition away."
            )
            values = {"name": tree.name(node.id), "needed": tree.name(need)}
            yield tree.problem(
                node, message % values, "needs", place, code="needs_what_is_optional", warns=True
            )


def _need(
    tree: Tree, node: Node, need: str, above: set[str], below: set[str], *, is_again: bool
) -> tuple[str, str] | None:
    if need not in tree.nodes:
        return _(
            "It opens after something that is not in the programme. Take this condition away."
        ), "need_unknown"
    if need == node.id:
        return _("It opens after itself, so never. Take this condition away."), "circular"
    if need in above:
        message = _("It opens after “%(needed)s”, in which it stands, so never. Take this condition away.")
        return message, "circular"
    if need in below:
        message = _("It opens after “%(needed)s”, which stands in it, so never. Take this condition away.")
        return message, "circular"
    if is_again:
        return _("It names “%(needed)s” twice. Take one of the two away."), "need_twice"
    return None


def _stages(tree: Tree, node: Node) -> Iterator[Problem]:
    if not node.stages:
        return
    open_to = set(node.stages)
    for each in tree.above(node):
        open_to &= set(each.stages) or open_to
    if not open_to:
        message = _(
            "Nobody would see it: what it stands in is for other career stages. Choose the same ones, or "
            "move it."
        )
        yield tree.problem(node, message, "stages", code="nobody_sees_it")


def _days(tree: Tree, node: Node) -> Iterator[Problem]:
    if node.due_days and node.due_days > tree.duration_days:
        message = _(
            "Due after %(due)s days, but the programme lasts %(length)s. Make it earlier or the programme "
            "longer."
        )
        values = {"due": node.due_days, "length": tree.duration_days}
        yield tree.problem(node, message % values, "due_days", code="due_too_late")
    last = tree.today + timedelta(days=tree.duration_days) if tree.today else None
    if node.opens_on and last and node.opens_on > last:
        message = _(
            "It opens on %(day)s: for a doctor who starts today the programme has ended by then. Choose an "
            "earlier day, or say how many days after the start it opens."
        )
        said = message % {"day": date_format(node.opens_on, "j F Y")}
        yield tree.problem(node, said, "opens", code="opens_after_the_end", warns=True)


# As doctors of one stage have it


def _by_stage(tree: Tree) -> list[Problem]:
    if not any(node.stages for node in tree.nodes.values()):
        return list(_together(tree))
    found: dict[tuple[object, str], dict[Stage, Problem]] = {}
    for stage in Stage:
        narrowed = replace(tree, root=for_stage(tree.root, stage))
        for problem in _together(narrowed):
            found.setdefault((problem.path, problem.code), {})[stage] = problem
    return [_said_of(problems) for problems in found.values()]


def _said_of(problems: Mapping[Stage, Problem]) -> Problem:
    """Said once, and of whom where it is not true of all."""
    first = next(iter(problems.values()))
    if len(problems) == len(Stage):
        return first
    stages = get_text_list([str(stage.label) for stage in problems], _("and"))
    message = _("For doctors of the stage %(stages)s: %(message)s")
    return replace(first, message=message % {"stages": stages, "message": first.message})


def _together(tree: Tree) -> Iterator[Problem]:
    """What only shows when the tree is worked through."""
    if not any(tree.root.items()):
        message = _("Nothing is left of the programme: add something that is for everybody.")
        yield Problem(message, tree.root.path, code="empty")
        return
    for node in tree.root.walk():
        if node.children:
            yield from _RULES[RequirementKind(node.kind)](tree, node)
    times = earliest(tree.root)
    yield from _never(tree, times)
    yield from _late(tree, times)


def _all(tree: Tree, node: Node) -> Iterator[Problem]:
    if any(child.required for child in node.children):
        return
    if not node.number:
        message = _(
            "Nothing is required, so the programme would be complete before it starts: require a module."
        )
        yield tree.problem(node, message, code="nothing_required")
    elif node.counts_in(tree.parents[node.id]):
        message = _(
            "Nothing in it is required, so it is never complete. Require something, or make all of it "
            "optional."
        )
        yield tree.problem(node, message, code="nothing_required")


def _at_least(tree: Tree, node: Node) -> Iterator[Problem]:
    wanted, count = node.at_least, len(node.children)
    if wanted and wanted > count:
        message = ngettext(
            "%(wanted)s are asked for, and only %(count)s is in it. Lower the number or add some.",
            "%(wanted)s are asked for, and only %(count)s are in it. Lower the number or add some.",
            count,
        )
        values = {"wanted": wanted, "count": count}
        yield tree.problem(node, message % values, "at_least", code="at_least_too_many")


def _points(tree: Tree, node: Node) -> Iterator[Problem]:
    most = sum(child.points or 0 for child in node.children)
    if node.points_needed and node.points_needed > most and all(child.points for child in node.children):
        message = ngettext(
            "%(needed)s points cannot be earned: all of it is worth %(count)s. Lower the number or add some.",
            "%(needed)s points cannot be earned: all of it is worth %(count)s. Lower the number or add some.",
            most,
        )
        values = {"needed": node.points_needed, "count": most}
        yield tree.problem(node, message % values, "points_needed", code="points_too_many")


_RULES: Mapping[RequirementKind, Callable[[Tree, Node], Iterable[Problem]]] = {
    RequirementKind.ALL: _all,
    RequirementKind.AT_LEAST: _at_least,
    RequirementKind.POINTS: _points,
}


def _never(tree: Tree, times: Times) -> Iterator[Problem]:
    """What waits for something that never comes."""
    circular = circles(tree.root, times)
    for node in tree.root.walk():
        if node.id in times.opens:
            continue
        family = {each.id for each in (*tree.above(node), *node.walk())}
        for place, need in enumerate(node.needs):
            if need in times.done or need not in tree.nodes or need in family:
                continue
            values = {"name": tree.name(node.id), "needed": tree.name(need)}
            if (node.id, need) in circular:
                message = _(
                    "“%(name)s” opens after “%(needed)s”, and “%(needed)s” cannot be complete before "
                    "“%(name)s” is: neither ever will be. Take one of the two conditions away."
                )
                yield tree.problem(node, message % values, "needs", place, code="circular")
            else:
                message = _("It opens after “%(needed)s”, which can never be complete. Mend that first.")
                yield tree.problem(node, message % values, "needs", place, code="unreachable")


def _late(tree: Tree, times: Times) -> Iterator[Problem]:
    for node in tree.root.walk():
        day = times.opens.get(node.id)
        if day is None:
            continue
        has_reason = bool(node.needs) or node.opens_after_days is not None
        if day > tree.duration_days and has_reason:
            message = _(
                "It opens %(day)s days after the start at the earliest, but the programme lasts %(length)s. "
                "Make that earlier, or the programme longer."
            )
            values = {"day": day, "length": tree.duration_days}
            yield tree.problem(node, message % values, "opens", code="opens_too_late")
        if node.due_days and node.due_days < day <= tree.duration_days:
            message = _(
                "Due after %(due)s days, but it opens after %(day)s at the earliest. Make it due later or "
                "open earlier."
            )
            values = {"due": node.due_days, "day": day}
            yield tree.problem(node, message % values, "due_days", code="due_before_it_opens")
