"""Blocks to and from plain data, and what their data must look like: derived from the blocks themselves.

A struct is an object of its fields, a list an array whose items have an ``id`` beside their fields. A block
that holds a reference of this site's (a chooser) says itself how it travels: see ``Travelling``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from wagtail import blocks

from programmes.interchange import ids

Schema = dict[str, Any]
RESERVED = ("id", "type")
ID: Schema = {"type": "string", "pattern": ids.PATTERN, "maxLength": ids.LENGTH}
HTML = "html"
"""The format, in the words of JSON Schema, of strings of simple HTML (`markup.py`)."""


@runtime_checkable
class Travelling(Protocol):
    """A block whose value means something on this site only, and how it goes to another one."""

    def file_schema(self) -> Schema: ...

    def to_file(self, value: Any) -> Any: ...

    def from_file(self, data: Any) -> Any: ...


def _traveller(block: blocks.Block) -> Travelling | None:
    return block if isinstance(block, Travelling) else None


class CannotTravel(TypeError):
    """A block of a kind that has no place in a file."""

    def __init__(self, block: blocks.Block) -> None:
        super().__init__(f"{type(block).__name__} “{block.name}” does not say how it travels in a file")


def fields_of(block: blocks.Block) -> dict[str, blocks.Block]:
    """The fields that a child of a stream or list has in the file, beside ``id`` and ``type``."""
    if isinstance(block, blocks.StructBlock):
        if clash := set(RESERVED) & set(block.child_blocks):
            raise ValueError(f"{block.name}: a field cannot be called {clash.pop()} in a file")
        return dict(block.child_blocks)
    return {} if isinstance(block, blocks.StaticBlock) else {block.name or "value": block}


def value_in(block: blocks.Block, fields: Mapping[str, Any]) -> Any:
    """The stored value of a stream's or list's child, from its fields as they were read."""
    return dict(fields) if isinstance(block, blocks.StructBlock) else fields.get(block.name or "value")


def fields_in(block: blocks.Block, value: Any) -> Mapping[str, Any]:
    if isinstance(block, blocks.StructBlock):
        return value if isinstance(value, Mapping) else {}
    return {block.name or "value": value}


def chosen_in(
    body: Iterable[Mapping[str, Any]], kinds: Mapping[str, blocks.Block], wanted: type[blocks.Block]
) -> Iterator[tuple[int, str, str]]:
    """What a body's activities choose by blocks of this class: place, field, id."""
    for place, item in enumerate(body):
        for name, block in fields_of(kinds[item["type"]]).items():
            if isinstance(block, wanted):
                yield place, name, item[name]


# What data must look like


def schema(block: blocks.Block) -> Schema:
    if traveller := _traveller(block):
        return traveller.file_schema()
    for kind, described in _SCHEMAS:
        if isinstance(block, kind):
            return described(block)
    raise CannotTravel(block)


def object_schema(fields: Mapping[str, blocks.Block], **own: Schema) -> Schema:
    """``own`` are the id and type that stand beside the block's fields."""
    return {
        "type": "object",
        "properties": {**own, **{name: schema(block) for name, block in fields.items()}},
        "required": [name for name, block in fields.items() if not may_be_missing(block)],
        "additionalProperties": False,
    }


def may_be_missing(block: blocks.Block) -> bool:
    """The importer then takes the block's default."""
    if _traveller(block):
        return False
    if isinstance(block, blocks.ListBlock):
        return not block.meta.min_num
    if isinstance(block, blocks.StructBlock):
        return all(may_be_missing(child) for child in block.child_blocks.values())
    return not block.required or missing(block) not in (None, "")


def _list_schema(block: blocks.ListBlock) -> Schema:
    described: Schema = {"type": "array", "items": object_schema(fields_of(block.child_block), id=ID)}
    limits = {"minItems": block.meta.min_num, "maxItems": block.meta.max_num}
    return described | {name: limit for name, limit in limits.items() if limit is not None}


def _text_schema(block: blocks.FieldBlock) -> Schema:
    described: Schema = {"type": "string"}
    if block.required:
        described["minLength"] = 1
    if longest := getattr(block.field, "max_length", None):
        described["maxLength"] = longest
    return described


def _number_schema(block: blocks.IntegerBlock) -> Schema:
    described: Schema = {"type": "integer" if block.required else ["integer", "null"]}
    limits = {"minimum": block.field.min_value, "maximum": block.field.max_value}
    return described | {name: limit for name, limit in limits.items() if limit is not None}


def _choice_schema(block: blocks.ChoiceBlock) -> Schema:
    """What is chosen from the database is not listed: it is checked when it arrives."""
    choices = block._constructor_kwargs["choices"]
    if callable(choices):
        return {"type": "string", "minLength": 1 if block.required else 0}
    return {"type": "string", "enum": [str(value) for value, _label in choices]}


_SCHEMAS: tuple[tuple[type[blocks.Block], Callable[[Any], Schema]], ...] = (
    (blocks.StructBlock, lambda block: object_schema(block.child_blocks)),
    (blocks.ListBlock, _list_schema),
    (blocks.RichTextBlock, lambda block: {**_text_schema(block), "format": HTML}),
    (blocks.BooleanBlock, lambda block: {"type": "boolean"}),
    (blocks.IntegerBlock, _number_schema),
    (blocks.ChoiceBlock, _choice_schema),
    (blocks.URLBlock, lambda block: {**_text_schema(block), "format": "uri"}),
    (blocks.CharBlock, _text_schema),
    (blocks.TextBlock, _text_schema),
)


# To the file


def to_file(block: blocks.Block, value: Any) -> Any:
    if traveller := _traveller(block):
        return traveller.to_file(value)
    if isinstance(block, blocks.StructBlock):
        return fields_to_file(block.child_blocks, value or {})
    if isinstance(block, blocks.ListBlock):
        return [_item_to_file(block.child_block, item) for item in value or []]
    return _plain(block, value)


def _plain(block: blocks.Block, value: Any) -> Any:
    """What was never filled in has many spellings in what is stored, and one in a file."""
    if isinstance(block, blocks.BooleanBlock):
        return bool(value)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock | blocks.RichTextBlock):
        return value or ""
    return value


def fields_to_file(fields: Mapping[str, blocks.Block], value: Mapping[str, Any]) -> dict[str, Any]:
    """Every field, in the order of the block; what was never filled in as its default."""
    return {
        name: to_file(block, value[name] if name in value else missing(block))
        for name, block in fields.items()
    }


def _item_to_file(block: blocks.Block, item: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": item["id"], **fields_to_file(fields_of(block), fields_in(block, item["value"]))}


def missing(block: blocks.Block) -> Any:
    if isinstance(block, blocks.ListBlock):
        return []
    if isinstance(block, blocks.StructBlock):
        return {name: missing(child) for name, child in block.child_blocks.items()}
    return _plain(block, block.get_prep_value(block.get_default()))


# From the file


def from_file(block: blocks.Block, data: Any, *owner: object) -> Any:
    """The stored value; ``owner`` gives names inside it their ids. The data fits the schema."""
    if traveller := _traveller(block):
        return traveller.from_file(data)
    if isinstance(block, blocks.StructBlock):
        return fields_from_file(block.child_blocks, data, *owner)
    if isinstance(block, blocks.ListBlock):
        return _items_from_file(block.child_block, data, *owner)
    if isinstance(block, blocks.IntegerBlock):
        return data if data is None else int(data)
    return data


def fields_from_file(fields: Mapping[str, blocks.Block], data: Mapping[str, Any], *owner: object) -> Any:
    return {
        name: from_file(block, data[name], *owner, name) if name in data else missing(block)
        for name, block in fields.items()
    }


def _items_from_file(block: blocks.Block, data: Sequence[Mapping[str, Any]], *owner: object) -> list[Any]:
    found = []
    for place, item in enumerate(data):
        item_id = ids.id_of(item["id"], *owner) if "id" in item else ids.place_id(place, *owner)
        value = fields_from_file(fields_of(block), item, item_id)
        found.append({"type": "item", "id": item_id, "value": value_in(block, value)})
    return found
