"""The rows of a draft: all of them are written anew, as nothing refers to a draft's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.instruments.content import Content, places
from engagement.instruments.models import (
    STANDS_AT,
    Band,
    InstrumentVersion,
    Item,
    MetaScale,
    ScalePoint,
    SubScale,
    Wording,
)

LOWEST_FIRST = (Wording, Item, SubScale, MetaScale, Band, ScalePoint)

Rows = Mapping[str, Mapping[str, Any]]
"""By kind of row and its code, as places name them."""


def delete_rows(version: InstrumentVersion) -> None:
    for model in LOWEST_FIRST:
        model.objects.filter(version=version).delete()


def write_rows(version: InstrumentVersion, content: Content) -> None:
    delete_rows(version)
    rows = _structure(version, content)
    Wording.objects.bulk_create(
        Wording(
            version=version,
            part=place.part,
            language=text.language,
            words=text.words,
            is_behind=text.is_behind,
            **{name: rows[name][place.code] for name, parts in STANDS_AT.items() if place.part in parts},
        )
        for place, words in places(content)
        for text in words
    )


def _structure(version: InstrumentVersion, content: Content) -> Rows:
    points = ScalePoint.objects.bulk_create(
        ScalePoint(version=version, value=value) for value, _ in enumerate(content.scale.points, start=1)
    )
    bands = Band.objects.bulk_create(
        Band(version=version, place=place) for place, _ in enumerate(content.bands, start=1)
    )
    metas = MetaScale.objects.bulk_create(
        MetaScale(version=version, code=meta.code, order=order, lacks=meta.lacks)
        for order, meta in enumerate(content.meta_scales, start=1)
    )
    subs = SubScale.objects.bulk_create(
        SubScale(version=version, meta_scale=row, code=each.code, kind=each.kind, minimum=each.minimum)
        for row, meta in zip(metas, content.meta_scales, strict=True)
        for each in meta.sub_scales
    )
    by_code = {row.code: row for row in subs}
    items = Item.objects.bulk_create(
        Item(
            version=version,
            sub_scale=by_code[item.sub_scale],
            code=item.code,
            order=order,
            is_reversed=item.is_reversed,
        )
        for order, item in enumerate(content.items, start=1)
    )
    made: dict[str, list[Any]] = {
        "point": points,
        "band": bands,
        "meta_scale": metas,
        "sub_scale": subs,
        "item": items,
    }
    return {name: {str(row): row for row in rows} for name, rows in made.items()}
