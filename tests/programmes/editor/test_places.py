"""Which node of a document a problem stands beside."""

from __future__ import annotations

import pytest

from programmes.editor.places import node_at

ITEM = {"id": "item", "kind": "item", "item": {"type": "module", "module": "gone"}}
DOCUMENT = {"version": 1, "root": {"id": "root", "kind": "all", "children": [ITEM]}}


@pytest.mark.parametrize(
    ("path", "node"),
    [
        (("root", "children", 0, "item", "module"), "item"),
        (("root", "children", 0), "item"),
        (("root",), "root"),
        (("root", "children", 7, "title"), "root"),
        ((), ""),
        (("root", "children", 0, "item", 3, "x"), "item"),
    ],
)
def test_the_innermost_node_on_the_way(path: tuple[str | int, ...], node: str) -> None:
    assert node_at(DOCUMENT, path) == node


def test_what_is_no_document_has_no_nodes() -> None:
    assert node_at(None, ("root", "children", 0)) == ""
