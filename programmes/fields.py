"""A stream field whose blocks come from a registry and stand in no migration.

Registering a new activity type then never makes a migration, in this project or in a site that
installs the plugin: ``deconstruct`` leaves the blocks out. In a migration the field is plain JSON.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.module_loading import import_string
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField


class OpenStreamField(StreamField):
    """``blocks`` is the dotted path of a function without arguments that returns the stream block."""

    def __init__(self, *args: Any, blocks: str = "", **kwargs: Any) -> None:
        self.blocks = blocks
        super().__init__(args[0] if args else [], **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        return self.new_stream_block()

    def new_stream_block(self) -> StreamBlock:
        """Blocks that no editor form shares: Wagtail keeps "this is only a draft" on the block itself, where
        another thread would see it."""
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
