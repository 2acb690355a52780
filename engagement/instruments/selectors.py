"""Questions about questionnaires. Words of a licensed one are for who is asked, and for operators."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from engagement.instruments.content import (
    Content,
    ItemContent,
    MetaScaleContent,
    Place,
    ScaleContent,
    SubScaleContent,
    Text,
    Words,
)
from engagement.instruments.enums import Kind, Licence, Part, VersionState
from engagement.instruments.models import Instrument, InstrumentVersion, MetaScale, SubScale, Wording
from engagement.instruments.rules import asking
from engagement.instruments.rules.scoring import Rules


def instruments() -> QuerySet[Instrument]:
    """All of them with their versions, newest first: two queries."""
    versions = InstrumentVersion.objects.order_by("-number")
    return Instrument.objects.prefetch_related(Prefetch("versions", queryset=versions)).order_by(
        "title", "id"
    )


def versions() -> QuerySet[InstrumentVersion]:
    return InstrumentVersion.objects.select_related("instrument")


def published_versions() -> QuerySet[InstrumentVersion]:
    """What people can be asked: newest first within a questionnaire."""
    found = versions().filter(state=VersionState.PUBLISHED)
    return found.order_by("instrument__title", "instrument_id", "-number")


def public_versions() -> QuerySet[InstrumentVersion]:
    """Those whose words may stand on a public page or in the API. Nothing else may be shown there."""
    return published_versions().filter(instrument__licence=Licence.OPEN)


def version_by_uid(uid: UUID) -> InstrumentVersion | None:
    return versions().filter(uid=uid).first()


def version_of(code: str, *, number: int | None = None) -> InstrumentVersion | None:
    """That version whether published or not, or the newest published one."""
    found = versions().filter(instrument__code=code)
    if number is not None:
        return found.filter(number=number).first()
    return found.filter(state=VersionState.PUBLISHED).order_by("-number").first()


def questionnaire(
    version: InstrumentVersion, *, language: str, for_managers: bool = False
) -> asking.Questionnaire:
    """What somebody is asked, in their language where the version has it completely."""
    return asking.questionnaire(content_of(version), language=language, for_managers=for_managers)


def names(version: InstrumentVersion, *, language: str) -> asking.Names:
    return asking.names(content_of(version), language=language)


def scoring_rules(version: InstrumentVersion) -> Rules:
    return asking.scoring(content_of(version))


def content_of(version: InstrumentVersion) -> Content:
    """What the tables hold. Of a published version once for each process: it never changes."""
    return _published(version.uid) if version.is_published else _content(version)


@lru_cache(maxsize=64)
def _published(uid: UUID) -> Content:
    return _content(versions().get(uid=uid))


Said = dict[Place, Words]


def _content(version: InstrumentVersion) -> Content:
    said = _said(version)
    values = version.points.order_by("value").values_list("value", flat=True)
    bands = version.bands.order_by("place").values_list("place", flat=True)
    return Content(
        code=version.instrument.code,
        number=version.number,
        licence=version.instrument.licence,
        owner=version.owner,
        licence_note=version.licence_note,
        source_url=version.source_url,
        languages=tuple(version.languages),
        title=said[Place(Part.TITLE)],
        introduction=said[Place(Part.INTRODUCTION)],
        index=said[Place(Part.INDEX)],
        bands=tuple(said[Place(Part.BAND, str(place))] for place in bands),
        scale=ScaleContent(
            points=tuple(said[Place(Part.POINT, str(value))] for value in values),
            cannot_say=said[Place(Part.CANNOT_SAY)],
            is_symmetric=version.scale_is_symmetric,
        ),
        meta_scales=_meta_scales(version, said),
        items=_items(version, said),
    )


def _said(version: InstrumentVersion) -> Said:
    rows = Wording.objects.filter(version=version).select_related(
        "point", "band", "meta_scale", "sub_scale", "item"
    )
    found: defaultdict[Place, list[Text]] = defaultdict(list)
    for row in rows:
        here = row.point or row.band or row.meta_scale or row.sub_scale or row.item
        found[Place(Part(row.part), str(here or ""))].append(Text(row.language, row.words, row.is_behind))
    order = list(version.languages)
    sorted_ = {place: sorted(each, key=lambda t: order.index(t.language)) for place, each in found.items()}
    return defaultdict(tuple, {place: tuple(each) for place, each in sorted_.items()})


def _meta_scales(version: InstrumentVersion, said: Said) -> tuple[MetaScaleContent, ...]:
    subs: defaultdict[int, list[SubScale]] = defaultdict(list)
    for row in SubScale.objects.filter(version=version):
        subs[row.meta_scale_id].append(row)
    return tuple(
        MetaScaleContent(
            code=meta.code,
            title=said[Place(Part.META_SCALE, meta.code)],
            sub_scales=tuple(
                SubScaleContent(each.code, each.kind, each.minimum, said[Place(Part.SUB_SCALE, each.code)])
                for each in sorted(subs[meta.pk], key=lambda each: Kind.values.index(each.kind))
            ),
            lacks=meta.lacks,
        )
        for meta in MetaScale.objects.filter(version=version).order_by("order")
    )


def _items(version: InstrumentVersion, said: Said) -> tuple[ItemContent, ...]:
    return tuple(
        ItemContent(
            code=item.code,
            sub_scale=item.sub_scale.code,
            is_reversed=item.is_reversed,
            words=said[Place(Part.ITEM, item.code)],
            managers=said[Place(Part.MANAGERS, item.code)],
        )
        for item in version.items.select_related("sub_scale").order_by("order")
    )
