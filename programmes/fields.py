"""The fields of drafts: streams whose blocks come from a registry, and the requirement tree.

Registering a new activity type then never makes a migration, in this project or in a site that
installs the plugin: ``deconstruct`` leaves the blocks out. In a migration the field is plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField


class OpenStreamField(StreamField):
    """``blocks`` is the dotted path of a function without arguments that returns the stream block."""

    def __init__(self, *args: Any, blocks: str = "", **kwargs: Any) -> None:
        self.blocks = blocks
        super().__init__(args[0] if args else [], **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        return self._made()

    def _made(self) -> StreamBlock:
        if not self.blocks:
            return StreamBlock([])
        block: StreamBlock = import_string(self.blocks)()
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, _, kwargs = super(StreamField, self).deconstruct()
        return name, "programmes.fields.OpenStreamField", [], kwargs

    # Without blocks (in a migration) the values pass through untouched: a stream block that knows no types
    # would throw away everything it holds.

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) if self.blocks else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) if self.blocks else value

    def get_default(self) -> Any:
        return super().get_default() if self.blocks else super(StreamField, self).get_default()


def checking_block(model: type[models.Model], name: str) -> StreamBlock:
    """Blocks of that field which no editor form shares: Wagtail keeps "this is only a draft" on the block
    itself, where another thread would see it. Making them is dear: all who only read and check share these.
    """
    field: Any = model._meta.get_field(name)
    types = import_string("programmes.activity_types.all_types")()
    return _for_checking(field, tuple(types), get_language())


@lru_cache(maxsize=32)
def _for_checking(field: OpenStreamField, types: tuple[Any, ...], language: str | None) -> StreamBlock:
    """Another set of types, as when one is registered later, has other blocks."""
    return field._made()


class TreeField(models.JSONField):
    """The requirement tree of a draft (``rules/tree_schema.py``), in its canonical form."""

    def formfield(self, **kwargs: Any) -> Any:
        field = import_string("programmes.tree_forms.TreeFormField")
        return super().formfield(**{"form_class": field, **kwargs})

    def extract_references(self, value: Any) -> Iterator[tuple[type[models.Model], str, str, str]]:
        """For *where used*: what the items name."""
        for found in import_string("programmes.trees.references_in")(value):
            yield found.model, str(found.pk), "item", f"{found.node}.{found.pk}"
