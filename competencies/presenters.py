"""Frameworks and nodes as plain values for the API and exports. Licensed wording is not among them."""

from __future__ import annotations

from typing import Any

from competencies import rules
from competencies.models import Framework, Node, StageText


def framework_dict(framework: Framework) -> dict[str, Any]:
    return {
        "code": framework.code,
        "edition": framework.edition,
        "reference": framework.reference,
        "title": framework.title,
        "owner": framework.owner,
        "notice": framework.notice,
        "numbering_note": framework.numbering_note,
        "licence_note": framework.licence_note,
        "source_url": framework.source_url,
        "valid_from": framework.valid_from.isoformat(),
        "valid_to": framework.valid_to.isoformat() if framework.valid_to else None,
        "licence_decided": not framework.is_undecided,
    }


def _place(text: StageText) -> tuple[int, int, int]:
    return rules.text_place(text.stage, text.kind, text.order)


def node_dict(node: Node, *, framework: Framework) -> dict[str, Any]:
    """A node from ``selectors.nodes_with_texts``: no query is made here."""
    return {
        "key": framework.node_key(node.code),
        "code": node.code,
        "kind": node.kind,
        "parent": framework.node_key(node.parent.code) if node.parent else None,
        "title": node.title,
        "descriptor": node.descriptor,
        "order": node.order,
        "stage_texts": [
            {"stage": text.stage, "kind": text.kind, "order": text.order, "text": text.text}
            for text in sorted(node.stage_texts.all(), key=_place)
        ],
    }
