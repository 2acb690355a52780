"""What a type of item is: how a draft names it, what is wrong with it, and what a version keeps of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _now

from programmes.rules.problems import Path, Problem
from programmes.rules.structure import PinnedItem
from programmes.rules.tree import Node
from programmes.rules.tree_problems import place_of

Words = str | Promise
Items = Sequence[Node]


@dataclass(frozen=True)
class Context:
    """The programme that holds the items."""

    key: UUID
    title: str = ""


@dataclass(frozen=True)
class Reference:
    """A row that an item names, for *where used*."""

    node: str
    model: type[Model]
    pk: Any


class ItemType(ABC):
    """Subclass, then ``register`` an instance while the apps become ready; it makes no migration.

    Every method is given all items of the type at once, so that a large tree takes no more queries than a
    small one. An app that counts progress registers how an item of this type is satisfied.
    """

    code: ClassVar[str]
    label: ClassVar[Words]
    help_text: ClassVar[Words]
    icon: ClassVar[str]

    has_own_title = True
    """False where the title is that of what the item names."""
    preflight_rules: ClassVar[tuple[type[Any], ...]] = ()
    """Classes of `programmes.preflight.Rule` that come with the type, beside ``check``."""

    @abstractmethod
    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON Schema of each field beside ``type``.

        ``identity`` is that of what exists already: keys in a draft, keys or short names in a programme file.
        """

    @abstractmethod
    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        """What the version's rows hold, by the node's id. Asked only of items without problems."""

    def check(self, items: Items, context: Context) -> list[Problem]:
        """What keeps these items from being published; paths start at the document."""
        if not self.has_own_title:
            return []
        message = _now("It has no title. Say in a few words what is to be done.")
        return [
            self.problem(node, message, "title", code="title_missing")
            for node in items
            if not node.title.strip()
        ]

    def names(self, items: Items) -> dict[str, str]:
        """What to call each item, by the node's id."""
        return {node.id: node.title for node in items}

    def minutes(self, items: Items) -> dict[str, int]:
        """How long each takes, by the node's id, where that is known."""
        return {}

    def references(self, items: Items) -> Iterable[Reference]:
        return ()

    def from_file(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The item as a draft holds it; in a file, what it names may have a short name."""
        return dict(item)

    def problem(self, node: Node, message: str, *path: str | int, code: str) -> Problem:
        where: Path = (*node.path, *path)
        return Problem(message, where, place_of(node), code=code)
