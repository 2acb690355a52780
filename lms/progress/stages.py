"""The part of a programme that is for a career stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import is_

from lms.progress.nodes import Node
from lms.progress.rules import ALL, AT_LEAST, POINTS


def for_stage(root: Node, stage: str) -> Node:
    """The tree as somebody of this stage has it: what is not for them is not there, nor what is empty then.

    A group never asks for more than it still holds; one of which nothing is needed any more is optional.
    """
    return _adding_up_credits(_left(root, stage) or replace(root, children=()))


def _left(node: Node, stage: str) -> Node | None:
    if node.stages and stage not in node.stages:
        return None
    if node.is_item:
        return node
    children = tuple(left for child in node.children if (left := _left(child, stage)))
    if len(children) == len(node.children) and all(map(is_, children, node.children)):
        return node
    return _asking_for_less(replace(node, children=children)) if children else None


def _asking_for_less(node: Node) -> Node:
    if node.kind == AT_LEAST:
        return replace(node, at_least=min(node.at_least, len(node.children)))
    if node.kind == POINTS:
        left = sum(child.points for child in node.children)
        return replace(node, points_needed=min(node.points_needed, left)) if left else _optional(node)
    if node.kind == ALL and not any(child.required for child in node.children):
        return _optional(node)
    return node


def _optional(node: Node) -> Node:
    return replace(node, required=False)


def _adding_up_credits(root: Node) -> Node:
    if not any(node.credits for node in root.walk()):
        return root
    taken = iter(_taken(root.walk()))
    return _with_credits_before(root, taken)


def _taken(nodes: Iterable[Node]) -> Iterator[int]:
    total = 0
    for node in nodes:
        if node.credits:
            yield total
            total += node.credits


def _with_credits_before(node: Node, taken: Iterator[int]) -> Node:
    if node.credits:
        return replace(node, credits_before=next(taken))
    if node.is_item:
        return node
    return replace(node, children=tuple(_with_credits_before(child, taken) for child in node.children))
