"""When each requirement can be open and done at the earliest, by somebody who does everything at once.

What never can, and why: the same walk finds needs that wait for each other.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from programmes.enums import RequirementKind
from programmes.rules.tree import Node

Event = tuple[str, str]
OPENS, DONE = "opens", "done"


@dataclass(frozen=True)
class Times:
    """Days after the start, by node; nothing where that can never be."""

    opens: Mapping[str, int]
    done: Mapping[str, int]


@dataclass
class _State:
    node: Node
    parent: Node | None
    pending: int
    """Of its parent and its needs, those that it still waits for."""
    day: int = 0
    tally: int = 0
    """Of a group: what is still missing; nothing counts below one that nothing can satisfy."""


@dataclass
class _Walk:
    """Events in the order of their days: each node opens once and is satisfied once."""

    states: dict[str, _State] = field(default_factory=dict)
    waiting: Mapping[str, list[str]] = field(default_factory=dict)
    opens: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    queue: list[tuple[int, int, str, str]] = field(default_factory=list)

    def push(self, day: int, what: str, node: str) -> None:
        heapq.heappush(self.queue, (day, len(self.opens) + len(self.done), what, node))

    def run(self, root: str) -> Times:
        self.push(0, OPENS, root)
        while self.queue:
            day, _order, what, node = heapq.heappop(self.queue)
            if what == OPENS:
                self.open(self.states[node], day)
            elif node not in self.done:
                self.finish(self.states[node], day)
        return Times(self.opens, self.done)

    def open(self, state: _State, day: int) -> None:
        self.opens[state.node.id] = day
        if state.node.is_item:
            self.push(day, DONE, state.node.id)
        for child in state.node.children:
            self.came(self.states[child.id], day)

    def came(self, state: _State, day: int) -> None:
        """What a node waited for is there from this day on."""
        state.pending -= 1
        state.day = max(state.day, day)
        if not state.pending:
            self.push(max(state.day, state.node.opens_after_days or 0), OPENS, state.node.id)

    def finish(self, state: _State, day: int) -> None:
        self.done[state.node.id] = day
        for node in self.waiting.get(state.node.id, ()):
            self.came(self.states[node], day + (self.states[node].node.delay_days or 0))
        parent = state.parent
        if parent is None or not state.node.counts_in(parent):
            return
        above = self.states[parent.id]
        worth = (state.node.points or 0) if parent.kind == RequirementKind.POINTS else 1
        before, above.tally = above.tally, above.tally - worth
        if before > 0 >= above.tally:
            self.push(day, DONE, parent.id)


def earliest(root: Node) -> Times:
    """Of a tree in which every id stands once. Needs of what is not in it bind nothing."""
    parents = dict(_with_parents(root, None))
    known = {node.id for node in root.walk()}
    waiting: dict[str, list[str]] = defaultdict(list)
    walk = _Walk(waiting=waiting)
    for node in root.walk():
        needs = set(node.needs) & known
        for need in needs:
            waiting[need].append(node.id)
        walk.states[node.id] = _State(node, parents[node.id], 1 + len(needs), tally=_wanted(node))
    return walk.run(root.id)


def _with_parents(node: Node, parent: Node | None) -> Iterator[tuple[str, Node | None]]:
    yield node.id, parent
    for child in node.children:
        yield from _with_parents(child, node)


def _wanted(node: Node) -> int:
    if node.kind == RequirementKind.AT_LEAST:
        return node.at_least or 0
    if node.kind == RequirementKind.POINTS:
        return node.points_needed or 0
    return sum(child.counts_in(node) for child in node.children)


def circles(root: Node, times: Times) -> set[tuple[str, str]]:
    """Pairs of a node and one that it needs, each of which waits for the other: neither can ever be done."""
    nodes = {node.id: node for node in root.walk()}
    parents = dict(_with_parents(root, None))
    waits: dict[Event, list[Event]] = {}
    for node in nodes.values():
        if node.id not in times.opens:
            above = parents[node.id]
            before = [(OPENS, above.id)] if above and above.id not in times.opens else []
            needs = [(DONE, need) for need in node.needs if need in nodes and need not in times.done]
            waits[OPENS, node.id] = [*before, *needs]
        if node.id not in times.done:
            inner = [child for child in node.children if child.counts_in(node) and child.id not in times.done]
            opening = [(OPENS, node.id)] if node.is_item and node.id not in times.opens else []
            waits[DONE, node.id] = [*opening, *((DONE, child.id) for child in inner)]
    component = _components(waits)
    return {
        (node.id, need)
        for node in nodes.values()
        for need in node.needs
        if component.get((OPENS, node.id), 0) == component.get((DONE, need), -1)
    }


def _components(graph: Mapping[Event, list[Event]]) -> dict[Event, int]:
    """Events that wait for each other have one number (Kosaraju, without recursion)."""
    backwards: dict[Event, list[Event]] = defaultdict(list)
    for event, following in graph.items():
        for each in following:
            backwards[each].append(event)
    component: dict[Event, int] = {}
    for number, start in enumerate(reversed(_finished(graph))):
        waiting = [] if start in component else [start]
        while waiting:
            event = waiting.pop()
            if event not in component:
                component[event] = number
                waiting += backwards[event]
    return component


def _finished(graph: Mapping[Event, list[Event]]) -> list[Event]:
    """Each event after all that it waits for, as far as that goes."""
    order: list[Event] = []
    seen: set[Event] = set()
    for start in graph:
        stack = [(start, iter(graph[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            event, rest = stack[-1]
            following = next((each for each in rest if each not in seen), None)
            if following is None:
                order.append(event)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(graph.get(following, ()))))
    return order
