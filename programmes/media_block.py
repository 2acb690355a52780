"""The block that chooses a recording: in a draft its row, in a published text what it was on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.snippets.blocks import SnippetChooserBlock

from programmes.interchange import ids
from programmes.models import Media
from programmes.rules.recordings import Recording


class MediaBlock(SnippetChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__("leadership_programmes.Media", **kwargs)

    def to_python(self, value: Any) -> Any:
        return Recording.of(value) if isinstance(value, Mapping) else super().to_python(value)

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        chosen = iter(super().bulk_to_python([each for each in values if not isinstance(each, Mapping)]))
        return [Recording.of(each) if isinstance(each, Mapping) else next(chosen) for each in values]

    def get_prep_value(self, value: Any) -> Any:
        return value.stored() if isinstance(value, Recording) else super().get_prep_value(value)

    def extract_references(self, value: Any) -> Iterator[Any]:
        if isinstance(value, Media):
            yield from super().extract_references(value)

    # In a file a recording goes by its uid, which is the same on every site, or by a name for one.

    def file_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": ids.PATTERN, "maxLength": ids.LENGTH}

    def to_file(self, value: Any) -> str:
        return str(Media.objects.values_list("uid", flat=True).get(pk=value))

    def from_file(self, data: str) -> int:
        return Media.objects.values_list("pk", flat=True).get(uid=ids.media_uid(data))
