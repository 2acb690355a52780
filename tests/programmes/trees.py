"""Documents of requirement trees, written short: every node is called by a name, which gives its id."""

from __future__ import annotations

from typing import Any

from programmes.rules.keys import stable_id

Node = dict[str, Any]


def uid(name: str) -> str:
    return stable_id("tests", name)


def group(name: str, *children: Node, **given: Any) -> Node:
    needs = [uid(need) for need in given.pop("needs", [])]
    own = {"needs": needs} if needs else {}
    return {
        "id": uid(name),
        "kind": given.pop("kind", "all"),
        "title": name,
        **given,
        **own,
        "children": list(children),
    }


def at_least(number: int | None, name: str, *children: Node, **given: Any) -> Node:
    return group(name, *children, kind="at_least", at_least=number, **given)


def points(needed: int | None, name: str, *children: Node, **given: Any) -> Node:
    return group(name, *children, kind="points", points_needed=needed, **given)


def item(name: str, **given: Any) -> Node:
    """One that only has a title."""
    needs = [uid(need) for need in given.pop("needs", [])]
    own = {"needs": needs} if needs else {}
    what = given.pop("item", {"type": "recognition"})
    return {"id": uid(name), "kind": "item", "title": name, **given, **own, "item": what}


def tree(*children: Node) -> Node:
    return {"version": 1, "root": {"id": uid("root"), "kind": "all", "children": list(children)}}
