"""Bringing a scale to what a file says, and publishing it. A published edition only gains languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from competencies.content import ScaleContent, Words, scale_checksum
from competencies.enums import EditionState
from competencies.errors import EditionIsPublished, NodeInUse
from competencies.models import Scale, ScaleLevel, ScaleText
from competencies.selectors import scale_content_of
from competencies.validators.scale_file import ScaleFile
from kernel import audit
from kernel.access import checking_references


@dataclass(frozen=True)
class ScaleResult:
    scale: Scale
    is_unchanged: bool


@transaction.atomic
def load_scale(file: ScaleFile, *, actor: audit.Actor, now: datetime) -> ScaleResult:
    """Write an edition. The same file twice writes nothing the second time."""
    content = file.content
    scale, created = Scale.objects.select_for_update().get_or_create(
        code=content.code, edition=content.edition, defaults=_head(file) | {"changed_at": now}
    )
    held = scale_content_of(scale)
    if scale.is_published:
        _refuse_rewriting(scale, held=held, wanted=content)
    if not created and held == content and scale.valid_to == file.valid_to:
        return ScaleResult(scale, is_unchanged=True)
    if not scale.is_published:
        _write_levels(scale, content)
        _write_head(scale, _head(file), now=now)
    elif scale.valid_to != file.valid_to:
        scale.valid_to = file.valid_to
        scale.save(update_fields=["valid_to"])
    _add_texts(scale, content)
    change = audit.Change(scale, codes={"edition": scale.reference, "levels": len(content.levels)})
    audit.record("scale.loaded", change, actor=actor, now=now)
    return ScaleResult(scale, is_unchanged=False)


@transaction.atomic
def publish_scale(scale: Scale, *, actor: audit.Actor, now: datetime) -> Scale:
    """From now on people are rated on it, and it never changes."""
    held = Scale.objects.select_for_update().get(pk=scale.pk)
    if held.is_published:
        raise EditionIsPublished(f"{held.reference} is published already.")
    held.state = EditionState.PUBLISHED
    held.published_at = now
    held.save(update_fields=["state", "published_at"])
    change = audit.Change(held, codes={"edition": held.reference, "checksum": held.checksum})
    audit.record("scale.published", change, actor=actor, now=now)
    return held


def _refuse_rewriting(scale: Scale, *, held: ScaleContent, wanted: ScaleContent) -> None:
    """What is said already, in whatever language, stays as it is."""
    kept = dict(_said(wanted))
    if scale.checksum != scale_checksum(wanted) or any(
        kept.get(place) != words for place, words in _said(held)
    ):
        raise EditionIsPublished(
            f"{scale.reference} is published and is never rewritten, and this file differs from it. "
            "Give the file another edition and load it as a new one."
        )


def _said(content: ScaleContent) -> Iterator[tuple[tuple[str, str], Words]]:
    """Words in other languages by the level's code, empty for the scale's own, and the language."""
    for language, words in content.said.items():
        yield ("", language), words
    for level in content.levels:
        for language, words in level.said.items():
            yield (level.code, language), words


def _head(file: ScaleFile) -> dict[str, object]:
    return {
        "title": file.content.words.title,
        "note": file.content.words.descriptor,
        "owner": file.content.owner,
        "valid_from": file.content.valid_from,
        "valid_to": file.valid_to,
        "checksum": scale_checksum(file.content),
    }


def _write_head(scale: Scale, wanted: Mapping[str, object], *, now: datetime) -> None:
    for name, value in wanted.items():
        setattr(scale, name, value)
    scale.changed_at = now
    scale.save()


def _write_levels(scale: Scale, content: ScaleContent) -> None:
    """A draft's levels are made anew, which is refused as soon as something refers to one of them."""
    ScaleText.objects.filter(scale=scale).delete()
    try:
        with checking_references():
            ScaleLevel.objects.filter(scale=scale).delete()
    except ProtectedError as error:
        raise NodeInUse(
            f"Something refers to a level of the draft {scale.reference}: load the file as a new edition."
        ) from error
    ScaleLevel.objects.bulk_create(
        ScaleLevel(
            scale=scale,
            order=place,
            code=level.code,
            title=level.words.title,
            descriptor=level.words.descriptor,
        )
        for place, level in enumerate(content.levels, start=1)
    )


def _add_texts(scale: Scale, content: ScaleContent) -> None:
    levels = dict(ScaleLevel.objects.filter(scale=scale).values_list("code", "pk"))
    there = set(ScaleText.objects.filter(scale=scale).values_list("level_id", "language"))
    ScaleText.objects.bulk_create(
        ScaleText(
            scale=scale,
            level_id=levels.get(code),
            language=language,
            title=words.title,
            descriptor=words.descriptor,
        )
        for (code, language), words in _said(content)
        if (levels.get(code), language) not in there
    )
