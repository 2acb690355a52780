"""What is known of each element in words: its own, its competences', and what is said of it at each stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from competencies.content import FrameworkContent
from competencies.enums import NodeKind
from competencies.models import Framework
from competencies.selectors import nodes_with_texts, published_frameworks
from programmes.rules.likeness import Likeness
from programmes.suggesting.words import words_of


@dataclass(frozen=True)
class Element:
    code: str
    title: str
    key: str
    """Stable: ``mlcf-3:1.1``."""

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Known:
    elements: Mapping[str, Element]
    """By their codes, in reading order."""
    likeness: Likeness[str]


def known() -> Known | None:
    """Of the first published framework, as coverage shows it first."""
    framework = published_frameworks().first()
    return _known(framework.uid) if framework else None


@lru_cache(maxsize=4)
def _known(uid: UUID) -> Known:
    """Kept per process, which is safe because a published edition never changes."""
    framework = Framework.objects.get(uid=uid)
    nodes = list(nodes_with_texts(framework))
    texts: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        stages = [text.text for text in node.stage_texts.all()]
        texts[_element_of(node.kind, node.code)] += [node.title, node.descriptor, *stages]
    elements = {
        node.code: Element(node.code, node.title, framework.node_key(node.code))
        for node in nodes
        if node.kind == NodeKind.ELEMENT
    }
    return Known(elements, likeness_of({code: "\n".join(texts[code]) for code in elements}))


def texts_in(content: FrameworkContent) -> dict[str, str]:
    """The same from a file, by the codes of elements."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in content.nodes:
        stages = [text.text for text in node.stage_texts]
        found[_element_of(node.kind, node.code)] += [node.title, node.descriptor, *stages]
    return {code: "\n".join(said) for code, said in found.items() if code}


def likeness_of(texts: Mapping[str, str]) -> Likeness[str]:
    return Likeness(dict(zip(texts, words_of(list(texts.values())), strict=True)))


def _element_of(kind: str, code: str) -> str:
    """That a node is or belongs to; of a domain none."""
    if kind == NodeKind.DOMAIN:
        return ""
    return code if kind == NodeKind.ELEMENT else code.rpartition(".")[0]
